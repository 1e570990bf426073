"""Plain ASGI: reading a request within limits, answering whole or as a stream. No framework, no task groups."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import orjson

from sluis.errors import InvalidRequest, TooLarge

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Result = TypeVar("Result")

MAX_HEADER_CHARS = 512
_LONG_HEADERS = {"authorization": 100_000, "x-api-key": 100_000, "x-sluis-known": 8192}
NO_STORE = ((b"cache-control", b"no-store, no-transform"), (b"x-accel-buffering", b"no"))

KEYS = ("authorization", "x-api-key")
"""Headers that hold a caller's key."""


class Disconnected(Exception):
    """The caller went away; nobody is left to answer."""


class Headers:
    """Request headers, looked up by lower-case name. A name sent twice with two values is ambiguous: InvalidRequest."""

    def __init__(self, raw: list[tuple[bytes, bytes]]) -> None:
        self._found: dict[str, str] = {}
        for name, value in raw:
            key = name.decode("latin-1").lower()
            text = value.decode("latin-1").strip()
            if key.startswith("x-sluis-") or key in KEYS:
                if self._found.get(key, text) != text:
                    raise InvalidRequest(f"The header {key} was sent twice.", code="duplicate_header")
                most = _LONG_HEADERS.get(key, MAX_HEADER_CHARS)
                if len(text) > most:
                    raise InvalidRequest(f"The header {key} is longer than {most} characters.", code="header_too_long")
            self._found[key] = text

    def get(self, name: str) -> str | None:
        """The value, or None when it is missing or empty."""
        return self._found.get(name) or None


@dataclass(slots=True)
class Reply:
    """What goes back: a whole body, or pieces of a stream as they come."""

    status: int
    body: bytes | AsyncIterator[bytes]
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"


def json_reply(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
    return Reply(status, orjson.dumps(value), headers or {})


async def read_body(scope: Scope, receive: Receive, limit: int, timeout_seconds: float) -> bytes:
    """The whole request body. TooLarge, InvalidRequest when it is cut or slow, Disconnected."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit() and int(value) > limit:
            raise TooLarge(f"The body is larger than {limit} bytes.", code="body_too_large")
        if name == b"content-encoding" and value.lower() not in (b"", b"identity"):
            raise InvalidRequest("Compressed request bodies are not read.", code="encoding_not_supported")
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(timeout_seconds):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Disconnected
                piece: bytes = message.get("body", b"")
                size += len(piece)
                if size > limit:
                    raise TooLarge(f"The body is larger than {limit} bytes.", code="body_too_large")
                parts.append(piece)
                if not message.get("more_body"):
                    return parts[0] if len(parts) == 1 else b"".join(parts)
    except TimeoutError as error:
        raise InvalidRequest("The request body did not arrive in time.", code="body_too_slow") from error


async def deliver(reply: Reply, receive: Receive, send: Send) -> None:
    """Sends the reply. When the caller goes away a stream is closed, so the model behind it can stop."""
    headers = [(k.encode("latin-1"), v.encode("latin-1")) for k, v in reply.headers.items()]
    headers.append((b"content-type", reply.content_type.encode()))
    if isinstance(reply.body, bytes):
        headers.append((b"content-length", str(len(reply.body)).encode()))
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await send({"type": "http.response.body", "body": reply.body})
        return
    headers += [(name, value) for name, value in NO_STORE if name.decode() not in reply.headers]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    gone = asyncio.ensure_future(_until_gone(receive))
    try:
        async for piece in reply.body:
            if gone.done():
                return
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        gone.cancel()
        close = getattr(reply.body, "aclose", None)
        if close is not None:
            await close()


async def unless_gone(answer: Awaitable[Result], receive: Receive) -> Result:
    """What `answer` gives; when the caller goes away first it is cancelled, and Disconnected raised.

    For what may be ended at any point: waiting, never writing.
    """
    task = asyncio.ensure_future(answer)
    gone = asyncio.ensure_future(_until_gone(receive))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise Disconnected
        return task.result()
    finally:
        task.cancel()
        gone.cancel()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
