"""The chunks of a model's stream, one after the other, up to `[DONE]`."""

from collections.abc import AsyncIterator
from typing import Any

from sluis.errors import UpstreamError, UpstreamUnreadable
from sluis.upstream.client import Answer
from sluis.wire.chat_answer import parse_chunk
from sluis.wire.sse import DONE, EventReader, EventTooLarge


async def read_chunks(answer: Answer) -> AsyncIterator[Any]:
    """The parsed chunks of a stream, up to `[DONE]`. An error event of the model is raised as ours."""
    reader = EventReader()
    try:
        async for piece in answer.pieces():
            for data in reader.feed(piece):
                if data == DONE:
                    return
                yield _checked(data)
        for data in reader.flush():
            if data == DONE:
                return
            yield _checked(data)
    except EventTooLarge as error:
        raise UpstreamUnreadable(
            "The model's stream holds an event larger than allowed.", code="answer_too_large"
        ) from error


def _checked(data: bytes) -> Any:
    chunk = parse_chunk(data)
    if isinstance(chunk, dict) and isinstance(chunk.get("error"), (dict, str)):
        given = chunk["error"]
        message = given.get("message") if isinstance(given, dict) else given
        raise UpstreamError(str(message or "The model failed while answering.")[:2000], code="upstream_error")
    return chunk
