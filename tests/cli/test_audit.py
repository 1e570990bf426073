"""`sluis audit`: what was exported verifies elsewhere, and what was cut off shows."""

import json
from pathlib import Path

from tests.cli.test_holds import Shell


def exported(tmp_path: Path) -> tuple[Shell, Path]:
    shell, file = Shell(tmp_path), tmp_path / "log.jsonl"
    shell.run("reviewers", "add", "Ada")
    file.write_text(shell.run("audit", "export").stdout)
    return shell, file


def test_an_export_verifies_without_the_database(tmp_path: Path) -> None:
    shell, file = exported(tmp_path)
    key = json.loads(file.read_text().splitlines()[0])["public_key"]
    for words in ((), ("--public-key", key)):
        done = shell.run("audit", "verify", "--file", str(file), *words)
        assert done.exit_code == 0, done.output
        assert done.stdout.startswith("sound: 1 rows in 1 chains, 1 checkpoints")
    assert shell.run("audit", "verify", "--file", str(file), "--public-key", "00" * 32).exit_code == 1


def test_a_checkpoint_kept_elsewhere_shows_a_log_that_was_cut_off_or_replaced(tmp_path: Path) -> None:
    shell, file = exported(tmp_path)
    last = json.loads(shell.run("audit", "verify", "--json").stdout)["last_checkpoint"]
    for words in (("audit", "verify"), ("audit", "verify", "--file", str(file))):
        assert shell.run(*words, "--expect", last).exit_code == 0
        lost = shell.run(*words, "--expect", "0" * 64, "--json")
        assert lost.exit_code == 1
        assert json.loads(lost.stdout)["expected_found"] is False


def test_it_makes_no_database_by_looking_for_one(tmp_path: Path) -> None:
    assert Shell(tmp_path).run("audit", "verify").exit_code != 0
    assert not list(tmp_path.iterdir())
