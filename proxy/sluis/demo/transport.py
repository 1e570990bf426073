"""The demo model in place of the network: an httpx transport that opens no connection."""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import httpx

from sluis.demo.model import MODEL, chunks, completion

BASE_URL = "http://demo.invalid/v1"
"""What stands in for the base URL of a model. `.invalid` names nothing, by RFC 2606."""


class DemoTransport(httpx.AsyncBaseTransport):
    """Answers chat completions and the list of models. watch: is handed each request body as it reached the model."""

    def __init__(self, watch: Callable[[bytes], None] | None = None) -> None:
        self._watch = watch

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if request.method == "GET" and path.endswith(("/models", f"/models/{MODEL}")):
            return httpx.Response(200, json=_models(path), request=request)
        if request.method != "POST" or not path.endswith("/chat/completions"):
            return httpx.Response(404, json=_error("The demo model knows chat completions only."), request=request)
        raw = await request.aread()
        if self._watch:
            self._watch(raw)
        body = json.loads(raw)
        if body.get("stream"):
            headers = {"content-type": "text/event-stream"}
            return httpx.Response(200, headers=headers, stream=_Events(body), request=request)
        return httpx.Response(200, json=completion(body), request=request)


class _Events(httpx.AsyncByteStream):
    def __init__(self, body: Mapping[str, Any]) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in chunks(self._body):
            yield b"data: " + json.dumps(chunk, ensure_ascii=False).encode() + b"\n\n"
        yield b"data: [DONE]\n\n"


def _models(path: str) -> dict[str, Any]:
    model = {"id": MODEL, "object": "model", "created": 0, "owned_by": "sluis"}
    return {"object": "list", "data": [model]} if path.endswith("/models") else model


def _error(message: str) -> dict[str, Any]:
    return {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": "not_found"}}
