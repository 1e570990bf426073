"""A canary: one person's values are sent through every path, errors included, and then looked for in the log, in
metrics, in errors, in pages, in temporary files and in the database's files. They are nowhere in clear."""

import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.support.processes import HTTP, Model, Server, sluis_process
from tests.support.replies import Behaviour, Call, Reply

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("canary")]
NAME, MAIL, IBAN = "Xerxesia Quimbolt", "xerxesia@quimbolt.net", "NL91ABNA0417164300"
PASSWORD, PHONE, BSN = "tr0ub4dor&Zwq", "+31 6 4718 2935", "111222333"
WORD = "gribbelfax"
"""Nothing personal, so it leaves; but what was said stands in no log and no error either, found personal or not."""
TEXT = (
    f"My name is {NAME}, my e-mail is {MAIL}, pay to {IBAN}. My password is {PASSWORD}, call {PHONE}. BSN {BSN}. {WORD}"
)
VALUES = ("xerxesia", "quimbolt", IBAN.lower(), PASSWORD.lower(), PHONE, "47182935", BSN)
REASON = f"{NAME} earns enough, I read the file myself."
BANK = str(Path(__file__).with_name("bank.yaml"))
TOOL = {"type": "function", "function": {"name": "decide_loan_application", "parameters": {"type": "object"}}}
ASKED = [{"role": "user", "content": f"{TEXT} Please decide on my loan application today."}]
REFUSAL = Reply(
    calls=(Call("decide_loan_application", {"name": r"«name is (\w+ \w+)»", "decision": "refuse", "why": WORD}),)
)
BOTS = [
    {"name": "shop", "key": "key-of-shop", "subject": "header", "purposes": ["lending"]},
    {"name": "lost", "key": "key-of-lost", "upstream": "http://127.0.0.1:9/v1"},
]
SETTINGS = {
    "SLUIS_LOG_LEVEL": "debug",
    "SLUIS_BOTS": json.dumps(BOTS),
    "SLUIS_BODY_LIMIT_BYTES": "500000",
    "SLUIS_ANSWER_LIMIT_BYTES": "2000000",
    "SLUIS_FIRST_BYTE_TIMEOUT_SECONDS": "0.7",
    "SLUIS_IDLE_TIMEOUT_SECONDS": "0.7",
}
KEY = {"authorization": "Bearer key-of-shop"}


@pytest.fixture(scope="module")
def server(directory: Path, model_server: Model) -> Iterator[Server]:
    """A server that logs all it can, with its temporary files beside its database."""
    (directory / "tmp").mkdir()
    options = ("--policy", BANK)
    with sluis_process(directory, model_server.url, *options, TMPDIR=str(directory / "tmp"), **SETTINGS) as running:
        yield running


@pytest.fixture(autouse=True)
def nothing_in_clear(server: Server, model: Model) -> Iterator[None]:
    """After each path: not in the log, the metrics, any file; and not before the model either."""
    yield
    assert not found_in(" ".join(seen.text for seen in model.seen()), VALUES), "before the model"
    assert_nothing_in_files(server)
    assert not found_in(HTTP.get(f"{server.root}/metrics").text, (*VALUES, WORD)), "metrics"


def found_in(text: str, values: tuple[str, ...] = (*VALUES, WORD)) -> list[str]:
    """The values that stand in the text, in any case and as an address would write them."""
    plain = text.lower()
    return [v for v in values if v in plain or re.sub(r"\W", lambda m: f"%{ord(m[0]):02x}", v) in plain]


def assert_nothing_in_files(server: Server) -> None:
    files = [path for path in server.directory.rglob("*") if path.is_file() and path.name != "model.log"]
    assert {"sluis.db", "sluis.db-wal", "sluis.log"} <= {path.name for path in files}
    for path in files:
        read = path.read_bytes()
        assert not found_in(path.name), path.name
        assert not found_in(read.decode("latin-1")), path.name
        assert not found_in(read.decode("utf-16", "replace")), path.name
    assert not list((server.directory / "tmp").iterdir())


def post(server: Server, body: Any, **headers: str) -> httpx.Response:
    raw = body if isinstance(body, bytes) else json.dumps({"model": "fake", **body}).encode()
    return HTTP.post(f"{server.url}/chat/completions", content=raw, headers={**KEY, **headers})


