"""The model behind us: one OpenAI-compatible server by HTTP. Errors become ours; nothing is retried or logged."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from sluis import __version__
from sluis.errors import SluisError, UpstreamError, UpstreamTimeout, UpstreamUnreadable


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, until the answer begins, between two pieces of it."""

    connect: float = 10.0
    first_byte: float = 600.0
    idle: float = 300.0


class Answer:
    """What came back, not yet read. Use as an async context: leaving it closes the connection."""

    def __init__(self, response: httpx.Response, limit: int) -> None:
        assert isinstance(response.stream, httpx.AsyncByteStream)
        self._response, self._stream = response, response.stream
        self._limit = limit
        self.status = response.status_code
        self.headers: Mapping[str, str] = response.headers
        self.is_stream = response.headers.get("content-type", "").startswith("text/event-stream")

    async def __aenter__(self) -> "Answer":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._response.aclose()

    async def read(self) -> bytes:
        """The whole body. UpstreamError when it breaks off, UpstreamUnreadable beyond the limit."""
        parts: list[bytes] = []
        size = 0
        async for piece in self.pieces():
            size += len(piece)
            if size > self._limit:
                raise UpstreamUnreadable("The model's answer is larger than allowed.", code="answer_too_large")
            parts.append(piece)
        return b"".join(parts)

    async def pieces(self) -> AsyncIterator[bytes]:
        """The body as the network brings it."""
        encoded = self.headers.get("content-encoding", "identity") != "identity"  # though nobody asked for it
        try:
            async for piece in self._response.aiter_bytes() if encoded else self._stream:
                yield piece
        except (httpx.HTTPError, httpx.StreamError) as error:
            if _is_timeout(error):
                raise UpstreamTimeout("The model stopped sending.") from error
            raise UpstreamError("The connection to the model broke off.", code="upstream_broken") from error


MOST_URLS = 64
USER_AGENT = f"sluis/{__version__}"


class UpstreamClient:
    """Sends requests to one base URL. `transport` replaces the network in tests and for the demo model."""

    def __init__(
        self,
        base_url: str,
        timeouts: Timeouts = Timeouts(),
        limit: int = 16_000_000,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._limit = limit
        timeout = httpx.Timeout(
            connect=timeouts.connect, read=timeouts.first_byte, write=timeouts.idle, pool=timeouts.connect
        )
        # The transport by itself: of what httpx' client adds (redirects, cookies, proxies) nothing is wanted here.
        self._transport = transport or network()
        self._extensions = {"timeout": timeout.as_dict()}
        self._urls: dict[str, httpx.URL] = {}

    async def send(
        self, method: str, path: str, body: bytes | None, key: str | None, extra: Mapping[str, str] | None = None
    ) -> Answer:
        """Sends and returns once the answer's head is here. UpstreamTimeout, UpstreamError."""
        headers = {
            "accept": "application/json, text/event-stream",
            "accept-encoding": "identity",
            "user-agent": USER_AGENT,
            **(extra or {}),
        }
        if body is not None:
            headers.setdefault("content-type", "application/json")
        if key:
            headers["authorization"] = f"Bearer {key}"
        request = httpx.Request(
            method, self._url(path), content=body, headers=headers, extensions=dict(self._extensions)
        )
        try:
            response = await self._transport.handle_async_request(request)
            response.request = request
            return Answer(response, self._limit)
        except httpx.HTTPError as error:
            if _is_timeout(error):
                raise UpstreamTimeout("The model did not answer in time.") from error
            raise UpstreamError(
                "The model cannot be reached, or hung up before it answered.", code="upstream_unreachable"
            ) from error

    def _url(self, path: str) -> httpx.URL:
        known = self._urls.get(path)
        if known is None:
            if len(self._urls) >= MOST_URLS:
                self._urls.clear()
            known = self._urls[path] = httpx.URL(self.base_url + path)
        return known

    async def aclose(self) -> None:
        await self._transport.aclose()


def _is_timeout(error: Exception) -> bool:
    """Whether time ran out. The transport calls a refused or closed connection a time-out too; its cause tells."""
    return isinstance(error, httpx.TimeoutException) and (
        error.__cause__ is None or isinstance(error.__cause__, TimeoutError)
    )


def network() -> httpx.AsyncBaseTransport:
    from httpx_aiohttp import AiohttpTransport

    transport: Any = AiohttpTransport(
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=64, keepalive_expiry=30.0)
    )
    return transport  # type: ignore[no-any-return]


def error_from(status: int, body: Any, own_key: bool) -> UpstreamError:
    """The model's error in our shape. Nothing is added; a refused operator's key is not the caller's business.

    body: the decoded JSON body, or None where it was not JSON.
    """
    given = body.get("error") if isinstance(body, dict) else None
    if own_key and status in (401, 403):
        return UpstreamError("The model refused this server's key.", code="upstream_key_refused")
    if not isinstance(given, dict) or not isinstance(given.get("message"), str):
        return _Relayed(f"The model answered with status {status}.", code="upstream_error").at(status)
    code = given.get("code")
    error = _Relayed(given["message"][:2000], code=str(code)[:64] if isinstance(code, (str, int)) else "upstream_error")
    error.param = str(given["param"])[:128] if isinstance(given.get("param"), str) else None
    error.kind = str(given.get("type") or "server_error")[:64]
    return error.at(status)


class _Relayed(UpstreamError):
    """An upstream's own error, with its own status and type. Its words go to the caller and nowhere else."""

    kind: str = "server_error"
    relayed_status: int = 502

    @property
    def log_code(self) -> str:
        return UpstreamError.code

    def at(self, status: int) -> "_Relayed":
        self.relayed_status = status if 400 <= status < 600 else 502
        return self

    def body(self, request_id: str | None = None) -> dict[str, Any]:
        shaped = super().body(request_id)
        shaped["error"]["type"] = self.kind
        return shaped


def status_of(error: Exception) -> int:
    """The HTTP status to answer with."""
    if isinstance(error, _Relayed):
        return error.relayed_status
    return error.status if isinstance(error, SluisError) else 500


__all__ = ["Answer", "Timeouts", "UpstreamClient", "error_from", "status_of"]
