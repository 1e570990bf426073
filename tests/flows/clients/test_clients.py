"""Real client libraries as separate processes, through a real `sluis serve`: nothing in the bots knows of Sluis."""

import json
import os
from collections.abc import Iterator

import pytest
from tests.flows.clients.bots import PYTHONS, BotProcess, bot
from tests.support.processes import Model, Server
from tests.support.replies import Call, Reply

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("clients")]
INTRODUCTION = "Hello, my name is Ada Vermeer and my e-mail is ada.vermeer@posteo.net."
NAME, MAIL = r"«my name is (\w+ \w+)»", r"«e-mail is ([\w.@+-]+\w)»"
PRIVATE = ("Vermeer", "vermeer", "posteo.net", "NL91ABNA0417164300")
DECISION = Call(
    "decide_loan_application", {"customer_name": NAME, "decision": "refuse", "reason": "The income is too low."}
)


@pytest.fixture(params=[f"{client}-{how}" for client in PYTHONS for how in ("whole", "stream")])
def client(request: pytest.FixtureRequest, server: Server, model: Model) -> Iterator[BotProcess]:
    name, how = request.param.split("-")
    if not PYTHONS[name].exists():
        missing = f"{name} has no environment: make clients"
        pytest.fail(missing) if os.environ.get("SLUIS_CI") else pytest.skip(missing)
    with bot(name, server.url, how == "stream") as process:
        yield process


def assert_nothing_left(model: Model) -> None:
    seen = model.seen()
    assert seen
    for request in seen:
        assert not [value for value in PRIVATE if value in request.text]


def test_text_comes_back_in_real_names_and_left_in_pseudonyms(client: BotProcess, model: Model) -> None:
    model.say(Reply(text=f"Dear {NAME}, we wrote to {MAIL}."))
    turn = client.say(INTRODUCTION)
    assert turn.error == ""
    assert turn.text == "Dear Ada Vermeer, we wrote to ada.vermeer@posteo.net."
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
    assert [arguments["name"] for _, arguments in turn.tools] == ["Ada Vermeer", "X"]
    assert turn.text == "Done."


def test_the_history_leaves_at_the_next_turn_as_it_left_before(client: BotProcess, model: Model) -> None:
    model.say(Reply(text=f"Dear {NAME}."), Reply(text=f"Still here, {NAME}."))
    client.say(INTRODUCTION)
    assert client.say("Are you there?").text == "Still here, Ada Vermeer."
    first, second = (request.body["messages"] for request in model.seen())
    assert second[: len(first)] == first
    assert_nothing_left(model)


def test_a_decision_is_held_and_its_tool_runs_only_after_a_person_approved(
    client: BotProcess, server: Server, model: Model
) -> None:
    model.say(Reply(calls=(DECISION,)))
    turn = client.say(f"{INTRODUCTION} Please decide on my loan application.")
    assert turn.error == ""
    assert turn.tools == []
    assert "hold_" in turn.text
    assert "refuse" not in turn.text
    hold_id = next(word for word in turn.text.replace(".", " ").split() if word.startswith("hold_"))

    approve(server, hold_id)
    model.say(Reply(text=f"It is settled, {NAME}."))
    after = client.say("Any news?")
    assert after.error == ""
    assert [name for name, _ in after.tools] == ["decide_loan_application"]
    assert after.tools[0][1]["customer_name"] == "Ada Vermeer"
    assert after.text == "It is settled, Ada Vermeer."
    assert_nothing_left(model)


def approve(server: Server, hold_id: str) -> None:
    """A reviewer approves from the shell."""
    name = f"rev-{hold_id[-6:]}"
    made = server.command("reviewers", "add", name, "--database", server.database, "--json")
    assert made.returncode == 0, made.stderr
    reason = "I read the file and the income does not carry the rate."
    words = ("holds", "approve", hold_id, "--reviewer", name, "--reason", reason, "--database", server.database)
    done = server.command(*words, SLUIS_REVIEWER_PASSWORD=json.loads(made.stdout)["password"])
    assert done.returncode == 0, done.stderr
    assert "approved" in json.dumps(done.stdout + done.stderr)
