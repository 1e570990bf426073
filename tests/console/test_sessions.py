"""Who is signed in: new tokens only, kept as a hash, over by idleness, by age, by signing out and by disabling."""

import pytest
from sqlalchemy import select
from tests.console.desks import ROOT, make_console, visitor
from tests.holds.worlds import PASSWORD, World

from sluis.console.guarding import SESSION_COOKIE, SIGN_IN_COOKIE
from sluis.console.sessions import IDLE_SECONDS, LONGEST_SECONDS, Sessions
from sluis.storage.tables import CONSOLE_SESSIONS


async def test_a_session_is_found_by_its_token_and_by_nothing_else(world: World) -> None:
    sessions = Sessions(world.db, world.now)
    token = await sessions.start(world.ada)
    found = await sessions.find(token)
    assert found is not None
    assert found.reviewer == world.ada
    assert found.allows(found.csrf)
    assert not found.allows("")
    assert not found.allows(found.csrf + "x")
    for wrong in (None, "", token[:-1], token.upper(), "x"):
        assert await sessions.find(wrong) is None


async def test_neither_token_is_in_the_database_in_clear(world: World) -> None:
    token = await Sessions(world.db, world.now).start(world.ada)
    rows = await world.db.run(lambda connection: connection.execute(select(CONSOLE_SESSIONS)).all())
    assert len(rows) == 1
    assert token not in str(rows)


@pytest.mark.parametrize("seconds", [IDLE_SECONDS, LONGEST_SECONDS])
async def test_it_ends_when_nobody_uses_it(world: World, seconds: int) -> None:
    sessions = Sessions(world.db, world.now)
    token = await sessions.start(world.ada)
    world.clock.advance(seconds=seconds - 1 if seconds == IDLE_SECONDS else seconds)
    assert (await sessions.find(token) is not None) == (seconds == IDLE_SECONDS)
    world.clock.advance(seconds=IDLE_SECONDS)
    assert await sessions.find(token) is None


async def test_it_ends_after_twelve_hours_of_constant_use(world: World) -> None:
    sessions = Sessions(world.db, world.now)
    token = await sessions.start(world.ada)
    for _ in range(LONGEST_SECONDS // 1200 - 1):
        world.clock.advance(seconds=1200)
        assert await sessions.find(token) is not None
    world.clock.advance(seconds=1200)
    assert await sessions.find(token) is None


async def test_what_is_over_is_deleted_at_the_next_sign_in(world: World) -> None:
    sessions = Sessions(world.db, world.now)
    await sessions.start(world.ada)
    world.clock.advance(seconds=LONGEST_SECONDS)
    await sessions.start(world.bo)
    rows = await world.db.run(lambda connection: connection.execute(select(CONSOLE_SESSIONS)).all())
    assert [row.reviewer_id for row in rows] == [world.bo.reviewer_id]


@pytest.mark.parametrize("how", ["disable", "reset"])
async def test_a_disabled_account_or_a_new_password_ends_it_at_once_and_for_good(world: World, how: str) -> None:
    ada = visitor(make_console(world))
    await ada.sign_in()
    assert (await ada.get("/")).status_code == 200
    if how == "disable":
        await world.reviewers.disable(world.ada.reviewer_id)
    else:
        await world.reviewers.reset(world.ada.reviewer_id, "another long password")
    assert (await ada.get("/")).headers["location"] == "/console/sign-in"
    assert "You were signed out" in (await ada.get("/sign-in")).text
    await world.reviewers.reset(world.ada.reviewer_id, PASSWORD)
    assert (await ada.get("/")).status_code == 303, "an old session came back"


@pytest.mark.parametrize(("root", "secure"), [(ROOT, False), ("https://sluis.test", True)])
async def test_the_cookie_is_for_this_site_and_no_script(world: World, root: str, secure: bool) -> None:
    ada = visitor(make_console(world), root)
    answer = await ada.sign_in()
    cookies = answer.headers.get_list("set-cookie")
    flags = next(cookie for cookie in cookies if cookie.startswith(f"{SESSION_COOKIE}=")).split("; ")
    assert {"HttpOnly", "Path=/console", "SameSite=strict", f"Max-Age={LONGEST_SECONDS}"} <= set(flags)
    assert ("Secure" in flags) == secure
    assert not [flag for flag in flags if flag.startswith("Domain")]


async def test_the_cookie_is_secure_when_the_deployment_says_that_people_come_by_https(world: World) -> None:
    answer = await visitor(make_console(world, secure=True), ROOT).get("/sign-in")
    assert "; Secure" in answer.headers["set-cookie"]


async def test_a_token_that_was_planted_before_signing_in_is_worth_nothing_after(world: World) -> None:
    app = make_console(world)
    victim, attacker = visitor(app), visitor(app)
    victim.http.cookies.set(SESSION_COOKIE, "planted", domain="sluis.test", path="/console")
    attacker.http.cookies.set(SESSION_COOKIE, "planted", domain="sluis.test", path="/console")
    await victim.sign_in()
    assert (await victim.get("/")).status_code == 200
    assert victim.http.cookies.get(SESSION_COOKIE, domain="sluis.test", path="/console") != "planted"
    assert (await attacker.get("/")).status_code == 303


async def test_signing_in_anew_ends_the_session_before(world: World) -> None:
    app = make_console(world)
    ada, thief = visitor(app), visitor(app)
    await ada.sign_in()
    old = ada.http.cookies[SESSION_COOKIE]
    # The form is asked for as if signed out; the cookie comes along with the post all the same.
    other = visitor(app)
    await other.get("/sign-in")
    ada.http.cookies.set(SIGN_IN_COOKIE, other.http.cookies[SIGN_IN_COOKIE], domain="sluis.test", path="/console")
    await ada.post("/sign-in", name="ada", password=PASSWORD, **other.hidden())
    assert ada.http.cookies[SESSION_COOKIE] != old
    thief.http.cookies.set(SESSION_COOKIE, old, domain="sluis.test", path="/console")
    assert (await thief.get("/")).status_code == 303


async def test_after_signing_out_the_token_is_worth_nothing(world: World) -> None:
    app = make_console(world)
    ada, thief = visitor(app), visitor(app)
    await ada.sign_in()
    thief.http.cookies.set(SESSION_COOKIE, ada.http.cookies[SESSION_COOKIE], domain="sluis.test", path="/console")
    assert (await thief.get("/")).status_code == 200
    await ada.get("/")
    await ada.post("/sign-out", **ada.hidden())
    assert (await thief.get("/")).status_code == 303
    assert SESSION_COOKIE not in ada.http.cookies


async def test_a_session_that_starts_while_its_account_is_being_disabled_is_worth_nothing(world: World) -> None:
    sessions = Sessions(world.db, world.now)
    await world.reviewers.disable(world.ada.reviewer_id)
    assert await sessions.find(await sessions.start(world.ada)) is None
