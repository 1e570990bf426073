"""Cells of Markdown tables and of comma-separated values: the head of a column is to them what a key is in JSON."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sluis.detection.keys import KeyVerdict, read_keys, type_value
from sluis.detection.reading import Reading
from sluis.detection.rules import Candidate, FinderRule, Rule
from sluis.policy.entities import ENTITY_TYPES, NATIONAL_IDENTIFIERS

SCORE = 0.95
MAX_COLUMNS = 60
_LINE = re.compile(r"[^\n]+")
_RULER = re.compile(r"[\s|:-]*-[\s|:-]*")
_HEAD = re.compile(r"[^\W\d][\w .'/()-]{0,39}")
_OF_A_PERSON = NATIONAL_IDENTIFIERS | {"EMAIL_ADDRESS", "DATE_OF_BIRTH", "CUSTOMER_ID", "PERSONNEL_ID", "USERNAME"}
"""Beside such a column one headed "name" holds people; beside a telephone number it may hold restaurants."""
_SEPARATORS = ",;\t"

Cell = tuple[int, str]
"""(where it begins, its text)."""


def _cells(start: int, line: str, separator: str) -> list[Cell]:
    found = []
    for piece in _split(line, separator):
        inner = piece.strip(' \t\r"')
        found.append((start + piece.find(inner) if inner else start, inner))
        start += len(piece) + 1
    return found


def _split(line: str, separator: str) -> list[str]:
    """The pieces of a line; a separator inside quotes is text."""
    if separator == "|" or '"' not in line:
        return line.split(separator)
    pieces, begin, quoted = [], 0, False
    for at, char in enumerate(line):
        if char == '"':
            quoted = not quoted
        elif char == separator and not quoted:
            pieces.append(line[begin:at])
            begin = at + 1
    return [*pieces, line[begin:]] if not quoted else line.split(separator)


def _find(reading: Reading) -> Iterator[Candidate]:
    lines = [(m.start(), m.group()) for m in _LINE.finditer(reading.text)]
    n = 0
    while n + 1 < len(lines):
        verdicts, separator, first = _head(lines, n)
        if not verdicts:
            n += 1
            continue
        n = first
        while n < len(lines):
            cells = _cells(*lines[n], separator)
            if len(cells) == 1:
                break
            if len(cells) == len(verdicts):  # one that has more or fewer says nothing of those below
                yield from _typed(verdicts, cells)
            n += 1


def _head(lines: Sequence[tuple[int, str]], n: int) -> tuple[list[KeyVerdict], str, int]:
    """(what the columns hold, what separates them, the first row below); no verdicts where no table begins."""
    line, below = lines[n][1], lines[n + 1][1]
    if "|" in line:
        is_table = "|" in below and _RULER.fullmatch(below) is not None
        return (_verdicts(line, "|", True) if is_table else []), "|", n + 2
    for separator in _SEPARATORS:
        if separator in line and len(_split(line, separator)) == len(_split(below, separator)):
            return _verdicts(line, separator, False), separator, n + 1
    return [], "", n + 1


def _verdicts(line: str, separator: str, is_ruled: bool) -> list[KeyVerdict]:
    heads = [text for _, text in _cells(0, line, separator)]
    if len(heads) > MAX_COLUMNS or not all(_HEAD.fullmatch(head) or (is_ruled and not head) for head in heads):
        return []
    verdicts = [read_keys((head,)) if head else KeyVerdict() for head in heads]
    types = {v.entity_type for v in verdicts}
    if types & _OF_A_PERSON:
        verdicts = [replace(v, role=True) if v.bare_name and v.entity_type is None else v for v in verdicts]
    personal = sum(v.entity_type is not None or v.role for v in verdicts)
    return verdicts if personal and (is_ruled or 2 * personal >= len(heads)) else []


def _typed(verdicts: Sequence[KeyVerdict], cells: Sequence[Cell]) -> Iterator[Candidate]:
    for verdict, (start, text) in zip(verdicts, cells, strict=True):
        typed = type_value(verdict, text) if text else None
        if typed is not None:
            yield Candidate(start + typed[0], start + typed[1], typed[2], SCORE, f"table:{verdict.rule}", tier=2)


RULES: tuple[Rule, ...] = (
    FinderRule("tables.cell", tuple(sorted(ENTITY_TYPES)), _find, lambda reading: reading.text.count("\n") > 0),
)
