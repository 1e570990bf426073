"""`sluis report`: reports from the registers."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from sqlalchemy import Connection

from sluis.audit.rows import read_events, read_private
from sluis.cli.audit import ConfigOption, DatabaseOption, KeyFileOption, open_ring
from sluis.keys.ring import KeyRing
from sluis.keys.subjects import get_subject_key
from sluis.profiling.records import ProfilingRecord
from sluis.profiling.register import read_records
from sluis.pseudonyms.vault import bot_key
from sluis.reports import decisions as decided
from sluis.reports import topics as spoken
from sluis.reports.profiling import as_csv, as_json, as_text

app = typer.Typer(no_args_is_help=True)


SinceOption = Annotated[datetime | None, typer.Option(help="From this day on, UTC.")]
UntilOption = Annotated[datetime | None, typer.Option(help="Before this day, UTC.")]
BotOption = Annotated[str | None, typer.Option(help="Of this bot alone.")]
LinesOption = Annotated[bool, typer.Option("--json", help="Print JSON, a line each.")]
Found = TypeVar("Found")


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    CSV = "csv"


@app.callback()
def _nouns() -> None:
    """Reports from the registers."""


@app.command("profiling")
def profiling(
    since: SinceOption = None,
    until: UntilOption = None,
    bot: BotOption = None,
    shape: Annotated[Format, typer.Option("--format", help="text, json (a line each) or csv.")] = Format.TEXT,
    config: ConfigOption = None,
    database: DatabaseOption = None,
    master_key_file: KeyFileOption = None,
) -> None:
    """Who was evaluated (by key), for what purpose, with which categories and effect. No personal value."""

    def recorded(connection: Connection, _: KeyRing) -> list[ProfilingRecord]:
        return list(read_records(connection, since=_seconds(since), until=_seconds(until), bot=bot))

    records = _read(config, database, master_key_file, recorded)
    write = {Format.TEXT: as_text, Format.JSON: as_json, Format.CSV: as_csv}[shape]
    typer.echo(write(records), nl=shape is not Format.CSV)


@app.command("decisions")
def decisions(
    since: SinceOption = None,
    until: UntilOption = None,
    bot: BotOption = None,
    json_: LinesOption = False,
    config: ConfigOption = None,
    database: DatabaseOption = None,
    master_key_file: KeyFileOption = None,
) -> None:
    """What was held, blocked or let through of the decisions found, and what rules in shadow would have held."""

    def counted(connection: Connection, _: KeyRing) -> Counter[decided.Kind]:
        return decided.count(_events(connection, _seconds(since), _seconds(until)), bot)

    counts = _read(config, database, master_key_file, counted)
    typer.echo(decided.as_json(counts) if json_ else decided.as_text(counts))


@app.command("topics")
def topics(
    since: SinceOption = None,
    until: UntilOption = None,
    bot: BotOption = None,
    json_: LinesOption = False,
    config: ConfigOption = None,
    database: DatabaseOption = None,
    master_key_file: KeyFileOption = None,
) -> None:
    """How many requests spoke of each special category, by bot and policy; of nobody by name or key."""

    def counted(connection: Connection, ring: KeyRing) -> spoken.Counted:
        def key_of(subject_id: str | None, name: str) -> bytes:
            return get_subject_key(connection, ring, subject_id) if subject_id else bot_key(ring, name)

        rows = read_private(connection, spoken.EVENT, _seconds(since), _seconds(until))
        return spoken.count(rows, cache(key_of), bot)

    found = _read(config, database, master_key_file, counted)
    typer.echo(spoken.as_json(found) if json_ else spoken.as_text(found))


def _read(
    config: Path | None,
    database: str | None,
    master_key_file: Path | None,
    read: Callable[[Connection, KeyRing], Found],
) -> Found:
    """What `read` finds in the database, which is closed behind it."""
    db, ring = open_ring(config, database, master_key_file)
    try:
        return db.run_sync(lambda connection: read(connection, ring))
    finally:
        db.close()


def _events(connection: Connection, since: int | None, until: int | None) -> Iterator[tuple[str, dict[str, Any]]]:
    for event, said in read_events(connection, decided.EVENTS, since, until):
        yield event, json.loads(said)


def _seconds(day: datetime | None) -> int | None:
    return None if day is None else int(day.replace(tzinfo=UTC).timestamp())
