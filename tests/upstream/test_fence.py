"""The fence: one place is reached, nothing else; an answer is bounded; a complete one is known by its mark."""

import re

import httpx
import pytest

from sluis.upstream.fence import Fence, TooMuch, watch


class Pieces(httpx.AsyncByteStream):
    def __init__(self, *pieces: bytes) -> None:
        self.pieces = pieces

    async def __aiter__(self):  # type: ignore[no-untyped-def]
        for piece in self.pieces:
            yield piece


class Inner(httpx.AsyncBaseTransport):
    def __init__(self, *pieces: bytes) -> None:
        self.pieces = pieces
        self.seen: list[httpx.Request] = []
        self.closed = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        return httpx.Response(200, stream=Pieces(*self.pieces))

    async def aclose(self) -> None:
        self.closed = True


def fence(inner: Inner, base: str = "https://models.example/v1", limit: int = 100) -> Fence:
    return Fence(inner, base, limit, re.compile(rb"<end>"))


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/v1",
        "http://models.example/v1",
        "https://models.example:444/v1",
        "https://models.example.elsewhere.example/",
        "https://user@elsewhere.example/models.example",
    ],
)
async def test_another_place_is_never_asked(url: str) -> None:
    inner = Inner(b"x")
    with pytest.raises(httpx.ConnectError):
        await fence(inner).handle_async_request(httpx.Request("POST", url, content=b"secret"))
    assert inner.seen == []


async def test_the_configured_place_is_asked_on_any_path_and_unpacked() -> None:
    inner = Inner(b"x")
    request = httpx.Request("POST", "https://models.example:443/other", headers={"accept-encoding": "gzip"})
    assert await (await fence(inner).handle_async_request(request)).aread() == b"x"
    assert inner.seen[0].headers["accept-encoding"] == "identity"


async def test_an_answer_beyond_the_limit_breaks_off() -> None:
    response = await fence(Inner(b"x" * 60, b"x" * 60)).handle_async_request(
        httpx.Request("GET", "https://models.example/")
    )
    with pytest.raises(TooMuch):
        await response.aread()


@pytest.mark.parametrize(("pieces", "ended"), [((b"a<e", b"nd>b"), True), ((b"a<end>",), True), ((b"a<en",), False)])
async def test_the_mark_of_an_ending_is_seen_also_across_pieces(pieces: tuple[bytes, ...], ended: bool) -> None:
    watched = watch()
    assert watched.last is None
    response = await fence(Inner(*pieces)).handle_async_request(httpx.Request("GET", "https://models.example/"))
    await response.aread()
    assert (watched.last, watched.ended) == (200, ended)


async def test_closing_a_client_leaves_the_connections_to_who_made_them() -> None:
    inner = Inner(b"x")
    made = fence(inner)
    await made.aclose()
    assert not inner.closed
    await made.close()
    assert inner.closed
