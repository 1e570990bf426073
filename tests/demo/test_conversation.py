"""The demo's bot works like any bot: with the demo model alone it plays to the end."""

from typing import Any

from sluis.demo.conversation import INTRODUCTION, REQUEST, Answer, Bot, message_text, run_tool
from sluis.demo.model import completion


def directly(body: dict[str, Any]) -> Answer:
    return Answer(completion(body)["choices"][0]["message"])


def test_the_conversation_runs_to_the_outcome_of_the_application() -> None:
    bot = Bot(directly)
    looked_up = bot.say(INTRODUCTION)
    assert message_text(looked_up[0].answer.message).startswith("find_customer(")
    assert "LN-5531" in message_text(looked_up[-1].answer.message)
    decided = bot.say(REQUEST)
    assert "decide_loan_application" in message_text(decided[0].answer.message)
    assert "refused" in message_text(decided[-1].answer.message)


def test_each_step_shows_only_the_messages_that_are_new() -> None:
    steps = Bot(directly).say(INTRODUCTION)
    assert [[m["role"] for m in step.sent] for step in steps] == [["user"], ["tool"]]


def test_an_approved_call_that_arrives_later_is_carried_out() -> None:
    bot = Bot(lambda body: Answer({"role": "assistant", "content": "You will hear from us."}, hold_id="hold_1"))
    assert bot.say(REQUEST)[-1].answer.hold_id == "hold_1"
    bot._post = directly
    arguments = '{"customer_number": "KD-204817", "decision": "approve", "application_id": "LN-5531"}'
    call = {"id": "c1", "type": "function", "function": {"name": "decide_loan_application", "arguments": arguments}}
    (step,) = bot.take_up({"role": "assistant", "content": None, "tool_calls": [call]})
    assert "approved" in message_text(step.sent[0])


def test_the_banks_systems_do_not_know_pseudonyms() -> None:
    assert "error" in run_tool("find_customer", {"customer_number": "QX-1"})
