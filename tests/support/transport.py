"""An httpx transport to an ASGI app that hands on each piece of a streamed answer when it is sent.

httpx has one of its own, which waits for the whole answer.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx

App = Callable[
    [dict[str, Any], Callable[[], Awaitable[dict[str, Any]]], Callable[[dict[str, Any]], Awaitable[None]]],
    Awaitable[None],
]


class AsgiTransport(httpx.AsyncBaseTransport):
    """Runs the app in a task per request. An exception in the app is the connection breaking off."""

    def __init__(self, app: Any, client: tuple[str, int] = ("127.0.0.1", 50000)) -> None:
        self._app = app
        self._client = client

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        exchange = _Exchange(self._scope(request), await request.aread())
        task = asyncio.create_task(exchange.run(self._app))
        head = await exchange.messages.get()
        if isinstance(head, Exception):
            raise httpx.RemoteProtocolError("the app broke off before answering") from head
        return httpx.Response(head["status"], headers=head["headers"], stream=_Body(exchange, task), request=request)

    def _scope(self, request: httpx.Request) -> dict[str, Any]:
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": request.url.scheme,
            "path": request.url.path,
            "raw_path": request.url.raw_path.split(b"?")[0],
            "query_string": request.url.query,
            "root_path": "",
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
            "server": (request.url.host, request.url.port),
            "client": self._client,
            "state": {},
        }


class _Exchange:
    def __init__(self, scope: dict[str, Any], body: bytes) -> None:
        self.scope = scope
        self.messages: asyncio.Queue[Any] = asyncio.Queue()
        self.gone = asyncio.Event()
        self._body: bytes | None = body

    async def receive(self) -> dict[str, Any]:
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        if self.gone.is_set():
            raise OSError("the client is gone")
        self.messages.put_nowait(message)
        await asyncio.sleep(0)

    async def run(self, app: Any) -> None:
        try:
            await app(self.scope, self.receive, self.send)
        except Exception as error:
            self.messages.put_nowait(error)
        self.messages.put_nowait(EOFError("the app returned without finishing its answer"))


class _Body(httpx.AsyncByteStream):
    def __init__(self, exchange: _Exchange, task: asyncio.Task[None]) -> None:
        self._exchange = exchange
        self._task = task

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            message = await self._exchange.messages.get()
            if isinstance(message, Exception):
                raise httpx.RemoteProtocolError("the app broke off in mid-answer") from message
            if message.get("body"):
                yield message["body"]
            if not message.get("more_body"):
                return

    async def aclose(self) -> None:
        self._exchange.gone.set()
        if not self._task.done():
            done, _ = await asyncio.wait({self._task}, timeout=1)
            if not done:
                self._task.cancel()
                await asyncio.gather(self._task, return_exceptions=True)
