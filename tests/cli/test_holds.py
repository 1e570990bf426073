"""`sluis reviewers` and `sluis holds`, as someone at the shell uses them on the server's database."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from tests.holds.cases import contents, opening, says
from typer.testing import CliRunner

from sluis.cli.audit import open_ring
from sluis.cli.main import build
from sluis.errors import HoldError, InvalidRequest, NotAuthenticated
from sluis.holds.hold import Hold
from sluis.holds.queue import HoldQueue

REASON = "I read the file; the income does carry the rate."


class Shell:
    """Runs `sluis WORDS` on one database."""

    def __init__(self, directory: Path) -> None:
        self.url = f"sqlite:///{directory}/s.db"

    def run(self, *words: str, password: str = "", stdin: str = "") -> Result:
        given = {"SLUIS_REVIEWER_PASSWORD": password} if password else {}
        arguments = [*words, "--database", self.url]
        return CliRunner().invoke(build([words[0]]), arguments, env=given, input=stdin)

    def hold(self, message: dict[str, Any] | None = None) -> str:
        db, ring = open_ring(None, self.url, None)
        try:
            return asyncio.run(HoldQueue(db, ring).open(opening(contents=contents(message)))).hold_id
        finally:
            db.close()

    def shown(self, hold_id: str) -> Hold:
        db, ring = open_ring(None, self.url, None)
        try:
            return asyncio.run(HoldQueue(db, ring).show(hold_id))
        finally:
            db.close()


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture
def password(shell: Shell) -> str:
    made = shell.run("reviewers", "add", "Ada", "--json")
    assert made.exit_code == 0, made.output
    return str(json.loads(made.stdout)["password"])


def test_a_hold_is_listed_shown_and_approved_by_a_reviewer(shell: Shell, password: str) -> None:
    hold_id = shell.hold()
    assert [h["id"] for h in json.loads(shell.run("holds", "list", "--json").stdout)] == [hold_id]
    shown = json.loads(shell.run("holds", "show", hold_id, "--json").stdout)
    assert shown["article"] == "GDPR art. 22(1)"
    assert shown["affected"] == "Velka Morandeth"
    assert "Ada Vermeer" not in json.dumps(shown)
    words = ("holds", "approve", hold_id, "--reviewer", "ada", "--reason", REASON, "--digest", shown["digest"])
    done = shell.run(*words, password=password)
    assert done.exit_code == 0, done.output
    assert done.stdout.split() == [hold_id, "approved"]
    assert json.loads(shell.run("holds", "list", "--json").stdout) == []
    assert shell.run("audit", "verify").exit_code == 0
    assert "hold.reviewed" in shell.run("audit", "export").stdout


def test_a_wrong_password_decides_nothing(shell: Shell, password: str) -> None:
    hold_id = shell.hold()
    words = ("holds", "reject", hold_id, "--reviewer", "Ada", "--reason", REASON)
    assert isinstance(shell.run(*words, password=f"{password}x").exception, NotAuthenticated)
    assert len(json.loads(shell.run("holds", "list", "--json").stdout)) == 1


def test_a_digest_of_something_else_is_refused(shell: Shell, password: str) -> None:
    words = ("holds", "approve", shell.hold(), "--reviewer", "Ada", "--reason", REASON, "--digest", "0" * 64)
    assert isinstance(shell.run(*words, password=password).exception, HoldError)


def test_a_disabled_reviewer_decides_nothing(shell: Shell, password: str) -> None:
    assert shell.run("reviewers", "disable", "Ada").exit_code == 0
    words = ("holds", "approve", shell.hold(), "--reviewer", "Ada", "--reason", REASON, "--digest", "0" * 64)
    assert isinstance(shell.run(*words, password=password).exception, NotAuthenticated)


def test_an_edit_leaves_behind_what_the_model_thought(shell: Shell, password: str, tmp_path: Path) -> None:
    hold_id = shell.hold({**says("No loan."), "reasoning_content": "Below the limit."})
    shown = json.loads(shell.run("holds", "show", hold_id, "--json").stdout)
    assert shown["proposed"][0]["reasoning_content"] == "Below the limit."
    file = tmp_path / "edited.json"
    words = ("holds", "edit", hold_id, "--reviewer", "Ada", "--reason", REASON, "--digest", shown["digest"])
    file.write_text(json.dumps(shown["proposed"]))
    assert isinstance(shell.run(*words, "--file", str(file), password=password).exception, HoldError), "nothing changed"
    file.write_text(json.dumps([{**shown["proposed"][0], "content": "The loan is granted."}]))
    done = shell.run(*words, "--file", str(file), password=password)
    assert done.exit_code == 0, done.output
    (released,) = shell.shown(hold_id).contents.edited
    assert (released["content"], "reasoning_content" in released) == ("The loan is granted.", False)


@pytest.mark.parametrize("verb", ["approve", "edit"])
def test_without_a_terminal_a_release_names_what_was_seen(
    shell: Shell, password: str, verb: str, tmp_path: Path
) -> None:
    (tmp_path / "edited.json").write_text("[]")
    more = ("--file", str(tmp_path / "edited.json")) if verb == "edit" else ()
    words = ("holds", verb, shell.hold(), "--reviewer", "Ada", "--reason", REASON, *more)
    refused = shell.run(*words, password=password).exception
    assert isinstance(refused, InvalidRequest)
    assert refused.code == "digest_required"
    assert len(json.loads(shell.run("holds", "list", "--json").stdout)) == 1


def test_at_a_terminal_it_is_shown_and_asked(shell: Shell, password: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sluis.cli.holds.has_terminal", lambda: True)
    hold_id = shell.hold()
    words = ("holds", "approve", hold_id, "--reviewer", "Ada", "--reason", REASON)
    no = shell.run(*words, password=password, stdin="n\n")
    assert no.exit_code == 1
    assert "Velka Morandeth" in no.stderr
    assert len(json.loads(shell.run("holds", "list", "--json").stdout)) == 1
    yes = shell.run(*words, password=password, stdin="y\n")
    assert yes.stdout.split() == [hold_id, "approved"]
