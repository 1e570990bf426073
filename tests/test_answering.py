"""Delivering answers: what is unarmed flows at once, what is armed waits whole, and an unfinished answer is none."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tests.flows.inside import Product, message_of, product
from tests.support.replies import Call, Reply

BANK = str(Path(__file__).parent / "flows" / "bank.yaml")
TOOL: dict[str, Any] = {"type": "function", "function": {"name": "decide_loan_application"}}
REFUSE = Call("decide_loan_application", {"decision": "refuse"})
ASKED = "My name is Ada Vermeer. Please decide on my loan application."


@pytest.fixture
async def bank() -> AsyncIterator[Product]:
    async with product(policy=BANK) as running:
        yield running


def data(text: str) -> list[Any]:
    lines = [line.removeprefix("data: ") for line in text.splitlines() if line.startswith("data: ")]
    return [line if line == "[DONE]" else json.loads(line) for line in lines]


@pytest.mark.parametrize("with_tool", [False, True])
async def test_what_offers_a_deciding_tool_is_armed(bank: Product, with_tool: bool) -> None:
    bank.say(Reply(text="Hello."))
    response = await bank.chat("Hello, how are you?", stream=True, **({"tools": [TOOL]} if with_tool else {}))
    assert f"armed={int(with_tool)}" in response.headers["x-sluis-coverage"]


async def test_no_byte_of_a_held_call_is_in_the_stream(bank: Product) -> None:
    bank.say(Reply(text="One moment. ", calls=(REFUSE,), piece=3))
    response = await bank.chat(ASKED, tools=[TOOL], stream=True)
    events = data(response.text)
    assert events[-1] == "[DONE]"
    assert "decide_loan_application" not in response.text
    assert "refuse" not in response.text
    assert "hold_" in response.text
    assert response.headers["x-sluis-status"] == "pending"


async def test_armed_text_without_a_decision_is_delivered_restored_in_both_forms(bank: Product) -> None:
    said = "Dear «name is (\\w+ \\w+)», which documents do you have?"
    bank.say(Reply(text=said), Reply(text=said))
    whole = message_of(await bank.chat(ASKED, tools=[TOOL]))["content"]
    events = data((await bank.chat(ASKED, tools=[TOOL], stream=True)).text)
    streamed = "".join(c["delta"].get("content") or "" for e in events[:-1] for c in e["choices"])
    assert whole == streamed == "Dear Ada Vermeer, which documents do you have?"


@pytest.mark.parametrize("tools", [[], [TOOL]], ids=["unarmed", "armed"])
async def test_an_answer_that_breaks_off_is_never_finished(bank: Product, tools: list[Any]) -> None:
    bank.say(Reply(text="Dear customer, all is", behaviour="no_done"))
    response = await bank.chat(ASKED if tools else "Hello.", stream=True, **({"tools": tools} if tools else {}))
    assert "[DONE]" not in response.text
    assert "upstream_broken" in response.text


async def test_a_whole_answer_to_a_request_for_a_stream_is_not_relayed(bank: Product) -> None:
    bank.say(Reply(behaviour="html"))
    response = await bank.chat("Hello.", stream=True)
    assert response.status_code == 502


@pytest.mark.parametrize("kind", ["json_object", "json_schema"])
async def test_a_structured_answer_stays_json_though_a_value_holds_quotes(bank: Product, kind: str) -> None:
    schema = {"json_schema": {"name": "a", "schema": {"type": "object"}}} if kind == "json_schema" else {}
    bank.say(Reply(text='{"to": "«name is (\\w+ \\w+)»"}'))
    response = await bank.chat("My name is Ada Vermeer.", response_format={"type": kind, **schema})
    assert json.loads(message_of(response)["content"]) == {"to": "Ada Vermeer"}
