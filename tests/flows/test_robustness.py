"""What breaks on either side of Sluis becomes an error in OpenAI's shape: nothing is lost, nothing leaks, and a model
that died is never shown as an answer that is finished."""

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.support.processes import HTTP, Model, Server, sluis_process
from tests.support.replies import Behaviour, Call, Reply

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("robustness")]
CANARY = "Xerxesia Quimbolt"
SENTENCE = f"My name is {CANARY} and my e-mail is xerxesia@quimbolt.net."
PRIVATE = ("Xerxesia", "Quimbolt", "quimbolt")
NAME = r"«name is (\w+ \w+)»"
DECIDE = {"type": "function", "function": {"name": "decide_loan_application", "parameters": {"type": "object"}}}
LIMITS = {
    "SLUIS_FIRST_BYTE_TIMEOUT_SECONDS": "1.5",
    "SLUIS_IDLE_TIMEOUT_SECONDS": "1.5",
    "SLUIS_REQUEST_TIMEOUT_SECONDS": "1.5",
    "SLUIS_ANSWER_LIMIT_BYTES": "400000",
}


@pytest.fixture(scope="module")
def server(directory: Path, model_server: Model) -> Iterator[Server]:
    """A server that gives up soon; at the end the canary must stand nowhere in what it wrote."""
    with sluis_process(directory, model_server.url, **LIMITS) as running:
        yield running
    written = [p for p in directory.iterdir() if p.is_file() and p.name != "model.log"]
    assert any(p.name.endswith(".db") for p in written)
    for path in written:
        text = path.read_bytes().decode("utf-8", "replace")
        assert not [value for value in PRIVATE if value in text], path.name


def post(server: Server, raw: bytes, **headers: str) -> httpx.Response:
    sent = {"authorization": "Bearer test", "content-type": "application/json", **headers}
    return HTTP.post(f"{server.url}/chat/completions", content=raw, headers=sent)


def assert_error(response: httpx.Response, *statuses: int) -> dict[str, Any]:
    """An error in OpenAI's shape, which quotes nothing. The error."""
    assert response.status_code in statuses, response.text
    body = response.json()
    assert set(body) == {"error"}
    error = dict(body["error"])
    assert isinstance(error["message"], str)
    assert isinstance(error["type"], str)
    assert isinstance(error["code"], str)
    assert {"param", "id"} <= set(error)
    assert not [value for value in PRIVATE if value in response.text]
    assert response.headers["x-sluis-request"] == error["id"]
    return error


def whole(**changes: Any) -> bytes:
    return json.dumps({"model": "fake", "messages": [{"role": "user", "content": SENTENCE}], **changes}).encode()


def message(**fields: Any) -> bytes:
    return whole(messages=[{"role": "user", "content": SENTENCE, **fields}])


MALFORMED: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": SENTENCE.encode(),
    "half an object": whole()[:-20],
    "two objects": whole() + whole(),
    "a list": b"[" + whole() + b"]",
    "a text": json.dumps(SENTENCE).encode(),
    "null": b"null",
    "no UTF-8": whole().replace(b"name", b"n\xffme"),
    "UTF-16": whole().decode().encode("utf-16"),
    "NaN": b'{"model": "fake", "temperature": NaN, "messages": []}',
    "a key twice": b'{"model": "fake", "messages": [], ' + whole()[1:],
    "a key twice inside": whole().replace(b'"role": "user"', b'"role": "system", "role": "user"'),
    "half a surrogate pair": whole().replace(b"My name", b"\\ud83d My name"),
    "too deep": whole(metadata=None).replace(b"null", b'{"a":' * 3000 + b"1" + b"}" * 3000),
    "a number beyond measure": whole(seed=0).replace(b'"seed": 0', b'"seed": 1' + b"0" * 5000),
    "no messages": json.dumps({"model": "fake"}).encode(),
    "messages as a text": whole(messages=SENTENCE),
    "no message": whole(messages=[]),
    "a message as a text": whole(messages=[SENTENCE]),
    "no role": whole(messages=[{"content": SENTENCE}]),
    "an unknown role": message(role="narrator"),
    "content as a number": message(content=7),
    "content as an object": message(content={"text": SENTENCE}),
    "a part as a text": message(content=[SENTENCE]),
    "an unknown part": message(content=[{"type": "hologram", "hologram": SENTENCE}]),
    "an image": message(content=[{"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}]),
    "a file": message(content=[{"type": "file", "file": {"file_data": "AAAA", "filename": SENTENCE}}]),
    "an unknown field of a message": message(whisper=SENTENCE),
    "an unknown parameter": whole(whisper=SENTENCE),
    "tools as a text": whole(tools=SENTENCE),
    "a tool that the provider runs": whole(tools=[{"type": "web_search"}]),
    "n of none": whole(n=0),
    "n of a thousand": whole(n=1000),
    "n as a text": whole(n="two"),
    "stream as a text": whole(stream="yes"),
    "a response format nobody knows": whole(response_format={"type": "hologram"}),
    "a tool call without arguments": whole(
        messages=[{"role": "assistant", "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f"}}]}]
    ),
}


