"""The edge: bodies are read within limits, and a caller who leaves stops the model."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from sluis.errors import InvalidRequest, TooLarge
from sluis.wire.asgi import Disconnected, Headers, Message, Receive, Reply, deliver, read_body, unless_gone


def scope(**headers: str) -> dict[str, Any]:
    return {"headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]}


def receiving(*messages: dict[str, Any]) -> Receive:
    """Hands out the messages in order, then waits for ever."""
    waiting = list(messages)

    async def receive() -> Message:
        if waiting:
            return waiting.pop(0)
        await asyncio.sleep(3600)
        raise AssertionError

    return receive


def body(piece: bytes, more: bool = False) -> dict[str, Any]:
    return {"type": "http.request", "body": piece, "more_body": more}


async def test_a_body_is_put_together_from_its_pieces() -> None:
    receive = receiving(body(b"ab", more=True), body(b"", more=True), body(b"cd"))
    assert await read_body(scope(), receive, 10, 1.0) == b"abcd"


async def test_an_announced_body_beyond_the_limit_is_refused_unread() -> None:
    with pytest.raises(TooLarge):
        await read_body(scope(content_length="11"), receiving(), 10, 1.0)


async def test_an_unannounced_body_is_refused_as_soon_as_it_passes_the_limit() -> None:
    endless = receiving(*[body(b"xxxx", more=True)] * 3)
    with pytest.raises(TooLarge):
        await read_body(scope(), endless, 10, 1.0)


async def test_a_body_that_does_not_come_is_given_up() -> None:
    with pytest.raises(InvalidRequest) as caught:
        await read_body(scope(), receiving(body(b"a", more=True)), 10, 0.05)
    assert caught.value.code == "body_too_slow"


async def test_a_caller_who_leaves_in_mid_body_gets_no_answer() -> None:
    with pytest.raises(Disconnected):
        await read_body(scope(), receiving(body(b"a", more=True), {"type": "http.disconnect"}), 10, 1.0)


async def test_a_compressed_body_is_refused() -> None:
    with pytest.raises(InvalidRequest):
        await read_body(scope(content_encoding="gzip"), receiving(body(b"x")), 10, 1.0)


def test_our_headers_may_not_be_sent_twice_with_two_values_nor_be_long() -> None:
    for raw in (
        [(b"x-sluis-subject", b"a"), (b"X-Sluis-Subject", b"b")],
        [(b"authorization", b"Bearer a"), (b"authorization", b"Bearer b")],
        [(b"x-sluis-conversation", b"x" * 513)],
    ):
        with pytest.raises(InvalidRequest):
            Headers(raw)


def test_headers_are_found_by_lower_case_name_and_an_empty_one_is_none() -> None:
    headers = Headers([(b"X-Sluis-Region", b" gdpr "), (b"x-sluis-purpose", b""), (b"accept", b"a"), (b"accept", b"b")])
    assert headers.get("x-sluis-region") == "gdpr"
    assert headers.get("x-sluis-purpose") is None
    assert headers.get("x-sluis-subject") is None


class Pieces:
    """A stream that tells whether it was closed."""

    def __init__(self) -> None:
        self.closed = asyncio.Event()
        self.told = 0

    async def __call__(self) -> AsyncIterator[bytes]:
        try:
            while True:
                self.told += 1
                yield b"piece"
                await asyncio.sleep(0.01)
        finally:
            self.closed.set()


async def test_a_stream_is_closed_when_the_caller_goes_away() -> None:
    pieces, sent = Pieces(), []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        await asyncio.sleep(0.05)
        return {"type": "http.disconnect"}

    await asyncio.wait_for(deliver(Reply(200, pieces(), {}, "text/event-stream"), receive, send), 2)
    assert pieces.closed.is_set()
    assert 1 < pieces.told < 50
    assert (b"cache-control", b"no-store, no-transform") in sent[0]["headers"]


async def test_a_whole_answer_tells_its_length() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    await deliver(Reply(413, b"too large"), receiving(), send)
    assert sent[0]["status"] == 413
    assert (b"content-length", b"9") in sent[0]["headers"]
    assert sent[1]["body"] == b"too large"


async def test_who_waits_for_an_answer_gets_it() -> None:
    assert await unless_gone(asyncio.sleep(0, "decided"), receiving(body(b""))) == "decided"


async def test_a_wait_ends_when_the_caller_goes_away() -> None:
    ended = asyncio.Event()

    async def wait() -> None:
        try:
            await asyncio.sleep(3600)
        finally:
            ended.set()

    with pytest.raises(Disconnected):
        await unless_gone(wait(), receiving(body(b""), {"type": "http.disconnect"}))
    await asyncio.wait_for(ended.wait(), 10)


async def test_what_fails_while_one_waits_is_told() -> None:
    async def fail() -> None:
        raise InvalidRequest("no")

    with pytest.raises(InvalidRequest):
        await unless_gone(fail(), receiving(body(b"")))
