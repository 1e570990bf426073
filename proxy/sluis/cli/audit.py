"""`sluis audit`: whether the log was tampered with, and the log itself for others to verify."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from sluis.audit.export import export_lines, parse_lines, verify_database
from sluis.audit.log import signer_of
from sluis.audit.verify import Report, verify
from sluis.errors import ConfigurationError
from sluis.keys.ring import KeyRing
from sluis.settings import load_settings
from sluis.storage.database import Database

app = typer.Typer(no_args_is_help=True)
ConfigOption = Annotated[Path | None, typer.Option(help="YAML file with settings.")]
DatabaseOption = Annotated[str | None, typer.Option(help="sqlite:///FILE or postgresql://… .")]
KeyFileOption = Annotated[Path | None, typer.Option(help="File with the master keys.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("verify")
def verify_(
    file: Annotated[Path | None, typer.Option(help="An export to verify instead of the database.")] = None,
    public_key: Annotated[str | None, typer.Option(help="Whose signatures count in an export.")] = None,
    expect: Annotated[str | None, typer.Option(help="Hash of a checkpoint that must be there.")] = None,
    as_json: JsonOption = False,
    config: ConfigOption = None,
    database: DatabaseOption = None,
    master_key_file: KeyFileOption = None,
) -> None:
    """Check every row, head and checkpoint. Exit 1 and the first bad row when something does not fit."""
    if file is not None:
        report, points = _verify_file(file, public_key)
    else:
        report, points = _verify_database(config, database, master_key_file)
    missing = expect is not None and expect not in points
    _show(report, missing, as_json)
    raise typer.Exit(0 if report.is_sound and not missing else 1)


@app.command("export")
def export(config: ConfigOption = None, database: DatabaseOption = None, master_key_file: KeyFileOption = None) -> None:
    """Write the log to stdout as JSON lines, with the public key to verify it elsewhere."""
    db, ring = open_ring(config, database, master_key_file)
    try:
        key = signer_of(ring).public_key
        for line in db.run_sync(lambda connection: list(export_lines(connection, key))):
            typer.echo(line)
    finally:
        db.close()


def open_ring(config: Path | None, database: str | None, master_key_file: Path | None) -> tuple[Database, KeyRing]:
    """The database and keys that the settings name. ConfigurationError for a SQLite file that is not there."""
    settings = load_settings(config, database=database, master_key_file=master_key_file)
    require_existing(settings.database_url)
    db = Database.open(settings.database_url, journal=settings.journal_file)
    try:
        return db, KeyRing.open(settings, db)
    except BaseException:
        db.close()
        raise


def require_existing(url: str) -> None:
    """A command that looks at a database must not make an empty one."""
    if url.startswith("sqlite:///"):
        file = Path(url.removeprefix("sqlite:///").partition("?")[0])
        if not file.is_file():
            raise ConfigurationError(f"There is no database {file}.", hint="Name it with --database.")


def _verify_database(config: Path | None, database: str | None, key_file: Path | None) -> tuple[Report, set[str]]:
    from sluis.audit.rows import read_checkpoints

    db, ring = open_ring(config, database, key_file)
    try:
        key = signer_of(ring).public_key
        return db.run_sync(lambda c: (verify_database(c, key), {point.hash for point in read_checkpoints(c)}))
    finally:
        db.close()


def _verify_file(file: Path, public_key: str | None) -> tuple[Report, set[str]]:
    try:
        with file.open(encoding="utf-8") as lines:
            found = parse_lines(lines)
    except OSError as problem:
        raise ConfigurationError(f"{file} cannot be read.") from problem
    if public_key is None:
        typer.echo("The export's own public key is taken; give --public-key to know that it is yours.", err=True)
    links = sorted(found.links, key=lambda link: (link.chain, link.seq))
    points = {point.hash for point in found.checkpoints}
    return verify(links, found.heads, found.checkpoints, public_key or found.public_key), points


def _show(report: Report, missing: bool, as_json: bool) -> None:
    if as_json:
        typer.echo(
            json.dumps(asdict(report) | {"sound": report.is_sound and not missing, "expected_found": not missing})
        )
        return
    if missing:
        typer.echo("the expected checkpoint is not there: the log was cut off or replaced")
    for problem in report.problems:
        typer.echo(f"{problem.kind}: {problem.chain} row {problem.seq}: {problem.what}")
    verdict = "sound" if report.is_sound and not missing else "TAMPERED"
    typer.echo(f"{verdict}: {report.rows} rows in {report.chains} chains, {report.checkpoints} checkpoints")
    if report.last_checkpoint:
        typer.echo(f"last checkpoint: {report.last_checkpoint} (keep it elsewhere; later: --expect)", err=True)
