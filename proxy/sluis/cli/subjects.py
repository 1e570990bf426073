"""`sluis subjects`: whom the database knows, by random id, what they opted out of, and their erasure with proof."""

import json
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection, func, select

from sluis.audit.log import CommandLog, record
from sluis.bots import ANYONE
from sluis.cli.audit import ConfigOption, DatabaseOption, JsonOption, KeyFileOption, open_ring
from sluis.duties.opting_out import Scope, opt_in, opt_out
from sluis.errors import InvalidRequest, NotFound
from sluis.holds.sealed import key_place
from sluis.keys.ring import KeyRing
from sluis.keys.subjects import find_subject
from sluis.pseudonyms.proof import StoreProof, collect, find_traces, prove
from sluis.settings import load_settings
from sluis.storage.bots import read_bots
from sluis.storage.database import Database
from sluis.storage.erasure import Erased, erase
from sluis.storage.journal import ErasureJournal
from sluis.storage.tables import CONVERSATIONS, OPT_OUTS, SUBJECTS

app = typer.Typer(no_args_is_help=True)
BotArgument = Annotated[str, typer.Argument(help="The bot whose subject it is.")]
LabelArgument = Annotated[str, typer.Argument(help="What the bot calls the person.")]
ScopeOption = Annotated[
    Scope, typer.Option(help="`decisions`: of automatic decisions; `sharing`: of sale and sharing of their data.")
]


@app.command("list")
def list_(
    as_json: JsonOption = False,
    config: ConfigOption = None,
    database: DatabaseOption = None,
    master_key_file: KeyFileOption = None,
) -> None:
    """List subjects by random id. Their labels are kept as keyed hashes only, so they cannot be shown."""
    db, _ = open_ring(config, database, master_key_file)
    try:
        rows = db.run_sync(_list)
    finally:
        db.close()
    if as_json:
        typer.echo(json.dumps(rows))
        return
    for row in rows:
        state = f"erased {row['erased_at']}" if row["erased_at"] else f"{row['conversations']} conversations"
        said_no = f"\topted out of {row['opted_out']}" if row["opted_out"] else ""
        typer.echo(f"{row['id']}\tbot={row['bot']}\tsince {row['created_at']}\t{state}{said_no}")


@app.command("opt-out")
def opt_out_(
    bot: BotArgument,
    label: LabelArgument,
    scope: ScopeOption = "decisions",
    config: ConfigOption = None,
    database: DatabaseOption = None,
    master_key_file: KeyFileOption = None,
) -> None:
    """Put a person's opt-out or objection on file. Running servers keep to it within a second."""
    db, ring = open_ring(config, database, master_key_file)
    try:
        _require_bot(db, config, bot)
        found = db.run_sync(lambda connection: _opt_out(connection, ring, bot, label, scope))
    finally:
        db.close()
    typer.echo(f"{found} of bot {bot}: opted out of {scope}")


@app.command("opt-in")
def opt_in_(
    bot: BotArgument,
    label: LabelArgument,
    scope: ScopeOption = "decisions",
    config: ConfigOption = None,
    database: DatabaseOption = None,
    master_key_file: KeyFileOption = None,
) -> None:
    """Take an opt-out back, when the person has said so. Exit 1 when none is on file."""
    db, ring = open_ring(config, database, master_key_file)
    try:
        found = db.run_sync(lambda connection: _opt_in(connection, ring, bot, label, scope))
    finally:
        db.close()
    typer.echo(f"{found} of bot {bot}: no longer opted out of {scope}")


@app.command("erase")
def erase_(
    bot: Annotated[str | None, typer.Argument(help="The bot whose subject it is.")] = None,
    label: Annotated[str | None, typer.Argument(help="What the bot calls the person.")] = None,
    subject_id: Annotated[str | None, typer.Option("--id", help="The random id instead.")] = None,
    as_json: JsonOption = False,
    config: ConfigOption = None,
    database: DatabaseOption = None,
    master_key_file: KeyFileOption = None,
) -> None:
    """Erase a person: the key, the values, the holds' contents, the links. Prints the proof; exit 1 without."""
    if (subject_id is None) == (bot is None or label is None):
        raise InvalidRequest("Name the bot and its label of the person, or give --id.")
    db, ring = open_ring(config, database, master_key_file)
    try:
        found = subject_id or _find(db, ring, str(bot), str(label))
        done, proofs, traces = erase_with_proof(db, ring, found)
    finally:
        db.close()
    clean = all(proof.is_clean for proof in proofs) and not traces
    if as_json:
        typer.echo(json.dumps(_as_json(done, proofs, traces, clean) | {"files_searched": bool(files_of(db))}))
    else:
        _print(done, proofs, traces, clean)
        if not files_of(db):
            typer.echo(
                "PostgreSQL's files are not looked through: docs/operations.md has what clears deleted bytes out"
            )
    raise typer.Exit(0 if clean else 1)


