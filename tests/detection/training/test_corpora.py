"""Reading sets of labelled texts, on files of the test's own."""

import json
from pathlib import Path
from random import Random

import pytest

from sluis.detection.tagger_features import FAMILY_NAME, GIVEN_NAME
from sluis.detection.training.corpora import read_corpora
from sluis.detection.training.labelled import UNKNOWN, Labelled
from sluis.errors import InvalidRequest

LISTS = {"ada": GIVEN_NAME, "vries": FAMILY_NAME, "delft": 16, "paris": 16 | GIVEN_NAME}


def write(folder: Path, name: str, *records: object) -> None:
    (folder / name).write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in records), encoding="utf-8")


def span(start: int, end: int, label: str) -> dict[str, object]:
    return {"start": start, "end": end, "label": label}


def marked(labelled: Labelled) -> list[tuple[str, str]]:
    return [(labelled.text[m.start : m.end], m.kind) for m in labelled.marks]


def test_texts_come_with_the_taggers_kinds_and_with_what_their_file_never_marks(tmp_path: Path) -> None:
    spans = [span(0, 3, "PERSON"), span(7, 11, "ORG"), span(12, 17, "DATE")]
    write(tmp_path, "a.jsonl", {"text": "Ada at Acme today", "lang": "nl", "source": "s", "spans": spans})
    (read,) = read_corpora(tmp_path, Random(1), {})
    assert marked(read) == [("Ada", "PERSON"), ("Acme", "ORGANIZATION")]
    assert (read.language, read.source, read.unmarked) == ("nl", "s", frozenset({"LOCATION", "ADDRESS"}))


def test_who_marks_some_places_marks_all_of_them(tmp_path: Path) -> None:
    write(tmp_path, "a.jsonl", {"text": "Delft", "spans": [span(0, 5, "LOCATION")]})
    assert read_corpora(tmp_path, Random(1), {})[0].unmarked == {"PERSON", "ORGANIZATION"}


def test_half_of_a_dialogues_turns_stand_behind_what_was_said_before(tmp_path: Path) -> None:
    turn = {"text": "Ada", "spans": [span(0, 3, "PERSON")]}
    write(tmp_path, "a.jsonl", {"lang": "en", "turns": [{"text": "Name?"}, *[turn] * 400]})
    read = read_corpora(tmp_path, Random(1), {})
    assert len(read) == 401
    assert all(set(marked(each)) <= {("Ada", "PERSON")} for each in read)
    assert 150 < sum("\n" in each.text for each in read) < 250


def test_what_a_turn_says_was_asked_stands_before_it_as_a_question(tmp_path: Path) -> None:
    write(tmp_path, "a.jsonl", {"turns": [{"text": "Ada", "asked": "last_name", "spans": [span(0, 3, "PERSON")]}] * 50})
    read = read_corpora(tmp_path, Random(1), {})
    assert {each.text for each in read} == {"Ada", "What is your last name?\nAda"}


def test_a_name_of_unknown_kind_is_told_by_the_lists_where_they_leave_no_doubt(tmp_path: Path) -> None:
    text = "Ada Vries saw Delft, Paris, Zzyx"
    places = [(0, 3), (4, 9), (14, 19), (21, 26), (28, 32)]
    write(tmp_path, "a.jsonl", {"text": text, "spans": [span(a, b, "?") for a, b in places]})
    (read,) = read_corpora(tmp_path, Random(1), LISTS)
    wanted = [("Ada Vries", "PERSON"), ("Delft", "LOCATION"), ("Paris", UNKNOWN), ("Zzyx", UNKNOWN)]
    assert marked(read) == wanted
    assert read.unmarked == frozenset()


def test_a_folder_without_labelled_texts_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "a.jsonl", {"messages": []})
    with pytest.raises(InvalidRequest, match="no"):
        read_corpora(tmp_path, Random(1), {})
