"""The console's routes: nothing without signing in, nothing by a bot's key, every error as a page."""

from typing import Any

import pytest
import structlog
from tests.console.desks import make_console, visitor
from tests.holds.cases import opening
from tests.holds.worlds import World

from sluis.holds.states import State

CASE = "/holds/hold_" + "0" * 32


@pytest.mark.parametrize("path", ["", "/", "/history", CASE, f"{CASE}/done"])
async def test_who_is_not_signed_in_is_asked_to(world: World, path: str) -> None:
    someone = visitor(make_console(world))
    answer = await someone.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/console/sign-in")
    assert (await someone.post(path)).status_code in {303, 404}


@pytest.mark.parametrize("key", ["Bearer sk-bot", "Basic YWRhOmEgbG9uZyBlbm91Z2ggcGFzc3dvcmQ="])
async def test_a_bots_key_opens_nothing_and_decides_nothing(world: World, key: str) -> None:
    hold = await world.queue.open(opening())
    bot = visitor(make_console(world))
    bot.http.headers["authorization"] = key
    for step in ("approve", "reject", "confirm"):
        answer = await bot.post(f"/holds/{hold.hold_id}", step=step, reason="x" * 20, digest=hold.digest)
        assert answer.status_code == 303
    assert (await bot.get("/")).status_code == 303
    assert (await world.queue.show(hold.hold_id)).state is State.PENDING


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/nothing"), ("GET", "/static/../app.py"), ("PUT", CASE), ("DELETE", "/"), ("GET", "/sign-out")],
)
async def test_what_there_is_not_is_a_page_that_says_so(world: World, method: str, path: str) -> None:
    answer = await visitor(make_console(world)).http.request(method, f"/console{path}")
    assert answer.status_code == 404
    assert "There is no such page" in answer.text


@pytest.mark.parametrize(("name", "kind"), [("console.css", "text/css; charset=utf-8"), ("icon.svg", "image/svg+xml")])
async def test_its_files_are_its_own(world: World, name: str, kind: str) -> None:
    answer = await visitor(make_console(world)).get(f"/static/{name}")
    assert answer.headers["content-type"] == kind
    assert "http" not in answer.text.replace("http://www.w3.org/2000/svg", "")
    assert "@import" not in answer.text


@pytest.mark.parametrize("path", [CASE, "/holds/x", "/holds/%00", "/holds/hold_%E2%80%AE", CASE.upper()])
async def test_an_unknown_case_is_not_found(world: World, path: str) -> None:
    ada = visitor(make_console(world))
    await ada.sign_in()
    for answer in (await ada.get(path), await ada.get(f"{path}/done")):
        assert answer.status_code == 404
        assert "There is no such" in answer.text


async def test_a_fault_is_a_page_too_and_the_log_has_its_place_without_its_words(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> None:
        raise RuntimeError("Ada Vermeer")

    ada = visitor(make_console(world))
    await ada.sign_in()
    monkeypatch.setattr(world.queue, "list_open", broken)
    with structlog.testing.capture_logs() as logs:
        answer = await ada.get("/")
    assert answer.status_code == 500
    assert "Something went wrong here" in answer.text
    assert answer.headers["content-security-policy"]
    assert [(log["event"], log["error"]) for log in logs] == [("console.failed", "RuntimeError")]
    assert "Ada Vermeer" not in answer.text + str(logs)
