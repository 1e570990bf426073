"""A fake model behind Sluis: an ASGI app that records what it is sent and says what the test scripted.

In process: `Upstream()` behind `tests.support.transport.AsgiTransport`.
As a process: `python -m tests.support.upstream --port N`, scripted by `POST /script` (replies as JSON) and read by
`GET /seen`; see `tests.support.processes`.
"""

import argparse
import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.dialects import Dialect, dialect_of
from tests.support.replies import Reply, chunks, completion, request_text
from tests.support.responses_model import ResponsesModel, error, events

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
ECHO = Reply(text="You said: «(?s)(.*)»")
PERSONAL_ERROR = "Invalid request: message was"
HTML = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it reached the model."""

    method: str
    path: str
    headers: Mapping[str, str]
    raw: bytes = field(repr=False)

    @property
    def body(self) -> Any:
        return json.loads(self.raw) if self.raw else None

    @property
    def text(self) -> str:
        return self.raw.decode("utf-8", "replace")


class Upstream:
    """An OpenAI-compatible model that says the scripted replies in order, then `default` again and again."""

    def __init__(self, replies: Iterable[Reply] = (), default: Reply | Callable[[Any], Reply] = ECHO) -> None:
        self.script: deque[Reply] = deque(replies)
        self.default = default
        self.seen: list[Seen] = []
        self.open_streams = 0
        self.responses = ResponsesModel()

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        raw = await _read(receive)
        path = scope["path"]
        if path in ("/script", "/seen", "/reset"):
            await self._control(path, raw, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        self.seen.append(Seen(scope["method"], path, headers, raw))
        if path.endswith("/models"):
            await _json(
                send, {"object": "list", "data": [{"id": "fake", "object": "model", "created": 0, "owned_by": "tests"}]}
            )
        elif path.endswith("/chat/completions"):
            await _unless_gone(self._answer(json.loads(raw), len(self.seen), send), receive)
        elif path.endswith("/responses"):
            await _unless_gone(self._respond(json.loads(raw), len(self.seen), send), receive)
        elif "/responses/" in path:
            status, said = self.responses.control(scope["method"], path.partition("/responses/")[2])
            await _json(send, said, status)
        elif (dialect := dialect_of(path)) is not None:
            await _unless_gone(self._speak(dialect, json.loads(raw), send), receive)
        else:
            await _json(
                send,
                {"error": {"message": "no such path", "type": "invalid_request_error", "param": None, "code": None}},
                404,
            )

    async def _control(self, path: str, raw: bytes, send: Send) -> None:
        if path == "/script":
            self.script.extend(Reply.parse(row) for row in json.loads(raw))
            await _json(send, {})
            return
        if path == "/reset":
            self.script.clear()
            self.seen.clear()
        rows = [
            {"method": s.method, "path": s.path, "headers": dict(s.headers), "raw": s.raw.decode("utf-8", "replace")}
            for s in self.seen
        ]
        await _json(send, {"seen": rows, "script": len(self.script), "open_streams": self.open_streams})

    async def _speak(self, dialect: Dialect, body: Any, send: Send) -> None:
        """Answers as another endpoint than chat completions does."""
        reply = self._next(body) if dialect.events is not None else ECHO
        if reply.behaviour in BEFORE:
            await BEFORE[reply.behaviour](reply, body, send)
        elif body.get("stream") and dialect.events is not None:
            await _head(send, 200, "text/event-stream; charset=utf-8")
            for name, value in dialect.events(reply, body, len(self.seen)):
                named = f"event: {name}\n".encode() if name else b""
                await send({"type": "http.response.body", "body": named + _event(value), "more_body": True})
                await asyncio.sleep(reply.pause_seconds)
            await send({"type": "http.response.body", "body": dialect.end})
        else:
            await _json(send, dialect.whole(reply, body, len(self.seen)))

    def _next(self, body: Any) -> Reply:
        if self.script:
            return self.script.popleft()
        return self.default(body) if callable(self.default) else self.default

    async def _answer(self, body: Mapping[str, Any], number: int, send: Send) -> None:
        reply = self._next(body)
        if reply.behaviour in BEFORE:
            await BEFORE[reply.behaviour](reply, body, send)
        elif body.get("stream"):
            self.open_streams += 1
            try:
                await _stream(reply, body, number, send)
            finally:
                self.open_streams -= 1
        else:
            await _single(reply, body, number, send)

    async def _respond(self, body: Mapping[str, Any], number: int, send: Send) -> None:
        reply = self._next(body)
        if reply.behaviour in BEFORE:
            await BEFORE[reply.behaviour](reply, body, send)
            return
        response = self.responses.make(reply, body, number)
        if response is None:
            await _json(send, error("Previous response not found.", "previous_response_not_found"), 400)
        elif body.get("stream"):
            await _head(send, 200, "text/event-stream; charset=utf-8")
            for sent, each in enumerate(events(response, reply.piece)):
                if reply.behaviour == "no_done" and sent >= reply.after:
                    break
                data = b"event: " + each["type"].encode() + b"\n" + _event(each)
                await send({"type": "http.response.body", "body": data, "more_body": True})
                await asyncio.sleep(reply.pause_seconds)
            await send({"type": "http.response.body", "body": b""})
        else:
            await _json(send, response)


async def _unless_gone(answer: Coroutine[Any, Any, None], receive: Receive) -> None:
    """Answers, and stops at once when the client goes away, as a provider would."""
    answering, leaving = asyncio.ensure_future(answer), asyncio.ensure_future(receive())
    try:
        await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if answering.done():
            await answering
    finally:
        answering.cancel()
        leaving.cancel()
        await asyncio.gather(answering, leaving, return_exceptions=True)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})
        if kind == "lifespan.shutdown":
            return


async def _read(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


async def _head(send: Send, status: int, content_type: str, length: int | None = None) -> None:
    headers = [(b"content-type", content_type.encode())]
    if length is not None:
        headers.append((b"content-length", str(length).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})


async def _whole(send: Send, status: int, content_type: str, body: bytes) -> None:
    await _head(send, status, content_type, len(body))
    await send({"type": "http.response.body", "body": body})


async def _json(send: Send, value: Any, status: int = 200) -> None:
    await _whole(send, status, "application/json", json.dumps(value, ensure_ascii=False).encode())


async def _hang(_reply: Reply, _body: Mapping[str, Any], _send: Send) -> None:
    await asyncio.sleep(3600)


async def _die(_reply: Reply, _body: Mapping[str, Any], send: Send) -> None:
    connection = getattr(getattr(send, "__self__", None), "transport", None)
    if connection is not None:  # uvicorn would answer 500 for an app that raises before its first byte
        connection.abort()
    raise ConnectionAbortedError("the fake model dies on purpose")


async def _html(_reply: Reply, _body: Mapping[str, Any], send: Send) -> None:
    await _whole(send, 200, "text/html", HTML)


async def _error_html(reply: Reply, _body: Mapping[str, Any], send: Send) -> None:
    await _whole(send, reply.status, "text/html", HTML)


async def _error(reply: Reply, body: Mapping[str, Any], send: Send) -> None:
    """Providers quote the request in their errors: what they quote is what they saw. The reply's `extra` wins."""
    said = f"{PERSONAL_ERROR} {request_text(body)[-400:]}"
    error = {"message": said, "type": "server_error", "param": None, "code": "fake_error", **reply.extra}
    await _json(send, {"error": error}, reply.status)


