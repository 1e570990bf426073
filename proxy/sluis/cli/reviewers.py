"""`sluis reviewers`: the people who may decide about holds, in the console and on the command line."""

import asyncio
import json
import secrets
import sys
from pathlib import Path
from typing import Annotated

import typer

from sluis.audit.log import record
from sluis.cli.audit import ConfigOption, DatabaseOption, JsonOption, KeyFileOption
from sluis.holds.reviewers import Reviewer, Reviewers, Role
from sluis.keys.ring import KeyRing
from sluis.settings import load_settings
from sluis.storage.database import Database

app = typer.Typer(no_args_is_help=True)
StdinOption = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="The name to sign in with.")],
    role: Annotated[Role, typer.Option(help="What this person may do.")] = Role.REVIEWER,
    password_stdin: StdinOption = False,
    as_json: JsonOption = False,
    config: ConfigOption = None,
    database: DatabaseOption = None,
    master_key_file: KeyFileOption = None,
) -> None:
    """Make an account. Without --password-stdin a password is made and shown this once."""
    password, made = _password(password_stdin)
    db, ring = _open(config, database, master_key_file)
    try:
        reviewer = asyncio.run(Reviewers(db).add(name, password, role))
        record(db, ring, "reviewer.added", reviewer=reviewer.reviewer_id, role=role.value)
    finally:
        db.close()
    _say(reviewer, made, as_json)


@app.command("list")
def list_(
    as_json: JsonOption = False,
    config: ConfigOption = None,
    database: DatabaseOption = None,
    master_key_file: KeyFileOption = None,
) -> None:
    """All accounts, disabled ones too."""
    db, _ = _open(config, database, master_key_file)
    try:
        found = asyncio.run(Reviewers(db).list())
    finally:
        db.close()
    if as_json:
        typer.echo(json.dumps([_as_json(r) for r in found]))
        return
    for r in found:
        typer.echo(f"{r.name}\t{r.role}\t{'disabled' if r.disabled else 'enabled'}\t{r.reviewer_id}")


@app.command("disable")
def disable(
    name: Annotated[str, typer.Argument(help="Whose account.")],
    config: ConfigOption = None,
    database: DatabaseOption = None,
    master_key_file: KeyFileOption = None,
) -> None:
    """From now on this person neither signs in nor decides; what they decided stays on record."""
    db, ring = _open(config, database, master_key_file)
    try:
        reviewer = asyncio.run(_disable(Reviewers(db), name))
        record(db, ring, "reviewer.disabled", reviewer=reviewer.reviewer_id)
    finally:
        db.close()
    typer.echo(f"{reviewer.name} is disabled and signed out.", err=True)


@app.command("password")
def password_(
    name: Annotated[str, typer.Argument(help="Whose account.")],
    password_stdin: StdinOption = False,
    as_json: JsonOption = False,
    config: ConfigOption = None,
    database: DatabaseOption = None,
    master_key_file: KeyFileOption = None,
) -> None:
    """A new password. The account is enabled again, and whoever used the old one is signed out."""
    password, made = _password(password_stdin)
    db, ring = _open(config, database, master_key_file)
    try:
        reviewer = asyncio.run(_reset(Reviewers(db), name, password))
        record(db, ring, "reviewer.password", reviewer=reviewer.reviewer_id)
    finally:
        db.close()
    _say(reviewer, made, as_json)


async def _disable(reviewers: Reviewers, name: str) -> Reviewer:
    found = await reviewers.get_by_name(name)
    await reviewers.disable(found.reviewer_id)
    return found


async def _reset(reviewers: Reviewers, name: str, password: str) -> Reviewer:
    found = await reviewers.get_by_name(name)
    await reviewers.reset(found.reviewer_id, password)
    return await reviewers.get(found.reviewer_id)


def _open(config: Path | None, database: str | None, master_key_file: Path | None) -> tuple[Database, KeyRing]:
    """The database, made if it is not there yet: accounts may be the first thing in it."""
    settings = load_settings(config, database=database, master_key_file=master_key_file)
    if settings.database_url.startswith("sqlite:///"):
        file = Path(settings.database_url.removeprefix("sqlite:///")).expanduser()
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    db = Database.open(settings.database_url, journal=settings.journal_file)
    try:
        return db, KeyRing.open(settings, db)
    except BaseException:
        db.close()
        raise


def _password(from_stdin: bool) -> tuple[str, str]:
    """The password, and the same again when it was made here and has to be shown."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n"), ""
    made = secrets.token_urlsafe(15)
    return made, made


def _as_json(reviewer: Reviewer) -> dict[str, object]:
    return {
        "id": reviewer.reviewer_id,
        "name": reviewer.name,
        "role": str(reviewer.role),
        "disabled": reviewer.disabled,
    }


def _say(reviewer: Reviewer, made: str, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(_as_json(reviewer) | ({"password": made} if made else {})))
        return
    typer.echo(f"{reviewer.name} ({reviewer.role}) signs in at /console.", err=True)
    if made:
        typer.echo("Password, shown this once:", err=True)
        typer.echo(made)
