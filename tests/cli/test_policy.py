"""`sluis policy`: what it prints and how it ends."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sluis.cli.policy import app
from sluis.errors import PolicyError

RUN = CliRunner()


def test_check_names_the_wrong_key_and_ends_with_one(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text("extends: gdpr\ndecisions: {defualt: hold}\n")
    done = RUN.invoke(app, ["check", str(file)])
    assert done.exit_code == 1
    assert "decisions.defualt: unknown key (did you mean default?) [line 2]" in done.stdout
    assert RUN.invoke(app, ["check", "gdpr", "ccpa", "lgpd"]).exit_code == 0


def test_check_tells_of_a_guard_that_is_not_installed(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text("extends: gdpr\nguards: [{name: g, validator: 'not_here:Thing'}]\n")
    done = RUN.invoke(app, ["check", str(file), "--json"])
    assert done.exit_code == 1
    (problem,) = json.loads(done.stdout)
    assert (problem["key"], problem["problem"][:40]) == ("guards", "guard g: `not_here:Thing` is not install")
    file.write_text(
        "extends: gdpr\nguards: [{name: g, validator: 'tests.support.validators:NoWord', args: {word: x}}]\n"
    )
    assert RUN.invoke(app, ["check", str(file)]).exit_code == 0


def test_a_file_that_is_not_there_is_a_wrong_call() -> None:
    assert RUN.invoke(app, ["check", "./nowhere.yaml"]).exit_code == 2
    assert RUN.invoke(app, ["test", "./nowhere"]).exit_code == 2


def test_the_shipped_ones_are_listed_and_shown() -> None:
    listed = json.loads(RUN.invoke(app, ["list", "--json"]).stdout)
    assert {row["name"] for row in listed} == {"gdpr", "ccpa", "lgpd"}
    shown = json.loads(RUN.invoke(app, ["show", "lgpd", "--json"]).stdout)
    assert shown["minors"]["age"] == 18


@pytest.mark.parametrize(("expected", "code"), [("hold default", 0), ("allow", 1)])
def test_cases_pass_or_fail(tmp_path: Path, expected: str, code: int) -> None:
    (tmp_path / "one.case").write_text(f"policy: gdpr\ndomain: debt\n---\n{expected}\n")
    assert RUN.invoke(app, ["test", str(tmp_path)]).exit_code == code


def test_diff_weighs_recorded_outputs_under_both(tmp_path: Path) -> None:
    file = tmp_path / "outputs.jsonl"
    text = "I have rejected your loan application because your income is too low."
    said = {"role": "assistant", "content": text}
    rows = [{"id": "one", "output": said, "notice": "n@1"}, {"id": "two", "output": text, "notice": "n@1"}]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    done = RUN.invoke(app, ["diff", "gdpr", "ccpa", "--on", str(file), "--json"])
    found = json.loads(done.stdout)
    assert found["fields"]["decisions.default"] == ["hold", "allow_with_notice"]
    assert [(c["id"], c["old"], c["new"]) for c in found["outputs"]] == [
        (name, "hold", "allow_with_notice") for name in ("one", "two")
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"output": "Hi."}\n\nno\n', "line 3 is no JSON"),
        ("[" * 200_000, "line 1 is no JSON"),
        (None, "cannot be read"),
    ],
)
def test_diff_says_which_line_it_cannot_read(tmp_path: Path, text: str | None, told: str) -> None:
    file = tmp_path / "outputs.jsonl"
    if text is not None:
        file.write_text(text)
    done = RUN.invoke(app, ["diff", "gdpr", "ccpa", "--on", str(file)])
    assert isinstance(done.exception, PolicyError)
    assert told in str(done.exception)