def erase_with_proof(db: Database, ring: KeyRing, subject_id: str) -> tuple[Erased, list[StoreProof], list[Path]]:
    """Erase, then try everything that was sealed for the subject, and look for its key in the files. On record."""
    journal, at = db.journal, int(time.time())
    collected = db.run_sync(lambda connection: collect(connection, subject_id, key_place))
    done = db.run_sync(lambda connection: _erase(connection, ring, subject_id, at, journal))
    emptied = db.forget_deleted()
    proofs = db.run_sync(lambda connection: prove(connection, ring, collected))
    traces = find_traces(files_of(db), collected.traces)
    open_left = sum(proof.still_open for proof in proofs)
    record(
        db, ring, "subject.erasure_proved", subject=subject_id, bot=done.bot_id, tried=len(collected.blobs),
        still_open=open_left, files_with_traces=len(traces), log_emptied=emptied,
    )  # fmt: skip
    return done, proofs, traces


def _erase(connection: Connection, ring: KeyRing, subject_id: str, at: int, journal: ErasureJournal | None) -> Erased:
    done = erase(connection, subject_id, at, journal)
    counts = {f"erased_{store}": count for store, count in done.counts.items()}
    CommandLog(ring).note(connection, "subject.erased", subject=subject_id, bot=done.bot_id, **counts)
    return done


def _opt_out(connection: Connection, ring: KeyRing, bot: str, label: str, scope: Scope) -> str:
    found = opt_out(connection, ring, bot, label, frozenset({scope}), "operator", int(time.time()))
    CommandLog(ring).note(connection, "subject.opted_out", subject=found, bot=bot, scope=scope, source="operator")
    return found


def _opt_in(connection: Connection, ring: KeyRing, bot: str, label: str, scope: Scope) -> str:
    found = opt_in(connection, ring, bot, label, frozenset({scope}))
    if found is None:
        raise NotFound(f"No opt-out of {scope} is on file for this person.", code="opt_out_not_found")
    CommandLog(ring).note(connection, "subject.opted_in", subject=found, bot=bot, scope=scope, source="operator")
    return found


def files_of(db: Database) -> list[Path]:
    """Every file in which the database may leave bytes."""
    if db.file is None:
        return []
    beside = [db.file.with_name(db.file.name + ending) for ending in ("-wal", "-shm", "-journal")]
    return [db.file, *beside, *([db.journal.file] if db.journal else [])]


def _require_bot(db: Database, config: Path | None, bot: str) -> None:
    """A person can opt out before their first chat, so a name that is mistyped would not be noticed otherwise."""
    known = {ANYONE.name, *(b.name for b in load_settings(config).bots), *(b.name for b in db.run_sync(read_bots))}
    if bot not in known:
        raise NotFound(f"There is no bot named {bot}.", code="bot_not_found", hint="Bots of a file need --config.")


def _find(db: Database, ring: KeyRing, bot: str, label: str) -> str:
    found = db.run_sync(lambda connection: find_subject(connection, ring, bot, label))
    if found is None:
        raise NotFound("This bot has no such subject.", code="subject_not_found")
    return found


def _list(connection: Connection) -> list[dict[str, str | int | None]]:
    chats = (
        select(CONVERSATIONS.c.subject_id, func.count().label("number")).group_by(CONVERSATIONS.c.subject_id).subquery()
    )
    said_no: dict[str, list[str]] = {}
    for row in connection.execute(select(OPT_OUTS).order_by(OPT_OUTS.c.scope)):
        said_no.setdefault(row.subject_id, []).append(row.scope)
    wanted = select(SUBJECTS, chats.c.number).outerjoin(chats, chats.c.subject_id == SUBJECTS.c.id)
    return [
        {
            "id": row.id,
            "bot": row.bot_id,
            "created_at": _day(row.created_at),
            "erased_at": _day(row.erased_at) if row.erased_at else None,
            "conversations": row.number or 0,
            "opted_out": ", ".join(said_no.get(row.id, ())),
        }
        for row in connection.execute(wanted.order_by(SUBJECTS.c.created_at, SUBJECTS.c.id))
    ]


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _as_json(done: Erased, proofs: list[StoreProof], traces: list[Path], clean: bool) -> dict[str, object]:
    return {
        "subject": done.subject_id,
        "bot": done.bot_id,
        "erased": dict(done.counts),
        "proof": [asdict(proof) for proof in proofs],
        "traces_in": [str(file) for file in traces],
        "clean": clean,
    }


def _print(done: Erased, proofs: list[StoreProof], traces: list[Path], clean: bool) -> None:
    typer.echo(f"erased {done.subject_id} of bot {done.bot_id}")
    for proof in proofs:
        count = done.counts.get(proof.store, 0)
        typer.echo(
            f"{proof.store}\t{count} erased, {proof.sealed} sealed tried, "
            f"{proof.still_open} open, {proof.rows_left} left"
        )
    typer.echo(f"profiling_records\t{done.counts.get('profiling_records', 0)} unlinked")
    for file in traces:
        typer.echo(f"the destroyed key still stands in {file}: stop the other processes and run this again")
    typer.echo("proven" if clean else "NOT PROVEN")
