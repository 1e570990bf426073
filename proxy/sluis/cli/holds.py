"""`sluis holds`: the review queue on the command line. A verdict asks for the reviewer's own password.

The password comes from SLUIS_REVIEWER_PASSWORD, else from a prompt: being able to read the database is no verdict.
"""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from sluis.audit.log import CommandLog
from sluis.cli.audit import ConfigOption, DatabaseOption, JsonOption, KeyFileOption, open_ring
from sluis.errors import InvalidRequest
from sluis.holds.digest import Message
from sluis.holds.hold import Hold, Summary
from sluis.holds.queue import HoldQueue
from sluis.holds.reviewers import Reviewers
from sluis.holds.states import Action
from sluis.holds.verdict import without_thoughts
from sluis.keys.ring import KeyRing
from sluis.storage.database import Database

app = typer.Typer(no_args_is_help=True)
PASSWORD_VARIABLE = "SLUIS_REVIEWER_PASSWORD"  # noqa: S105 - the variable's name
IdArgument = Annotated[str, typer.Argument(help="The hold's id.")]
ReviewerOption = Annotated[str, typer.Option("--reviewer", help="Your name as a reviewer.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why, in your own words.")]
DigestOption = Annotated[
    str | None, typer.Option("--digest", help="What `show` printed: refuse if it changed since. Else you are asked.")
]


@app.command("list")
def list_(
    closed: Annotated[bool, typer.Option("--closed", help="What left the queue, newest first.")] = False,
    as_json: JsonOption = False,
    config: ConfigOption = None,
    database: DatabaseOption = None,
    master_key_file: KeyFileOption = None,
) -> None:
    """What waits for a person, nearest deadline first."""
    db, ring = open_ring(config, database, master_key_file)
    try:
        queue = HoldQueue(db, ring)
        found = asyncio.run(queue.list_closed() if closed else queue.list_open())
    finally:
        db.close()
    if as_json:
        typer.echo(json.dumps([_as_json(hold) for hold in found]))
        return
    for hold in found:
        # What waits does not tell its direction here: a reviewer forms a view of their own first.
        direction = f"\t{hold.direction}" if closed else ""
        typer.echo(f"{hold.hold_id}\t{hold.status}\t{hold.domain}{direction}\t{hold.bot_id}\t{hold.expires_at}")


@app.command("show")
def show(
    hold_id: IdArgument,
    as_json: JsonOption = False,
    config: ConfigOption = None,
    database: DatabaseOption = None,
    master_key_file: KeyFileOption = None,
) -> None:
    """What is proposed, for whom (in pseudonyms), why it is held and under which article, and its digest."""
    db, ring = open_ring(config, database, master_key_file)
    try:
        hold = asyncio.run(HoldQueue(db, ring).show(hold_id))
    finally:
        db.close()
    shown = _shown(hold)
    typer.echo(json.dumps(shown, ensure_ascii=False) if as_json else json.dumps(shown, ensure_ascii=False, indent=2))


@app.command("approve")
def approve(
    hold_id: IdArgument,
    reviewer: ReviewerOption,
    reason: ReasonOption,
    digest: DigestOption = None,
    config: ConfigOption = None,
    database: DatabaseOption = None,
    master_key_file: KeyFileOption = None,
) -> None:
    """Release exactly what was shown."""
    db, ring = open_ring(config, database, master_key_file)
    _review(db, ring, hold_id, reviewer, Action.APPROVE, reason, digest, ())


@app.command("reject")
def reject(
    hold_id: IdArgument,
    reviewer: ReviewerOption,
    reason: ReasonOption,
    digest: DigestOption = None,
    config: ConfigOption = None,
    database: DatabaseOption = None,
    master_key_file: KeyFileOption = None,
) -> None:
    """Let nothing of it through; the bot is told that a person rejected it."""
    db, ring = open_ring(config, database, master_key_file)
    _review(db, ring, hold_id, reviewer, Action.REJECT, reason, digest, ())


