"""The benchmark of names and places: retyped cases keep their names, the whole of detection is asked."""

import json
from pathlib import Path

import pytest
from benchmarks.detection.__main__ import WAYS, Whole, changed, main
from benchmarks.detection.table import BEGIN, DOCUMENT, END, STUDY, language_of, make_table, written_into

from sluis.detection.training.evaluation import Case, Tally

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


def test_the_one_table_has_a_row_for_each_label_of_each_source_that_has_enough() -> None:
    many, few = Tally(40, 30, 30, 30, 0, 100, 20), Tally(3)
    rows = make_table(
        {"kind_it": [{"PERSON": many, "PLACE": few}] * 4, "evi_en": [{"PERSON": many, "PLACE": many}] * 4}, 40
    )
    cell = "86 / 75 / 20"
    assert [row for row in rows.splitlines() if "kind_it" in row] == [
        f"| PERSON | it | kind_it | 40 | {cell} | {cell} | {cell} | {cell} | 73 / 76 / 15 |"
    ]
    assert [row.split(" | ")[2] for row in rows.splitlines()[4:]] == ["evi_en", "kind_it", "evi_en"]


def test_the_table_has_its_place_in_the_document() -> None:
    document = DOCUMENT.read_text("utf-8")
    assert written_into(document, "x\n").count(f"{BEGIN}x\n{END}") == 1
    assert {language_of(source) for source in STUDY["PERSON"]} == {"en", "nl", "de", "fr", "es", "pt", "it"}
