"""Providers that speak other protocols, asked through litellm: their published formats in, OpenAI's out."""

import asyncio
import functools
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from tests.support.providers import SIGNATURE, Providers
from tests.support.replies import Call, Reply
from tests.support.transport import AsgiTransport

from sluis.addresses import parse_provider_address
from sluis.errors import InvalidRequest, NotInspectable, SluisError, UpstreamError, UpstreamTimeout, UpstreamUnreadable
from sluis.upstream.client import Answer, Timeouts, UpstreamClient
from sluis.upstream.provider_transport import ProviderTransport
from sluis.upstream.quiet_litellm import load_litellm
from sluis.upstream.stream import read_chunks

pytestmark = pytest.mark.filterwarnings("ignore::pydantic.warnings.PydanticDeprecatedSince211")  # litellm's streams
ADDRESSES = {
    "anthropic": "litellm:anthropic/claude-sonnet-4-5",
    "bedrock": "litellm:bedrock/eu.anthropic.claude-sonnet-4-5-20250929-v1:0?region=eu-central-1",
    "gemini": "litellm:gemini/gemini-3-pro-preview",
}
PLACES = {
    "anthropic": "https://api.anthropic.com",
    "bedrock": "https://bedrock-runtime.eu-central-1.amazonaws.com",
    "gemini": "https://generativelanguage.googleapis.com",
}
TOOL = {
    "type": "function",
    "function": {
        "name": "find_customer",
        "description": "The file of a customer.",
        "parameters": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]},
    },
}
ASKED: dict[str, Any] = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "My name is Ann Lee."}]}
CALLED = Reply(text="One moment.", calls=(Call("find_customer", {"name": "«name is (\\w+ \\w+)»"}),))


PATIENT = Timeouts(30, 60, 60)


class Elsewhere(httpx.AsyncBaseTransport):
    """The network: keeps where requests went, hands them to the stand-in. cut: the bytes of an answer that come."""

    def __init__(self, standin: Providers) -> None:
        self._inner = AsgiTransport(standin)
        self.urls: list[httpx.URL] = []
        self.cut: int | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.urls.append(request.url)
        response = await self._inner.handle_async_request(request)
        if self.cut is None:
            return response
        return httpx.Response(200, headers=response.headers, stream=Whole((await response.aread())[: self.cut]))


class Whole(httpx.AsyncByteStream):
    def __init__(self, data: bytes) -> None:
        self.data = data

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self.data


class Asked:
    """A client of one provider over its stand-in."""

    def __init__(self, address: str, timeouts: Timeouts = PATIENT, limit: int = 1_000_000, **more: Any):
        self.standin = Providers()
        self.network = Elsewhere(self.standin)
        transport = ProviderTransport(parse_provider_address(address), timeouts, limit, self.network, **more)
        self.client = UpstreamClient("http://model.invalid/v1", timeouts, limit, transport)

    async def send(self, key: str | None = "pk", path: str = "/chat/completions", **body: Any) -> Answer:
        return await self.client.send("POST", path, json.dumps({**ASKED, **body}).encode(), key)

    async def whole(self, **body: Any) -> Any:
        async with await self.send(**body) as answer:
            return json.loads(await answer.read())

    async def chunks(self, **body: Any) -> list[Any]:
        async with await self.send(stream=True, **body) as answer:
            assert answer.is_stream, await answer.read()
            return [chunk async for chunk in read_chunks(answer)]


@pytest.fixture(params=sorted(ADDRESSES))
async def asked(request: pytest.FixtureRequest) -> AsyncIterator[Asked]:
    made = Asked(ADDRESSES[request.param])
    yield made
    assert {f"{url.scheme}://{url.host}" for url in made.network.urls} <= {PLACES[request.param]}
    await made.client.aclose()
    await settled()