def said(text: str, **more: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": text}], **more}


def assert_refused(response: httpx.Response, values: tuple[str, ...] = (*VALUES, WORD)) -> None:
    """An error that repeats nothing of what was sent."""
    assert response.status_code >= 400, response.text
    assert not found_in(response.text + str(response.headers), values), response.text


# ── what goes well ──────────────────────────────────────────────────────────────────────────────────────────────────

EVERYWHERE: dict[str, Any] = {
    "messages": [
        {"role": "system", "content": TEXT},
        {"role": "user", "name": "Quimbolt", "content": [{"type": "text", "text": TEXT}]},
        {
            "role": "assistant",
            "content": None,
            "refusal": TEXT,
            "reasoning_content": TEXT,
            "tool_calls": [
                {"id": "c1", "type": "function", "function": {"name": "f", "arguments": json.dumps({"name": NAME})}}
            ],
        },
        {"role": "tool", "tool_call_id": "c1", "content": json.dumps({"inner": json.dumps({"mail": MAIL, "t": TEXT})})},
        {"role": "user", "content": TEXT},
    ],
    "metadata": {"conversation_id": f"chat of {NAME}", "customer": NAME},
    "user": MAIL,
    "safety_identifier": NAME,
    "prompt_cache_key": NAME,
    "stop": [NAME],
    "prediction": {"type": "content", "content": TEXT},
    "tools": [
        {
            "type": "function",
            "function": {"name": "f", "description": TEXT, "parameters": {"type": "object", "description": TEXT}},
        }
    ],
}
LABELS = {
    "x-sluis-subject": f"{NAME} {WORD}",
    "x-sluis-conversation": f"{MAIL} {WORD}",
    "idempotency-key": f"{NAME} {WORD}",
    "user-agent": f"{NAME} {WORD}",
    "cookie": f"name={NAME}; word={WORD}",
    "x-forwarded-for": WORD,
}


@pytest.mark.parametrize("stream", [False, True])
def test_everywhere_in_a_request_and_back(server: Server, model: Model, stream: bool) -> None:
    response = post(server, {**EVERYWHERE, "stream": stream}, **LABELS)
    assert response.status_code == 200, response.text
    assert "Xerxesia" in response.text
    assert not found_in(str(response.headers))
    assert not found_in(json.dumps([dict(seen.headers) for seen in model.seen()]))


# ── what the model does wrong ───────────────────────────────────────────────────────────────────────────────────────

FAILURES: tuple[Behaviour, ...] = (
    "hang", "hang_mid_stream", "die", "die_mid_body", "die_mid_stream", "no_done", "html", "truncated_json",
    "wrong_shape", "invalid_sse", "invalid_json_in_sse", "error_in_stream", "huge",
)  # fmt: skip


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("behaviour", FAILURES)
def test_a_model_that_fails(server: Server, model: Model, behaviour: Behaviour, stream: bool) -> None:
    echo = "«(?s)(.*)»"
    model.say(Reply(text=echo, behaviour=behaviour, refusal=echo, after=2, piece=400))
    response = post(server, said(TEXT, stream=stream), **LABELS)
    last = response.text.strip().split("\n\n")[-1]
    if response.status_code != 200:
        assert_refused(response)
    elif '"error"' in last:
        assert not found_in(last)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 429, 500, 503])
def test_a_model_that_answers_with_an_error_of_its_own(server: Server, model: Model, status: int) -> None:
    """It quotes what it was sent, as providers do, also where a code is expected."""
    model.say(Reply(behaviour="error", status=status, extra={"code": WORD, "type": WORD, "param": WORD}))
    assert_refused(post(server, said(TEXT)), VALUES)


def test_a_model_that_cannot_be_reached(server: Server) -> None:
    assert_refused(post(server, said(TEXT), authorization="Bearer key-of-lost"))


# ── what is refused ─────────────────────────────────────────────────────────────────────────────────────────────────

