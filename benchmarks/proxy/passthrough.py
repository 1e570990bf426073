"""The floor: a bare pass-through of starlette and httpx (over httpx-aiohttp), which reads nothing of what it passes on.

`python -m benchmarks.proxy.passthrough PORT UPSTREAM`
"""

import sys
from typing import Any

import httpx
import uvicorn
from httpx_aiohttp import AiohttpTransport
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route


def create_app(upstream: str) -> Starlette:
    transport: Any = AiohttpTransport(limits=httpx.Limits(max_connections=None, max_keepalive_connections=64))
    client = httpx.AsyncClient(transport=transport, timeout=60.0, trust_env=False)

    async def chat(request: Request) -> Response:
        headers = {"content-type": "application/json", "authorization": request.headers.get("authorization", "")}
        url, body = f"{upstream}/chat/completions", await request.body()
        if b'"stream":true' in body or b'"stream": true' in body:
            return await stream(url, body, headers)
        answer = await client.post(url, content=body, headers=headers)
        return Response(answer.content, answer.status_code, media_type="application/json")

    async def stream(url: str, body: bytes, headers: dict[str, str]) -> Response:
        answer = await client.send(client.build_request("POST", url, content=body, headers=headers), stream=True)
        return StreamingResponse(answer.aiter_raw(), answer.status_code, media_type="text/event-stream")

    async def ready(_request: Request) -> Response:
        return Response(b"{}")

    return Starlette(routes=[Route("/v1/chat/completions", chat, methods=["POST"]), Route("/readyz", ready)])


if __name__ == "__main__":
    options = {"host": "127.0.0.1", "port": int(sys.argv[1]), "access_log": False, "log_level": "warning"}
    uvicorn.run(create_app(sys.argv[2]), loop="uvloop", http="httptools", **options)  # type: ignore[arg-type]
