"""Chat completions through the running product: every channel of an answer comes back in real values, nothing personal
leaves, and where an answer cannot be told exactly, the receipt says so."""

import json
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.flows.inside import Product, message_of, product
from tests.support.replies import Call, Reply
from tests.support.upstream import Upstream

from sluis.app import create_app
from sluis.settings import Settings

ASKED = "My name is Ada Vermeer and my e-mail is ada.vermeer@posteo.net."
NAME, MAIL = r"«name is (\w+ \w+)»", r"«e-mail is ([\w.@+-]+\w)»"
PRIVATE = ("Ada", "Vermeer", "vermeer", "posteo")
FIND = {
    "type": "function",
    "function": {
        "name": "find_customer",
        "parameters": {"type": "object", "properties": {"name": {"type": "string"}, "email": {"type": "string"}}},
    },
}


@pytest.fixture
async def shop() -> AsyncIterator[Product]:
    async with product() as running:
        yield running


def events(response: httpx.Response) -> list[dict[str, Any]]:
    """The chunks of a stream that ended as it should."""
    assert response.status_code == 200, response.text
    lines = [line.removeprefix("data: ") for line in response.text.splitlines() if line.startswith("data: ")]
    assert lines[-1] == "[DONE]", lines[-1]
    return [json.loads(line) for line in lines[:-1]]


def told(response: httpx.Response, name: str = "content", index: int = 0) -> str:
    """What one channel of one choice said in all."""
    deltas = [c["delta"] for e in events(response) for c in e["choices"] if c["index"] == index]
    return "".join(delta.get(name) or "" for delta in deltas)


def assert_nothing_left(shop: Product) -> None:
    assert shop.model.seen
    assert not [value for value in PRIVATE if value in shop.left]


@pytest.mark.parametrize("stream", [False, True])
async def test_two_choices_are_restored_each_by_itself(shop: Product, stream: bool) -> None:
    shop.say(Reply(text=f"Dear {NAME}.", alternatives=(Reply(text=f"Write to {MAIL}!"),), piece=3))
    response = await shop.chat(ASKED, n=2, stream=stream)
    if stream:
        said = [told(response, index=n) for n in (0, 1)]
    else:
        said = [choice["message"]["content"] for choice in response.json()["choices"]]
    assert said == ["Dear Ada Vermeer.", "Write to ada.vermeer@posteo.net!"]
    assert_nothing_left(shop)


@pytest.mark.parametrize("stream", [False, True])
async def test_parallel_calls_keep_their_order_ids_and_valid_arguments(shop: Product, stream: bool) -> None:
    calls = (
        Call("find_customer", {"name": NAME}),
        Call("find_customer", {"email": MAIL, "note": 'a "quoted" \\ word'}),
    )
    shop.say(Reply(calls=calls, piece=2))
    response = await shop.chat(ASKED, tools=[FIND], stream=stream)
    if stream:
        deltas = [c["delta"] for e in events(response) for c in e["choices"]]
        made = [call for delta in deltas for call in delta.get("tool_calls") or ()]
        assert [call["index"] for call in made] == [0, 1]
    else:
        made = message_of(response)["tool_calls"]
    assert [call["id"][-2:] for call in made] == ["_0", "_1"]
    assert [json.loads(call["function"]["arguments"]) for call in made] == [
        {"name": "Ada Vermeer"},
        {"email": "ada.vermeer@posteo.net", "note": 'a "quoted" \\ word'},
    ]
    assert_nothing_left(shop)


async def test_values_go_where_the_schema_of_a_tool_lets_them_go(shop: Product) -> None:
    """The number by its pattern, the code by its choice; both come back in the call."""
    number = {"type": "string", "pattern": "^W[0-9]{7}$"}
    holder = {"enum": ["Ada Vermeer", "Joost Hoekstra"]}
    parameters = {"type": "object", "properties": {"order": number, "holder": holder, "code": {"const": "x"}}}
    tool = {"type": "function", "function": {"name": "find_order", "parameters": parameters}}
    shop.say(Reply(calls=(Call("find_order", {"order": r"«order (W\w+)»", "holder": NAME}),)))
    asked = "My name is Ada Vermeer. Where is order W8020931?"
    response = await shop.chat(asked, tools=[tool])
    called = json.loads(message_of(response)["tool_calls"][0]["function"]["arguments"])
    assert called == {"order": "W8020931", "holder": "Ada Vermeer"}
    left = shop.model.seen[-1].body
    said = left["messages"][0]["content"]
    schema = left["tools"][0]["function"]["parameters"]["properties"]
    found = re.search(r"name is (\w+ \w+)\. Where is order (\w+)\?", said)
    assert found
    assert found[1] in schema["holder"]["enum"]
    assert "Ada Vermeer" not in schema["holder"]["enum"]
    assert re.fullmatch(schema["order"]["pattern"], found[2])
    assert found[2] != "W8020931"
    assert "unfit" not in response.headers["x-sluis-coverage"]


