"""A model's stream is read event by event; what is no chunk of an answer ends it as an error, never as an answer."""

from typing import Any

import httpx
import pytest

from sluis.errors import UpstreamError, UpstreamUnreadable
from sluis.upstream.client import Answer
from sluis.upstream.stream import read_chunks


async def read(raw: bytes) -> list[Any]:
    return [chunk async for chunk in read_chunks(Answer(httpx.Response(200, content=raw), 1_000_000))]


@pytest.mark.parametrize(
    ("raw", "chunks"),
    [
        (b'data: {"a":1}\n\ndata: {"a":2}\n\ndata: [DONE]\n\n', [{"a": 1}, {"a": 2}]),
        (b'data: {"a":1}\r\n\r\ndata: [DONE]\r\n\r\n', [{"a": 1}]),
        (b': ping\n\ndata: {"a":1}\n\n', [{"a": 1}]),
        (b'data: [DONE]\n\ndata: {"a":1}\n\n', []),
        (b'data: {"a":1}', [{"a": 1}]),
        (b"", []),
    ],
)
async def test_chunks_come_in_order_up_to_done(raw: bytes, chunks: list[Any]) -> None:
    assert await read(raw) == chunks


@pytest.mark.parametrize("error", ['{"message": "Too busy."}', '"Too busy."'])
async def test_an_error_event_is_raised_as_ours(error: str) -> None:
    with pytest.raises(UpstreamError, match=r"Too busy\."):
        await read(f'data: {{"error": {error}}}\n\n'.encode())


async def test_an_event_that_is_no_json_is_unreadable() -> None:
    with pytest.raises(UpstreamUnreadable):
        await read(b"data: {half\n\n")