BEFORE: Mapping[str, Callable[[Reply, Mapping[str, Any], Send], Awaitable[None]]] = {
    "hang": _hang,
    "die": _die,
    "html": _html,
    "error_html": _error_html,
    "error": _error,
}


async def _single(reply: Reply, body: Mapping[str, Any], number: int, send: Send) -> None:
    data = json.dumps(completion(reply, body, number), ensure_ascii=False).encode()
    if reply.pause_seconds:
        await asyncio.sleep(reply.pause_seconds)
    if reply.behaviour in ("die_mid_body", "die_mid_stream", "hang_mid_stream"):
        await _head(send, 200, "application/json", len(data))
        await send({"type": "http.response.body", "body": data[: len(data) // 2], "more_body": True})
        await (asyncio.sleep(3600) if reply.behaviour == "hang_mid_stream" else _die(reply, body, send))
    elif reply.behaviour == "truncated_json":
        await _whole(send, 200, "application/json", data[: len(data) // 2])
    elif reply.behaviour == "wrong_shape":
        await _json(send, {"choices": [{"message": ["not", "a", "message"]}]})
    elif reply.behaviour in ("huge", "endless"):
        await _head(send, 200, "application/json")
        async for block in _blocks(100 if reply.behaviour == "huge" else 1000):
            await send({"type": "http.response.body", "body": block, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    else:
        await _whole(send, 200, "application/json", data)


async def _blocks(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b" " * 65536
        await asyncio.sleep(0)


def _event(value: Any) -> bytes:
    return b"data: " + json.dumps(value, ensure_ascii=False).encode() + b"\n\n"


async def _stream(reply: Reply, body: Mapping[str, Any], number: int, send: Send) -> None:
    await _head(send, 200, "text/event-stream; charset=utf-8")

    async def put(data: bytes) -> None:
        await send({"type": "http.response.body", "body": data, "more_body": True})
        await asyncio.sleep(reply.pause_seconds)

    sent = 0
    for chunk in chunks(reply, body, number):
        if sent == reply.after and reply.behaviour != "well" and await _misbehave(reply, chunk, put):
            await send({"type": "http.response.body", "body": b""})
            return
        if reply.behaviour == "no_done" and any(c["finish_reason"] for c in chunk["choices"]):
            continue
        await put(_event(chunk))
        sent += 1
    if reply.behaviour != "no_done":
        await put(b"data: [DONE]\n\n")
    await send({"type": "http.response.body", "body": b""})


async def _misbehave(reply: Reply, chunk: Mapping[str, Any], put: Callable[[bytes], Awaitable[None]]) -> bool:
    """Shows the reply's behaviour in mid-stream. True when the stream ends here."""
    match reply.behaviour:
        case "hang_mid_stream":
            await asyncio.sleep(3600)
        case "die_mid_stream" | "die_mid_body":
            raise ConnectionAbortedError("the fake model dies on purpose")
        case "invalid_sse":
            await put(b"\x00\xff\xfe not an event\n\n<<<>>>\n")
        case "invalid_json_in_sse" | "truncated_json":
            await put(_event(chunk)[: len(_event(chunk)) // 2] + b"\n\n")
        case "wrong_shape":
            await put(_event({"choices": [{"index": 0, "delta": ["not", "a", "delta"]}]}))
        case "error_in_stream":
            await put(
                _event(
                    {
                        "error": {
                            "message": reply.refusal or "The server had an error",
                            "type": "server_error",
                            "code": None,
                        }
                    }
                )
            )
        case "huge" | "endless":
            for _ in range(100 if reply.behaviour == "huge" else reply.blocks):
                await put(
                    _event(
                        {**chunk, "choices": [{"index": 0, "delta": {"content": "la " * 4000}, "finish_reason": None}]}
                    )
                )
        case _:
            return False
    return reply.behaviour in ("invalid_sse", "error_in_stream", "huge", "endless")


def main() -> None:
    import uvicorn

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    uvicorn.run(
        Upstream(), host="127.0.0.1", port=port, log_level="critical", access_log=False, timeout_graceful_shutdown=1
    )


if __name__ == "__main__":
    main()