async def settled() -> None:
    """litellm ends what it does behind an answer."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_whole_answer_is_a_chat_completion(asked: Asked) -> None:
    asked.standin.script.append(Reply(text="Hello, «name is (\\w+ \\w+)»."))
    body = await asked.whole(temperature=0.5, max_tokens=50, seed=7, user="u-1", store=False, metadata={"a": "b"})
    assert body["object"] == "chat.completion"
    (choice,) = body["choices"]
    assert choice["message"] == {"role": "assistant", "content": "Hello, Ann Lee."}
    assert choice["finish_reason"] == "stop"
    assert body["usage"] == {"prompt_tokens": 12, "completion_tokens": 6, "total_tokens": 18}
    (seen,) = asked.standin.seen
    assert "gpt-4o-mini" not in seen.text


async def test_a_stream_is_chunks_to_the_end(asked: Asked) -> None:
    asked.standin.script.append(Reply(text="Hello, dear «name is (\\w+ \\w+)»."))
    chunks = await asked.chunks(stream_options={"include_usage": True})
    assert text_of(chunks) == "Hello, dear Ann Lee."
    assert sum(bool(c["choices"] and c["choices"][0]["delta"].get("content")) for c in chunks) > 2
    assert [c["choices"][0]["finish_reason"] for c in chunks if c["choices"]][-1] == "stop"
    assert chunks[-1]["usage"]["total_tokens"] == 18
    assert chunks[-1]["choices"] == []


def text_of(chunks: list[Any]) -> str:
    return "".join(c["choices"][0]["delta"].get("content") or "" for c in chunks if c["choices"])


@pytest.mark.parametrize("stream", [False, True])
async def test_a_tool_is_called_and_its_result_goes_back(asked: Asked, stream: bool) -> None:
    asked.standin.script += [CALLED, Reply(text="Found.")]
    if stream:
        chunks = await asked.chunks(tools=[TOOL])
        pieces = [p for c in chunks for p in (c["choices"][0]["delta"].get("tool_calls") or () if c["choices"] else ())]
        call = {**pieces[0], "function": {**pieces[0]["function"]}}
        call["function"]["arguments"] = "".join(p["function"]["arguments"] for p in pieces)
        finish = [c["choices"][0]["finish_reason"] for c in chunks if c["choices"]][-1]
        assert text_of(chunks) == "One moment."
    else:
        (choice,) = (await asked.whole(tools=[TOOL]))["choices"]
        (call,), finish = choice["message"]["tool_calls"], choice["finish_reason"]
        assert choice["message"]["content"] == "One moment."
    assert finish == "tool_calls"
    assert call["type"] == "function"
    assert call["function"]["name"] == "find_customer"
    assert json.loads(call["function"]["arguments"]) == {"name": "Ann Lee"}
    assert len(call["id"]) < 80
    assert "__" not in call["id"]
    call.pop("index", None)
    history = [
        *ASKED["messages"],
        {"role": "assistant", "content": "One moment.", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": call["id"], "content": '{"balance": 12}'},
    ]
    assert (await asked.whole(tools=[TOOL], messages=history))["choices"][0]["message"]["content"] == "Found."
    first, second = asked.standin.seen
    assert "find_customer" in first.text
    assert "The file of a customer." in first.text
    assert "balance" in second.text
    if "gemini" in str(asked.network.urls[0]):
        assert SIGNATURE in second.text  # which no client could have sent back


async def test_the_key_goes_where_the_provider_looks_for_it_and_none_comes_from_the_environment(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ANTHROPIC_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY", "AWS_BEARER_TOKEN_BEDROCK"):
        monkeypatch.setenv(name, "somebody-elses")
    for name in ("ANTHROPIC_API_BASE", "ANTHROPIC_BASE_URL", "GEMINI_API_BASE", "AWS_BEDROCK_RUNTIME_ENDPOINT"):
        monkeypatch.setenv(name, "https://elsewhere.example")
    await asked.whole(key="pk")
    await asked.whole(key=None)
    first, second = (str(sorted(seen.headers.items())) for seen in asked.standin.seen)
    assert "pk" in first
    assert "somebody-elses" not in first + second + str(asked.network.urls)


@pytest.mark.parametrize("status", [400, 401, 403, 429, 500, 503])
@pytest.mark.parametrize("stream", [False, True])
async def test_a_providers_error_keeps_its_status_and_words(asked: Asked, status: int, stream: bool) -> None:
    asked.standin.default = Reply(behaviour="error", status=status)
    async with await asked.send(stream=stream) as answer:
        body = json.loads(await answer.read())
    assert answer.status == status
    assert f"says {status}" in body["error"]["message"]
    assert "litellm" not in json.dumps(body)
    assert set(body["error"]) == {"message", "type", "param", "code"}
    if status == 429 and "retry-after" in str(asked.standin.seen[-1]):
        assert answer.headers["retry-after"] == "7"


async def said_before_it_broke(asked: Asked) -> list[Any]:
    """The chunks of a stream that is not complete; it must end with an error."""
    said: list[Any] = []

    async def read() -> None:
        async with await asked.send(stream=True, tools=[TOOL]) as answer:
            if answer.status >= 500:  # before its first word
                raise UpstreamError("")
            said.extend([chunk async for chunk in read_chunks(answer)])

    with pytest.raises(UpstreamError):
        await read()
    return said


@pytest.mark.parametrize("behaviour", ["no_done", "die_mid_stream"])
async def test_a_stream_that_ceases_is_never_shown_as_finished(asked: Asked, behaviour: Any) -> None:
    asked.standin.script.append(Reply(text="The loan is granted, dear customer.", behaviour=behaviour, after=4))
    assert not finishes(await said_before_it_broke(asked))


def finishes(chunks: list[Any]) -> list[Any]:
    return [c["finish_reason"] for chunk in chunks for c in chunk["choices"] if c["finish_reason"]]


async def test_wherever_a_stream_is_cut_before_its_end_it_is_not_finished(asked: Asked) -> None:
    asked.standin.default = Reply(text="Granted.", calls=CALLED.calls, piece=20)
    asked.network.cut = 1_000_000
    assert finishes(await asked.chunks(tools=[TOOL])) == ["tool_calls"]
    whole = len(await raw_stream(asked))
    ended = []
    for cut in range(1, whole, 11):
        asked.network.cut = cut
        try:
            ended += [(cut, f) for f in finishes(await asked.chunks(tools=[TOOL]))]
        except (UpstreamError, AssertionError):
            continue
    assert {finish for _, finish in ended} <= {"tool_calls"}
    # Only the last event that says how it ended may be enough; what follows is usage.
    assert all(cut > whole * 0.6 for cut, _ in ended), ended


async def raw_stream(asked: Asked) -> bytes:
    """The bytes that the stand-in sends for the request that it saw last."""
    seen, url = asked.standin.seen[-1], asked.network.urls[-1]
    request = httpx.Request("POST", url, content=seen.raw)
    return await (await AsgiTransport(asked.standin).handle_async_request(request)).aread()


async def test_an_error_in_a_stream_ends_it_with_an_error(asked: Asked) -> None:
    asked.standin.script.append(Reply(text="Hello, this breaks.", behaviour="error_in_stream", after=5))
    with pytest.raises(UpstreamError) as error:
        await asked.chunks()
    assert "Traceback" not in error.value.message
    assert "litellm" not in error.value.message.lower()


@pytest.mark.parametrize("stream", [False, True])
async def test_silence_is_a_time_out(stream: bool) -> None:
    asked = Asked(ADDRESSES["anthropic"], Timeouts(5, 0.5, 0.5))
    await asked.whole(key="warm")  # the first call imports much
    asked.standin.script.append(Reply(behaviour="hang"))
    with pytest.raises(UpstreamTimeout):
        await asked.send(stream=stream)
    await asked.client.aclose()
    await settled()


async def test_a_provider_that_hangs_up_or_talks_html_is_an_error_of_its_own(asked: Asked) -> None:
    asked.standin.script += [Reply(behaviour="html")]
    async with await asked.send() as answer:
        body = json.loads(await answer.read())
    assert answer.status == 502
    assert body["error"]["code"] == "upstream_unreadable"
    asked.standin.default = Reply(behaviour="die")
    with pytest.raises(UpstreamError) as error:
        await asked.send()
    assert error.value.code == "upstream_unreachable"


async def test_an_answer_beyond_the_limit_is_not_read() -> None:
    asked = Asked(ADDRESSES["anthropic"], limit=20_000)
    asked.standin.script.append(Reply(text="la " * 40_000))
    async with await asked.send() as answer:
        assert json.loads(await answer.read())["error"]["code"] == "answer_too_large"
    await asked.client.aclose()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"api_base": "http://elsewhere.example"}, "parameter_not_offered"),
        ({"mock_response": "x"}, "parameter_not_offered"),
        ({"extra_headers": {"a": "b"}}, "parameter_not_offered"),
        ({"fallbacks": ["gpt-4o"]}, "parameter_not_offered"),
        ({"custom_llm_provider": "openai"}, "parameter_not_offered"),
        ({"web_search_options": {}}, "parameter_not_offered"),
        ({"stream": True, "n": 2}, "parameter_not_offered"),
        ({"tools": [{"type": "custom", "custom": {"name": "x"}}]}, "tool_not_offered"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else value,
)
async def test_what_a_caller_asks_beyond_the_list_is_refused(asked: Asked, body: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidRequest) as error:
        await asked.send(**body)
    assert error.value.code == code
    assert asked.standin.seen == []


async def test_nothing_is_fetched_for_a_request(asked: Asked) -> None:
    picture = {"type": "image_url", "image_url": {"url": "https://elsewhere.example/a.png"}}
    with pytest.raises(NotInspectable):
        await asked.send(messages=[{"role": "user", "content": [picture]}])
    assert asked.network.urls == []


async def test_other_paths_are_refused(asked: Asked) -> None:
    async with await asked.send(path="/embeddings") as answer:
        assert answer.status == 404
        assert json.loads(await answer.read())["error"]["code"] == "endpoint_not_offered"


@pytest.mark.parametrize(
    ("address", "model", "seen"),
    [
        ("litellm:anthropic", "claude-haiku-4-5", "claude-haiku-4-5"),
        ("litellm:anthropic/*", "anthropic/claude-haiku-4-5", "claude-haiku-4-5"),
        ("litellm:anthropic/claude-haiku*", "claude-sonnet-4-5", None),
        ("litellm:anthropic", "gpt-4o", None),
        ("litellm:anthropic", "openai/gpt-4o", None),
        ("litellm:anthropic", "claude-replicate-1", None),
        ("litellm:anthropic", "claude-ft:gpt-3.5-turbo", None),
        ("litellm:gemini", "gemini-2.5-flash", "gemini-2.5-flash"),
        ("litellm:gemini", "vertex_ai/gemini-2.5-flash", None),
        ("litellm:bedrock?region=eu-west-1", "amazon.nova-pro-v1:0", "amazon.nova-pro-v1"),
        ("litellm:bedrock?region=eu-west-1", "agent/ABC/DEF", None),
        ("litellm:bedrock?region=eu-west-1", "arn:aws:bedrock:us-east-1:1:x/y", None),
    ],
)
async def test_a_caller_chooses_a_model_only_within_what_the_operator_named(
    address: str, model: str, seen: str | None
) -> None:
    asked = Asked(address)
    async with await asked.send(model=model) as answer:
        body = json.loads(await answer.read())
    if seen is None:
        assert (answer.status, body["error"]["code"]) == (404, "model_not_found")
        assert asked.network.urls == []
    else:
        assert answer.status == 200, body
        assert seen in asked.standin.seen[0].text + str(asked.network.urls[0])
    await asked.client.aclose()
    await settled()


@pytest.mark.parametrize(("address", "count"), [("litellm:anthropic/claude-x", 1), ("litellm:anthropic", 5)])
async def test_the_models_are_those_a_caller_may_name(address: str, count: int) -> None:
    asked = Asked(address)
    async with await asked.client.send("GET", "/models", None, "k") as answer:
        listed = [model["id"] for model in json.loads(await answer.read())["data"]]
    assert len(listed) >= count
    assert all(name.startswith("claude-") for name in listed)
    async with await asked.client.send("GET", "/models/gpt-4o", None, "k") as answer:
        assert answer.status == (200 if count == 1 else 404)
    assert asked.network.urls == []
    await asked.client.aclose()


async def test_cloud_credentials_of_the_process_sign_where_the_operator_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    asked = Asked(ADDRESSES["bedrock"] + "&credentials=process")
    await asked.whole(key="callers-own")
    (seen,) = asked.standin.seen
    assert "AKIDEXAMPLE" in seen.headers["authorization"]
    assert "callers-own" not in str(seen.headers)
    await asked.client.aclose()


def mocked(**given: Any) -> Callable[..., Any]:
    async def ask(**arguments: Any) -> Any:
        return await functools.partial(load_litellm().acompletion, **given)(**arguments)

    return ask


async def test_litellms_own_mock_answers_come_through() -> None:
    asked = Asked(ADDRESSES["anthropic"], ask=mocked(mock_response="Hello from a mock."))
    assert (await asked.whole())["choices"][0]["message"]["content"] == "Hello from a mock."
    assert text_of(await asked.chunks()) == "Hello from a mock."
    await settled()


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"mock_response": "litellm.RateLimitError"}, 429),
        ({"mock_response": "litellm.ContextWindowExceededError"}, 400),
        ({"mock_response": "litellm.InternalServerError"}, 500),
    ],
)
async def test_litellms_own_mock_errors_keep_their_status(given: dict[str, Any], status: int) -> None:
    asked = Asked(ADDRESSES["anthropic"], ask=mocked(**given))
    async with await asked.send() as answer:
        assert answer.status == status
        assert json.loads(await answer.read())["error"]["message"]


async def test_litellms_own_mock_time_out_is_one() -> None:
    asked = Asked(ADDRESSES["anthropic"], Timeouts(5, 0.5, 0.5), ask=mocked(mock_timeout=True))
    with pytest.raises((UpstreamTimeout, SluisError)) as error:
        await asked.send()
    assert error.value.code in ("upstream_timeout", UpstreamUnreadable.code)
