"""Services: opened once, ready only when a planted value was found, keys and models apart for each bot."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from tests.flows.inside import product
from tests.support.clock import Clock
from tests.support.replies import Reply

from sluis.audit.rows import read_links
from sluis.bots import Caller, hash_key
from sluis.errors import DetectorUnavailable, NotFound
from sluis.identity import Identity
from sluis.policy.loading import load_policy
from sluis.profiling.records import ProfilingRecord
from sluis.services import Services
from sluis.settings import BotConfig, Settings
from sluis.storage.bots import BotRows
from sluis.storage.database import Database


def settings(**changes: Any) -> Settings:
    return Settings(**{"database": "sqlite://", "tagger": "none", **changes})


async def test_it_is_ready_only_once_a_planted_value_was_found() -> None:
    services = Services(settings())
    assert not services._ready.is_set()
    await services.open()
    try:
        await services.until_ready()
        readiness = await services.readiness()
        assert readiness["ready"]
        assert readiness["policies_failing"] == []
    finally:
        await services.close()


async def test_a_detector_that_finds_nothing_refuses_every_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails closed: the planted value not found, nothing is sent."""
    monkeypatch.setattr("sluis.services.PLANTED", "nothing personal stands here")
    async with product(tagger="none") as running:
        running.say(Reply(text="Hello."))
        response = await running.chat("Hello.")
        assert response.status_code == DetectorUnavailable.status
        assert running.model.seen == []
        with pytest.raises(DetectorUnavailable):
            await running.app.services.until_ready()


async def test_an_operators_key_is_used_else_the_callers_own_only_where_no_bots_are_configured() -> None:
    caller = Caller(BotConfig(name="bot"), "their-key")
    assert Services(settings()).upstream_key(caller) == ("their-key", False)
    assert Services(settings(upstream_key="ours")).upstream_key(caller) == ("ours", True)
    bots = (BotConfig(name="bot", key="k" * 32),)
    assert Services(settings(bots=bots)).upstream_key(caller) == (None, False)


async def test_bots_and_people_share_no_conversation() -> None:
    async with product(tagger="none") as running:
        services = running.app.services
        one = Identity("ada", "chat-1")
        first = await services.conversation("shop", one)
        assert await services.conversation("shop", one) is first
        others = [
            await services.conversation("bank", one),
            await services.conversation("shop", Identity("bo", "chat-1")),
            await services.conversation("shop", Identity("ada", "chat-2")),
        ]
        assert len({first.key, *(other.key for other in others)}) == 4
        assert services.bot_key("shop") != services.bot_key("bank")


@pytest.mark.parametrize("hold_id", ["", "hold_", "nonsense", "hold_" + "x" * 24])
async def test_a_hold_that_is_not_there_is_not_found(hold_id: str) -> None:
    async with product(tagger="none") as running:
        caller = Caller(BotConfig(name="bot"), "key")
        with pytest.raises(NotFound):
            await running.app.services.poll(caller, hold_id, 0)
        with pytest.raises(NotFound):
            await running.app.services.withdraw(caller, hold_id)


@pytest.mark.parametrize("name", ["..", "a/../../b", "a//b", "./x", "a b", "a@b.nl"])
async def test_a_models_name_is_no_path(name: str) -> None:
    async with product(tagger="none") as running:
        with pytest.raises(NotFound):
            await running.app.services.models(Caller(BotConfig(name="bot"), "key"), name)
        assert running.model.seen == []


async def test_engines_are_made_once_for_each_policy_though_many_ask_at_once() -> None:
    async with product(tagger="none") as running:
        services = running.app.services
        policy = services.policy(("gdpr",))
        engines = await asyncio.gather(*(services.engine(policy) for _ in range(8)))
        assert len({id(engine) for engine in engines}) == 1


async def test_engines_of_bots_of_the_database_are_warm_before_their_first_request(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/s.db"
    db = Database.open(url)
    BotRows(db).add(BotConfig(name="late", key_hash=hash_key("sk-late"), policies=("lgpd", "no-such-policy")))
    db.close()
    services = Services(settings(database=url, policy="ccpa"))
    await services.open()
    try:
        await services.until_ready()  # though one of the bot's policies cannot be loaded
        assert set(services._engines) == {load_policy("ccpa").id, load_policy("lgpd").id}
        assert set((await services.sweep()).values()) == {0}
    finally:
        await services.close()


async def test_profiling_records_go_in_time_by_themselves_and_on_record(monkeypatch: pytest.MonkeyPatch) -> None:
    """365 days under gdpr, 730 under lgpd; nobody has to ask."""
    clock = Clock()
    services = Services(
        settings(bots=(BotConfig(name="bot", policies=("gdpr", "lgpd")),)), clock=lambda: clock().timestamp()
    )
    monkeypatch.setattr("sluis.services.SWEEP_SECONDS", 0.05)
    await services.open()
    try:
        made = [
            ProfilingRecord(int(services.clock()), "bot", services.policy((name,)).id, "", "answer")
            for name in ("gdpr", "lgpd")
        ]
        for record in made:
            await services.register.add(record)
        clock.advance(days=364)
        assert (await services.sweep())["profiling_records"] == 0
        clock.advance(days=2)
        for _ in range(100):
            await asyncio.sleep(0.05)
            if len(await services.register.records()) < 2:
                break
        assert await services.register.records() == made[1:]
        rows = await services.db.read(lambda c: list(read_links(c)))
        assert [json.loads(row.fields) for row in rows if row.event == "retention.swept"] == [
            {"hold_contents": 0, "holds": 0, "conversations": 0, "profiling_records": 1, "audit_rows": 0}
        ]
    finally:
        await services.close()


@pytest.mark.parametrize(
    ("public_url", "secure"), [("https://sluis.test", True), ("http://sluis.test", False), (None, False)]
)
async def test_the_consoles_cookies_are_for_https_where_people_come_by_it(public_url: str | None, secure: bool) -> None:
    """Also behind a proxy that ends TLS, where each request looks like plain http."""
    async with product(public_url=public_url) as running:
        answer = await running.client.get("/console/sign-in")
    assert ("; Secure" in answer.headers["set-cookie"]) == secure