REFUSED: dict[str, Callable[[Server], httpx.Response]] = {
    "half a body": lambda s: post(s, json.dumps(said(TEXT)).encode()[:-3]),
    "no JSON": lambda s: post(s, TEXT.encode()),
    "a key twice": lambda s: post(s, json.dumps({WORD: 1}).encode()[:-1] + f', "{WORD}": "{NAME}"}}'.encode()),
    "no UTF-8": lambda s: post(s, TEXT.encode("utf-16")),
    "too large": lambda s: post(s, said(TEXT * 5000)),
    "too large by far": lambda s: post(s, said(TEXT * 500_000)),
    "an unknown parameter": lambda s: post(s, said(TEXT, **{f"{NAME} {WORD}": TEXT})),
    "an unknown field": lambda s: post(s, {"messages": [{"role": "user", f"{NAME} {WORD}": 1, "content": TEXT}]}),
    "an unknown role": lambda s: post(s, {"messages": [{"role": f"{NAME} {WORD}", "content": TEXT}]}),
    "an unknown part": lambda s: post(s, {"messages": [{"role": "user", "content": [{"type": TEXT, TEXT: TEXT}]}]}),
    "an image": lambda s: post(
        s, {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": TEXT}}]}]}
    ),
    "a file": lambda s: post(
        s, {"messages": [{"role": "user", "content": [{"type": "file", "file": {"filename": NAME, "file_id": WORD}}]}]}
    ),
    "sound": lambda s: post(
        s, {"messages": [{"role": "user", "content": [{"type": "input_audio", "input_audio": {"data": TEXT}}]}]}
    ),
    "a model's name": lambda s: post(s, said(TEXT, model=TEXT)),
    "a tool's name": lambda s: post(s, said(TEXT, tools=[{"type": "function", "function": {"name": TEXT}}])),
    "a tool's type": lambda s: post(s, said(TEXT, tools=[{"type": TEXT}])),
    "a choice of tool": lambda s: post(s, said(TEXT, tool_choice=TEXT)),
    "a response format": lambda s: post(s, said(TEXT, response_format={"type": TEXT})),
    "a word": lambda s: post(s, said(TEXT, reasoning_effort=TEXT)),
    "a number": lambda s: post(s, said(TEXT, temperature=TEXT)),
    "a user who is no text": lambda s: post(s, said(TEXT, user={TEXT: TEXT})),
    "a long label": lambda s: post(s, said(TEXT), **{"x-sluis-conversation": f"{NAME} {WORD}" * 20}),
    "a region": lambda s: post(s, said(TEXT), **{"x-sluis-region": f"{NAME} {WORD}"}),
    "a purpose": lambda s: post(s, said(TEXT), **{"x-sluis-purpose": f"{NAME} {WORD}"}),
    "a key": lambda s: post(s, said(TEXT), authorization=f"Bearer {NAME} {WORD}"),
    "a scheme": lambda s: post(s, said(TEXT), authorization=f"{WORD} {NAME}"),
    "an encoding": lambda s: post(s, said(TEXT), **{"content-encoding": WORD}),
    "a path": lambda s: HTTP.post(f"{s.url}/{NAME}/{WORD}", json=said(TEXT), headers=KEY),
    "a question behind the path": lambda s: HTTP.get(f"{s.url}/files", params={"name": NAME, "w": WORD}, headers=KEY),
    "a model in the path": lambda s: HTTP.get(f"{s.url}/models/{NAME} {WORD}", headers=KEY),
    "a hold": lambda s: HTTP.get(f"{s.url}/holds/{NAME}{WORD}", params={"wait": NAME}, headers=KEY),
    "another page": lambda s: HTTP.get(f"{s.root}/{NAME}/{WORD}", headers=KEY),
    "a page of the console": lambda s: HTTP.get(f"{s.root}/console/holds/{NAME}/{WORD}", params={"n": NAME}),
    "a method": lambda s: HTTP.request("PROPFIND", f"{s.root}/{WORD}", content=TEXT.encode()),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused(server: Server, model: Model, what: str) -> None:
    assert_refused(REFUSED[what](server))
    assert not model.seen()


# ── what is held ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def browser(server: Server) -> Iterator["Browser"]:
    """An officer, signed in."""
    done = server.command("reviewers", "add", "rita", "--role", "officer", "--json", SLUIS_DATABASE=server.database)
    assert done.returncode == 0, done.stderr
    with httpx.Client(trust_env=False, base_url=server.root, timeout=30) as http:
        browser = Browser(http)
        wrong = browser.sign_in(f"{NAME} {WORD}", f"{PASSWORD} {WORD}")
        assert wrong.status_code == 401
        assert not found_in(wrong.text)
        assert browser.sign_in("rita", json.loads(done.stdout)["password"]).status_code == 303
        yield browser


class Browser:
    """The console's forms, as a browser sends them."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self.page = ""

    def sign_in(self, name: str, password: str) -> httpx.Response:
        self.get("/sign-in")
        return self._http.post("/console/sign-in", data={**self._hidden(""), "name": name, "password": password})

    def get(self, path: str) -> str:
        self.page = self._http.get(f"/console{path}").text
        return self.page

    def press(self, hold_id: str, step: str, **form: str) -> str:
        """A button of the last page."""
        sent = {**self._hidden(step), **form, "step": step}
        self.page = self._http.post(f"/console/holds/{hold_id}", data=sent, follow_redirects=True).text
        return self.page

    def _hidden(self, step: str) -> dict[str, str]:
        forms = [
            form for form in re.findall(r"<form.*?</form>", self.page, re.S) if f'value="{step}"' in form or not step
        ]
        fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', forms[0 if step else -1])
        return {unescape(name): unescape(value) for name, value in fields}


def held(server: Server, model: Model, **more: Any) -> tuple[str, dict[str, Any]]:
    model.say(REFUSAL)
    response = post(server, {"messages": ASKED, "tools": [TOOL], **more}, **{**LABELS, "x-sluis-subject": str(more)})
    assert not found_in(response.text + str(response.headers))
    return response.headers["x-sluis-hold"], response.json()["choices"][0]["message"]


@pytest.mark.parametrize("verdict", ["approve", "reject"])
def test_a_hold_and_its_verdict(server: Server, model: Model, browser: Browser, verdict: str) -> None:
    hold_id, notice = held(server, model, temperature=0.1 if verdict == "approve" else 0.2)
    assert not found_in(browser.get("/") + browser.get(f"/holds/{hold_id}"), VALUES)
    assert not found_in(browser.press(hold_id, "look", own_view=f"I would lend it to {WORD}."), VALUES)
    assert "Give a reason" in browser.press(hold_id, verdict, reason=WORD)
    shown = browser.press(hold_id, "reveal")
    assert NAME in shown, "an officer may see"
    browser.press(hold_id, verdict, reason=REASON, shared_reason=f"{NAME} may ask again, says {WORD}.")
    history = [*ASKED, notice, {"role": "user", "content": "Is there any news?"}]
    polled = HTTP.get(f"{server.url}/holds/{hold_id}", headers=KEY)
    assert polled.json()["status"] == {"approve": "approved", "reject": "rejected"}[verdict]
    assert bool(found_in(polled.text, VALUES)) == (verdict == "approve")
    model.say(Reply(text="I see."))
    told = post(server, {"messages": history, "tools": [TOOL]}, **LABELS)
    assert told.status_code == 200
    assert not found_in(str(told.headers))


def test_a_hold_that_is_withdrawn_and_one_that_is_asked_for_again(server: Server, model: Model) -> None:
    hold_id, _ = held(server, model, temperature=0.3)
    again = post(
        server, {"messages": ASKED, "tools": [TOOL], "temperature": 0.3, "stream": True},
        **{**LABELS, "x-sluis-subject": str({"temperature": 0.3}), "x-stainless-retry-count": "1"},
    )  # fmt: skip
    assert again.headers["x-sluis-hold"] == hold_id
    assert not found_in(again.text)
    gone = HTTP.delete(f"{server.url}/holds/{hold_id}", headers=KEY)
    assert gone.json()["status"] == "cancelled"
    assert not found_in(gone.text)


# ── what is taken out of it ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("words", [("audit", "export"), ("holds", "list", "--closed", "--json"), ("subjects", "list")])
def test_what_commands_print(server: Server, words: tuple[str, ...]) -> None:
    done = server.command(*words, SLUIS_DATABASE=server.database)
    assert done.returncode == 0, done.stderr
    assert done.stdout
    assert not found_in(done.stdout + done.stderr)
