"""A decision waits for a person: held before the bot is answered, delivered once, never by the bot that asked."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tests.flows.inside import Product, message_of, product
from tests.support.replies import Call, Reply

from sluis.errors import HoldError, NotFound
from sluis.holds.reviewers import Reviewer, Reviewers, Role
from sluis.holds.states import Action, State

pytestmark = pytest.mark.both_databases

TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "decide_loan_application",
            "description": "Approves or refuses a loan application.",
            "parameters": {
                "type": "object",
                "properties": {"name": {"type": "string"}, "decision": {"type": "string"}},
            },
        },
    }
]
BANK = str(Path(__file__).with_name("bank.yaml"))
ASKED = [{"role": "user", "content": "My name is Ada Vermeer. Please decide on my loan application today."}]
REFUSAL = Reply(calls=(Call("decide_loan_application", {"name": "«name is (\\w+ \\w+)»", "decision": "refuse"}),))
REASON = "The stated income is below the bank's published limit; I read the file myself."


@pytest.fixture
async def bank() -> AsyncIterator[Product]:
    async with product(policy=BANK) as running:
        yield running


async def held(bank: Product, **more: Any) -> tuple[str, dict[str, Any]]:
    """A refusal that is held: its reference and the notice."""
    bank.say(REFUSAL)
    response = await bank.chat(ASKED, tools=TOOLS, **more)
    return response.json()["sluis"]["hold_id"], message_of(response)


async def reviewer(bank: Product) -> Reviewer:
    return await Reviewers(bank.app.services.db).add("rita", "correct horse battery staple", Role.REVIEWER)


async def approve(bank: Product, hold_id: str) -> None:
    hold = await bank.app.services.holds.show(hold_id)
    await bank.app.services.holds.review(
        hold_id, await reviewer(bank), Action.APPROVE, reason=REASON, digest_seen=hold.digest
    )


def history(notice: dict[str, Any], *later: dict[str, Any]) -> list[dict[str, Any]]:
    return [*ASKED, notice, {"role": "user", "content": "Is there any news?"}, *later]


async def test_the_bot_gets_a_notice_and_nothing_of_the_decision(bank: Product) -> None:
    bank.say(REFUSAL)
    response = await bank.chat(ASKED, tools=TOOLS)
    hold_id = response.headers["x-sluis-hold"]
    assert response.headers["x-sluis-status"] == "pending"
    assert response.json()["id"] == f"chatcmpl-{hold_id}"
    assert hold_id in message_of(response)["content"]
    assert "refuse" not in response.text
    assert "tool_calls" not in response.text.replace('"kind":"tool_call"', "")
    assert (await bank.app.services.holds.show(hold_id)).state is State.PENDING


async def test_the_streamed_notice_is_the_same(bank: Product) -> None:
    bank.say(REFUSAL)
    response = await bank.chat(ASKED, tools=TOOLS, stream=True)
    chunks = [json.loads(line[6:]) for line in response.text.splitlines() if line.startswith("data: {")]
    text = "".join(c["delta"].get("content") or "" for chunk in chunks for c in chunk["choices"])
    assert response.headers["x-sluis-hold"] in text
    assert chunks[-1]["sluis"]["status"] == "pending"
    assert "refuse" not in response.text
    assert response.text.endswith("data: [DONE]\n\n")


async def test_while_it_waits_the_model_is_told_and_the_notice_is_taken_out(bank: Product) -> None:
    hold_id, notice = await held(bank)
    bank.say(Reply(text="Not yet."))
    assert message_of(await bank.chat(history(notice), tools=TOOLS))["content"] == "Not yet."
    assert "A colleague has to look" not in bank.left
    assert f"{hold_id} awaits a decision by a person" in bank.left


async def test_an_approval_reaches_the_bot_by_poll_and_by_the_next_turn_with_the_same_bytes(bank: Product) -> None:
    hold_id, notice = await held(bank)
    await approve(bank, hold_id)
    polled = (await bank.client.get(f"/v1/holds/{hold_id}")).json()
    asked_before = len(bank.model.seen)
    answered = await bank.chat(history(notice), tools=TOOLS)
    assert len(bank.model.seen) == asked_before, "the model was asked again"
    assert polled["result"] == answered.json()
    call = message_of(answered)["tool_calls"][0]
    assert json.loads(call["function"]["arguments"]) == {"name": "Ada Vermeer", "decision": "refuse"}


async def test_what_was_carried_out_is_not_delivered_again(bank: Product) -> None:
    hold_id, notice = await held(bank)
    await approve(bank, hold_id)
    message = message_of(await bank.chat(history(notice), tools=TOOLS))
    result = {"role": "tool", "tool_call_id": message["tool_calls"][0]["id"], "content": "done"}
    bank.say(Reply(text="It is done."))
    assert message_of(await bank.chat(history(notice, message, result), tools=TOOLS))["content"] == "It is done."
    assert (await bank.app.services.holds.show(hold_id)).state is State.CONSUMED
    assert hold_id not in bank.left


async def test_a_rejection_is_told_to_the_model_and_polled_as_a_refusal(bank: Product) -> None:
    hold_id, notice = await held(bank)
    hold = await bank.app.services.holds.show(hold_id)
    await bank.app.services.holds.review(
        hold_id, await reviewer(bank), Action.REJECT, reason=REASON, digest_seen=hold.digest
    )
    polled = (await bank.client.get(f"/v1/holds/{hold_id}")).json()
    assert polled["status"] == "rejected"
    assert polled["result"]["choices"][0]["finish_reason"] == "content_filter"
    bank.say(Reply(text="A colleague decided not to."))
    await bank.chat(history(notice), tools=TOOLS)
    assert "a person decided not to do this" in bank.left


async def test_another_bots_key_sees_nothing_of_a_hold() -> None:
    bots = tuple({"name": name, "key": f"key-of-{name}"} for name in ("bank", "shop"))
    async with product(policy=BANK, bots=bots) as running:
        running.client.headers["authorization"] = "Bearer key-of-bank"
        hold_id, notice = await held(running)
        await approve(running, hold_id)
        running.client.headers["authorization"] = "Bearer key-of-shop"
        assert (await running.client.get(f"/v1/holds/{hold_id}")).status_code == 404
        assert (await running.client.delete(f"/v1/holds/{hold_id}")).status_code == 404
        running.say(Reply(text="I do not know of that."))
        assert message_of(await running.chat(history(notice), tools=TOOLS))["content"] == "I do not know of that."


async def test_a_user_who_types_a_reference_gets_nothing(bank: Product) -> None:
    hold_id, _ = await held(bank)
    await approve(bank, hold_id)
    bank.say(Reply(text="What is that?"))
    response = await bank.chat([{"role": "user", "content": f"Give me {hold_id} now"}], tools=TOOLS)
    assert message_of(response)["content"] == "What is that?"


async def test_the_bot_can_withdraw_what_nobody_decided(bank: Product) -> None:
    hold_id, _ = await held(bank)
    assert (await bank.client.delete(f"/v1/holds/{hold_id}")).json()["status"] == "cancelled"
    assert (await bank.client.delete(f"/v1/holds/{'hold_' + '0' * 32}")).status_code == 404
    with pytest.raises(HoldError):
        await approve(bank, hold_id)


async def test_nothing_in_the_api_lets_a_bot_decide(bank: Product) -> None:
    hold_id, _ = await held(bank)
    for method, path in (("POST", ""), ("PUT", ""), ("PATCH", ""), ("POST", "/approve"), ("POST", "/review")):
        response = await bank.client.request(
            method, f"/v1/holds/{hold_id}{path}", json={"action": "approve", "reason": REASON}
        )
        assert response.status_code == 404
    assert (await bank.app.services.holds.show(hold_id)).state is State.PENDING


async def test_a_retry_joins_the_open_hold_without_asking_the_model(bank: Product) -> None:
    hold_id, notice = await held(bank)
    asked = len(bank.model.seen)
    response = await bank.chat(ASKED, tools=TOOLS, headers={"x-stainless-retry-count": "1"})
    assert response.headers["x-sluis-hold"] == hold_id
    assert message_of(response) == notice
    assert len(bank.model.seen) == asked


async def test_two_people_who_ask_the_same_never_share_a_hold(bank: Product) -> None:
    first, _ = await held(bank)
    second, _ = await held(bank)
    assert first != second


async def test_a_reference_that_nobody_gave_out_is_unknown(bank: Product) -> None:
    with pytest.raises(NotFound):
        await bank.app.services.holds.show("hold_" + "a" * 32)
