"""The ASGI application: `/v1` for bots, `/console` for people, health and metrics. Plain ASGI, knows all rooms."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import orjson
import structlog

from sluis.bots import Caller
from sluis.conversations import Conversations
from sluis.errors import EndpointNotGuarded, InvalidRequest, NotFound, Overloaded, SluisError
from sluis.pipeline import Pipeline
from sluis.protocols.known import ENDPOINTS
from sluis.protocols.messages import MESSAGES
from sluis.protocols.protocol import PlainProtocol, RequestProtocol, WireProtocol
from sluis.services import Services
from sluis.settings import Settings
from sluis.stored import StoredResponses
from sluis.upstream.client import status_of
from sluis.wire.asgi import (
    Disconnected,
    Headers,
    Receive,
    Reply,
    Scope,
    Send,
    deliver,
    json_reply,
    read_body,
    unless_gone,
)

GUARDED = ", ".join((*ENDPOINTS, "conversations", "models", "holds"))
Handler = Callable[[str, Caller, Headers, Scope, Receive], Awaitable[Reply]]


def create_app(settings: Settings, **replaced: Any) -> "App":
    """The application for these settings. `replaced`: parts of `Services` to exchange in tests (transport, clock)."""
    return App(Services(settings, **replaced))


class App:
    """Routes, authenticates before anything is read, limits what is under way, turns errors into answers."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._pipeline = Pipeline(services)
        self._responses = StoredResponses(services)
        self._conversations = Conversations(services)
        self._under_way = 0
        self._console: Any = None
        self._log = structlog.get_logger()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        if scope["type"] != "http":
            raise RuntimeError(f"unsupported scope {scope['type']}")
        path: str = scope["path"]
        if path.startswith("/v1/") or path == "/v1":
            await self._data_plane(scope, receive, send)
        elif path == "/console" or path.startswith("/console/"):
            await self._people(scope, receive, send)
        else:
            await deliver(await self._control(path, scope["method"]), receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                try:
                    await self.services.open()
                except SluisError as error:
                    self._log.error("start.refused", code=error.code, reason=error.message)
                    await send({"type": "lifespan.startup.failed", "message": error.message})
                    continue
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.services.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    # ---------------------------------------------------------------- data plane
    async def _data_plane(self, scope: Scope, receive: Receive, send: Send) -> None:
        request_id = f"req_{secrets.token_hex(12)}"
        if self._under_way >= self.services.settings.max_requests:
            reply = self._refusal(Overloaded("Too many requests are under way."), request_id)
            await deliver(reply, receive, send)
            return
        self._under_way += 1
        try:
            reply = _spoken(scope, await self._answer(request_id, scope, receive))
            reply.headers["x-sluis-request"] = request_id
            await deliver(reply, receive, send)
        except Disconnected:
            return
        finally:
            self._under_way -= 1

    async def _answer(self, request_id: str, scope: Scope, receive: Receive) -> Reply:
        try:
            headers = Headers(scope["headers"])
            caller = self.services.bots.authenticate(_credential(headers))
            handler, endpoint = self._route(scope)
            self.services.metrics.request(endpoint)
            return await handler(request_id, caller, headers, scope, receive)
        except SluisError as error:
            return self._refusal(error, request_id)
        except Disconnected:
            raise
        except asyncio.CancelledError:
            raise
        except Exception as error:
            # The type and place only: an exception's words may quote the request.
            where = error.__traceback__
            while where and where.tb_next:
                where = where.tb_next
            at = f"{where.tb_frame.f_code.co_filename.rsplit('/sluis/', 1)[-1]}:{where.tb_lineno}" if where else ""
            self._log.error("request.failed", request=request_id, error=type(error).__name__, at=at)
            return self._refusal(SluisError("Something went wrong here; nothing was delivered."), request_id)

    def _refusal(self, error: SluisError, request_id: str) -> Reply:
        self.services.metrics.refused(error.log_code)
        self._log.info("request.refused", request=request_id, code=error.log_code, status=status_of(error))
        headers = {"x-sluis-request": request_id, "x-should-retry": "true" if error.retry else "false"}
        wait = getattr(error, "retry_after", None)
        if wait is not None or error.retry:
            headers["retry-after"] = str(wait if wait is not None else 2)
            if wait is not None:
                headers["x-should-retry"] = "true"
        return json_reply(error.body(request_id), status_of(error), headers)

    def _route(self, scope: Scope) -> tuple[Handler, str]:
        path, method = scope["path"], scope["method"]
        asked = ENDPOINTS.get(path.removeprefix("/v1/")) if method == "POST" else None
        if asked is not None:
            return partial(self._exchange, asked), asked.endpoint
        if path.startswith("/v1/responses/"):
            return self._stored, "responses"
        if path == "/v1/conversations" or path.startswith("/v1/conversations/"):
            return self._conversation, "conversations"
        if method == "GET" and (path == "/v1/models" or path.startswith("/v1/models/")):
            return self._models, "models"
        if path.startswith("/v1/holds/") and method in ("GET", "DELETE"):
            return self._hold, "holds"
        raise EndpointNotGuarded(
            f"{method} on this path is not guarded by Sluis, so it does not pass.",
            hint=f"Guarded: {GUARDED}.",
        )

    async def _exchange(
        self,
        asked: RequestProtocol,
        request_id: str,
        caller: Caller,
        headers: Headers,
        scope: Scope,
        receive: Receive,
    ) -> Reply:
        settings = self.services.settings
        raw = await read_body(scope, receive, settings.body_limit_bytes, settings.request_timeout_seconds)
        await self.services.until_ready()
        if isinstance(asked, PlainProtocol):
            return await self._pipeline.relay(request_id, caller, headers, raw, asked)
        assert isinstance(asked, WireProtocol)
        return await self._pipeline.run(request_id, caller, headers, raw, asked)

    async def _stored(
        self, request_id: str, caller: Caller, headers: Headers, scope: Scope, _receive: Receive
    ) -> Reply:
        await self.services.until_ready()
        query = scope.get("query_string", b"").decode("latin-1")
        path = scope["path"].removeprefix("/v1/responses/")
        return await self._responses.handle(request_id, caller, headers, scope["method"], path, query)

    async def _conversation(
        self, _request_id: str, caller: Caller, headers: Headers, scope: Scope, receive: Receive
    ) -> Reply:
        settings = self.services.settings
        raw = await read_body(scope, receive, settings.body_limit_bytes, settings.request_timeout_seconds)
        await self.services.until_ready()
        path = scope["path"].removeprefix("/v1/conversations").removeprefix("/")
        return await self._conversations.handle(caller, headers, scope["method"], path, raw)

    async def _models(
        self, _request_id: str, caller: Caller, headers: Headers, scope: Scope, _receive: Receive
    ) -> Reply:
        name = scope["path"].removeprefix("/v1/models").strip("/")
        theirs = MESSAGES.upstream_headers(headers) if headers.get("anthropic-version") else None
        return json_reply(await self.services.models(caller, name, theirs))

    async def _hold(self, _request_id: str, caller: Caller, _headers: Headers, scope: Scope, receive: Receive) -> Reply:
        hold_id = scope["path"].removeprefix("/v1/holds/")
        if "/" in hold_id:
            raise NotFound("There is no such hold.")
        if scope["method"] == "DELETE":
            return json_reply(await self.services.withdraw(caller, hold_id))
        polled = await unless_gone(self.services.poll(caller, hold_id, _wait_seconds(scope)), receive)
        return json_reply(polled, headers={"cache-control": "no-store"})

    # ---------------------------------------------------------------- control plane
    async def _control(self, path: str, method: str) -> Reply:
        if method not in ("GET", "HEAD"):
            return self._refusal(EndpointNotGuarded("There is nothing to do here."), "")
        if path == "/healthz":
            return json_reply({"status": "ok"})
        if path == "/readyz":
            ready = await self.services.readiness()
            return json_reply(ready, 200 if ready["ready"] else 503)
        if path == "/metrics":
            return Reply(200, self.services.metrics.text(), {}, "text/plain; version=0.0.4; charset=utf-8")
        return self._refusal(
            EndpointNotGuarded("There is nothing here.", hint="The API is under /v1, the console at /console."), ""
        )

    async def _people(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._console is None:
            self._console = self.services.console()
        await self._console(scope, receive, send)


def _credential(headers: Headers) -> str | None:
    """The caller's key as a bearer's. Clients of Anthropic's API send it in a header of its own."""
    key = headers.get("x-api-key")
    return headers.get("authorization") or (f"Bearer {key}" if key else None)


def _spoken(scope: Scope, reply: Reply) -> Reply:
    """The reply with an error in the shape that clients of this endpoint read."""
    asked = ENDPOINTS.get(scope["path"].removeprefix("/v1/"))
    if asked is not None and reply.status >= 400 and isinstance(reply.body, bytes):
        reply.body = orjson.dumps(asked.error(orjson.loads(reply.body), reply.status))
    return reply


def _wait_seconds(scope: Scope) -> float:
    for pair in scope.get("query_string", b"").decode("latin-1").split("&"):
        name, _, value = pair.partition("=")
        if name == "wait":
            try:
                return max(0.0, min(float(value), 60.0))
            except ValueError as error:
                raise InvalidRequest("`wait` must be a number of seconds.", param="wait") from error
    return 0.0
