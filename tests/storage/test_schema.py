"""The schema comes up to date by itself, once, and a newer one is left alone."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import inspect, text

from sluis.errors import ConfigurationError
from sluis.storage.database import Database
from sluis.storage.schema import REVISIONS, find_revision
from sluis.storage.tables import METADATA


def test_an_empty_database_gets_the_tables_that_the_code_knows(db: Database) -> None:
    def columns(connection: object) -> dict[str, set[str]]:
        found = inspect(connection)
        return {name: {c["name"] for c in found.get_columns(name)} for name in found.get_table_names()}

    made = db.run_sync(columns)
    assert made.pop("alembic_version")
    assert made == {table.name: {c.name for c in table.columns} for table in METADATA.sorted_tables}
    assert db.run_sync(find_revision) == REVISIONS[-1]


def test_four_processes_that_start_at_once_make_one_schema(url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(lambda _: Database.open(url), range(4)))
    assert {db.run_sync(find_revision) for db in opened} == {REVISIONS[-1]}
    for db in opened:
        db.close()


def test_a_database_of_the_first_schema_is_brought_up_to_date(url: str, db: Database) -> None:
    for statement in (
        "drop table audit_outbox",
        "drop index ix_conversations_policies_last_used_at",
        "create index ix_conversations_last_used_at on conversations (last_used_at)",
        "alter table conversations drop column policies",
        "alter table holds drop column policy",
        "drop table opt_outs",
        "update alembic_version set version_num = '0001'",
    ):
        db.run_sync(lambda connection, said=statement: connection.execute(text(said)))
    Database.open(url).close()
    assert db.run_sync(find_revision) == REVISIONS[-1]
    assert {"opt_outs", "audit_outbox"} <= set(db.run_sync(lambda connection: inspect(connection).get_table_names()))


def test_a_schema_of_a_newer_sluis_is_refused_and_stays(url: str, db: Database) -> None:
    db.run_sync(lambda connection: connection.execute(text("update alembic_version set version_num = '9999'")))
    with pytest.raises(ConfigurationError, match="newer"):
        Database.open(url)
    assert db.run_sync(find_revision) == "9999"
