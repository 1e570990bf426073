"""`sluis report`: reports from the registers."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Annotated, Any

import typer
from sqlalchemy import Connection

from sluis.audit.rows import read_events, read_private
from sluis.cli.audit import ConfigOption, DatabaseOption, KeyFileOption, open_ring
from sluis.keys.subjects import get_subject_key
from sluis.profiling.register import read_records
from sluis.pseudonyms.vault import bot_key
from sluis.reports import decisions as decided
from sluis.reports import topics as spoken
from sluis.reports.profiling import as_csv, as_json, as_text

app = typer.Typer(no_args_is_help=True)


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    CSV = "csv"


@app.callback()
def _nouns() -> None:
    """Reports from the registers."""


@app.command("profiling")
def profiling(
    since: Annotated[datetime | None, typer.Option(help="From this day on, UTC.")] = None,
    until: Annotated[datetime | None, typer.Option(help="Before this day, UTC.")] = None,
    bot: Annotated[str | None, typer.Option(help="Of this bot alone.")] = None,
    shape: Annotated[Format, typer.Option("--format", help="text, json (a line each) or csv.")] = Format.TEXT,
    config: ConfigOption = None,
    database: DatabaseOption = None,
    master_key_file: KeyFileOption = None,
) -> None:
    """Who was evaluated (by key), for what purpose, with which categories and effect. No personal value."""
    db, _ = open_ring(config, database, master_key_file)
    try:
        records = db.run_sync(lambda c: list(read_records(c, since=_seconds(since), until=_seconds(until), bot=bot)))
    finally:
        db.close()
    write = {Format.TEXT: as_text, Format.JSON: as_json, Format.CSV: as_csv}[shape]
    typer.echo(write(records), nl=shape is not Format.CSV)


@app.command("decisions")
def decisions(
    since: Annotated[datetime | None, typer.Option(help="From this day on, UTC.")] = None,
    until: Annotated[datetime | None, typer.Option(help="Before this day, UTC.")] = None,
    bot: Annotated[str | None, typer.Option(help="Of this bot alone.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON, a line each.")] = False,
    config: ConfigOption = None,
    database: DatabaseOption = None,
    master_key_file: KeyFileOption = None,
) -> None:
    """What was held, blocked or let through of the decisions found, and what rules in shadow would have held."""
    db, _ = open_ring(config, database, master_key_file)
    try:
        counts = db.run_sync(lambda c: decided.count(_events(c, _seconds(since), _seconds(until)), bot))
    finally:
        db.close()
    typer.echo(decided.as_json(counts) if json_ else decided.as_text(counts))


@app.command("topics")
def topics(
    since: Annotated[datetime | None, typer.Option(help="From this day on, UTC.")] = None,
    until: Annotated[datetime | None, typer.Option(help="Before this day, UTC.")] = None,
    bot: Annotated[str | None, typer.Option(help="Of this bot alone.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON, a line each.")] = False,
    config: ConfigOption = None,
    database: DatabaseOption = None,
    master_key_file: KeyFileOption = None,
) -> None:
    """How many requests spoke of each special category, by bot and policy; of nobody by name or key."""
    db, ring = open_ring(config, database, master_key_file)

    def counted(connection: Connection) -> spoken.Counted:
        def key_of(subject_id: str | None, name: str) -> bytes:
            return get_subject_key(connection, ring, subject_id) if subject_id else bot_key(ring, name)

        rows = read_private(connection, spoken.EVENT, _seconds(since), _seconds(until))
        return spoken.count(rows, cache(key_of), bot)

    try:
        found = db.run_sync(counted)
    finally:
        db.close()
    typer.echo(spoken.as_json(found) if json_ else spoken.as_text(found))


def _events(connection: Connection, since: int | None, until: int | None) -> Iterator[tuple[str, dict[str, Any]]]:
    for event, said in read_events(connection, decided.EVENTS, since, until):
        yield event, json.loads(said)


def _seconds(day: datetime | None) -> int | None:
    return None if day is None else int(day.replace(tzinfo=UTC).timestamp())
