"""`sluis scan` says where personal data stands, in code points of the text as given."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sluis.cli.main import build
from sluis.cli.scan import find, make_engine
from sluis.errors import InvalidRequest

MAIL = "ada.vermeer@posteo.net"


def test_spans_point_into_the_raw_text_also_within_json() -> None:
    engine = make_engine("gdpr", "none")
    for text in (f"Één: {MAIL}!", json.dumps({"a": "x", "contact": {"email": MAIL}}), f'[["{MAIL}"], "{MAIL}"]'):
        places = [text[s.start : s.end] for s in find(engine, text) if s.entity_type == "EMAIL_ADDRESS"]
        assert places
        assert set(places) == {MAIL}


def test_lines_in_lines_out_and_no_value_in_them(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps({"id": 1, "text": f"mail {MAIL}"}) + "\n\n" + json.dumps({"id": 2, "text": "hello"}))
    done = CliRunner().invoke(build(["scan"]), ["scan", str(rows), "--jsonl", "--tagger", "none"])
    assert done.exit_code == 0, done.output
    first, second = map(json.loads, done.output.splitlines())
    assert first["spans"] == [{"start": 5, "end": 27, "label": "EMAIL_ADDRESS", "score": first["spans"][0]["score"]}]
    assert second == {"id": 2, "spans": []}
    assert MAIL not in done.output


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = CliRunner().invoke(build(["scan"]), ["scan", str(tmp_path / "none.txt"), "--tagger", "none"])
    assert isinstance(done.exception, InvalidRequest)
    assert "none.txt cannot be read" in done.exception.message


def scanned(tmp_path: Path, row: dict[str, object], tagger: str = "builtin") -> dict[str, Any]:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps(row))
    done = CliRunner().invoke(build(["scan"]), ["scan", str(rows), "--jsonl", "--tagger", tagger])
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.output)
    return found


def test_a_postcode_is_part_of_an_address(tmp_path: Path) -> None:
    text = "My postcode is SW1A 1AA."
    (span,) = scanned(tmp_path, {"id": 1, "text": text}, "none")["spans"]
    assert (text[span["start"] : span["end"]], span["label"], span["part"]) == ("SW1A 1AA", "ADDRESS", "POSTCODE")


@pytest.mark.parametrize(
    ("asked", "found"), [("name", ["a n n e"]), (["name"], ["a n n e"]), ("What is your name?", ["a n n e"])]
)
def test_what_was_asked_may_stand_in_a_row_or_in_a_turn(tmp_path: Path, asked: object, found: list[str]) -> None:
    turn = {"text": "a n n e", "asked": asked}
    row, turns = scanned(tmp_path, {"id": 1, **turn}), scanned(tmp_path, {"id": 1, "turns": [turn]})
    for spans in (row["spans"], turns["turns"][0]["spans"]):
        assert [turn["text"][s["start"] : s["end"]] for s in spans if s["label"] == "PERSON"] == found  # type: ignore[index]


@pytest.mark.parametrize(("role", "found"), [("assistant", 1), ("user", 0)])
def test_only_what_the_other_side_said_is_a_question(tmp_path: Path, role: str, found: int) -> None:
    turns = [{"role": role, "text": "What is your postcode?"}, {"role": "user", "text": "it is 62701"}]
    answer = scanned(tmp_path, {"id": 1, "turns": turns}, "none")["turns"][1]
    assert len(answer["spans"]) == found


def test_a_plain_file_with_personal_data_ends_with_status_1(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text(f"one\ntwo {MAIL}\n")
    done = CliRunner().invoke(build(["scan"]), ["scan", str(file), "--tagger", "none"])
    assert done.exit_code == 1
    assert done.output.startswith(f"{file}:2:5\tEMAIL_ADDRESS\t")
    assert MAIL not in done.output


def test_explaining_names_the_topics_and_only_then(tmp_path: Path) -> None:
    file = tmp_path / "note.jsonl"
    file.write_text(json.dumps({"id": 1, "text": "My son is diabetic."}))
    runner, lines = CliRunner(), ["scan", str(file), "--jsonl", "--tagger", "none"]
    assert json.loads(runner.invoke(build(["scan"]), lines).output) == {"id": 1, "spans": []}
    explained = json.loads(runner.invoke(build(["scan"]), [*lines, "--explain"]).output)
    assert explained == {"id": 1, "spans": [], "topics": ["health"]}
    plain = runner.invoke(build(["scan"]), ["scan", "--explain", "--tagger", "none"], input="My son is diabetic.")
    assert plain.output == "-\tspeaks of health about a person\n"