async def test_a_value_whose_place_takes_nothing_else_is_replaced_and_counted(shop: Product) -> None:
    parameters = {
        "type": "object",
        "properties": {"name": {"type": "string", "pattern": "^A.a V.{0,6}$", "maxLength": 12}},
    }
    tool = {"type": "function", "function": {"name": "find_customer", "parameters": parameters}}
    shop.say(Reply(text=f"Hello {NAME}"))
    response = await shop.chat(ASKED, tools=[tool])
    assert message_of(response)["content"] == "Hello Ada Vermeer"
    assert "unfit=1" in response.headers["x-sluis-coverage"]
    assert_nothing_left(shop)


@pytest.mark.parametrize("stream", [False, True])
async def test_a_structured_answer_is_valid_whatever_the_value_holds(shop: Product, stream: bool) -> None:
    asked = json.dumps({"customer": {"full_name": 'Ada "Addy" Vermeer', "city": "Utrecht"}})
    shop.say(Reply(text='{"customer": "«"full_name": "(.*?)", "city»", "ok": true}', piece=2))
    schema = {"type": "json_schema", "json_schema": {"name": "answer", "schema": {"type": "object"}}}
    response = await shop.chat(asked, response_format=schema, stream=stream)
    said = told(response) if stream else message_of(response)["content"]
    assert json.loads(said)["ok"] is True


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("channel", ["refusal", "reasoning_content"])
async def test_other_channels_are_restored_too(shop: Product, stream: bool, channel: str) -> None:
    words = f"I cannot do that, {NAME}."
    shop.say(Reply(text=None, refusal=words) if channel == "refusal" else Reply(text="Fine.", reasoning=words, piece=1))
    response = await shop.chat(ASKED, stream=stream)
    said = told(response, channel) if stream else message_of(response)[channel]
    assert said == "I cannot do that, Ada Vermeer."


async def test_restoring_does_not_depend_on_where_the_model_cuts_its_stream(shop: Product) -> None:
    for size in range(1, 12):
        shop.say(Reply(text=f"Dear {NAME}, {MAIL} is yours, {NAME}'s.", piece=size))
        response = await shop.chat(ASKED, stream=True)
        assert told(response) == "Dear Ada Vermeer, ada.vermeer@posteo.net is yours, Ada Vermeer's.", size


@pytest.mark.parametrize("stream", [False, True])
async def test_logprobs_of_pseudonyms_are_dropped_and_the_receipt_says_so(shop: Product, stream: bool) -> None:
    shop.say(Reply(text=f"Dear {NAME}.", logprobs=True))
    response = await shop.chat(ASKED, logprobs=True, stream=stream)
    choices = [c for e in events(response) for c in e["choices"]] if stream else response.json()["choices"]
    assert all(choice["logprobs"] is None for choice in choices)
    assert "dropped=logprobs" in response.headers["x-sluis-coverage"]


async def test_usage_is_told_once_where_it_was_asked_for(shop: Product) -> None:
    shop.say(Reply(text="Hello."), Reply(text="Hello."))
    asked = events(await shop.chat("Hi", stream=True, stream_options={"include_usage": True}))
    assert [e["usage"]["prompt_tokens"] for e in asked if e.get("usage")] == [10]
    assert asked[-1]["choices"] == []
    unasked = events(await shop.chat("Hi", stream=True))
    assert not [e for e in unasked if e.get("usage")]


@pytest.mark.parametrize("stream", [False, True])
async def test_a_pseudonym_the_user_made_up_restores_nothing(shop: Product, stream: bool) -> None:
    shop.say(Reply(text="Dear Katvubarer Mudvajepim, <PERSON_1>."))
    response = await shop.chat(ASKED, stream=stream)
    said = told(response) if stream else message_of(response)["content"]
    assert said == "Dear Katvubarer Mudvajepim, <PERSON_1>."


async def test_each_event_has_the_streams_own_id_and_one_role(shop: Product) -> None:
    shop.say(Reply(text="Hello there, dear.", piece=2))
    chunks = events(await shop.chat("Hi", stream=True))
    assert len({chunk["id"] for chunk in chunks}) == 1
    roles = [c["delta"]["role"] for e in chunks for c in e["choices"] if c["delta"].get("role")]
    assert roles == ["assistant"]
    assert [c["finish_reason"] for e in chunks for c in e["choices"] if c["finish_reason"]] == ["stop"]


