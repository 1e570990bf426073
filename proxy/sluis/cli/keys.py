"""`sluis keys`: which master keys there are, what they wrap, and their exchange."""

import json
from typing import Annotated

import typer

from sluis.audit.log import record
from sluis.cli.audit import ConfigOption, DatabaseOption, JsonOption, KeyFileOption, open_ring
from sluis.errors import ConfigurationError
from sluis.holds.sealed import key_place
from sluis.keys.masters import MasterKeys, new_master_key
from sluis.keys.ring import KeyRing
from sluis.keys.rotation import Wrapped, add_key, count_by_master, drop_unused, rewrap_all
from sluis.storage.database import Database
from sluis.storage.tables import HOLDS

app = typer.Typer(no_args_is_help=True)


HOLD_KEYS = Wrapped(
    HOLDS.c.hold_id,
    HOLDS.c.key,
    lambda row: key_place(row.hold_id),
    HOLDS.c.key.is_not(None) & HOLDS.c.subject.is_(None),
)
"""Of holds whose person is not known; the others hang on their subject's key."""


@app.command("new")
def new() -> None:
    """Print a new master key for SLUIS_MASTER_KEY. It is kept nowhere."""
    typer.echo(new_master_key())


@app.command("show")
def show(
    as_json: JsonOption = False,
    config: ConfigOption = None,
    database: DatabaseOption = None,
    master_key_file: KeyFileOption = None,
) -> None:
    """Show the ids of the master keys, newest first, and how many keys each wraps. Never the keys."""
    db, ring = open_ring(config, database, master_key_file)
    try:
        counts = count_by_master(db, [HOLD_KEYS])
        masters = _local(ring)
        rows = [{"id": key, "wraps": counts.get(key, 0), "newest": key == masters.key_id} for key in masters.ids]
    finally:
        db.close()
    if as_json:
        typer.echo(json.dumps({"keys": rows, "file": str(masters.file) if masters.file else None}))
        return
    for row in rows:
        typer.echo(f"{row['id']}\twraps {row['wraps']}{'  (newest)' if row['newest'] else ''}")


@app.command("rotate")
def rotate(
    rewrap_only: Annotated[
        bool, typer.Option("--rewrap-only", help="Make no new key; wrap all by the newest.")
    ] = False,
    config: ConfigOption = None,
    database: DatabaseOption = None,
    master_key_file: KeyFileOption = None,
) -> None:
    """Make a new master key in the key file and wrap every key by it. Running processes go on."""
    db, ring = open_ring(config, database, master_key_file)
    try:
        masters = _local(ring)
        if not rewrap_only and masters.file is None and not _has_older(db, masters):
            add_key(masters)  # says what to do with keys in the environment
        if not rewrap_only and masters.file is not None:
            typer.echo(f"new master key {add_key(masters)}", err=True)
        done = rewrap_all(db, ring, [HOLD_KEYS])
        record(db, ring, "keys.rotated", key=masters.key_id, **{f"rewrapped_{k}": n for k, n in done.items()})
    finally:
        db.close()
    for table, count in done.items():
        typer.echo(f"{table}\t{count} wrapped anew")
    typer.echo("Old keys still open old backups; `sluis keys drop` takes out those that wrap nothing.", err=True)


@app.command("drop")
def drop(config: ConfigOption = None, database: DatabaseOption = None, master_key_file: KeyFileOption = None) -> None:
    """Take master keys that wrap nothing any more out of the key file. Older backups stay closed then."""
    db, ring = open_ring(config, database, master_key_file)
    try:
        rewrap_all(db, ring, [HOLD_KEYS])
        dropped = drop_unused(db, _local(ring), [HOLD_KEYS])
        for key in dropped:
            record(db, ring, "keys.dropped", key=key)
    finally:
        db.close()
    for key in dropped:
        typer.echo(f"{key}\tdropped")
    if not dropped:
        typer.echo("Every key is in use or the newest.", err=True)


def _has_older(db: Database, masters: MasterKeys) -> bool:
    return any(key != masters.key_id for key in count_by_master(db, [HOLD_KEYS]))


def _local(ring: KeyRing) -> MasterKeys:
    if not isinstance(ring.masters, MasterKeys):
        raise ConfigurationError("The master key is in a key-management service: exchange it there, then rewrap.")
    return ring.masters
