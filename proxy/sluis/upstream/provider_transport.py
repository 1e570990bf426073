"""A provider that does not speak OpenAI's protocol, as if it did: an httpx transport that asks it through litellm.

`UpstreamClient` sends through it as through the network, so that nothing before it needs to know. It answers
`/chat/completions` and `/models`; other paths are refused.
"""

import asyncio
import json
import re
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import Any, Final

import httpx

from sluis.addresses import ProviderAddress
from sluis.upstream.client import Timeouts, network
from sluis.upstream.fence import Fence, TooMuch, Watch, watch
from sluis.upstream.provider_answer import chunk_body, completion_body, error_body
from sluis.upstream.provider_request import provider_arguments
from sluis.upstream.quiet_litellm import load_litellm

SIGNED: Final = "__thought__"
"""What litellm puts between the id of a Gemini tool call and the signature that Gemini wants back with it."""
MOST_SIGNED: Final = 4096
ENDINGS: Final[Mapping[str, re.Pattern[bytes]]] = {
    "anthropic": re.compile(rb'"stop_reason"\s*:\s*"[a-z_]+"[^\n]*\n'),
    "bedrock": re.compile(rb':event-type\x07\x00\x0bmessageStop.{0,200}?"stopReason"[^}]*\}.{4}', re.S),
    "gemini": re.compile(rb'"finishReason"\s*:\s*"[A-Z_]+"[^\n]*\n'),
}
"""What stands in the bytes of a stream that is complete: litellm says `stop` also where one just ceases."""
NO_KEY: Final = "none"
"""Sent where there is no key: with nothing at all litellm would take one that the environment holds."""
Ask = Callable[..., Awaitable[Any]]


class ProviderTransport(httpx.AsyncBaseTransport):
    """ask: in place of `litellm.acompletion`; inner: in place of the network; both for tests."""

    def __init__(
        self,
        address: ProviderAddress,
        timeouts: Timeouts,
        limit: int,
        inner: httpx.AsyncBaseTransport | None = None,
        ask: Ask | None = None,
    ) -> None:
        self._address, self._timeouts, self._ask = address, timeouts, ask
        self._fence = Fence(inner or network(), address.base, limit, ENDINGS[address.provider])
        self._handler: Any = None
        self._signed: OrderedDict[str, str] = OrderedDict()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/v1")
        if request.method == "GET" and (path == "/models" or path.startswith("/models/")):
            return await self._models(path.removeprefix("/models").strip("/"))
        if request.method != "POST" or path != "/chat/completions":
            return _refusal(404, "This server's provider offers chat completions only.", "endpoint_not_offered")
        body = json.loads(await request.aread())
        key = request.headers.get("authorization", "").removeprefix("Bearer ") or None
        return await self._answer(body, key)

    async def aclose(self) -> None:
        await self._fence.close()

    # ---------------------------------------------------------------- asking
    async def _answer(self, body: dict[str, Any], key: str | None) -> httpx.Response:
        model = self._address.choose(str(body.get("model", "")))
        if model is None:
            return _refusal(404, "The operator of this server does not offer that model.", "model_not_found")
        litellm = await asyncio.to_thread(load_litellm)
        named = f"converse/{model}" if self._address.provider == "bedrock" else model
        supported = litellm.get_supported_openai_params(named, custom_llm_provider=self._address.provider) or ()
        arguments = provider_arguments(body, frozenset(supported))
        self._sign(arguments["messages"])
        watched = watch()
        try:
            async with asyncio.timeout(self._timeouts.first_byte):
                answer = await (self._ask or litellm.acompletion)(
                    **arguments, model=named, **self._options(litellm, key)
                )
                # Some providers are asked only when the first chunk is: an error still has its status then.
                first = await anext(aiter(answer), None) if body.get("stream") else None
        except Exception as error:
            return self._failed(error, watched)
        if body.get("stream"):
            stream = _Events(answer, first, watched, model, self._shorten, self._timeouts.idle)
            return httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=stream)
        return httpx.Response(200, json=completion_body(answer.model_dump(), model, self._shorten))

    def _options(self, litellm: Any, key: str | None) -> dict[str, Any]:
        """Where to, with which key and how long. Nothing of it comes from the request."""
        address, timeouts = self._address, self._timeouts
        limits = httpx.Timeout(timeouts.first_byte, connect=timeouts.connect)
        if self._handler is None:
            self._handler = litellm.AsyncHTTPHandler(timeout=limits, transport=self._fence, follow_redirects=False)
        region = {"aws_region_name": address.region, "aws_bedrock_runtime_endpoint": address.base}
        return {
            "custom_llm_provider": address.provider,
            "api_base": address.base,
            "api_key": None if address.own_credentials else key or NO_KEY,
            "client": self._handler,
            "timeout": limits,
            "num_retries": 0,
            "max_retries": 0,
            "drop_params": False,
            "no-log": True,
            "_skip_mcp_handler": True,  # tools of litellm's own gateway, for which it imports a package we lack
            **(region if address.region else {}),
        }

    def _failed(self, error: Exception, watched: Watch) -> httpx.Response:
        """The provider's own error; what happened on the way is raised as the network would."""
        if _is_timeout(error):
            raise httpx.ReadTimeout("the provider did not answer in time")
        if _has(error, TooMuch):
            return _refusal(502, "The model's answer is larger than allowed.", "answer_too_large")
        if _has(error, httpx.TransportError):
            raise httpx.ConnectError("the provider cannot be reached") from error
        if (watched.last or 400) < 400 or not _is_providers(error):
            return _refusal(502, "The provider's answer could not be read.", "upstream_unreadable")
        status, body = error_body(error, watched.last)
        wait = _wait(error)
        return httpx.Response(status, json=body, headers={"retry-after": wait} if wait else {})

    # ---------------------------------------------------------------- models
    async def _models(self, name: str) -> httpx.Response:
        """What a caller may name: the operator's one model, or those of the provider that litellm knows."""
        if name:
            found = self._address.choose(name)
            missing = "The operator of this server does not offer that model."
            return httpx.Response(200, json=self._entry(name)) if found else _refusal(404, missing, "model_not_found")
        listed = [self._address.model]
        if not self._address.model:
            litellm = await asyncio.to_thread(load_litellm)
            listed = litellm.models_by_provider[self._address.provider]
        names = sorted({chosen for each in listed if (chosen := self._address.choose(each))})
        return httpx.Response(200, json={"object": "list", "data": [self._entry(each) for each in names]})

    def _entry(self, name: str) -> dict[str, Any]:
        return {"id": name, "object": "model", "created": 0, "owned_by": self._address.provider}

    # ---------------------------------------------------------------- signatures inside ids
    def _shorten(self, call_id: str) -> str:
        """The id without the signature, which no client could send back; it is kept here for the next turn."""
        short, found, _ = call_id.partition(SIGNED)
        if found:
            self._signed[short] = call_id
            if len(self._signed) > MOST_SIGNED:
                self._signed.popitem(last=False)
        return short

    def _sign(self, messages: list[dict[str, Any]]) -> None:
        for message in messages:
            calls = message.get("tool_calls")
            if calls:
                message["tool_calls"] = [{**c, "id": self._signed.get(c.get("id"), c.get("id"))} for c in calls]
            if "tool_call_id" in message:
                message["tool_call_id"] = self._signed.get(message["tool_call_id"], message["tool_call_id"])


