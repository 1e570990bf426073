"""The vault keeps a conversation's values sealed, once, for its own conversation and subject only."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sluis.errors import KeyUnavailable
from sluis.keys.ring import KeyRing
from sluis.pseudonyms.entries import Entry
from sluis.pseudonyms.mapping import Namer, Standing
from sluis.pseudonyms.vault import Vault
from sluis.storage.database import Database

pytestmark = pytest.mark.both_databases

RING = KeyRing.of(b"m" * 32)


HOUR = 3600


def a_day(_policies: str, now: int) -> int:
    return now - 24 * HOUR


def opened(tmp_path: Path) -> Database:
    return Database.open(f"sqlite:///{tmp_path / 'v.db'}")


def entry(key: bytes, value: str) -> Entry:
    return Namer(key, {}).entry("PERSON", value, Standing([]))


def written_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


async def test_entries_come_back_as_they_were(tmp_path: Path) -> None:
    vault = Vault(opened(tmp_path), RING)
    talk = await vault.conversation("bot", "anna", "c1")
    kept = [entry(talk.key, "Mei Kovacs"), entry(talk.key, "राजेश O'Brien")]
    vault.remember(talk, kept)
    vault.remember(talk, kept)
    await vault.flush()
    assert sorted(await vault.load(talk.id, talk.key), key=lambda e: e.value) == sorted(kept, key=lambda e: e.value)
    await vault.close()
    assert b"Kovacs" not in written_in(tmp_path)


async def test_conversations_are_apart(tmp_path: Path) -> None:
    db = opened(tmp_path)
    vault = Vault(db, RING)
    asked = [("bot", "anna", "c1"), ("bot", "bob", "c1"), ("bot", None, "c1"), ("other", "anna", "c1")]
    talks = [await vault.conversation(*who) for who in asked]
    assert len({talk.id for talk in talks}) == len({talk.key for talk in talks}) == 4
    again = await asyncio.gather(*(Vault(db, RING).conversation("bot", "anna", "c1") for _ in range(4)))
    assert {talk.key for talk in again} == {talks[0].key}
    vault.remember(talks[0], [entry(talks[0].key, "Mei")])
    await vault.flush()
    assert await vault.load(talks[1].id, talks[1].key) == []
    with pytest.raises(KeyUnavailable):
        await vault.load(talks[0].id, talks[1].key)
    await vault.close()


async def test_what_is_idle_is_swept(tmp_path: Path) -> None:
    gone: list[str] = []
    now = datetime.now(UTC)
    vault = Vault(opened(tmp_path), RING, on_gone=gone.append, clock=now.timestamp)
    talk = await vault.conversation("bot", None, "c1")
    await vault.flush()
    start = int(now.timestamp())
    assert await vault.sweep(start + 23 * HOUR, a_day) == 0
    assert await vault.sweep(start + 25 * HOUR, a_day) == 1
    assert gone == [talk.id]
    assert (await vault.conversation("bot", None, "c1")).key != talk.key
    await vault.close()


async def test_each_conversation_has_the_clock_of_the_policies_it_was_ever_under(tmp_path: Path) -> None:
    start = int(datetime.now(UTC).timestamp())
    asked: list[str] = []

    def hours(policies: str, now: int) -> int:
        asked.append(policies)
        return now - {"": 24, "gdpr": 24, "lgpd": 12, "gdpr+lgpd": 6}[policies] * HOUR

    vault = Vault(opened(tmp_path), RING, clock=lambda: start)
    talks = {name: await vault.conversation("bot", None, name) for name in ("none", "gdpr", "lgpd", "both")}
    vault.remember(talks["gdpr"], [entry(talks["gdpr"].key, "Mei Kovacs")], "gdpr")
    vault.remember(talks["lgpd"], [], "lgpd")
    vault.remember(talks["both"], [], "lgpd")
    await vault.flush()
    vault.remember(talks["both"], [], "gdpr")
    vault.remember(talks["none"], [])
    await vault.flush()
    left = [len(talks)]
    for passed in (5, 7, 11, 13, 23, 25):
        left.append(left[-1] - await vault.sweep(start + passed * HOUR, hours))
    assert left == [4, 4, 3, 3, 2, 2, 0]
    assert set(asked) == {"", "gdpr", "lgpd", "gdpr+lgpd"}
    await vault.close()


async def test_what_was_loaded_is_current_until_another_process_learns_or_erases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sluis.pseudonyms.vault.LOOK_SECONDS", 0.0)
    here, there = Vault(opened(tmp_path), RING), Vault(opened(tmp_path), RING)
    talk = await here.conversation("bot", "anna", "c1")
    assert not await here.is_current(talk.id), "never loaded"
    await here.load(talk.id, talk.key)
    assert await here.is_current(talk.id)
    there.remember(await there.conversation("bot", "anna", "c1"), [entry(talk.key, "Mei Kovacs")])
    await there.flush()
    assert not await here.is_current(talk.id)
    assert [e.value for e in await here.load(talk.id, talk.key)] == ["Mei Kovacs"]
    assert await here.is_current(talk.id)
    await there.erase_subject("bot", "anna")
    assert not await here.is_current(talk.id)
    await here.close()
    await there.close()
