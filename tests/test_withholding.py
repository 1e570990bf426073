"""Withholding: the notice in place of a decision, the part that may go, repeats that find their hold, no other's."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tests.flows.inside import Product, message_of, product
from tests.support.replies import Call, Reply

from sluis.errors import NotFound
from sluis.settings import BotConfig

BANK = str(Path(__file__).parent / "flows" / "bank.yaml")
TOOLS: list[dict[str, Any]] = [
    {"type": "function", "function": {"name": "decide_loan_application"}},
    {"type": "function", "function": {"name": "find_branch"}},
]
REFUSE = Call("decide_loan_application", {"name": "«name is (\\w+ \\w+)»", "decision": "refuse"})
ASKED = "My name is Ada Vermeer. Please decide on my loan application."


@pytest.fixture
async def bank() -> AsyncIterator[Product]:
    async with product(policy=BANK) as running:
        yield running


async def test_the_hold_is_on_disk_with_its_evidence_before_the_bot_is_answered(bank: Product) -> None:
    bank.say(Reply(calls=(REFUSE,)))
    response = await bank.chat(ASKED, tools=TOOLS)
    hold = await bank.app.services.holds.show(response.headers["x-sluis-hold"])
    assert hold.is_open
    evidence = hold.contents.evidence
    assert [tool["function"]["name"] for tool in evidence.tools] == ["decide_loan_application"]
    assert evidence.policy == response.headers["x-sluis-policy"]
    assert "Vermeer" not in str(hold.contents.completion)
    assert "Vermeer" in str(hold.contents.names)


async def test_the_notice_names_the_hold_and_tells_nothing_of_the_outcome(bank: Product) -> None:
    bank.say(Reply(calls=(REFUSE,)))
    response = await bank.chat(ASKED, tools=TOOLS)
    message = message_of(response)
    assert response.headers["x-sluis-hold"] in message["content"]
    assert "refuse" not in response.text
    assert not message.get("tool_calls")


async def test_a_repeat_with_the_same_idempotency_key_gets_the_same_hold_and_asks_no_model(bank: Product) -> None:
    bank.say(Reply(calls=(REFUSE,)))
    key = {"idempotency-key": "a1"}
    first = await bank.chat(ASKED, tools=TOOLS, headers=key)
    again = await bank.chat(ASKED, tools=TOOLS, headers=key)
    assert again.headers["x-sluis-hold"] == first.headers["x-sluis-hold"]
    assert len(bank.model.seen) == 1


async def test_two_people_who_write_the_same_share_no_hold(bank: Product) -> None:
    bank.say(Reply(calls=(REFUSE,)), Reply(calls=(REFUSE,)))
    first, second = await asyncio.gather(*(bank.chat(ASKED, tools=TOOLS) for _ in range(2)))
    assert first.headers["x-sluis-hold"] != second.headers["x-sluis-hold"]
    assert len(bank.model.seen) == 2


@pytest.mark.parametrize("stream", [False, True])
async def test_with_several_choices_one_decision_withholds_them_all(bank: Product, stream: bool) -> None:
    bank.say(Reply(calls=(REFUSE,), alternatives=(Reply(text="Please wait."),)))
    response = await bank.chat(ASKED, tools=TOOLS, n=2, stream=stream)
    assert "x-sluis-hold" in response.headers
    assert "decide_loan_application" not in response.text
    assert "Please wait." not in response.text


async def test_erasing_a_person_empties_their_hold_also_of_a_chat_without_a_name() -> None:
    bot = BotConfig(name="desk", key="k" * 32, policies=(BANK,), subject="header")
    async with product(policy=BANK, bots=(bot,)) as running:
        running.say(Reply(calls=(REFUSE,)))
        headers = {"authorization": "Bearer " + "k" * 32, "x-sluis-subject": "customer-7"}
        response = await running.chat(ASKED, tools=TOOLS, headers=headers)
        hold_id = response.headers["x-sluis-hold"]
        services = running.app.services
        assert (await services.vault.erase_subject("desk", "customer-7")).counts["holds"] == 1
        with pytest.raises(NotFound):
            await services.holds.get("desk", hold_id)
