"""Stand-ins for providers with protocols of their own, written from what they publish: Anthropic's Messages, Google's
Gemini `generateContent`, and Amazon Bedrock's Converse, whole and streamed.

One ASGI app tells them apart by path. It records what it is sent and says what the test scripted, as
`tests.support.upstream` does. As a process: `python -m tests.support.providers --port N`.
"""

import argparse
import json
import struct
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from tests.support.replies import Reply, quote
from tests.support.upstream import BEFORE, Receive, Seen, Send, Upstream, _read, _unless_gone

OVERLOADED = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
SIGNATURE = "EsoCCsUCAVSoXO4" + "q9/+w" * 80 + "=="


class Providers(Upstream):
    """Says the scripted replies in the protocol that it is asked in."""

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] == "lifespan" or path in ("/script", "/seen", "/reset", "/v1/models"):
            await super().__call__(scope, receive, send)
            return
        raw = await _read(receive)
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        self.seen.append(Seen(scope["method"], path, headers, raw))
        body = json.loads(raw)
        await _unless_gone(self._say(path, body, send), receive)

    async def _say(self, path: str, body: Mapping[str, Any], send: Send) -> None:
        protocol = next(p for p in (Anthropic, Bedrock, Gemini) if p.is_asked(path))
        reply = self._next(body)
        if reply.behaviour == "error":
            status, headers, said = protocol.error(reply.status)
            await _send(send, status, "application/json", [json.dumps(said).encode()], headers)
        elif reply.behaviour in BEFORE:
            await BEFORE[reply.behaviour](reply, {"messages": []}, send)
        elif protocol.streams(path, body):
            pieces = list(protocol.events(reply, body))
            if reply.behaviour == "no_done":
                pieces = pieces[: reply.after]
            elif reply.behaviour == "error_in_stream":
                pieces = [*pieces[: reply.after], protocol.failing()]
            await _send(send, 200, protocol.stream_type, pieces, die=reply.behaviour == "die_mid_stream")
        else:
            await _send(send, 200, "application/json", [json.dumps(protocol.whole(reply, body)).encode()])


