"""Public sets of labelled texts: files of JSON lines in one folder, read where they lie and never copied.

A line is `{"text","lang","spans":[{"start","end","label"}]}`, or a dialogue `{"lang","turns":[{"text","spans"}]}`. Labels
that the tagger does not have count as ordinary words, "?" as a name of unknown kind.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from sluis.detection.tagger import ENTITY_TYPES
from sluis.detection.tagger_features import GIVEN_NAME, TOKEN
from sluis.detection.training.labelled import UNKNOWN, Labelled, Mark, join
from sluis.errors import InvalidRequest

KINDS = {**{kind: kind for kind in ENTITY_TYPES}, "ORG": "ORGANIZATION", "?": UNKNOWN}
_PLACES = frozenset({"LOCATION", "ADDRESS"})
_FAMILY_NAME, _COUNTRY, _LARGE_CITY = 2, 8, 16
_NOT_A_PERSON = 4 | _COUNTRY | _LARGE_CITY | 32 | 128
_JOINS = frozenset({" ", "-", "'", " '", "’"})
WITH_QUESTION = 0.5
"""The share of a dialogue's turns that are learned with what was said before, as the tagger sees them in use."""


def read_corpora(folder: Path, rng: Random, lists: dict[str, int]) -> list[Labelled]:
    """Every text of every `*.jsonl` file with labels in the folder. InvalidRequest when there is none."""
    found: list[Labelled] = []
    for file in sorted(folder.glob("*.jsonl")):
        found += _read(file, rng, lists)
    if not found:
        raise InvalidRequest(f"{folder}: no *.jsonl file with labelled texts")
    return found


def _read(file: Path, rng: Random, lists: dict[str, int]) -> Iterator[Labelled]:
    records = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    unmarked = _never_marked(records)
    for record in records:
        if "turns" in record:
            yield from _turns(record, rng, unmarked)
        elif "spans" in record:
            yield _by_lists(_one(record, record, unmarked), lists)


def _never_marked(records: Iterable[dict[str, Any]]) -> frozenset[str]:
    """The kinds that no record of a file has; who marks places at all marks all of them."""
    seen = {KINDS.get(s["label"]) for r in records for part in r.get("turns", (r,)) for s in part.get("spans", ())}
    if UNKNOWN in seen:
        return frozenset()
    if seen & _PLACES:
        seen |= _PLACES
    return frozenset(ENTITY_TYPES) - seen


def _one(part: dict[str, Any], record: dict[str, Any], unmarked: frozenset[str]) -> Labelled:
    marks = tuple(Mark(s["start"], s["end"], KINDS[s["label"]]) for s in part["spans"] if s["label"] in KINDS)
    source = str(record.get("source", ""))
    return Labelled(part["text"], marks, record.get("lang", "en"), source, unmarked)


def _turns(record: dict[str, Any], rng: Random, unmarked: frozenset[str]) -> Iterator[Labelled]:
    before: Labelled | None = None
    for turn in record["turns"]:
        if not isinstance(turn.get("text"), str):
            continue
        here = _one({"spans": [], **turn}, record, unmarked)
        if isinstance(turn.get("asked"), str):
            before = Labelled(f"What is your {turn['asked'].replace('_', ' ')}?", (), here.language)
        yield join(before, here) if before is not None and rng.random() < WITH_QUESTION else here
        before = here


def _by_lists(labelled: Labelled, lists: dict[str, int]) -> Labelled:
    """Names of unknown kind that stand side by side as one, its kind told where the name lists leave no doubt."""
    if not any(m.kind == UNKNOWN for m in labelled.marks):
        return labelled
    runs: list[Mark] = []
    for mark in sorted(labelled.marks, key=lambda m: m.start):
        if runs and labelled.text[runs[-1].end : mark.start] in _JOINS:
            runs[-1] = Mark(runs[-1].start, mark.end, UNKNOWN)
        else:
            runs.append(mark)
    told = tuple(Mark(m.start, m.end, _kind(labelled.text[m.start : m.end], lists)) for m in runs)
    return Labelled(labelled.text, told, labelled.language, labelled.source, labelled.unmarked)


def _kind(name: str, lists: dict[str, int]) -> str:
    bits = [lists.get(word.lower(), 0) for word in TOKEN.findall(name) if word.isalpha()]
    if not bits:
        return UNKNOWN
    if len(bits) in (2, 3) and bits[0] & GIVEN_NAME and not bits[0] & (_COUNTRY | _LARGE_CITY):
        return UNKNOWN if bits[-1] & (_COUNTRY | 32 | 128) else "PERSON"
    if len(bits) == 1 and bits[0] & (GIVEN_NAME | _FAMILY_NAME) and not bits[0] & _NOT_A_PERSON:
        return "PERSON"
    if len(bits) == 1 and bits[0] & (_COUNTRY | _LARGE_CITY) and not bits[0] & (GIVEN_NAME | _FAMILY_NAME):
        return "LOCATION"
    return UNKNOWN
