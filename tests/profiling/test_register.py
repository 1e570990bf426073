"""The register keeps what happened and no more, and lets go of it in time."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.support.postgres import Postgres, postgres

from sluis.errors import StorageUnavailable
from sluis.keys.ring import KeyRing
from sluis.profiling.records import ProfilingRecord
from sluis.profiling.register import ProfilingRegister
from sluis.pseudonyms.vault import Vault
from sluis.storage.database import Database

DAY = 86_400
RING = KeyRing.of(b"k" * 32)
RECORD = ProfilingRecord(
    at=1_800_000_000,
    bot="desk",
    policy="gdpr@0123456789ab",
    article="GDPR Art. 4(4)",
    source="answer",
    subject="sub_1",
    request="req_1",
    purpose="support",
    basis="consent",
    categories_used=("behaviour", "location"),
    categories_inferred=("reliability",),
    effect="delivered",
)
OTHERS = (
    replace(RECORD, at=RECORD.at + 10, bot="other", subject=None, policy="lgpd@0123456789ab"),
    replace(RECORD, at=RECORD.at + 20, source="request", effect="none", categories_inferred=()),
)


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with postgres() as running:
        yield running


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.pg)])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    on_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path}/s.db" if on_sqlite else request.getfixturevalue("server").new_database()
    db = Database.open(url, journal=tmp_path / "erasures")
    yield db
    db.close()


@pytest.fixture
def register(database: Database) -> ProfilingRegister:
    return ProfilingRegister(database, RING)


async def test_what_was_added_is_on_disk_when_add_returns(register: ProfilingRegister, database: Database) -> None:
    await register.add(RECORD)
    assert await register.records() == [RECORD]


async def test_what_was_appended_follows_within_the_group_delay(register: ProfilingRegister) -> None:
    for record in (RECORD, *OTHERS):
        register.append(record)
    await asyncio.sleep(0.3)
    assert await register.records() == [RECORD, *OTHERS]


async def test_closing_loses_nothing(register: ProfilingRegister) -> None:
    register.append(RECORD)
    await register.close()
    assert await register.records() == [RECORD]
    with pytest.raises(StorageUnavailable):
        register.append(RECORD)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, 3),
        ({"bot": "desk"}, 2),
        ({"subject": "sub_1"}, 2),
        ({"policy": "lgpd"}, 1),
        ({"policy": "gdpr@0123456789ab"}, 2),
        ({"policy": "gdp"}, 0),
        ({"policy": "%"}, 0),
        ({"since": RECORD.at + 10}, 2),
        ({"until": RECORD.at + 10}, 1),
        ({"since": RECORD.at + 1, "until": RECORD.at + 20}, 1),
    ],
)
async def test_records_are_found_by(register: ProfilingRegister, wanted: dict[str, object], found: int) -> None:
    for record in (RECORD, *OTHERS):
        await register.add(record)
    assert len(await register.records(**wanted)) == found


async def test_records_go_when_their_own_policy_says_so(register: ProfilingRegister) -> None:
    for record in (RECORD, *OTHERS):
        await register.add(record)
    now = datetime.fromtimestamp(RECORD.at + 100 * DAY, UTC)
    gone = await register.sweep(now, lambda policy: timedelta(days=365 if policy.startswith("gdpr") else 30))
    assert gone == 1
    assert {r.policy for r in await register.records()} == {"gdpr@0123456789ab"}


async def test_a_label_becomes_the_random_id_of_that_bots_person(register: ProfilingRegister) -> None:
    nameless = replace(RECORD, subject=None)
    people = (("desk", "Ada Vermeer"), ("desk", "Ada Vermeer"), ("other", "Ada Vermeer"), ("desk", "Bo"))
    for at, (bot, label) in enumerate(people):
        await register.add(replace(nameless, bot=bot, at=at), label)
    one, again, elsewhere, another = (record.subject for record in await register.records())
    assert one == again
    assert len({one, elsewhere, another}) == 3
    assert one is not None
    assert one.startswith("sub_")


async def test_erasing_a_person_reaches_what_was_recorded_by_label_alone(
    register: ProfilingRegister, database: Database
) -> None:
    """A chat without a name has no subject of its own; the person in it has."""
    vault = Vault(database, RING)
    named = await vault.conversation("desk", "ada", "c1")
    await register.add(replace(RECORD, subject=None), "ada")
    await register.add(replace(RECORD, subject=named.subject_id))
    await register.add(replace(RECORD, subject=None), "bo")
    assert len(await register.records(subject=named.subject_id)) == 2
    done = await vault.erase_subject("desk", "ada")
    assert done.counts["profiling_records"] == 2
    left = [record.subject for record in await register.records()]
    assert left.count(None) == 2
    assert named.subject_id not in left
    await vault.close()


async def test_a_person_who_never_had_a_named_chat_can_be_erased(
    register: ProfilingRegister, database: Database
) -> None:
    await register.add(replace(RECORD, subject=None), "ada")
    vault = Vault(database, RING)
    assert (await vault.erase_subject("desk", "ada")).counts["profiling_records"] == 1
    assert [record.subject for record in await register.records()] == [None]
    await vault.close()


async def test_what_is_recorded_after_an_erasure_no_longer_names_the_person(
    register: ProfilingRegister, database: Database
) -> None:
    """Another process may still hold the conversation for a moment."""
    vault = Vault(database, RING)
    named = await vault.conversation("desk", "ada", "c1")
    assert named.subject_id
    await vault.erase(named.subject_id)
    await register.add(replace(RECORD, subject=named.subject_id), "ada")
    assert [record.subject for record in await register.records()] == [None]
    await vault.close()


async def test_a_large_sweep_takes_several_transactions(
    register: ProfilingRegister, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sluis.profiling.register.SWEEP_ROWS", 2)
    for _ in range(5):
        register.append(RECORD)
    await register.add(OTHERS[0])
    later = datetime.fromtimestamp(RECORD.at + 40 * DAY, UTC)
    assert await register.sweep(later, lambda policy: timedelta(days=30 if policy.startswith("gdpr") else 90)) == 5
    assert await register.records() == [OTHERS[0]]


@pytest.mark.parametrize(
    "wrong",
    [
        {"categories_used": ("Ada Vermeer",)},
        {"categories_inferred": ("ada@example.org",)},
        {"categories_used": ("a,b",)},
        {"categories_used": ("",)},
        {"categories_used": tuple(f"c{n}" for n in range(41))},
        {"source": "elsewhere"},
        {"effect": "refused Ada Vermeer"},
        {"purpose": "x" * 513},
    ],
)
def test_values_of_people_cannot_get_in(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"categories|source|characters") as caught:
        replace(RECORD, **wrong)  # type: ignore[arg-type]
    assert "Ada" not in str(caught.value)


async def test_after_a_failure_nothing_is_taken_until_it_is_written(
    register: ProfilingRegister, database: Database
) -> None:
    await database.run(lambda c: c.execute(text("ALTER TABLE profiling_records RENAME TO away")))
    with pytest.raises(StorageUnavailable):
        await register.add(RECORD)
    with pytest.raises(StorageUnavailable):
        register.append(RECORD)
    await database.run(lambda c: c.execute(text("ALTER TABLE away RENAME TO profiling_records")))
    await asyncio.sleep(1.5)
    assert await register.records() == [RECORD]
