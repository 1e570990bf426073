"""`sluis bots`: the client applications that may call, each with a key of its own."""

import json
import secrets
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from sluis.bots import hash_key
from sluis.errors import InvalidRequest, NotFound
from sluis.settings import BotConfig, load_settings
from sluis.storage.bots import BotRows
from sluis.storage.database import Database

app = typer.Typer(no_args_is_help=True)
ConfigOption = Annotated[Path | None, typer.Option(help="YAML file with settings.")]
DatabaseOption = Annotated[str | None, typer.Option(help="sqlite:///FILE or postgresql://… .")]


def _rows(config: Path | None, database: str | None) -> BotRows:
    return BotRows(Database.open(load_settings(config, database=database).database_url))


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
        try:
            wanted[field] = json.loads(value)
        except ValueError:
            wanted[field] = value
    try:
        bot = BotConfig(**wanted)
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidRequest(f"bot setting {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    _rows(config, database).add(bot)
    typer.echo(key)
    typer.echo(f"The key of {name} is shown only now; it is kept as a hash.", err=True)


@app.command("list")
def list_(
    as_json: Annotated[bool, typer.Option("--json")] = False,
    config: ConfigOption = None,
    database: DatabaseOption = None,
) -> None:
    """List the bots of the database."""
    bots = _rows(config, database).all()
    if as_json:
        typer.echo(json.dumps([b.model_dump(exclude={"key", "key_hash"}) for b in bots], indent=1))
        return
    for bot in bots:
        typer.echo(f"{bot.name}\tpolicies={','.join(bot.policies) or '-'}\tpurposes={','.join(bot.purposes) or '-'}")


@app.command("revoke")
def revoke(name: str, config: ConfigOption = None, database: DatabaseOption = None) -> None:
    """Revoke a bot's key. Running servers notice within seconds."""
    if not _rows(config, database).revoke(name):
        raise NotFound(f"There is no bot named {name}.")
    typer.echo(f"{name} revoked", err=True)
