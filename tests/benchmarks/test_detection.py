"""The benchmark of names and places: retyped cases keep their names, the whole of detection is asked."""

import json
from pathlib import Path

import pytest
from benchmarks.detection.__main__ import WAYS, Whole, changed, main

from sluis.detection.training.evaluation import Case

CASE = Case("Hello, Ada Vermeer!", "", ((7, 18, "PERSON"),), frozenset({"PERSON"}))


@pytest.mark.parametrize(
    ("way", "text", "name"),
    [("small letters", "hello, ada vermeer!", "ada vermeer"), ("no punctuation", "Hello Ada Vermeer", "Ada Vermeer")],
)
def test_a_case_typed_anew_keeps_its_name(way: str, text: str, name: str) -> None:
    case = changed(CASE, WAYS[way])
    ((start, end, _),) = case.names
    assert (case.text, case.text[start:end]) == (text, name)


def test_patterns_count_as_well_as_the_tagger() -> None:
    (spans,) = Whole().tag(["My name is Wilhelmina Brandsma, ada@planted.nl"], [""])
    assert {"PERSON", "EMAIL_ADDRESS"} <= {span.entity_type for span in spans}


def test_the_table_has_a_row_for_each_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = {"text": "My name is Ada Vermeer.", "spans": [{"start": 11, "end": 22, "label": "PERSON"}]}
    (tmp_path / "mine.jsonl").write_text("\n".join([json.dumps(record)] * 25))
    main(["--data", str(tmp_path)])
    assert capsys.readouterr().out.splitlines()[-1].startswith("| mine | 25 | 100.0 / 100 / 0.0 |")
