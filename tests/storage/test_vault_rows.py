"""The vault on both databases: found by index however much there is, and the same for all who write at once."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, func, insert, select, text
from sqlalchemy.engine import Engine

from sluis.keys.ring import KeyRing
from sluis.pseudonyms.entries import Entry
from sluis.pseudonyms.mapping import Namer, Standing
from sluis.pseudonyms.proof import collect, prove
from sluis.pseudonyms.vault import ConversationKeys, Vault
from sluis.storage.database import Database
from sluis.storage.tables import CONVERSATIONS, SUBJECTS, VAULT_ROWS

RING = KeyRing.of(b"m" * 32)
WRITERS = 16
NONE = Standing([])
DIGITS = str.maketrans("0123456789", "abcdefghij")


def entries(key: bytes, *names: str) -> list[Entry]:
    namer = Namer(key, {})
    return [namer.entry("PERSON", name, NONE) for name in names]


async def use(db: Database, *names: str) -> list[ConversationKeys]:
    """All that a request asks of the vault: two known conversations, with and without a subject."""
    vault = Vault(db, RING)
    talks = []
    for subject in ("anna", None):
        talk = await vault.conversation("bot", subject, "c1")
        await vault.load(talk.id, talk.key)
        vault.remember(talk, entries(talk.key, "Mei Kovacs", "Ruben Vermeer", *names))
        await vault.flush()
        await vault.load(talk.id, talk.key)
        talks.append(talk)
    await vault.close()
    return talks


def crowd(connection: Connection) -> None:
    """Some thousand other subjects, conversations and values."""
    subject = {"bot_id": "bot", "wrapped_key": b"x", "created_at": 1}
    talk = {"bot_id": "bot", "wrapped_key": b"x", "created_at": 1, "last_used_at": 1}
    row = {"entity_type": "PERSON", "sealed": b"x", "created_at": 1}
    numbers = range(3000)
    connection.execute(insert(SUBJECTS), [{"id": f"s{n}", "label_index": f"l{n}", **subject} for n in numbers])
    connection.execute(
        insert(CONVERSATIONS), [{"id": f"t{n}", "subject_id": f"s{n}", "label_index": f"l{n}", **talk} for n in numbers]
    )
    connection.execute(
        insert(VAULT_ROWS), [{"conversation_id": f"t{n}", "value_index": f"v{v}", **row} for n in numbers for v in "ab"]
    )


def watched(act: Callable[[], Any]) -> list[tuple[str, Any]]:
    """The statements that are executed meanwhile, with their parameters."""
    seen: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if statement.lower().startswith(("select", "insert", "update", "delete")):
            seen.append((statement, parameters[0] if many else parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return seen


def plan(connection: Connection, statement: str, parameters: Any) -> str:
    """How the database would go about it; PostgreSQL avoids reading a whole table wherever it can."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(f"explain query plan {statement}", parameters)
        return "\n".join(row[3] for row in rows)
    connection.execute(text("set local enable_seqscan = off"))
    return "\n".join(row[0] for row in connection.exec_driver_sql(f"explain {statement}", parameters))


def test_what_a_request_asks_of_the_vault_is_found_by_index_however_much_there_is(db: Database) -> None:
    asyncio.run(use(db))
    few = watched(lambda: asyncio.run(use(db)))
    db.run_sync(crowd)
    many = watched(lambda: asyncio.run(use(db)))
    assert [statement for statement, _ in many] == [statement for statement, _ in few]
    assert any("vault_rows" in statement for statement, _ in many)
    assert any("subjects" in statement for statement, _ in many)
    for statement, parameters in many:
        said = db.run_sync(lambda c, s=statement, p=parameters: plan(c, s, p))  # type: ignore[misc]
        assert "Seq Scan" not in said, f"{statement}\n{said}"
        assert not [line for line in said.splitlines() if line.startswith("SCAN ")], f"{statement}\n{said}"