class _Events(httpx.AsyncByteStream):
    """The chunks as server-sent events. What breaks off without an end is never given one."""

    def __init__(
        self, stream: Any, first: Any, watched: Watch, model: str, shorten: Callable[[str], str], idle: float
    ) -> None:
        self._stream, self._first, self._watched = stream, first, watched
        self._model, self._shorten, self._idle = model, shorten, idle

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async with aclosing(self._chunks()) as chunks:
            async for chunk in chunks:
                yield _event(chunk)
        yield b"data: [DONE]\n\n"

    async def _chunks(self) -> AsyncGenerator[dict[str, Any]]:
        chunk, waiting, name = self._first, aiter(self._stream), getattr(self._first, "id", "")
        while chunk is not None:
            body = {**chunk_body(chunk.model_dump(), self._model, self._shorten), "id": name}
            if any(choice["finish_reason"] for choice in body["choices"]) and not self._has_ended:
                raise httpx.RemoteProtocolError("the provider's stream broke off")
            yield body
            try:
                async with asyncio.timeout(self._idle):
                    chunk = await anext(waiting, None)
            except Exception as error:
                if _is_timeout(error):
                    raise httpx.ReadTimeout("the provider stopped sending") from error
                if _has(error, httpx.TransportError) or not _is_providers(error):
                    raise httpx.ReadError("the connection to the provider broke off") from error
                yield error_body(error)[1]
                return

    @property
    def _has_ended(self) -> bool:
        """Whether the provider itself has said that this is all. Where no network was in it nothing can break off."""
        return self._watched.ended or self._watched.last is None

    async def aclose(self) -> None:
        await self._stream.aclose()


def _event(chunk: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(chunk, ensure_ascii=False).encode("utf-8", "replace") + b"\n\n"


def _refusal(status: int, message: str, code: str) -> httpx.Response:
    kind = "invalid_request_error" if status < 500 else "server_error"
    return httpx.Response(status, json={"error": {"message": message, "type": kind, "param": None, "code": code}})


def _is_timeout(error: Exception) -> bool:
    return isinstance(error, TimeoutError) or type(error).__name__ == "Timeout"


def _is_providers(error: BaseException) -> bool:
    """Whether these are the provider's words, and not litellm's own about what it could not do."""
    while (behind := getattr(error, "original_exception", None)) is not None and hasattr(behind, "status_code"):
        error = behind
    return hasattr(error, "status_code") and type(error).__name__ not in (
        "APIConnectionError",
        "MidStreamFallbackError",
    )


def _has(error: BaseException | None, kind: type[Exception]) -> bool:
    """Whether an error of this kind stands behind this one."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, kind):
            return True
        seen.add(id(error))
        error = getattr(error, "original_exception", None) or error.__cause__ or error.__context__
    return False


def _wait(error: Exception) -> str | None:
    """Seconds to wait, where the provider names them."""
    headers = getattr(error, "litellm_response_headers", None) or getattr(
        getattr(error, "response", None), "headers", None
    )
    wait = headers.get("retry-after") if headers else None
    return wait if isinstance(wait, str) and wait.isdigit() else None