async def test_the_list_of_models_holds_names_and_dates_only(shop: Product) -> None:
    response = await shop.client.get("/v1/models")
    assert response.status_code == 200
    assert response.json()["object"] == "list"
    assert all(set(model) <= {"id", "object", "created", "owned_by"} for model in response.json()["data"])


@pytest.mark.parametrize("path", ["/v1/models/..%2f..%2fadmin", "/v1/models/a%20b", "/v1/models/%0d%0ax"])
async def test_a_model_name_cannot_leave_its_place_in_the_path(shop: Product, path: str) -> None:
    response = await shop.client.get(path)
    assert response.status_code == 404
    assert not [seen for seen in shop.model.seen if "admin" in seen.path]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/rerank"),
        ("POST", "/v1/files"),
        ("POST", "/v1/images/generations"),
        ("GET", "/v1/chat/completions"),
        ("DELETE", "/v1/models/x"),
    ],
)
async def test_what_is_not_guarded_does_not_pass(shop: Product, method: str, path: str) -> None:
    response = await shop.client.request(method, path, json={"input": ASKED})
    assert response.status_code in (404, 405)
    error = response.json()["error"]
    assert error["code"] == "endpoint_not_guarded"
    assert {"message", "type", "param", "id"} <= set(error)
    assert not shop.model.seen


DEEP = "[" * 5000 + "]" * 5000


@pytest.mark.parametrize(
    "raw",
    [
        b'{"model": "m", "model": "n", "messages": []}',
        b'{"model": "m", "messages": [{"role": "user", "content": "a", "content": "b"}]}',
        f'{{"model": "m", "messages": [{{"role": "user", "content": "a"}}], "metadata": {DEEP}}}'.encode(),
        b'{"model": "m", "messages": [{"role": "user", "content": "' + b"x" * 50_000_000 + b'"}]}',
    ],
    ids=["key twice", "key twice within", "too deep", "fifty megabytes"],
)
async def test_what_cannot_be_read_one_way_only_is_refused(shop: Product, raw: bytes) -> None:
    response = await shop.client.post("/v1/chat/completions", content=raw)
    assert response.status_code in (400, 413)
    assert response.json()["error"]["type"] == "invalid_request_error"
    assert not shop.model.seen


async def test_arguments_that_are_deep_json_in_a_tool_call_of_the_history_are_inspected(shop: Product) -> None:
    inner = json.dumps({"note": json.dumps({"customer_name": "Ada Vermeer", "email": "ada.vermeer@posteo.net"})})
    call = {"id": "c1", "type": "function", "function": {"name": "find_customer", "arguments": inner}}
    shop.say(Reply(text="Done."))
    history = [
        {"role": "user", "content": "Look me up."},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": inner},
    ]
    assert message_of(await shop.chat(history, tools=[FIND]))["content"] == "Done."
    assert_nothing_left(shop)
    sent = shop.model.seen[-1].body["messages"][1]["tool_calls"][0]["function"]["arguments"]
    assert set(json.loads(json.loads(sent)["note"])) == {"customer_name", "email"}


class Cut(httpx.AsyncBaseTransport):
    """A model whose stream arrives in two pieces, cut at a byte."""

    def __init__(self) -> None:
        self.model = Upstream()
        self.at = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        from tests.support.transport import AsgiTransport

        whole = await AsgiTransport(self.model).handle_async_request(request)
        raw = await whole.aread()

        async def pieces() -> AsyncIterator[bytes]:
            yield raw[: self.at]
            yield raw[self.at :]

        return httpx.Response(whole.status_code, headers=whole.headers, content=pieces())


async def test_the_same_text_arrives_wherever_the_network_cuts_the_bytes() -> None:
    """Each byte of a stream as the place of the cut, a multi-byte letter among them."""
    cut = Cut()
    settings = Settings(database="sqlite://", upstream="http://127.0.0.1:9/v1", tagger="none")
    app = create_app(settings, transport=cut)
    await app.services.open()
    try:
        from tests.support.transport import AsgiTransport

        key = {"authorization": "Bearer key"}
        client = httpx.AsyncClient(transport=AsgiTransport(app), base_url="http://sluis", headers=key, timeout=60)
        async with client:
            shop = Product(app, cut.model, client)
            for at in range(0, 900, 7):
                cut.at = at
                shop.say(Reply(text=f"Één brief: {MAIL}.", piece=6))
                assert told(await shop.chat(ASKED, stream=True)) == "Één brief: ada.vermeer@posteo.net."
    finally:
        await app.services.close()
