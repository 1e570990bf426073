"""`sluis reviewers`: accounts, whose passwords are shown once or never."""

import json
from pathlib import Path

from tests.cli.test_holds import Shell

from sluis.errors import ConfigurationError


def test_accounts_are_made_listed_disabled_and_given_a_new_password(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    first = json.loads(shell.run("reviewers", "add", "Ada", "--role", "officer", "--json").stdout)
    assert first["role"] == "officer"
    assert len(first["password"]) >= 12
    assert shell.run("reviewers", "disable", "ada").exit_code == 0
    (listed,) = json.loads(shell.run("reviewers", "list", "--json").stdout)
    assert (listed["name"], listed["disabled"]) == ("Ada", True)
    assert "password" not in listed
    again = json.loads(shell.run("reviewers", "password", "Ada", "--json").stdout)
    assert again["disabled"] is False
    assert again["password"] != first["password"]


def test_a_password_from_standard_input_is_not_printed(tmp_path: Path) -> None:
    done = Shell(tmp_path).run("reviewers", "add", "Ada", "--password-stdin", stdin="a long enough password\n")
    assert done.exit_code == 0
    assert "a long enough password" not in done.output


def test_short_passwords_and_taken_names_are_refused(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    short = shell.run("reviewers", "add", "Ada", "--password-stdin", stdin="short\n")
    assert isinstance(short.exception, ConfigurationError)
    assert shell.run("reviewers", "add", "Ada").exit_code == 0
    assert isinstance(shell.run("reviewers", "add", "ADA").exception, ConfigurationError)
