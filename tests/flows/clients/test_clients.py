"""Real client libraries as separate processes, through a real `sluis serve`: nothing in the bots knows of Sluis."""

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from tests.flows.clients.bots import CLIENTS, HOWS, BotProcess, Client, bot
from tests.support.processes import Model, Server
from tests.support.replies import Call, Reply
from typer.testing import CliRunner

from sluis.cli.main import build

pytestmark = pytest.mark.slow
INTRODUCTION = "Hello, my name is Ada Vermeer and my e-mail is ada.vermeer@posteo.net."
NAME, MAIL = r"«my name is (\w+ \w+)»", r"«e-mail is ([\w.@+-]+\w)»"
PRIVATE = ("Vermeer", "vermeer", "posteo.net", "NL91ABNA0417164300")
DECISION = Call(
    "decide_loan_application", {"customer_name": NAME, "decision": "refuse", "reason": "The income is too low."}
)


def cases() -> Iterator[Any]:
    """Every client by every API that it speaks, whole and streamed; in two groups, for the cores of a small machine."""
    for number, client in enumerate(CLIENTS):
        for api in client.apis:
            for how in HOWS:
                group = pytest.mark.xdist_group(f"clients-{number % 2}")
                yield pytest.param((client, api, how), id=f"{client.name}-{api}-{how}", marks=group)


@pytest.fixture(scope="module", params=cases())
def running(request: pytest.FixtureRequest, server: Server) -> Iterator[BotProcess]:
    chosen: tuple[Client, str, str] = request.param
    client, api, how = chosen
    if not client.is_installed:
        missing = f"{client.name} has no environment: make clients"
        pytest.fail(missing) if os.environ.get("SLUIS_CI") else pytest.skip(missing)
    with bot(client, server.url, how, api) as process:
        yield process


@pytest.fixture
def client(running: BotProcess) -> BotProcess:
    """The bot in a new conversation."""
    running.forget()
    return running


@pytest.fixture
def streams(request: pytest.FixtureRequest) -> bool:
    return "-stream" in request.node.name


def assert_nothing_left(model: Model) -> None:
    seen = model.seen()
    assert seen
    for request in seen:
        assert not [value for value in PRIVATE if value in request.text]


def test_text_comes_back_in_real_names_and_left_in_pseudonyms(client: BotProcess, model: Model, streams: bool) -> None:
    model.say(Reply(text=f"Dear {NAME}, we wrote to {MAIL}."))
    turn = client.say(INTRODUCTION)
    assert turn.error == ""
    assert turn.text == "Dear Ada Vermeer, we wrote to ada.vermeer@posteo.net."
    assert bool(turn.pieces) is streams
    assert_nothing_left(model)


def test_tools_are_called_with_real_values_and_their_results_leave_in_pseudonyms(
    client: BotProcess, model: Model
) -> None:
    model.say(Reply(calls=(Call("find_customer", {"name": NAME}),)), Reply(text=f"Found you, {NAME}."))
    turn = client.say(INTRODUCTION)
    assert turn.error == ""
    assert turn.tools == [["find_customer", {"name": "Ada Vermeer"}]]
    assert turn.text == "Found you, Ada Vermeer."
    assert_nothing_left(model)


def test_parallel_calls_arrive_as_they_were_made(client: BotProcess, model: Model) -> None:
    model.say(
        Reply(text="One moment.", calls=(Call("find_customer", {"name": NAME}), Call("find_customer", {"name": "X"}))),
        Reply(text="Done."),
    )
    turn = client.say(INTRODUCTION)
    assert turn.error == ""
    assert sorted(arguments["name"] for _, arguments in turn.tools) == ["Ada Vermeer", "X"]
    assert turn.text == "Done."


def test_the_history_leaves_at_the_next_turn_as_it_left_before(client: BotProcess, model: Model) -> None:
    model.say(Reply(text=f"Dear {NAME}."), Reply(text=f"Still here, {NAME}."))
    client.say(INTRODUCTION)
    assert client.say("Are you there?").text == "Still here, Ada Vermeer."
    first, second = (request.body.get("messages") or request.body["input"] for request in model.seen())
    assert second[: len(first)] == first
    assert_nothing_left(model)


def test_a_decision_is_held_and_its_tool_runs_only_after_a_person_approved(
    client: BotProcess, server: Server, model: Model, reviewer: tuple[str, str]
) -> None:
    model.say(Reply(calls=(DECISION,)))
    turn = client.say(f"{INTRODUCTION} Please decide on my loan application.")
    assert turn.error == ""
    assert turn.tools == []
    assert "hold_" in turn.text
    assert "refuse" not in turn.text
    hold_id = next(word for word in turn.text.replace(".", " ").split() if word.startswith("hold_"))

    approve(server, reviewer, hold_id)
    model.say(Reply(text=f"It is settled, {NAME}."))
    after = client.say("Any news?")
    assert after.error == ""
    assert [name for name, _ in after.tools] == ["decide_loan_application"]
    assert after.tools[0][1]["customer_name"] == "Ada Vermeer"
    assert after.text == "It is settled, Ada Vermeer."
    assert_nothing_left(model)


def approve(server: Server, reviewer: tuple[str, str], hold_id: str) -> None:
    """A reviewer looks and approves, by the commands, which run in this process."""
    name, password = reviewer
    shown = shell("show", hold_id, "--json", "--database", server.database)
    given = ("--reviewer", name, "--digest", json.loads(shown)["digest"], "--database", server.database)
    reason = "I read the file and the income does not carry the rate."
    assert "approved" in shell("approve", hold_id, "--reason", reason, *given, SLUIS_REVIEWER_PASSWORD=password)


def shell(*words: str, **variables: str) -> str:
    """What `sluis holds WORDS` prints."""
    done = CliRunner().invoke(build(["holds"]), ["holds", *words], env=variables)
    assert done.exit_code == 0, done.output
    return done.stdout
