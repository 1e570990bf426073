"""Measuring taggers: what counts as found, as leaked, as wrong."""

import json
from pathlib import Path

import pytest

from sluis.detection.tagger import WEIGHTS, Tagger
from sluis.detection.training import evaluation
from sluis.detection.training.evaluation import Case, Tally, made_cases, measure, read_cases, table
from sluis.detection.training.writing import read_lists
from sluis.values import Span


class Scripted(Tagger):
    """Finds what it was told to."""

    def __init__(self, *spans: tuple[int, int, str]) -> None:
        self.spans = [Span(start, end, kind, 0.9, "tagger") for start, end, kind in spans]

    def tag(self, texts, questions=()):  # type: ignore[no-untyped-def]
        return [self.spans for _ in texts]


CASE = Case("Ada Vries in Delft", "", ((0, 9, "PERSON"), (13, 18, "PLACE")), frozenset({"PERSON", "PLACE"}))


def test_a_name_touched_is_found_and_what_no_span_covers_leaks() -> None:
    people = measure(Scripted((0, 3, "PERSON")), [CASE])["PERSON"]
    assert (people.found, people.exact, people.letters, people.leaked) == (1, 0, 8, 5)
    assert (people.f1, people.leak) == (1.0, 5 / 8)


def test_any_span_covers_and_only_one_of_its_kind_finds() -> None:
    tallies = measure(Scripted((0, 9, "LOCATION"), (13, 18, "ADDRESS")), [CASE])
    assert (tallies["PERSON"].recall, tallies["PERSON"].leak) == (0.0, 0.0)
    assert (tallies["PLACE"].recall, tallies["PLACE"].precision) == (1.0, 0.5)


def test_a_kind_that_nobody_marked_is_no_mistake() -> None:
    unmarked = Case("Ada in Delft", "", ((0, 3, "PERSON"),), frozenset({"PERSON"}))
    assert measure(Scripted((7, 12, "LOCATION")), [unmarked])["PLACE"] == Tally()


def test_turns_are_read_with_what_was_said_before(tmp_path: Path) -> None:
    turns = [{"text": "Your name?"}, {"text": "ada", "spans": [{"start": 0, "end": 3, "label": "PERSON"}]}]
    (tmp_path / "a.jsonl").write_text(json.dumps({"turns": turns}))
    first, second = read_cases(tmp_path / "a.jsonl")
    assert (first.names, second.question, second.names) == ((), "Your name?", ((0, 3, "PERSON"),))
    assert second.kinds == {"PERSON"}


def test_sets_without_the_taggers_kinds_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "x", "spans": [{"start": 0, "end": 1, "label": "DATE"}]}))
    assert read_cases(tmp_path / "a.jsonl") == []


def test_the_shipped_tagger_finds_names_in_made_texts_it_never_saw() -> None:
    cases = made_cases(210, read_lists(WEIGHTS))
    assert len(cases) == 7
    tagger = Tagger.load()
    assert all(measure(tagger, each)["PERSON"].recall > 0.8 for each in cases.values())


def test_the_table_shows_taggers_side_by_side(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = {"text": "Ada", "spans": [{"start": 0, "end": 3, "label": "PERSON"}]}
    (tmp_path / "few.jsonl").write_text("\n".join(json.dumps(record) for _ in range(25)))
    evaluation.main(["--data", str(tmp_path), "--made", "7", str(WEIGHTS), str(WEIGHTS)])
    lines = capsys.readouterr().out.splitlines()
    row = next(line for line in lines if line.startswith("| few "))
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[1] == "25"
    assert cells[2] == cells[3] != "–"
    assert cells[5] == cells[6] == "–"
    assert table({}, ["a"])[0] == "| Set | PERSON n | PERSON a | PLACE n | PLACE a |"
