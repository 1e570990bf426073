"""`sluis keys`: the master key is exchanged without losing anything, and the old one goes when it wraps nothing."""

import asyncio
import base64
import json
import os
import time
from pathlib import Path

import pytest
from click.testing import Result
from tests.cli.test_holds import Shell
from typer.testing import CliRunner

from sluis.audit.rows import read_links
from sluis.cli.audit import open_ring
from sluis.cli.main import build
from sluis.errors import ConfigurationError
from sluis.holds.queue import HoldQueue
from sluis.keys.masters import new_master_key, parse_keys
from sluis.keys.ring import default_key_file
from sluis.keys.rotation import GRACE_SECONDS
from sluis.pseudonyms.mapping import Namer, Standing
from sluis.pseudonyms.vault import Vault

VALUE = "Velka Morandeth"
NAME = "SLUIS_MASTER_KEY"


async def _chat(shell: Shell) -> None:
    db, ring = open_ring(None, shell.url, None)
    vault = Vault(db, ring)
    for label in ("ada", "bob"):
        talk = await vault.conversation("bank", label, "chat-1")
        vault.remember(talk, [Namer(talk.key, {}).entry("PERSON", f"{VALUE} {label}", Standing([]))])
    await vault.close()
    db.close()


async def _read_back(shell: Shell, hold_id: str) -> tuple[list[str], str]:
    """The values in the vault, and whom the hold is about."""
    db, ring = open_ring(None, shell.url, None)
    vault = Vault(db, ring)
    talks = [await vault.conversation("bank", label, "chat-1") for label in ("ada", "bob")]
    values = [entry.value for talk in talks for entry in await vault.load(talk.id, talk.key)]
    hold = await HoldQueue(db, ring).show(hold_id)
    await vault.close()
    db.close()
    return values, hold.contents.evidence.affected


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A database that knows a bot and two people, each with a value in the vault."""
    shell = Shell(tmp_path)
    assert shell.run("bots", "add", "bank").exit_code == 0
    asyncio.run(_chat(shell))
    return shell


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return default_key_file(tmp_path / "s.db")


def keys(shell: Shell) -> list[tuple[str, int, bool]]:
    """(id, how many keys it wraps, whether it is the newest), newest first."""
    rows = json.loads(shell.run("keys", "show", "--json").stdout)["keys"]
    return [(row["id"], row["wraps"], row["newest"]) for row in rows]


def grow_old(file: Path) -> None:
    then = time.time() - GRACE_SECONDS - 1
    os.utime(file, (then, then))


def test_a_new_key_is_one_that_settings_take_and_never_the_same_twice(tmp_path: Path) -> None:
    made = [CliRunner().invoke(build(["keys"]), ["keys", "new"]).stdout for _ in range(2)]
    assert len({parse_keys(text) for text in made}) == 2
    assert list(tmp_path.iterdir()) == []


def test_what_is_shown_is_ids_and_counts_never_a_key(shell: Shell, file: Path) -> None:
    hold = shell.hold()
    ((key_id, wraps, newest),) = keys(shell)
    assert newest
    assert wraps >= 3, "the root key and two people's"
    shown = shell.run("keys", "show").output + shell.run("keys", "show", "--json").output
    assert f"{key_id}\twraps {wraps}  (newest)" in shown
    for key in parse_keys(file.read_text()):
        assert base64.b64encode(key).decode() not in shown
        assert key.hex() not in shown
    assert hold not in shown


def test_after_a_rotation_everything_opens_with_the_new_key_alone(shell: Shell, file: Path) -> None:
    hold = shell.hold()
    ((old, wraps, _),) = keys(shell)
    done = shell.run("keys", "rotate")
    assert done.exit_code == 0, done.output
    (new, moved, newest), (kept, left, _) = keys(shell)
    assert (newest, moved, kept, left) == (True, wraps, old, 0)
    early = shell.run("keys", "drop")
    assert isinstance(early.exception, ConfigurationError), "another process may still be writing under the old key"
    grow_old(file)
    dropped = shell.run("keys", "drop")
    assert dropped.stdout == f"{old}\tdropped\n"
    assert keys(shell) == [(new, wraps, True)]
    assert asyncio.run(_read_back(shell, hold)) == ([f"{VALUE} ada", f"{VALUE} bob"], "Velka Morandeth")
    assert shell.run("keys", "drop").stdout == ""


def test_an_exchange_is_on_record_by_id(shell: Shell, file: Path) -> None:
    shell.run("keys", "rotate")
    (new, *_), (old, *_) = keys(shell)
    grow_old(file)
    shell.run("keys", "drop")
    db, _ = open_ring(None, shell.url, None)
    rows = {link.event: json.loads(link.fields) for link in db.run_sync(lambda c: list(read_links(c)))}
    db.close()
    assert rows["keys.rotated"]["key"] == new
    assert rows["keys.rotated"]["rewrapped_subjects"] == 2
    assert rows["keys.dropped"]["key"] == old


def test_wrapping_again_makes_no_new_key(shell: Shell) -> None:
    before = keys(shell)
    done = shell.run("keys", "rotate", "--rewrap-only")
    assert done.exit_code == 0, done.output
    assert keys(shell) == before
    assert "subjects\t0 wrapped anew" in done.stdout


def test_a_key_of_the_environment_is_exchanged_there_and_it_is_said_how(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    assert shell.run("bots", "add", "bank").exit_code == 0
    first, second = new_master_key(), new_master_key()

    def run(keys: str, *words: str) -> Result:
        return CliRunner().invoke(build(["keys"]), ["keys", *words, "--database", shell.url], env={NAME: keys})

    assert run(first, "show").exit_code == 0
    refused = run(first, "rotate")
    assert isinstance(refused.exception, ConfigurationError)
    assert "SLUIS_MASTER_KEY" in str(refused.exception.hint)
    assert isinstance(run(second, "show").exception, ConfigurationError), "another key opens nothing"
    both = run(f"{second},{first}", "rotate")
    assert both.exit_code == 0, both.output
    assert run(second, "show").exit_code == 0, "the first is not needed any more"
    assert first not in both.output
    assert second not in both.output
