"""Around every page: strict headers, forms of our own pages only, small bodies, no way to another site."""

import pytest
from starlette.datastructures import Headers
from starlette.requests import Request
from tests.console.desks import REASON, ROOT, make_console, visitor
from tests.holds.cases import opening
from tests.holds.worlds import World

from sluis.console.guarding import MAX_FORM_BYTES, own_path, place_of, read_form, require_same_site
from sluis.errors import InvalidRequest, NotAllowed, TooLarge

CASE = "/holds/hold_" + "0" * 32


@pytest.mark.parametrize(
    "path", ["/", "/sign-in", "/history", CASE, "/nothing", "/static/console.css", "/static/other.css", "/holds/x/done"]
)
async def test_every_answer_carries_the_strict_headers(world: World, path: str) -> None:
    answer = await visitor(make_console(world)).get(path)
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert policy == {
        "default-src": "'none'", "style-src": "'self'", "img-src": "'self'", "form-action": "'self'",
        "base-uri": "'none'", "frame-ancestors": "'none'",
    }  # fmt: skip
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "strict-transport-security" not in answer.headers


async def test_over_https_the_browser_is_told_to_stay_there(world: World) -> None:
    answer = await visitor(make_console(world), "https://sluis.test").get("/sign-in")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": ROOT},
        {"origin": "null"},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none", "origin": "null"},
    ],
)
def test_a_form_of_our_own_passes(headers: dict[str, str]) -> None:
    require_same_site(Headers({"host": "sluis.test", **headers}))


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.test"},
        {"origin": "http://sluis.test.evil.test"},
        {"origin": "http://sluis.test:8443"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": ROOT},
    ],
)
async def test_a_form_of_another_site_does_nothing(world: World, headers: dict[str, str]) -> None:
    with pytest.raises(NotAllowed):
        require_same_site(Headers({"host": "sluis.test", **headers}))
    hold = await world.queue.open(opening(direction="favourable"))
    ada = visitor(make_console(world))
    await ada.sign_in()
    await ada.get(f"/holds/{hold.hold_id}")
    ada.http.headers.update(headers)
    answer = await ada.step(hold.hold_id, "look", own_view=REASON)
    assert answer.status_code == 403
    assert "another site" in answer.text


def request(body: bytes) -> Request:
    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request({"type": "http", "method": "POST", "path": "/", "headers": [(b"host", b"x")]}, receive)


async def test_line_ends_come_as_people_see_them() -> None:
    assert await read_form(request(b"a=1%0D%0A2&b=&c=%E2%82%AC")) == {"a": "1\n2", "b": "", "c": "€"}


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"a=" + b"1" * MAX_FORM_BYTES, TooLarge),
        (b"&".join(b"a%d=1" % n for n in range(501)), InvalidRequest),
        (b"a=\xff", InvalidRequest),
    ],
)
async def test_a_form_that_is_too_long_or_unreadable_is_refused(body: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        await read_form(request(body))


@pytest.mark.parametrize(("path", "kept"), [("/history", "/history"), (CASE, CASE), (CASE + "/done", CASE)])
def test_after_signing_in_a_person_lands_on_the_page_they_wanted(path: str, kept: str) -> None:
    assert own_path(path) == kept


@pytest.mark.parametrize(
    "path",
    ["", "/", "//evil.test", "https://evil.test", "/\\evil.test", "/history/../..", "/history\n", CASE + "@evil.test",
     "/holds/hold_x", "/sign-out", "javascript:alert(1)"],
)  # fmt: skip
def test_nobody_is_sent_anywhere_else(path: str) -> None:
    assert own_path(path) == ""


def test_a_place_names_file_and_line_without_words() -> None:
    with pytest.raises(ValueError) as caught:
        int("Ada Vermeer")
    assert place_of(caught.value).split(":")[-1].isdigit()
    assert "Ada" not in place_of(caught.value)