@pytest.mark.parametrize("raw", MALFORMED.values(), ids=MALFORMED)
def test_a_request_that_is_not_understood_is_refused_and_not_sent(server: Server, model: Model, raw: bytes) -> None:
    error = assert_error(post(server, raw), 400, 413)
    assert error["type"] == "invalid_request_error"
    assert model.seen() == []


@pytest.mark.parametrize("length_known", [True, False])
def test_fifty_megabytes_are_refused_before_they_are_read(server: Server, model: Model, length_known: bool) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(50):
            yield b"x" * 1_000_000

    begun = time.monotonic()
    try:
        content = b"x" * 50_000_000 if length_known else pieces()
        response = HTTP.post(f"{server.url}/chat/completions", content=content, headers={"authorization": "Bearer t"})
        assert_error(response, 413)
    except httpx.WriteError:
        assert not length_known, "the refusal must be readable where the length is known"
    assert time.monotonic() - begun < 10
    assert model.seen() == []
    assert HTTP.get(f"{server.root}/healthz").status_code == 200


def raw_exchange(server: Server, sent: bytes, close: bool) -> bytes:
    """Sends bytes as they are; what comes back until the server closes or two seconds have passed."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=4) as connection:
        connection.sendall(sent)
        if close:
            connection.shutdown(socket.SHUT_WR)
        parts = []
        try:
            while piece := connection.recv(65536):
                parts.append(piece)
                if b"\r\n\r\n" in piece and not close:
                    break
        except (TimeoutError, ConnectionResetError):
            pass
        return b"".join(parts)


HEAD = b"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer t\r\n"


def test_a_body_that_is_cut_is_not_sent(server: Server, model: Model) -> None:
    raw_exchange(server, HEAD + b"content-length: 5000\r\n\r\n" + whole(), close=True)
    assert model.seen() == []
    assert HTTP.get(f"{server.root}/healthz").status_code == 200


def test_a_body_that_never_ends_is_given_up(server: Server, model: Model) -> None:
    answer = raw_exchange(server, HEAD + b"content-length: 5000\r\n\r\n" + whole(), close=False)
    assert b" 400 " in answer.split(b"\r\n")[0]
    assert model.seen() == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/v1/responses"),
        ("POST", "/v1/conversations/conv_1/items"),
        ("POST", "/v1/audio/speech"),
        ("POST", "/v1/images/generations"),
        ("PUT", "/v1/chat/completions"),
        ("POST", "/v1/chat/completions/"),
        ("POST", "/v1/../v1/chat/completions/x"),
        ("POST", "/v1/files"),
    ],
)
def test_a_path_that_is_not_guarded_does_not_pass(server: Server, model: Model, method: str, path: str) -> None:
    response = HTTP.request(method, server.root + path, content=whole(), headers={"authorization": "Bearer t"})
    assert assert_error(response, 404, 405)["code"] == "endpoint_not_guarded"
    assert model.seen() == []


def test_a_compressed_body_is_refused(server: Server, model: Model) -> None:
    import gzip

    assert_error(post(server, gzip.compress(whole()), **{"content-encoding": "gzip"}), 400, 415)
    assert model.seen() == []


def test_a_header_sent_twice_is_refused(server: Server, model: Model) -> None:
    headers = [("authorization", "Bearer t"), ("x-sluis-conversation", "a"), ("x-sluis-conversation", "b")]
    assert_error(HTTP.post(f"{server.url}/chat/completions", content=whole(), headers=headers), 400)
    assert model.seen() == []


WHOLE_FAILURES: dict[Behaviour, tuple[int, ...]] = {
    "hang": (504,),
    "hang_mid_stream": (504,),
    "die": (502,),
    "die_mid_body": (502,),
    "html": (502,),
    "error_html": (500, 502),
    "error": (500, 502),
    "truncated_json": (502,),
    "wrong_shape": (502,),
    "huge": (502,),
    "endless": (502,),
}


@pytest.mark.parametrize("behaviour", WHOLE_FAILURES)
def test_a_model_that_fails_is_an_error_in_shape(server: Server, model: Model, behaviour: Behaviour) -> None:
    model.say(Reply(text=f"Dear {NAME}, all is well.", behaviour=behaviour))
    assert_error(server.chat(SENTENCE), *WHOLE_FAILURES[behaviour])
    model.say(Reply(text=f"Dear {NAME}."))
    again = server.chat(SENTENCE)
    assert again.json()["choices"][0]["message"]["content"] == f"Dear {CANARY}."
    first, second = model.seen()
    assert first.raw == second.raw


@pytest.mark.parametrize("status", [400, 401, 404, 429, 503])
def test_a_models_own_error_keeps_its_status(server: Server, model: Model, status: int) -> None:
    model.say(Reply(behaviour="error", status=status))
    assert_error(server.chat(SENTENCE), status)


STREAM_FAILURES: tuple[Behaviour, ...] = (
    "hang",
    "hang_mid_stream",
    "die",
    "die_mid_stream",
    "no_done",
    "invalid_sse",
    "invalid_json_in_sse",
    "error_in_stream",
    "html",
    "error",
    "wrong_shape",
    "huge",
    "endless",
)


@pytest.mark.parametrize("armed", [False, True], ids=["unarmed", "armed"])
@pytest.mark.parametrize("behaviour", STREAM_FAILURES)
def test_a_stream_that_dies_is_never_shown_as_finished(
    server: Server, model: Model, behaviour: Behaviour, armed: bool
) -> None:
    text = f"Dear {NAME}, the parcel is on its way and arrives on Tuesday."
    model.say(Reply(text=text, behaviour=behaviour, after=4, piece=6))
    more = {"tools": [DECIDE]} if armed else {}
    response = server.chat(SENTENCE + (" Please decide on my loan." if armed else ""), stream=True, **more)
    if response.headers["content-type"].startswith("application/json"):
        assert_error(response, 400, 500, 502, 503, 504)
        return
    events = [line.removeprefix("data: ") for line in response.text.splitlines() if line.startswith("data: ")]
    assert "[DONE]" not in events
    parsed = [json.loads(event) for event in events]
    assert not [c for e in parsed for c in e.get("choices", ()) if c.get("finish_reason")]
    error = parsed[-1]["error"]
    assert isinstance(error["message"], str)
    assert isinstance(error["code"], str)
    assert not [value for value in PRIVATE if value in json.dumps(error)]
    delivered = "".join(c["delta"].get("content") or "" for e in parsed for c in e.get("choices", ()))
    if behaviour not in ("huge", "endless"):
        assert text.replace(NAME, CANARY).startswith(delivered)


def test_tool_calls_of_a_stream_that_dies_do_not_arrive_in_part(server: Server, model: Model) -> None:
    model.say(Reply(calls=(Call("find", {"name": NAME}),), behaviour="die_mid_stream", after=4, piece=3))
    tool = {"type": "function", "function": {"name": "find", "parameters": {"type": "object"}}}
    response = server.chat(SENTENCE, stream=True, tools=[tool])
    assert "[DONE]" not in response.text
    assert '"arguments"' not in response.text


def test_a_client_that_leaves_stops_the_model(server: Server, model: Model) -> None:
    model.say(Reply(text="word " * 2000, pause_seconds=0.02))
    body = {"model": "fake", "stream": True, "messages": [{"role": "user", "content": SENTENCE}]}
    headers = {"authorization": "Bearer t"}
    with HTTP.stream("POST", f"{server.url}/chat/completions", json=body, headers=headers) as response:
        next(response.iter_raw())
        assert model.state()["open_streams"] == 1
    deadline = time.monotonic() + 5
    while model.state()["open_streams"] and time.monotonic() < deadline:
        time.sleep(0.05)
    assert model.state()["open_streams"] == 0


def test_a_model_that_cannot_be_reached_is_an_error_in_shape(tmp_path: Path) -> None:
    with sluis_process(tmp_path, "http://127.0.0.1:9/v1") as server:
        assert assert_error(server.chat(SENTENCE), 502)["code"] == "upstream_unreachable"


def test_twenty_failures_at_once_leave_the_server_well(server: Server, model: Model) -> None:
    from concurrent.futures import ThreadPoolExecutor

    model.say(*[Reply(behaviour="die") for _ in range(20)])
    with ThreadPoolExecutor(20) as pool:
        statuses = list(pool.map(lambda _: server.chat(SENTENCE).status_code, range(20)))
    assert set(statuses) == {502}
    model.say(Reply(text="Well."))
    assert server.chat(SENTENCE).json()["choices"][0]["message"]["content"] == "Well."
