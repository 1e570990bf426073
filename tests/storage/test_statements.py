"""The first row stays, or the last one wins, the same on both databases."""

from sqlalchemy import Connection, select

from sluis.storage.database import Database
from sluis.storage.statements import insert_unless_there, upsert
from sluis.storage.tables import META


def kept(connection: Connection) -> list[tuple[str, bytes]]:
    return [(row.name, bytes(row.value)) for row in connection.execute(select(META).where(META.c.name == "a"))]


def test_inserting_unless_there_keeps_the_first(db: Database) -> None:
    for value in (b"1", b"2"):
        db.run_sync(lambda c, v=value: c.execute(insert_unless_there(c, META), {"name": "a", "value": v}))  # type: ignore[misc]
    assert db.run_sync(kept) == [("a", b"1")]


def test_upserting_keeps_the_last(db: Database) -> None:
    for value in (b"1", b"2"):
        db.run_sync(lambda c, v=value: c.execute(upsert(c, META, "name", ["value"]), {"name": "a", "value": v}))  # type: ignore[misc]
    assert db.run_sync(kept) == [("a", b"2")]
