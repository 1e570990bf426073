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
from starlette.responses import Response
from starlette.routing import Route


def create_app(upstream: str) -> Starlette:
    transport: Any = AiohttpTransport(limits=httpx.Limits(max_connections=None, max_keepalive_connections=64))
    client = httpx.AsyncClient(transport=transport, timeout=60.0, trust_env=False)

    async def chat(request: Request) -> Response:
        headers = {"content-type": "application/json", "authorization": request.headers.get("authorization", "")}
        answer = await client.post(f"{upstream}/chat/completions", content=await request.body(), headers=headers)
        return Response(answer.content, answer.status_code, media_type="application/json")

    async def ready(_request: Request) -> Response:
        return Response(b"{}")

    return Starlette(routes=[Route("/v1/chat/completions", chat, methods=["POST"]), Route("/readyz", ready)])


if __name__ == "__main__":
    options = {"host": "127.0.0.1", "port": int(sys.argv[1]), "access_log": False, "log_level": "warning"}
    uvicorn.run(create_app(sys.argv[2]), loop="uvloop", http="httptools", **options)  # type: ignore[arg-type]