@app.command("edit")
def edit(
    hold_id: IdArgument,
    reviewer: ReviewerOption,
    reason: ReasonOption,
    file: Annotated[Path, typer.Option(help="JSON list of the messages to send instead, as `show` prints them.")],
    digest: DigestOption = None,
    config: ConfigOption = None,
    database: DatabaseOption = None,
    master_key_file: KeyFileOption = None,
) -> None:
    """Release changed messages instead; only text and arguments may differ, and what the model thought stays behind."""
    try:
        edited = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidRequest("The file with the edited messages cannot be read as JSON.") from error
    if not isinstance(edited, list) or not all(isinstance(message, dict) for message in edited):
        raise InvalidRequest("The edited messages are a JSON list of objects, as `sluis holds show` prints them.")
    db, ring = open_ring(config, database, master_key_file)
    _review(db, ring, hold_id, reviewer, Action.EDIT, reason, digest, tuple(map(without_thoughts, edited)))


def _review(
    db: Database,
    ring: KeyRing,
    hold_id: str,
    name: str,
    action: Action,
    reason: str,
    digest: str | None,
    edited: tuple[Message, ...],
) -> None:
    try:
        if digest is None and action is not Action.REJECT:
            digest = _confirmed(asyncio.run(HoldQueue(db, ring).show(hold_id)))
        password = os.environ.get(PASSWORD_VARIABLE) or typer.prompt("Password", hide_input=True, err=True)
        hold = asyncio.run(_give(db, ring, hold_id, (name, password), action, reason, digest, edited))
    finally:
        db.close()
    typer.echo(f"{hold.hold_id}\t{hold.status}")


def _confirmed(hold: Hold) -> str:
    """The digest of a hold that has been shown to whoever sits at the terminal and that they want to release."""
    if not has_terminal():
        raise InvalidRequest(
            "A release is bound to what its reviewer has seen: give `--digest`, as `sluis holds show` prints it.",
            code="digest_required",
        )
    typer.echo(json.dumps(_shown(hold), ensure_ascii=False, indent=2), err=True)
    typer.confirm("Is this what you decide on?", abort=True, err=True)
    return hold.digest


def has_terminal() -> bool:
    """Whether a person can be asked."""
    return sys.stdin.isatty()


async def _give(
    db: Database,
    ring: KeyRing,
    hold_id: str,
    signing_in: tuple[str, str],
    action: Action,
    reason: str,
    digest: str | None,
    edited: tuple[Message, ...],
) -> Hold:
    """The hold after the review, on record. The digest binds it to what stands there now, or to what `show` printed."""
    queue = HoldQueue(db, ring, audit=CommandLog(ring))
    reviewer = await Reviewers(db).sign_in(*signing_in)
    hold = await queue.show(hold_id)
    now = hold.contents.digest_of(edited) if edited else hold.digest
    if edited and digest is not None and digest != hold.digest:
        raise InvalidRequest("The hold changed since it was shown.", code="hold_changed")
    seen = now if edited else (digest or now)
    return await queue.review(hold_id, reviewer, action, reason=reason, digest_seen=seen, edited=edited)


def _as_json(hold: Summary) -> dict[str, object]:
    return {
        "id": hold.hold_id,
        "status": hold.status,
        "bot": hold.bot_id,
        "domain": hold.domain,
        "direction": hold.direction,
        "opened_at": hold.opened_at,
        "expires_at": hold.expires_at,
        "reviews_needed": hold.reviews_needed,
    }


def _shown(hold: Hold) -> dict[str, object]:
    evidence = hold.contents.evidence
    return _as_json(hold) | {
        "digest": hold.digest,
        "proposed": [dict(message) for message in hold.contents.proposed],
        "affected": evidence.affected,
        "policy": evidence.policy,
        "article": evidence.article,
        "grounds": [
            {"where": g.where, "index": g.index, "domain": g.domain, "adverse": g.adverse, "rule": g.rule}
            for g in evidence.grounds
        ],
        "facts": dict(evidence.facts),
        "conversation": [dict(message) for message in evidence.messages],
        "since": [dict(message) for message in evidence.since],
    }
