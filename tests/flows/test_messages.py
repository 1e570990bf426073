"""Anthropic's Messages through the running product: the same promises, in that protocol's own shape."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.flows.inside import Product, product
from tests.flows.test_holds import BANK, approve
from tests.flows.test_waiting import decide, opened, policy
from tests.support.dialects import SIGNATURE
from tests.support.replies import Call, Reply

from sluis.holds.states import Action
from sluis.settings import BotConfig

ASKED = "My name is Ada Vermeer and my e-mail is ada.vermeer@posteo.net."
NAME, MAIL = r"«name is (\w+ \w+)»", r"«e-mail is ([\w.@+-]+\w)»"
PRIVATE = ("Ada", "Vermeer", "vermeer", "posteo")
FIND = {
    "name": "find_customer",
    "description": "Finds a customer.",
    "input_schema": {"type": "object", "properties": {"name": {"type": "string"}, "email": {"type": "string"}}},
}
DECIDE = {
    "name": "decide_loan_application",
    "description": "Approves or refuses a loan application.",
    "input_schema": {"type": "object", "properties": {"name": {"type": "string"}, "decision": {"type": "string"}}},
}
REFUSAL = Call("decide_loan_application", {"name": NAME, "decision": "refuse"})
LOAN = "My name is Ada Vermeer. Please decide on my loan application today."


@pytest.fixture
async def shop() -> AsyncIterator[Product]:
    async with product() as running:
        yield running


@pytest.fixture
async def bank() -> AsyncIterator[Product]:
    async with product(policy=BANK) as running:
        yield running


async def ask(shop: Product, messages: Any, headers: dict[str, str] | None = None, **more: Any) -> httpx.Response:
    history = [{"role": "user", "content": messages}] if isinstance(messages, str) else messages
    body = {"model": "claude-x", "max_tokens": 100, "messages": history, **more}
    return await shop.client.post("/v1/messages", json=body, headers=headers)


def events(reply: httpx.Response) -> list[dict[str, Any]]:
    """The events of a stream, each under its own name."""
    assert reply.status_code == 200, reply.text
    found = []
    for part in reply.text.split("\n\n"):
        lines = [line for line in part.splitlines() if not line.startswith(":")]
        if lines:
            value = json.loads(lines[1].removeprefix("data: "))
            assert lines[0] == f"event: {value['type']}"
            found.append(value)
    return found


def message_of(reply: httpx.Response, stream: bool) -> dict[str, Any]:
    """The message, put together as the client library does it."""
    if not stream:
        assert reply.status_code == 200, reply.text
        return dict(reply.json())
    said = events(reply)
    assert [said[0]["type"], said[-1]["type"]] == ["message_start", "message_stop"]
    message = dict(said[0]["message"])
    content: list[dict[str, Any]] = []
    texts: list[str] = []
    for event in said[1:-1]:
        if event["type"] == "content_block_start":
            assert event["index"] == len(content)
            content.append(dict(event["content_block"]))
            texts.append("")
        elif event["type"] == "content_block_delta":
            delta = event["delta"]
            (name,) = set(delta) - {"type"}
            if name == "partial_json":
                texts[event["index"]] += delta[name]
            else:
                content[event["index"]][name] += delta[name]
        elif event["type"] == "content_block_stop":
            if content[event["index"]]["type"] == "tool_use":
                content[event["index"]]["input"] = json.loads(texts[event["index"]])
        elif event["type"] == "message_delta":
            message.update(event["delta"])
    return {**message, "content": content}


def text_of(message: dict[str, Any]) -> str:
    return "".join(block["text"] for block in message["content"] if block["type"] == "text")


def assert_nothing_left(shop: Product) -> None:
    assert shop.model.seen
    assert not [value for value in PRIVATE for seen in shop.model.seen if value in seen.text]


@pytest.mark.parametrize("stream", [False, True])
async def test_text_and_calls_come_back_in_real_values(shop: Product, stream: bool) -> None:
    calls = (
        Call("find_customer", {"name": NAME}),
        Call("find_customer", {"email": MAIL, "note": 'a "quoted" \\ word'}),
    )
    shop.say(Reply(text=f"One moment, {NAME}.", calls=calls, piece=2))
    reply = await ask(shop, ASKED, tools=[FIND], stream=stream, system="You help.")
    message = message_of(reply, stream)
    assert text_of(message) == "One moment, Ada Vermeer."
    assert [block["input"] for block in message["content"] if block["type"] == "tool_use"] == [
        {"name": "Ada Vermeer"},
        {"email": "ada.vermeer@posteo.net", "note": 'a "quoted" \\ word'},
    ]
    assert message["stop_reason"] == "tool_use"
    assert "PERSON=1" in reply.headers["x-sluis-coverage"]
    assert_nothing_left(shop)


async def test_results_of_tools_leave_in_pseudonyms_and_a_resent_history_leaves_as_it_left(shop: Product) -> None:
    shop.say(Reply(calls=(Call("find_customer", {"name": NAME}),)), Reply(text=f"Found you, {NAME}."))
    first = (await ask(shop, ASKED, tools=[FIND])).json()
    call = first["content"][0]
    record = json.dumps({"name": "Ada Vermeer", "iban": "NL91ABNA0417164300"})
    for result in (record, [{"type": "text", "text": record, "cache_control": {"type": "ephemeral"}}]):
        shop.model.seen.clear()
        history = [
            {"role": "user", "content": ASKED},
            {"role": "assistant", "content": first["content"]},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": call["id"], "content": result}]},
        ]
        shop.say(Reply(text=f"Found you, {NAME}."))
        said = message_of(await ask(shop, history, tools=[FIND]), False)
        assert text_of(said) == "Found you, Ada Vermeer."
        assert "NL91ABNA" not in shop.left
        assert_nothing_left(shop)
        assert shop.model.seen[-1].body["messages"][1]["content"][0]["input"] != {"name": "Ada Vermeer"}


@pytest.mark.parametrize("stream", [False, True])
async def test_signed_thinking_passes_byte_for_byte_both_ways(shop: Product, stream: bool) -> None:
    shop.say(Reply(reasoning=f"This is {NAME}. I look her up.", text=f"Hello {NAME}.", piece=3))
    message = message_of(await ask(shop, ASKED, stream=stream), stream)
    thinking, text = message["content"]
    name = thinking["thinking"].removeprefix("This is ").partition(".")[0]
    assert name in shop.model.seen[-1].text  # nothing is restored in it: the signature covers the pseudonym
    assert thinking["signature"] == SIGNATURE
    assert text["text"] == "Hello Ada Vermeer."
    sent = shop.model.seen[-1].body["messages"]
    shop.say(Reply(text=f"Still here, {NAME}."))
    history = [{"role": "user", "content": ASKED}, {"role": "assistant", "content": message["content"]}]
    later = await ask(shop, [*history, {"role": "user", "content": "Are you there?"}])
    assert text_of(later.json()) == "Still here, Ada Vermeer."
    left = shop.model.seen[-1].body["messages"]
    assert left[: len(sent)] == sent
    assert left[1]["content"][0] == thinking
    assert "dropped" not in later.headers["x-sluis-coverage"]
    assert_nothing_left(shop)


async def test_encrypted_thinking_passes_byte_for_byte(shop: Product) -> None:
    block = {"type": "redacted_thinking", "data": "EmwKAhgBEgy3va3pzix/LafPsn4="}
    history = [
        {"role": "user", "content": ASKED},
        {"role": "assistant", "content": [block, {"type": "text", "text": "Hello."}]},
        {"role": "user", "content": "Go on."},
    ]
    await ask(shop, history)
    assert shop.model.seen[-1].body["messages"][1]["content"][0] == block


@pytest.mark.parametrize(
    ("thought", "stays"),
    [
        ("The user is Ada Vermeer.", False),
        ("Write to someone.else@posteo.net.", False),
        ("I look at the weather in Utrecht first.", True),
    ],
)
async def test_a_thinking_block_that_was_not_delivered_here_leaves_only_without_values(
    shop: Product, thought: str, stays: bool
) -> None:
    """A restarted process knows no block; one that a bot wrote itself must not carry a value out."""
    block = {"type": "thinking", "thinking": thought, "signature": SIGNATURE}
    history = [
        {"role": "user", "content": ASKED},
        {"role": "assistant", "content": [block, {"type": "text", "text": "Hello."}]},
        {"role": "user", "content": "Go on."},
    ]
    reply = await ask(shop, history)
    assert reply.status_code == 200
    left = shop.model.seen[-1].body["messages"][1]["content"]
    assert (block in left) is stays
    assert ("dropped=thinking" in reply.headers["x-sluis-coverage"]) is not stays
    assert_nothing_left(shop)


async def test_thinking_that_another_process_delivered_passes_where_it_holds_pseudonyms_only(shop: Product) -> None:
    shop.say(Reply(reasoning=f"This is {NAME}.", text="Hello."))
    message = (await ask(shop, ASKED)).json()
    async with product() as other:
        other.app.services._bot_keys.update(shop.app.services._bot_keys)
        history = [
            {"role": "user", "content": ASKED},
            {"role": "assistant", "content": message["content"]},
            {"role": "user", "content": "Go on."},
        ]
        from sluis.protocols.messages import MESSAGES

        MESSAGES._delivered.clear()
        await ask(other, history)
        assert other.model.seen[-1].body["messages"][1]["content"][0] == message["content"][0]


async def test_restoring_does_not_depend_on_where_the_model_cuts_its_stream(shop: Product) -> None:
    for size in range(1, 12):
        shop.say(Reply(text=f"Dear {NAME}, {MAIL} is yours, {NAME}'s.", piece=size))
        message = message_of(await ask(shop, ASKED, stream=True), True)
        assert text_of(message) == "Dear Ada Vermeer, ada.vermeer@posteo.net is yours, Ada Vermeer's.", size


@pytest.mark.parametrize("stream", [False, True])
async def test_a_decision_is_held_and_handed_over_at_the_next_turn(bank: Product, stream: bool) -> None:
    bank.say(Reply(reasoning="Low income.", text="I look at it.", calls=(REFUSAL,)))
    reply = await ask(bank, LOAN, tools=[DECIDE], stream=stream)
    notice = message_of(reply, stream)
    (hold_id,) = set(re.findall(r"hold_\w+", text_of(notice)))
    assert "refuse" not in reply.text
    assert "tool_use" not in [block["type"] for block in notice["content"]]
    assert notice["stop_reason"] == "end_turn"

    await approve(bank, hold_id)
    history = [
        {"role": "user", "content": LOAN},
        {"role": "assistant", "content": notice["content"]},
        {"role": "user", "content": "Is there any news?"},
    ]
    released = message_of(await ask(bank, history, tools=[DECIDE], stream=stream), stream)
    call = released["content"][-1]
    assert (call["name"], call["input"]) == ("decide_loan_application", {"name": "Ada Vermeer", "decision": "refuse"})
    assert released["content"][0] == {"type": "thinking", "thinking": "Low income.", "signature": SIGNATURE}
    assert released["stop_reason"] == "tool_use"
    assert len(bank.model.seen) == 1
    polled = (await bank.client.get(f"/v1/holds/{hold_id}")).json()
    assert (polled["status"], polled["result"]["type"]) == ("approved", "message")

    result = [{"type": "tool_result", "tool_use_id": call["id"], "content": "done"}]
    bank.say(Reply(text=f"It is settled, {NAME}."))
    later = [*history, {"role": "assistant", "content": released["content"]}, {"role": "user", "content": result}]
    last = message_of(await ask(bank, later, tools=[DECIDE], stream=stream), stream)
    assert text_of(last) == "It is settled, Ada Vermeer."
    assert hold_id not in bank.left
    assert_nothing_left(bank)


@pytest.mark.parametrize("stream", [False, True])
async def test_a_connection_that_waits_gets_what_a_person_edited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stream: bool
) -> None:
    monkeypatch.setattr("sluis.holds.queue.POLL_SECONDS", 0.02)
    tool = {"name": "decide_loan", "input_schema": {"type": "object"}}
    async with product(policy=policy(tmp_path), keepalive_seconds=0.1) as bank:
        bank.say(Reply(reasoning="Low income.", calls=(Call("decide_loan", {"outcome": "refuse", "name": NAME}),)))
        asking = asyncio.ensure_future(ask(bank, LOAN, tools=[tool], stream=stream))
        hold = await opened(bank)
        call = dict(hold.contents.proposed[0]["tool_calls"][0])
        call["function"] = {**call["function"], "arguments": call["function"]["arguments"].replace("refuse", "approve")}
        await decide(bank, Action.EDIT, ({"role": "assistant", "content": None, "tool_calls": [call]},))
        message = message_of(await asking, stream)
        assert [block["type"] for block in message["content"]] == ["thinking", "tool_use"]
        assert message["content"][1]["input"] == {"outcome": "approve", "name": "Ada Vermeer"}
        assert_nothing_left(bank)


@pytest.mark.parametrize("stream", [False, True])
async def test_harmless_calls_go_at_once_while_the_decision_waits(bank: Product, stream: bool) -> None:
    bank.say(Reply(text="One moment.", calls=(Call("find_customer", {"name": "Jo"}), REFUSAL)))
    message = message_of(await ask(bank, LOAN, tools=[FIND, DECIDE], stream=stream), stream)
    assert [b["name"] for b in message["content"] if b["type"] == "tool_use"] == ["find_customer"]
    assert "hold_" in text_of(message)
    assert message["stop_reason"] == "tool_use"


@pytest.mark.parametrize("stream", [False, True])
async def test_thinking_tells_nothing_of_a_decision_that_is_held(bank: Product, stream: bool) -> None:
    calls = (Call("find_customer", {"name": "Jo"}), REFUSAL)
    bank.say(Reply(reasoning="The income is too low, so I say no.", calls=calls))
    reply = await ask(bank, f"{LOAN} Tell me whether it is approved or refused.", tools=[FIND, DECIDE], stream=stream)
    message = message_of(reply, stream)
    assert "hold_" in text_of(message)
    assert [block["type"] for block in message["content"]] == ["text"]
    assert "income" not in reply.text


async def test_what_the_model_is_told_stands_behind_the_results_of_tools(bank: Product) -> None:
    """A tool_use must be followed at once by its result: no message of ours comes between."""
    bank.say(Reply(text="One moment.", calls=(Call("find_customer", {"name": "Jo"}), REFUSAL)))
    message = (await ask(bank, LOAN, tools=[FIND, DECIDE])).json()
    (call,) = [block for block in message["content"] if block["type"] == "tool_use"]
    history = [
        {"role": "user", "content": LOAN},
        {"role": "assistant", "content": message["content"]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": call["id"], "content": "found"}]},
    ]
    bank.say(Reply(text="Please wait."))
    assert (await ask(bank, history, tools=[FIND, DECIDE])).status_code == 200
    left = bank.model.seen[-1].body["messages"]
    assert [m["role"] for m in left] == ["user", "assistant", "user"]
    assert [block["type"] for block in left[1]["content"]][-1] == "tool_use"
    assert [block["type"] for block in left[2]["content"]] == ["tool_result", "text"]


@pytest.mark.parametrize(
    "block",
    [
        {"type": "image", "source": {"type": "url", "url": "https://x.example/a.png"}},
        {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": ASKED}},
        {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": ASKED}},
        {"type": "search_result", "source": "x", "title": "x", "content": [{"type": "text", "text": ASKED}]},
        {"type": "container_upload", "file_id": "file_1"},
    ],
)
async def test_what_cannot_be_inspected_is_refused_in_the_shape_of_this_endpoint(shop: Product, block: Any) -> None:
    reply = await ask(shop, [{"role": "user", "content": [block]}])
    assert reply.status_code == 400
    error = reply.json()
    assert error["type"] == "error"
    assert (error["error"]["type"], error["error"]["code"]) == ("invalid_request_error", "content_not_inspectable")
    assert error["request_id"] == reply.headers["x-sluis-request"]
    assert not shop.model.seen


async def test_tools_that_the_provider_runs_are_refused(shop: Product) -> None:
    reply = await ask(shop, "Hi", tools=[{"type": "web_search_20250305", "name": "web_search"}])
    assert reply.json()["error"]["code"] == "tool_not_guarded"
    assert not shop.model.seen


async def test_a_key_in_either_header_is_a_bots_and_the_model_gets_it_as_its_api_key(shop: Product) -> None:
    for headers in ({"x-api-key": "sk-bot"}, {"authorization": "Bearer sk-bot"}):
        async with product() as fresh:
            del fresh.client.headers["authorization"]
            beta = {"anthropic-beta": "interleaved-thinking-2025-05-14,files-api-2025-04-14", "x-custom": "Ada"}
            assert (await ask(fresh, "Hi", headers={**headers, **beta})).status_code == 200
            seen = fresh.model.seen[-1].headers
            assert seen["x-api-key"] == "sk-bot"
            assert seen["anthropic-version"] == "2023-06-01"
            assert seen["anthropic-beta"] == "interleaved-thinking-2025-05-14"
            assert not {"authorization", "x-custom"} & set(seen)


async def test_a_wrong_key_is_refused_in_the_shape_of_this_endpoint() -> None:
    async with product(bots=(BotConfig(name="a", key="a" * 20),)) as shop:
        reply = await ask(shop, "Hi", headers={"authorization": "", "x-api-key": "wrong"})
        assert (reply.status_code, reply.json()["error"]["type"]) == (401, "authentication_error")
        assert reply.json()["error"]["code"] == "invalid_api_key"
        assert (await ask(shop, "Hi", headers={"authorization": "", "x-api-key": "a" * 20})).status_code == 200


async def test_the_list_of_models_has_this_protocols_shape(shop: Product) -> None:
    reply = await shop.client.get("/v1/models", headers={"anthropic-version": "2023-06-01"})
    assert reply.json()["data"][0]["id"] == "fake"
    assert reply.json()["has_more"] is False
    assert shop.model.seen[-1].headers["x-api-key"] == "key"
    assert "authorization" not in shop.model.seen[-1].headers


async def test_errors_of_the_model_keep_their_status_and_have_this_endpoints_shape(shop: Product) -> None:
    shop.say(Reply(behaviour="error", status=529))
    reply = await ask(shop, ASKED)
    assert reply.status_code == 529
    assert reply.json()["type"] == "error"
    assert reply.json()["error"]["type"] == "overloaded_error"


async def test_tokens_are_counted_of_what_would_leave(shop: Product) -> None:
    body = {"model": "claude-x", "messages": [{"role": "user", "content": ASKED}], "system": "You help Ada Vermeer."}
    reply = await shop.client.post("/v1/messages/count_tokens", json=body)
    assert reply.json()["input_tokens"] > 5
    assert shop.model.seen[-1].path == "/v1/messages/count_tokens"
    assert_nothing_left(shop)
    image = {"type": "image", "source": {"type": "url", "url": "x"}}
    refused = await shop.client.post(
        "/v1/messages/count_tokens", json={**body, "messages": [{"role": "user", "content": [image]}]}
    )
    assert refused.json()["error"]["code"] == "content_not_inspectable"


async def test_the_user_id_leaves_as_a_hash(shop: Product) -> None:
    await ask(shop, "Hi", metadata={"user_id": "ada@posteo.net"})
    left = shop.model.seen[-1].body["metadata"]["user_id"]
    assert left != "ada@posteo.net"
    assert len(left) == 32


async def test_marks_for_the_cache_and_the_tools_schema_stay(shop: Product) -> None:
    mark = {"type": "ephemeral", "ttl": "1h"}
    system = [{"type": "text", "text": "You help.", "cache_control": mark}]
    tool = {**FIND, "cache_control": mark, "strict": True}
    thinking = {"type": "enabled", "budget_tokens": 2000}
    await ask(
        shop, "Hi", system=system, tools=[tool], tool_choice={"type": "any"}, thinking=thinking, stop_sequences=["X"]
    )
    left = shop.model.seen[-1].body
    assert (left["system"], left["tools"], left["thinking"]) == (system, [tool], thinking)


async def test_a_stream_that_breaks_off_ends_in_an_error_event() -> None:
    async def broken(request: httpx.Request) -> httpx.Response:
        start = {"type": "message_start", "message": {"id": "m", "type": "message", "role": "assistant", "content": []}}
        text = f"event: message_start\ndata: {json.dumps(start)}\n\n"
        return httpx.Response(200, headers={"content-type": "text/event-stream"}, text=text)

    from sluis.app import create_app
    from sluis.settings import Settings

    app = create_app(Settings(database="sqlite://", tagger="none"), transport=httpx.MockTransport(broken))
    await app.services.open()
    try:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://sluis") as client:
            body = {"model": "m", "max_tokens": 5, "stream": True, "messages": [{"role": "user", "content": "Hi"}]}
            reply = await client.post("/v1/messages", json=body, headers={"x-api-key": "key"})
            assert events(reply)[-1]["error"]["code"] == "upstream_broken"
    finally:
        await app.services.close()
