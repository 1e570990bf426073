"""`hold.mode: wait`: the connection waits for the person and gets what was decided, or the notice."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.flows.inside import Product, message_of, product
from tests.support.replies import Call, Reply

from sluis import withholding
from sluis.errors import StorageUnavailable
from sluis.holds.hold import Hold
from sluis.holds.reviewers import Reviewers, Role
from sluis.holds.states import Action

POLICY = """\
extends: gdpr
tools: {{decide_loan: {{decides: credit_lending, argument: outcome, outcomes: {{refuse: adverse}}}}}}
decisions: {{hold: {{mode: wait, wait_max_seconds: {seconds}}}}}
"""
TOOLS = [{"type": "function", "function": {"name": name}} for name in ("decide_loan", "look_up")]
REFUSAL = Call("decide_loan", {"outcome": "refuse", "name": "«name is (\\w+ \\w+)»"}, id="call_1")
KEY = "k" * 40
BEARER = {"authorization": f"Bearer {KEY}"}
ASKED = "My name is Ada Vermeer. Decide on my loan."


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sluis.holds.queue.POLL_SECONDS", 0.02)


def policy(directory: Path, seconds: int = 30) -> str:
    file = directory / "waiting.yaml"
    file.write_text(POLICY.format(seconds=seconds))
    return str(file)


@pytest.fixture
async def bank(tmp_path: Path) -> AsyncIterator[Product]:
    async with product(policy=policy(tmp_path), keepalive_seconds=0.1) as made:
        yield made


async def opened(bank: Product) -> Hold:
    """The one hold that waits, once it does."""
    for _ in range(400):
        if waiting := await bank.app.services.holds.list_open():
            return await bank.app.services.holds.show(waiting[0].hold_id)
        await asyncio.sleep(0.02)
    raise AssertionError("nothing waits")


async def decide(bank: Product, action: Action, edited: tuple[dict[str, Any], ...] = ()) -> Hold:
    hold = await opened(bank)
    person = await Reviewers(bank.app.services.db).add("rita", "correct horse battery staple", Role.REVIEWER)
    seen = hold.contents.digest_of(edited or hold.contents.proposed)
    return await bank.app.services.holds.review(
        hold.hold_id, person, action, reason="I have read the whole file.", digest_seen=seen, edited=edited
    )


async def while_waiting(asking: Awaitable[httpx.Response], then: Awaitable[Any]) -> httpx.Response:
    task = asyncio.ensure_future(asking)
    await then
    return await asyncio.wait_for(task, 20)


def streamed(response: httpx.Response) -> list[dict[str, Any]]:
    lines = [line[6:] for line in response.text.splitlines() if line.startswith("data: ")]
    assert lines[-1] == "[DONE]"
    return [json.loads(line) for line in lines[:-1]]


async def test_an_approval_comes_on_the_same_connection_with_the_models_own_call(bank: Product) -> None:
    bank.say(Reply(calls=(REFUSAL,)))
    response = await while_waiting(bank.chat(ASKED, tools=TOOLS), decide(bank, Action.APPROVE))
    (call,) = message_of(response)["tool_calls"]
    assert call["id"] == "call_1"
    assert json.loads(call["function"]["arguments"]) == {"outcome": "refuse", "name": "Ada Vermeer"}
    assert response.headers["x-sluis-hold"].startswith("hold_")


async def test_it_is_silent_first_and_then_shows_life_with_blanks_before_the_json(bank: Product) -> None:
    async def late() -> None:
        await opened(bank)
        await asyncio.sleep(0.5)
        await decide(bank, Action.APPROVE)

    bank.say(Reply(calls=(REFUSAL,)))
    response = await while_waiting(bank.chat(ASKED, tools=TOOLS), late())
    assert response.text.startswith("  ")
    assert response.headers["x-sluis-status"] == "pending"
    assert "no-store" in response.headers["cache-control"]
    assert message_of(response)["tool_calls"][0]["id"] == "call_1"


@pytest.mark.parametrize("armed", ["auto", "never"])
async def test_a_stream_gets_signs_of_life_and_then_the_call(armed: str, tmp_path: Path) -> None:
    async def late(bank: Product) -> None:
        await opened(bank)
        await asyncio.sleep(0.4)
        await decide(bank, Action.APPROVE)

    bots = [{"name": "b", "key": KEY, "armed": armed}]
    async with product(policy=policy(tmp_path), keepalive_seconds=0.1, bots=bots) as bank:
        bank.say(Reply(text="One moment.", calls=(REFUSAL,)))
        response = await while_waiting(bank.chat(ASKED, BEARER, tools=TOOLS, stream=True), late(bank))
    assert ": ping\n" in response.text
    chunks = streamed(response)
    calls = [c for chunk in chunks for choice in chunk["choices"] for c in choice["delta"].get("tool_calls") or ()]
    assert [call["id"] for call in calls if call.get("id")] == ["call_1"]
    assert "Ada Vermeer" in "".join(call["function"].get("arguments") or "" for call in calls)
    said = "".join(choice["delta"].get("content") or "" for chunk in chunks for choice in chunk["choices"])
    assert said.count("One moment.") == 1


async def test_a_rejection_is_said_and_nothing_of_the_call(bank: Product) -> None:
    bank.say(Reply(calls=(REFUSAL,)))
    response = await while_waiting(bank.chat(ASKED, tools=TOOLS), decide(bank, Action.REJECT))
    message = message_of(response)
    assert not message.get("tool_calls")
    assert message["content"]
    assert "refuse" not in response.text
    assert response.json()["sluis"]["status"] == "rejected"


async def test_an_edit_comes_as_edited(bank: Product) -> None:
    async def edit() -> None:
        hold = await opened(bank)
        (message,) = hold.contents.proposed
        (call,) = message["tool_calls"]
        better = {**call, "function": {**call["function"], "arguments": '{"outcome": "approve"}'}}
        await decide(bank, Action.EDIT, ({**message, "tool_calls": [better]},))

    bank.say(Reply(calls=(REFUSAL,)))
    message = message_of(await while_waiting(bank.chat(ASKED, tools=TOOLS), edit()))
    assert message["tool_calls"][0]["function"]["arguments"] == '{"outcome": "approve"}'


@pytest.mark.parametrize("stream", [False, True])
async def test_when_time_is_up_the_notice_comes_and_the_hold_stays(tmp_path: Path, stream: bool) -> None:
    async with product(policy=policy(tmp_path, seconds=1), keepalive_seconds=0.1) as bank:
        bank.say(Reply(calls=(REFUSAL, Call("look_up", {"place": "Utrecht"}))))
        response = await asyncio.wait_for(bank.chat(ASKED, tools=TOOLS, stream=stream), 20)
        hold = await opened(bank)
        assert hold.contents.notice in (response.text if not stream else json.dumps(streamed(response)))
        assert "decide_loan" not in response.text
        assert hold.status == "pending"


async def test_a_caller_who_leaves_takes_nothing_along(bank: Product) -> None:
    bank.say(Reply(calls=(REFUSAL,)))
    task = asyncio.ensure_future(bank.chat(ASKED, tools=TOOLS))
    hold = await opened(bank)
    task.cancel()
    await decide(bank, Action.APPROVE)
    polled = await bank.client.get(f"/v1/holds/{hold.hold_id}")
    assert polled.json()["result"]["choices"][0]["message"]["tool_calls"][0]["id"] == "call_1"


async def test_who_asks_again_waits_too_and_nobody_asks_the_model_twice(tmp_path: Path) -> None:
    bots = [{"name": "b", "key": KEY, "subject": "header"}]
    headers = {**BEARER, "x-sluis-subject": "u1"}
    async with product(policy=policy(tmp_path), keepalive_seconds=0.1, bots=bots) as bank:
        bank.say(Reply(calls=(REFUSAL,)))
        first = asyncio.ensure_future(bank.chat(ASKED, headers, tools=TOOLS))
        await opened(bank)
        again = await while_waiting(bank.chat(ASKED, headers, tools=TOOLS), decide(bank, Action.APPROVE))
        assert message_of(again) == message_of(await asyncio.wait_for(first, 20))
        assert len(bank.model.seen) == 1


async def test_beyond_so_many_who_wait_the_notice_comes_at_once(bank: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(withholding, "MOST_WAITING", 0)
    bank.say(Reply(calls=(REFUSAL,)))
    message = message_of(await asyncio.wait_for(bank.chat(ASKED, tools=TOOLS), 20))
    assert (await opened(bank)).contents.notice == message["content"]


async def test_a_queue_that_cannot_be_read_ends_in_the_notice(bank: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise StorageUnavailable("The database is gone.")

    monkeypatch.setattr(bank.app.services.holds, "poll", broken)
    bank.say(Reply(calls=(REFUSAL,)))
    message = message_of(await asyncio.wait_for(bank.chat(ASKED, tools=TOOLS), 20))
    assert (await opened(bank)).contents.notice == message["content"]


async def test_another_process_may_take_the_verdict(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/both.db"
    given = {"policy": policy(tmp_path), "database": database, "keepalive_seconds": 0.1}
    async with product(**given) as one, product(**given) as other:
        one.say(Reply(calls=(REFUSAL,)))
        response = await while_waiting(one.chat(ASKED, tools=TOOLS), decide(other, Action.APPROVE))
        assert message_of(response)["tool_calls"][0]["id"] == "call_1"


# ---------------------------------------------------------------- Responses
FUNCTIONS = [{"type": "function", "name": name, "parameters": {}} for name in ("decide_loan", "look_up")]


def last_response(response: httpx.Response, stream: bool) -> dict[str, Any]:
    """What a client of Responses has in the end."""
    if not stream:
        return dict(response.json())
    events = [json.loads(line[6:]) for line in response.text.splitlines() if line.startswith("data: ")]
    assert [event["sequence_number"] for event in events] == list(range(len(events)))
    assert events[-1]["type"] == "response.completed"
    return dict(events[-1]["response"])


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("action", [Action.APPROVE, Action.REJECT])
async def test_a_response_waits_on_its_connection_as_a_completion_does(
    bank: Product, stream: bool, action: Action
) -> None:
    async def late() -> None:
        await opened(bank)
        await asyncio.sleep(0.25)
        await decide(bank, action)

    bank.say(Reply(text="One moment.", calls=(REFUSAL,)))
    response = await while_waiting(bank.respond(ASKED, tools=FUNCTIONS, stream=stream), late())
    assert stream or response.headers["x-sluis-hold"].startswith("hold_")  # a stream has begun before there is a hold
    assert (": ping\n" in response.text) if stream else response.text.startswith(" ")
    output = last_response(response, stream)["output"]
    calls = [item for item in output if item["type"] == "function_call"]
    if action is Action.REJECT:
        assert calls == []
        assert "refuse" not in response.text
        assert output[-1]["content"][0]["text"]
        return
    (call,) = calls
    assert call["call_id"] == "call_1"
    assert json.loads(call["arguments"]) == {"outcome": "refuse", "name": "Ada Vermeer"}


@pytest.mark.parametrize("stream", [False, True])
async def test_when_time_is_up_a_response_is_the_notice_and_the_hold_stays(tmp_path: Path, stream: bool) -> None:
    async with product(policy=policy(tmp_path, seconds=1), keepalive_seconds=0.1) as bank:
        bank.say(Reply(calls=(REFUSAL,)))
        response = await asyncio.wait_for(bank.respond(ASKED, tools=FUNCTIONS, stream=stream), 20)
        hold = await opened(bank)
    assert "refuse" not in response.text
    assert last_response(response, stream)["id"] == f"resp_{hold.hold_id}"
