"""A scripted model that streams its answer piece by piece at a steady pace.

`python -m benchmarks.streams.upstream PORT`. The model's name says what it answers: `case-N-P` is the N-th of `CASES`,
in pieces of P characters.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from benchmarks.streams.cases import CASES

PAUSE_SECONDS = 0.01
"""Between two pieces."""


def _event(delta: dict[str, str], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    head = {"id": "chatcmpl-bench", "object": "chat.completion.chunk", "created": 0, "model": "bench"}
    return b"data: %s\n\n" % json.dumps({**head, "choices": [choice]}).encode()


async def _chat(request: Request) -> Response:
    _, case, size = str((await request.json())["model"]).split("-")
    text, piece = CASES[int(case)].answer, int(size)

    async def events() -> AsyncIterator[bytes]:
        yield _event({"role": "assistant", "content": ""})
        for at in range(0, len(text), piece):
            await asyncio.sleep(PAUSE_SECONDS)
            yield _event({"content": text[at : at + piece]})
        yield _event({}, "stop")
        yield b"data: [DONE]\n\n"

    return StreamingResponse(events(), media_type="text/event-stream")


async def _ready(_request: Request) -> Response:
    return Response(b"{}")


if __name__ == "__main__":
    routes = [Route("/v1/chat/completions", _chat, methods=["POST"]), Route("/readyz", _ready)]
    uvicorn.run(
        Starlette(routes=routes), host="127.0.0.1", port=int(sys.argv[1]), access_log=False, log_level="warning"
    )
