"""A transport that reaches one place and nothing else, for libraries that could be talked into reaching another."""

import re
from collections.abc import AsyncIterator
from contextvars import ContextVar
from dataclasses import dataclass, field

import httpx

LOOK_BACK = 2048
"""Bytes of the piece before in which the mark of an ending may have begun."""


class TooMuch(httpx.ReadError):
    """An answer is larger than allowed."""


@dataclass(slots=True)
class Watch:
    """What went through a fence for one task: statuses, and whether the last answer showed the mark of an ending."""

    statuses: list[int] = field(default_factory=list)
    ended: bool = False

    @property
    def last(self) -> int | None:
        return self.statuses[-1] if self.statuses else None


_WATCH: ContextVar[Watch | None] = ContextVar("watch", default=None)


def watch() -> Watch:
    """What will go through fences for this task from now on."""
    made = Watch()
    _WATCH.set(made)
    return made


class Fence(httpx.AsyncBaseTransport):
    """Lets requests to `base` through, refuses others unsent, and breaks off an answer beyond `limit` bytes.

    ending: what stands in the bytes of an answer that is complete. Its own `aclose` does nothing, since litellm closes
    a client after a failed request: call `close` at the end.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, base: str, limit: int, ending: re.Pattern[bytes]) -> None:
        self._inner = inner
        self._base = httpx.URL(base)
        self._limit = limit
        self._ending = ending

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if _place(request.url) != _place(self._base):
            raise httpx.ConnectError("not the configured provider", request=request)
        request.headers["accept-encoding"] = "identity"
        watched = _WATCH.get() or Watch()
        response = await self._inner.handle_async_request(request)
        watched.statuses.append(response.status_code)
        assert isinstance(response.stream, httpx.AsyncByteStream)
        response.stream = _Watched(response.stream, self._limit, self._ending, watched)
        return response

    async def close(self) -> None:
        await self._inner.aclose()


class _Watched(httpx.AsyncByteStream):
    def __init__(self, inner: httpx.AsyncByteStream, limit: int, ending: re.Pattern[bytes], watched: Watch) -> None:
        self._inner, self._left, self._ending, self._watched = inner, limit, ending, watched

    async def __aiter__(self) -> AsyncIterator[bytes]:
        before = b""
        async for piece in self._inner:
            self._left -= len(piece)
            if self._left < 0:
                raise TooMuch("the answer is larger than allowed")
            if self._ending.search(before + piece):
                self._watched.ended = True
            before = (before + piece)[-LOOK_BACK:]
            yield piece

    async def aclose(self) -> None:
        await self._inner.aclose()


def _place(url: httpx.URL) -> tuple[str, str, int | None]:
    default = {"http": 80, "https": 443}.get(url.scheme)
    return url.scheme, url.host, url.port or default