async def _send(
    send: Send, status: int, kind: str, pieces: list[bytes], headers: Mapping[str, str] | None = None, die: bool = False
) -> None:
    named = [(b"content-type", kind.encode()), *((k.encode(), v.encode()) for k, v in (headers or {}).items())]
    await send({"type": "http.response.start", "status": status, "headers": named})
    for piece in pieces[: len(pieces) // 2] if die else pieces:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    if die:
        await BEFORE["die"](Reply(), {}, send)
    await send({"type": "http.response.body", "body": b""})


def _cut(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


def _arguments(reply: Reply, body: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    return [(f"toolu_{n:02}", call.name, call.said(body)) for n, call in enumerate(reply.calls)]


class Anthropic:
    """`POST /v1/messages`."""

    stream_type = "text/event-stream; charset=utf-8"

    @staticmethod
    def is_asked(path: str) -> bool:
        return path.endswith("/v1/messages")

    @staticmethod
    def streams(_path: str, body: Mapping[str, Any]) -> bool:
        return bool(body.get("stream"))

    @staticmethod
    def error(status: int) -> tuple[int, dict[str, str], Any]:
        kind = {401: "authentication_error", 429: "rate_limit_error", 529: "overloaded_error"}
        said = {"type": kind.get(status, "invalid_request_error"), "message": f"Anthropic says {status}"}
        return status, {"retry-after": "7"} if status == 429 else {}, {"type": "error", "error": said}

    @staticmethod
    def failing() -> bytes:
        return _sse("error", OVERLOADED)

    @staticmethod
    def whole(reply: Reply, body: Mapping[str, Any]) -> Any:
        content: list[dict[str, Any]] = []
        if reply.text is not None:
            content.append({"type": "text", "text": quote(reply.text, body)})
        for call_id, name, said in _arguments(reply, body):
            content.append({"type": "tool_use", "id": call_id, "name": name, "input": json.loads(said)})
        return {
            "id": "msg_01", "type": "message", "role": "assistant", "model": body["model"], "content": content,
            "stop_reason": "tool_use" if reply.calls else "end_turn", "stop_sequence": None,
            "usage": {"input_tokens": 12, "output_tokens": 6},
        }  # fmt: skip

    @classmethod
    def events(cls, reply: Reply, body: Mapping[str, Any]) -> Iterator[bytes]:
        whole = cls.whole(reply, body)
        head = {**whole, "content": [], "stop_reason": None, "usage": {"input_tokens": 12, "output_tokens": 1}}
        yield _sse("message_start", {"type": "message_start", "message": head})
        for n, block in enumerate(whole["content"]):
            empty = {**block, "text": ""} if block["type"] == "text" else {**block, "input": {}}
            yield _sse("content_block_start", {"type": "content_block_start", "index": n, "content_block": empty})
            yield _sse("ping", {"type": "ping"})
            text = block["text"] if block["type"] == "text" else json.dumps(block["input"])
            for piece in _cut(text, reply.piece):
                kind = ("text_delta", "text") if block["type"] == "text" else ("input_json_delta", "partial_json")
                delta = {"type": kind[0], kind[1]: piece}
                yield _sse("content_block_delta", {"type": "content_block_delta", "index": n, "delta": delta})
            yield _sse("content_block_stop", {"type": "content_block_stop", "index": n})
        end = {"stop_reason": whole["stop_reason"], "stop_sequence": None}
        yield _sse("message_delta", {"type": "message_delta", "delta": end, "usage": {"output_tokens": 6}})
        yield _sse("message_stop", {"type": "message_stop"})


def _sse(event: str, data: Any) -> bytes:
    return f"event: {event}\ndata: {json.dumps(data)}\n\n".encode()


class Gemini:
    """`POST /v1beta/models/MODEL:generateContent` and `:streamGenerateContent?alt=sse`."""

    stream_type = "text/event-stream"

    @staticmethod
    def is_asked(path: str) -> bool:
        return path.endswith((":generateContent", ":streamGenerateContent"))

    @staticmethod
    def streams(path: str, _body: Mapping[str, Any]) -> bool:
        return path.endswith(":streamGenerateContent")

    @staticmethod
    def error(status: int) -> tuple[int, dict[str, str], Any]:
        name = {400: "INVALID_ARGUMENT", 403: "PERMISSION_DENIED", 429: "RESOURCE_EXHAUSTED", 503: "UNAVAILABLE"}
        said = {"code": status, "message": f"Gemini says {status}", "status": name.get(status, "INTERNAL")}
        return status, {}, {"error": said}

    @classmethod
    def failing(cls) -> bytes:
        return b"data: " + json.dumps(cls.error(503)[2]).encode() + b"\r\n\r\n"

    @staticmethod
    def _part(reply: Reply, body: Mapping[str, Any]) -> list[dict[str, Any]]:
        asked = {"messages": body.get("contents") or ()}
        parts: list[dict[str, Any]] = [] if reply.text is None else [{"text": quote(reply.text, asked)}]
        for n, (_, name, said) in enumerate(_arguments(reply, asked)):
            signed = {"thoughtSignature": SIGNATURE} if n == 0 else {}
            parts.append({"functionCall": {"name": name, "args": json.loads(said)}, **signed})
        return parts

    @staticmethod
    def _answer(parts: list[dict[str, Any]], finish: str | None) -> dict[str, Any]:
        candidate: dict[str, Any] = {"content": {"parts": parts, "role": "model"}, "index": 0}
        usage = {"promptTokenCount": 12, "candidatesTokenCount": 6, "totalTokenCount": 18}
        ended = {"finishReason": finish} if finish else {}
        return {"candidates": [{**candidate, **ended}], "usageMetadata": usage, "modelVersion": "gemini-3-pro"}

    @classmethod
    def whole(cls, reply: Reply, body: Mapping[str, Any]) -> Any:
        return cls._answer(cls._part(reply, body), "STOP")

    @classmethod
    def events(cls, reply: Reply, body: Mapping[str, Any]) -> Iterator[bytes]:
        pieces: list[list[dict[str, Any]]] = []
        for part in cls._part(reply, body):
            cut = [{"text": piece} for piece in _cut(part["text"], reply.piece)] if "text" in part else [part]
            pieces += [[each] for each in cut]
        for n, parts in enumerate(pieces):
            answer = cls._answer(parts, "STOP" if n == len(pieces) - 1 else None)
            yield b"data: " + json.dumps(answer).encode() + b"\r\n\r\n"


class Bedrock:
    """`POST /model/MODEL/converse` and `/converse-stream`."""

    stream_type = "application/vnd.amazon.eventstream"

    @staticmethod
    def is_asked(path: str) -> bool:
        return path.endswith(("/converse", "/converse-stream"))

    @staticmethod
    def streams(path: str, _body: Mapping[str, Any]) -> bool:
        return path.endswith("/converse-stream")

    @staticmethod
    def error(status: int) -> tuple[int, dict[str, str], Any]:
        name = {400: "ValidationException", 403: "AccessDeniedException", 429: "ThrottlingException"}
        return status, {"x-amzn-errortype": name.get(status, "InternalServerException")}, {
            "message": f"Bedrock says {status}"
        }  # fmt: skip

    @staticmethod
    def failing() -> bytes:
        return _frame("internalServerException", {"message": "Bedrock failed"}, "exception")

    @staticmethod
    def _content(reply: Reply, body: Mapping[str, Any]) -> list[dict[str, Any]]:
        content: list[dict[str, Any]] = [] if reply.text is None else [{"text": quote(reply.text, body)}]
        for call_id, name, said in _arguments(reply, body):
            content.append({"toolUse": {"toolUseId": call_id, "name": name, "input": json.loads(said)}})
        return content

    @classmethod
    def whole(cls, reply: Reply, body: Mapping[str, Any]) -> Any:
        return {
            "output": {"message": {"role": "assistant", "content": cls._content(reply, body)}},
            "stopReason": "tool_use" if reply.calls else "end_turn",
            "usage": {"inputTokens": 12, "outputTokens": 6, "totalTokens": 18},
            "metrics": {"latencyMs": 5},
        }

    @classmethod
    def events(cls, reply: Reply, body: Mapping[str, Any]) -> Iterator[bytes]:
        whole = cls.whole(reply, body)
        yield _frame("messageStart", {"role": "assistant"})
        for n, block in enumerate(whole["output"]["message"]["content"]):
            here = {"contentBlockIndex": n}
            use = block.get("toolUse")
            if use:
                named = {"toolUseId": use["toolUseId"], "name": use["name"]}
                yield _frame("contentBlockStart", {"start": {"toolUse": named}, **here})
            for piece in _cut(json.dumps(use["input"]) if use else block["text"], reply.piece):
                delta = {"toolUse": {"input": piece}} if use else {"text": piece}
                yield _frame("contentBlockDelta", {"delta": delta, **here})
            yield _frame("contentBlockStop", here)
        yield _frame("messageStop", {"stopReason": whole["stopReason"]})
        yield _frame("metadata", {"usage": whole["usage"], "metrics": whole["metrics"]})


def _frame(event: str, data: Any, kind: str = "event") -> bytes:
    """One message of Amazon's event stream: lengths and their checksum, headers, payload, checksum."""
    named = {f":{kind}-type": event, ":content-type": "application/json", ":message-type": kind}
    headers = b"".join(
        bytes([len(name)]) + name.encode() + b"\x07" + struct.pack(">H", len(value)) + value.encode()
        for name, value in named.items()
    )
    payload = json.dumps(data).encode()
    prelude = struct.pack(">II", 16 + len(headers) + len(payload), len(headers))
    message = prelude + struct.pack(">I", zlib.crc32(prelude)) + headers + payload
    return message + struct.pack(">I", zlib.crc32(message))


def main() -> None:
    import uvicorn

    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    uvicorn.run(Providers(), host="127.0.0.1", port=parser.parse_args().port, log_level="warning", lifespan="off")


if __name__ == "__main__":
    main()
