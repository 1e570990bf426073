"""`sluis bots`: the client applications that may call, each with a key of its own."""

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from sluis.addresses import check_address
from sluis.bots import hash_key
from sluis.errors import InvalidRequest, NotFound
from sluis.policy.loading import load_policy
from sluis.settings import BotConfig, Settings, load_settings
from sluis.storage.bots import BotRows
from sluis.storage.database import Database

app = typer.Typer(no_args_is_help=True)
ConfigOption = Annotated[Path | None, typer.Option(help="YAML file with settings.")]
DatabaseOption = Annotated[str | None, typer.Option(help="sqlite:///FILE or postgresql://… .")]


NOT_BY_SET = frozenset({"name", "key", "key_hash", "upstream_key", "policies", "purposes"})
"""What has an option of its own, is made here (a key given by hand would not be the one that is printed), or is a
secret, which stands in the settings."""


@contextmanager
def _rows(settings: Settings) -> Iterator[BotRows]:
    db = Database.open(settings.database_url, journal=settings.journal_file)
    try:
        yield BotRows(db)
    finally:
        db.close()


@app.command("add")
def add(
    name: str,
    policy: Annotated[list[str] | None, typer.Option(help="A policy it may choose; the first is its default.")] = None,
    purpose: Annotated[
        list[str] | None, typer.Option(help="A purpose it may choose; the first is its default.")
    ] = None,
    set_: Annotated[list[str] | None, typer.Option("--set", help="Any other setting of a bot, as NAME=JSON.")] = None,
    config: ConfigOption = None,
    database: DatabaseOption = None,
) -> None:
    """Add a bot and print its key, once."""
    key = f"sk-sluis-{secrets.token_urlsafe(32)}"
    wanted: dict[str, Any] = {
        "name": name,
        "key_hash": hash_key(key),
        "policies": tuple(policy or ()),
        "purposes": tuple(purpose or ()),
    }
    for pair in set_ or ():
        field, _, value = pair.partition("=")
        if field in NOT_BY_SET or not value:
            raise InvalidRequest(f"--set {field}: not a setting that can be given so, as NAME=JSON.")
        try:
            wanted[field] = json.loads(value)
        except ValueError:
            wanted[field] = value
    try:
        bot = BotConfig(**wanted)
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidRequest(f"bot setting {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    settings = load_settings(config, database=database)
    _check(bot, settings)
    with _rows(settings) as rows:
        rows.add(bot)
    typer.echo(key)
    typer.echo(f"The key of {name} is shown only now; it is kept as a hash.", err=True)


def _check(bot: BotConfig, settings: Settings) -> None:
    """Raises for what would make every request of the bot be refused."""
    if bot.name in {configured.name for configured in settings.bots}:
        raise InvalidRequest(f"There is already a bot named {bot.name}, in the settings.", code="name_taken")
    if bot.upstream is not None:
        check_address(bot.upstream, settings.allow_plaintext_upstream, os.environ)
    for each in bot.policies:
        load_policy(each)


@app.command("list")
def list_(
    as_json: Annotated[bool, typer.Option("--json")] = False,
    config: ConfigOption = None,
    database: DatabaseOption = None,
) -> None:
    """List the bots of the database."""
    with _rows(load_settings(config, database=database)) as rows:
        bots = rows.all()
    if as_json:
        typer.echo(json.dumps([b.model_dump(exclude={"key", "key_hash", "upstream_key"}) for b in bots], indent=1))
        return
    for bot in bots:
        typer.echo(f"{bot.name}\tpolicies={','.join(bot.policies) or '-'}\tpurposes={','.join(bot.purposes) or '-'}")


@app.command("revoke")
def revoke(name: str, config: ConfigOption = None, database: DatabaseOption = None) -> None:
    """Revoke a bot's key. Running servers notice within seconds."""
    with _rows(load_settings(config, database=database)) as rows:
        revoked = rows.revoke(name)
    if not revoked:
        raise NotFound(f"There is no bot named {name}.", code="bot_not_found")
    typer.echo(f"{name} revoked", err=True)