def test_erasing_and_sweeping_find_their_rows_by_index(db: Database) -> None:
    talk, _ = asyncio.run(use(db))
    db.run_sync(crowd)
    assert talk.subject_id is not None
    subject = talk.subject_id

    async def erase() -> None:
        vault = Vault(db, RING)
        await vault.erase(subject)
        await vault.close()

    for statement, parameters in watched(lambda: asyncio.run(erase())):
        if "erasures" in statement or "reviews" in statement:
            continue  # short tables
        said = db.run_sync(lambda c, s=statement, p=parameters: plan(c, s, p))  # type: ignore[misc]
        assert "Seq Scan" not in said, f"{statement}\n{said}"
        assert not [line for line in said.splitlines() if line.startswith("SCAN ")], f"{statement}\n{said}"


def test_sixteen_writers_agree_on_one_conversation_and_lose_nothing(url: str, db: Database) -> None:
    """Each with connections and an event loop of its own, as processes have; half of what they learn they share."""
    shared = [f"Ann Bell{n}".translate(DIGITS) for n in range(20)]

    def write(number: int) -> ConversationKeys:
        async def run() -> ConversationKeys:
            here = Database.open(url)
            vault = Vault(here, RING)
            talk = await vault.conversation("bot", "anna", "c1")
            own = [f"Bo Writer{number}x{n}".translate(DIGITS) for n in range(20)]
            for at in range(20):
                vault.remember(talk, entries(talk.key, shared[(at + number) % 20], own[at]))
                await asyncio.sleep(0.005)
            await vault.close()
            here.close()
            return talk

        return asyncio.run(run())

    with ThreadPoolExecutor(WRITERS) as pool:
        talks = list(pool.map(write, range(WRITERS)))
    assert len(set(talks)) == 1, "one conversation, one key"
    kept = asyncio.run(Vault(db, RING).load(talks[0].id, talks[0].key))
    assert len(kept) == len({entry.value for entry in kept}) == 20 + WRITERS * 20
    assert kept == [*entries(talks[0].key, *(entry.value for entry in kept))], "whoever wrote a value, wrote the same"
    assert db.run_sync(lambda c: c.execute(select(func.count()).select_from(CONVERSATIONS)).scalar_one()) == 1


def test_after_an_erasure_no_blob_opens_and_other_peoples_do(url: str, db: Database) -> None:
    """With every key there still is: the master's, the bots', and those of everybody else."""
    anna, nobody = asyncio.run(use(db))

    async def erase() -> None:
        vault = Vault(db, RING)
        bob = await vault.conversation("bot", "bob", "c1")
        vault.remember(bob, entries(bob.key, "Mei Kovacs"))
        await vault.flush()
        assert anna.subject_id is not None
        await vault.erase(anna.subject_id)
        assert [e.value for e in await vault.load(bob.id, bob.key)] == ["Mei Kovacs"]
        assert len(await vault.load(nobody.id, nobody.key)) == 2
        await vault.close()

    assert anna.subject_id is not None
    collected = db.run_sync(lambda c: collect(c, anna.subject_id or "", str.encode))
    assert {blob.store for blob in collected.blobs} == {"conversations", "vault_rows"}
    asyncio.run(erase())
    proofs = db.run_sync(lambda c: prove(c, RING, collected))
    assert all(proof.is_clean for proof in proofs), proofs


@pytest.mark.pg
def test_no_file_of_postgresql_holds_a_value(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Neither its tables nor its write-ahead log."""
    server = request.getfixturevalue("server")
    db = Database.open(server.new_database(), journal=tmp_path / "s.erasures")
    asyncio.run(use(db, "Xanthia Grolmbak"))
    with db._writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("checkpoint"))
    files = [file for file in Path(server.server.pgdata).rglob("*") if file.is_file()]
    assert len(files) > 100
    assert not [file for file in files if any(value in file.read_bytes() for value in (b"Xanthia", b"Grolmbak"))]
    db.close()
