"""Reviewers at work in a real Chromium, before a real server: what they see, and what then reaches the bot."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, expect
from tests.support.browsing import Watched, chromium
from tests.support.processes import HTTP, Model, Server, sluis_process
from tests.support.replies import Call, Reply

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("console")]

BANK = str(Path(__file__).with_name("bank.yaml"))
SYSTEM = {"role": "system", "content": "You decide on loans for Waterland Bank with decide_loan_application."}
ASKED = {
    "role": "user",
    "content": "My name is Ada Vermeer. I earn 2100 euros. Please decide on my loan of 9000 euros.",
}
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "decide_loan_application",
            "description": "Approves or refuses a loan. The customer gets a letter at once.",
            "parameters": {
                "type": "object",
                "properties": {"name": {"type": "string"}, "decision": {"type": "string"}},
            },
        },
    }
]
NAME = "«name is (\\w+ \\w+)»"
REFUSAL: dict[str, Any] = {
    "name": NAME, "decision": "refuse", "amount": 9000, "letter": True, "details": {"flags": ["late"]}, "note": None,
}  # fmt: skip
VIEW = "I would lend it: the income carries the rate."
REASON = "The pay slips were read wrongly, her income carries it."
MODES: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1200, "height": 800}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1200, "height": 800}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 800}, "has_touch": True},
}

Held = tuple[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def server(directory: Path, model_server: Model) -> Iterator[Server]:
    with sluis_process(directory, model_server.url, "--policy", BANK) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def password(server: Server) -> str:
    """Of the reviewer Rita, made at the shell as an operator would."""
    made = server.command("reviewers", "add", "Rita Bakker", "--json", "--database", server.database)
    return str(json.loads(made.stdout)["password"])


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[Callable[..., Watched]]:
    opened: list[Watched] = []

    def one(mode: str = "light", **options: Any) -> Watched:
        opened.append(Watched(browser, server.root, **{**MODES[mode], **options}))
        return opened[-1]

    yield one
    wrong = [fault for each in opened for fault in each.wrong]
    for each in opened:
        each.context.close()
    assert not wrong


def sign_in(watched: Watched, server: Server, password: str) -> Page:
    page = watched.page
    page.goto(f"{server.root}/console/")
    page.get_by_label("Name").fill("rita bakker")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Waiting for a person").wait_for()
    return page


def hold(server: Server, model: Model, **arguments: Any) -> Held:
    """A refusal that is held: its reference, and the history as the bot keeps it."""
    model.say(Reply(calls=(Call("decide_loan_application", {**REFUSAL, **arguments}),)))
    answer = server.chat("", messages=[SYSTEM, ASKED], tools=TOOLS)
    return answer.headers["x-sluis-hold"], [SYSTEM, ASKED, answer.json()["choices"][0]["message"]]


def hold_text(server: Server, model: Model) -> str:
    model.say(Reply(text=f"Dear {NAME}, your loan application has been refused because your income is too low."))
    return str(server.chat("", messages=[SYSTEM, ASKED]).headers["x-sluis-hold"])


def next_turn(server: Server, history: list[dict[str, Any]], *more: dict[str, Any]) -> dict[str, Any]:
    turn = {"role": "user", "content": "Is there any news?"}
    answer = server.chat("", messages=[*history, turn, *more], tools=TOOLS)
    message: dict[str, Any] = answer.json()["choices"][0]["message"]
    return message


def polled(server: Server, hold_id: str) -> dict[str, Any]:
    answer = HTTP.get(f"{server.url}/holds/{hold_id}", headers={"authorization": "Bearer test"})
    return dict(answer.json())


def open_case(page: Page, server: Server, hold_id: str) -> None:
    """Opens a case and notes a view, so that the outcome is shown."""
    page.goto(f"{server.root}/console/holds/{hold_id}")
    page.get_by_label("What would you decide").fill(VIEW)
    page.get_by_role("button", name="Note it and show the outcome").click()
    page.get_by_role("heading", name="Your decision").wait_for()


def press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile(f"^{button}")).click()


@pytest.mark.parametrize("mode", MODES)
def test_every_page_can_be_read_named_and_used(
    open_page: Callable[..., Watched], server: Server, model: Model, password: str, mode: str
) -> None:
    watched = open_page(mode)
    page, faults = watched.page, {}

    def look(name: str) -> None:
        faults[name] = watched.faults()

    first, _ = hold(server, model, address="Donaudampfschifffahrtsgesellschaft" * 6)
    text = hold_text(server, model)
    page.goto(f"{server.root}/console/history")
    look("sign-in")
    page.get_by_label("Name").fill("rita bakker")
    page.get_by_label("Password").fill("a wrong password")
    press(page, "Sign in")
    page.get_by_text("Name or password is wrong.").wait_for()
    look("wrong password")
    sign_in(watched, server, password)
    look("queue")
    page.goto(f"{server.root}/console/holds/{first}")
    look("own view")
    open_case(page, server, first)
    page.get_by_text("How sure the detector was").click()
    look("case")
    page.get_by_label("Your reason").fill(REASON)
    press(page, "Change")
    look("edit")
    page.get_by_label("amount").fill("a lot")
    press(page, "Look at the change")
    page.get_by_text("The field amount takes a number.").wait_for()
    look("edit refused")
    page.get_by_label("amount").fill("8000")
    press(page, "Look at the change")
    page.get_by_role("heading", name="What you changed").wait_for()
    look("confirm")
    press(page, "Release this")
    look("done")
    page.goto(f"{server.root}/console/holds/{first}")
    look("closed")
    open_case(page, server, text)
    look("text")
    page.goto(f"{server.root}/console/history")
    look("history")
    page.goto(f"{server.root}/console/nothing")
    look("not found")
    assert not {name: found for name, found in faults.items() if found}


def test_an_approval_with_a_reason_reaches_the_bot_once(
    open_page: Callable[..., Watched], server: Server, model: Model, password: str
) -> None:
    hold_id, history = hold(server, model)
    watched = open_page()
    page = sign_in(watched, server, password)
    page.get_by_role("row", name=hold_id[-8:]).get_by_role("link").click()
    assert "Ada Vermeer" not in page.content(), "a reviewer saw a real name"
    assert "refuse" not in page.locator("main").inner_text().replace("refuses", ""), "the outcome came before the view"
    open_case(page, server, hold_id)
    assert "decision\nrefuse" in page.locator(".proposal").inner_text()
    page.get_by_role("button", name="Approve").click()
    assert page.get_by_role("heading", name="Your decision").is_visible(), "approved without a reason"
    assert polled(server, hold_id)["status"] in {"pending", "claimed"}
    page.get_by_label("Your reason").fill(REASON)
    press(page, "Approve")
    page.get_by_role("heading", name="Approved").wait_for()

    asked = len(model.seen())
    message = next_turn(server, history)
    assert len(model.seen()) == asked, "the model was asked again"
    (call,) = message["tool_calls"]
    assert json.loads(call["function"]["arguments"]) == {**REFUSAL, "name": "Ada Vermeer"}
    model.say(Reply(text="It is done."))
    news = {"role": "user", "content": "Is there any news?"}
    result = {"role": "tool", "tool_call_id": call["id"], "content": "done"}
    after = server.chat("", messages=[*history, news, message, result], tools=TOOLS).json()["choices"][0]["message"]
    assert after["content"] == "It is done."
    assert not after.get("tool_calls"), "delivered twice"


def test_a_change_is_what_the_bot_gets(
    open_page: Callable[..., Watched], server: Server, model: Model, password: str
) -> None:
    hold_id, history = hold(server, model)
    page = sign_in(open_page(), server, password)
    open_case(page, server, hold_id)
    page.get_by_label("Your reason").fill(REASON)
    press(page, "Change")
    page.get_by_label("decision").fill("approve")
    page.get_by_label("details").fill('{"flags": [], "by": "Rita"}')
    page.get_by_label("letter").select_option("no")
    press(page, "Look at the change")
    changed = page.locator(".changes").inner_text()
    assert [line for line in changed.splitlines() if line][:3] == ["decision", "refuse", "approve"]
    press(page, "Back")
    assert page.get_by_label("decision").input_value() == "approve", "what was typed is lost"
    press(page, "Look at the change")
    press(page, "Release this")
    page.get_by_role("heading", name="Approved with your changes").wait_for()
    (call,) = next_turn(server, history)["tool_calls"]
    changes = {"decision": "approve", "details": {"flags": [], "by": "Rita"}, "letter": False}
    assert json.loads(call["function"]["arguments"]) == {**REFUSAL, "name": "Ada Vermeer", **changes}


def test_of_a_rejection_the_bot_gets_nothing_but_the_words_that_may_be_told(
    open_page: Callable[..., Watched], server: Server, model: Model, password: str
) -> None:
    hold_id, history = hold(server, model)
    page = sign_in(open_page(), server, password)
    open_case(page, server, hold_id)
    page.get_by_label("Your reason").fill(REASON)
    page.get_by_label("What the person may be told").fill("Please send newer pay slips.")
    press(page, "Reject")
    page.get_by_role("heading", name="Rejected").wait_for()
    model.say(Reply(text="Please send newer pay slips."))
    message = next_turn(server, history)
    assert not message.get("tool_calls")
    told = model.seen()[-1].text
    assert "a person decided not to do this" in told
    assert "newer pay slips" in told
    assert "read wrongly" not in told, "the reviewer's reason left"
    assert polled(server, hold_id)["status"] == "rejected"


def test_all_of_it_by_keyboard_alone_with_the_focus_in_sight(
    open_page: Callable[..., Watched], server: Server, model: Model, password: str
) -> None:
    hold_id, _ = hold(server, model)
    watched = open_page()
    page, keys = watched.page, watched.page.keyboard
    page.goto(f"{server.root}/console/holds/{hold_id}")
    expect(page.get_by_label("Name")).to_be_focused()
    keys.type("rita bakker")
    watched.tab_to("Password")
    keys.type(password)
    keys.press("Enter")
    page.get_by_role("heading", name="Your own view first").wait_for()
    watched.tab_to("To the content")
    keys.press("Enter")
    watched.tab_to("What would you decide")
    keys.type(VIEW)
    watched.tab_to("Note it and show the outcome")
    keys.press("Enter")
    page.get_by_role("heading", name="Your decision").wait_for()
    watched.tab_to("Your reason")
    keys.type(REASON)
    watched.tab_to("Approve")
    keys.press("Enter")
    page.get_by_role("heading", name="Approved").wait_for()
    watched.tab_to("Sign out")
    keys.press("Enter")
    page.get_by_role("heading", name="Sign in").wait_for()
    assert polled(server, hold_id)["status"] == "approved"


def test_what_a_model_says_runs_nothing_and_hides_nothing(
    open_page: Callable[..., Watched], server: Server, model: Model, password: str
) -> None:
    script = "<script>alert(1)</script><img src=//evil.test/x onerror=alert(2)><svg onload=alert(3)>"
    hold_id, _ = hold(server, model, note=f"{script} re\u200bfu\u202ese", **{script: "x"})
    page = sign_in(open_page(), server, password)
    open_case(page, server, hold_id)
    shown = page.locator(".proposal").inner_text()
    assert "re⟨U+200B⟩fu⟨U+202E⟩se" in shown
    assert shown.count("<script>alert(1)</script>") == 2
    page.get_by_label("Your reason").fill(REASON)
    press(page, "Change")
    page.get_by_text("Some of it cannot be seen").wait_for()
    page.get_by_label("amount").fill("1")
    press(page, "Look at the change")
    assert page.locator("script, img, main svg, style").count() == 0
    assert page.evaluate("document.cookie") == "", "a script could read the session"


def test_the_policy_of_the_pages_lets_no_script_in(
    open_page: Callable[..., Watched], server: Server, password: str
) -> None:
    watched = open_page()
    page = sign_in(watched, server, password)
    with pytest.raises(Error):
        page.add_script_tag(url="/console/static/console.css")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<a id=x onclick=\"alert(1)\" style=\"top:0\">x</a>')")
    page.evaluate("document.getElementById('x').click()")
    page.evaluate("document.head.append(Object.assign(document.createElement('script'), {text: 'alert(2)'}))")
    page.evaluate("document.body.append(Object.assign(new Image(), {src: 'http://evil.test/x'}))")
    page.evaluate("fetch('/console/history').catch(() => 0)")
    told = " ".join(watched.wrong)
    assert "dialog" not in told
    for directive in ("script-src", "style-src", "img-src", "connect-src"):
        assert directive in told, f"{directive} let something in"
    watched.wrong.clear()


def test_after_signing_out_the_back_button_shows_no_case(
    open_page: Callable[..., Watched], server: Server, model: Model, password: str
) -> None:
    hold_id, _ = hold(server, model)
    page = sign_in(open_page(), server, password)
    page.goto(f"{server.root}/console/holds/{hold_id}")
    expect(page.get_by_text("decide_loan_application", exact=True)).to_be_visible()
    press(page, "Sign out")
    page.go_back()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_text("decide_loan_application", exact=True)).to_have_count(0)
