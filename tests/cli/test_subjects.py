"""`sluis subjects`: whom the database knows, what they opted out of, and an erasure that is proven."""

import asyncio
import json
from pathlib import Path

import pytest
from tests.cli.test_holds import Shell

from sluis.audit.rows import read_links
from sluis.cli.audit import open_ring
from sluis.errors import ConfigurationError, InvalidRequest, NotFound
from sluis.pseudonyms.mapping import Namer, Standing
from sluis.pseudonyms.vault import Vault


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A database with a bot."""
    shell = Shell(tmp_path)
    assert shell.run("bots", "add", "bank").exit_code == 0
    return shell


async def _chat(shell: Shell, label: str) -> None:
    db, ring = open_ring(None, shell.url, None)
    vault = Vault(db, ring)
    talk = await vault.conversation("bank", label, "chat-1")
    vault.remember(talk, [Namer(talk.key, {}).entry("PERSON", "Velka Morandeth", Standing([]))])
    await vault.close()
    db.close()


def chat(shell: Shell, label: str) -> None:
    """A person who has had a chat, with one value in the vault."""
    asyncio.run(_chat(shell, label))


def listed(shell: Shell) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(shell.run("subjects", "list", "--json").stdout)
    return found


def events(shell: Shell) -> list[tuple[str, dict[str, object]]]:
    db, _ = open_ring(None, shell.url, None)
    try:
        return [(link.event, json.loads(link.fields)) for link in db.run_sync(lambda c: list(read_links(c)))]
    finally:
        db.close()


def test_people_are_listed_by_random_id_and_never_by_label(shell: Shell) -> None:
    chat(shell, "ada@posteo.net")
    (row,) = listed(shell)
    assert (row["bot"], row["conversations"], row["erased_at"], row["opted_out"]) == ("bank", 1, None, "")
    shown = shell.run("subjects", "list").stdout
    assert str(row["id"]) in shown
    assert "1 conversations" in shown
    assert "posteo" not in shown + json.dumps(row)


def test_an_opt_out_is_listed_recorded_and_taken_back(shell: Shell) -> None:
    done = shell.run("subjects", "opt-out", "bank", "ada")
    assert done.exit_code == 0, done.output
    assert shell.run("subjects", "opt-out", "bank", "ada", "--scope", "sharing").exit_code == 0
    (row,) = listed(shell)
    assert row["opted_out"] == "decisions, sharing"
    assert "opted out of decisions, sharing" in shell.run("subjects", "list").stdout
    assert shell.run("subjects", "opt-in", "bank", "ada").exit_code == 0
    assert listed(shell)[0]["opted_out"] == "sharing"
    assert isinstance(shell.run("subjects", "opt-in", "bank", "ada").exception, NotFound)
    said = [(event, fields["scope"], fields["subject"]) for event, fields in events(shell) if "opted" in event]
    assert sorted(said) == sorted(
        [
            ("subject.opted_out", "decisions", row["id"]),
            ("subject.opted_out", "sharing", row["id"]),
            ("subject.opted_in", "decisions", row["id"]),
        ]
    )


def test_a_bot_whose_name_is_mistyped_is_said_so_and_nobody_is_made(shell: Shell) -> None:
    assert isinstance(shell.run("subjects", "opt-out", "bnak", "ada").exception, NotFound)
    assert listed(shell) == []
    assert shell.run("subjects", "opt-out", "bank", "ada", "--scope", "all").exit_code == 2


def test_an_erasure_is_proven_store_by_store_and_done_once(shell: Shell) -> None:
    for label in ("ada", "bob"):
        chat(shell, label)
    shell.run("subjects", "opt-out", "bank", "ada")
    done = shell.run("subjects", "erase", "bank", "ada", "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert said["clean"] is True
    assert said["traces_in"] == []
    erased = {name: said["erased"][name] for name in ("subjects", "conversations", "vault_rows", "opt_outs")}
    assert erased == {"subjects": 1, "conversations": 1, "vault_rows": 1, "opt_outs": 1}
    assert all(proof["still_open"] == proof["rows_left"] == 0 for proof in said["proof"])
    assert {str(row["id"]): bool(row["erased_at"]) for row in listed(shell)}[said["subject"]]
    assert sum(row["conversations"] == 1 for row in listed(shell)) == 1, "the other person stays"
    assert isinstance(shell.run("subjects", "erase", "bank", "ada").exception, NotFound)
    (recorded,) = [fields for event, fields in events(shell) if event == "subject.erased"]
    assert recorded["erased_vault_rows"] == 1
    (proved,) = [fields for event, fields in events(shell) if event == "subject.erasure_proved"]
    assert proved["still_open"] == 0


def test_a_person_is_erased_by_random_id_too(shell: Shell) -> None:
    chat(shell, "ada")
    found = str(listed(shell)[0]["id"])
    done = shell.run("subjects", "erase", "--id", found)
    assert done.exit_code == 0, done.output
    assert "proven" in done.stdout
    assert "NOT" not in done.stdout


@pytest.mark.parametrize("words", [(), ("bank",), ("bank", "ada", "--id", "sub_1")])
def test_one_way_of_naming_the_person_is_asked(shell: Shell, words: tuple[str, ...]) -> None:
    assert isinstance(shell.run("subjects", "erase", *words).exception, InvalidRequest)


def test_no_database_is_made_by_looking(tmp_path: Path) -> None:
    assert isinstance(Shell(tmp_path).run("subjects", "list").exception, ConfigurationError)
    assert list(tmp_path.iterdir()) == []
