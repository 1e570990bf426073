"""YAML read strictly: plain data and the line of each key. What YAML lets one misread is an error, not a guess.

Refused: a key that stands twice, an unquoted word that YAML 1.1 reads as true or false (NO for Norway), anchors and
aliases, tags, several documents, keys that are not text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import yaml

Data = dict[str, "Data"] | list["Data"] | str | int | float | bool | date | None
KeyPath = tuple[str | int, ...]

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml where it is there: five times as fast. Both only give nodes; what they mean is decided here."""

MAX_BYTES = 2_000_000
MAX_DEPTH = 30
_READ_AS_BOOL: Final = re.compile(r"(?:yes|no|on|off)", re.I)
_TRUE_FALSE: Final = re.compile(r"true|false")
_INTEGER: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FRACTION: Final = re.compile(r"[-+]?[0-9]+\.[0-9]+")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that keeps it from being used. Its text is `file: key: what (hint)`."""

    file: str
    key: str
    what: str
    hint: str = ""
    line: int | None = None

    def __str__(self) -> str:
        said = ": ".join(part for part in (self.file, self.key, self.what) if part)
        return f"{said} ({self.hint})" if self.hint else said


class Unreadable(Exception):
    """The text is not the YAML we take. Never leaves this room: the loader makes PolicyError of it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(slots=True)
class Document:
    """What a file says, and where: `lines` counts from 1."""

    file: str
    data: dict[str, Data]
    lines: dict[KeyPath, int] = field(default_factory=dict)


def parse_yaml(text: str, file: str) -> Document:
    """The mapping a file holds. Unreadable with the key, the line and what to do."""
    if len(text) > MAX_BYTES:
        raise Unreadable(Problem(file, "", f"is larger than {MAX_BYTES} bytes"))
    try:
        root = _single(text, file)
    except yaml.MarkedYAMLError as error:
        raise Unreadable(
            Problem(file, "", f"is not YAML: {error.problem or error.context}", line=_line(error.problem_mark))
        ) from error
    except yaml.YAMLError as error:
        raise Unreadable(Problem(file, "", "is not YAML")) from error
    document = Document(file, {})
    data = _Reader(document).read(root, ())
    if not isinstance(data, dict):
        raise Unreadable(Problem(file, "", "must hold keys and values"))
    document.data = data
    return document


def _single(text: str, file: str) -> yaml.Node:
    for event in yaml.parse(text, Loader=_LOADER):
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            what = f"an anchor or alias ({anchor}) is not taken here"
            raise Unreadable(Problem(file, "", what, "write it out", _line(event.start_mark)))
        tag = str(getattr(event, "tag", None) or "")
        if tag.startswith("tag:yaml.org"):
            what = f"the tag {tag.replace('tag:yaml.org,2002:', '!!')} is not taken here"
            raise Unreadable(Problem(file, "", what, "leave it out", _line(event.start_mark)))
    root = yaml.compose(text, Loader=_LOADER)
    if root is None:
        raise Unreadable(Problem(file, "", "is empty"))
    return root


class _Reader:
    """Turns nodes into data, noting lines."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def read(self, node: yaml.Node, path: KeyPath) -> Data:
        self._document.lines[path] = node.start_mark.line + 1
        if len(path) > MAX_DEPTH:
            raise self._wrong(node, path, "is nested too deeply")
        if isinstance(node, yaml.MappingNode):
            return dict(self._pairs(node, path))
        if isinstance(node, yaml.SequenceNode):
            return [self.read(each, (*path, at)) for at, each in enumerate(node.value)]
        return self._scalar(node, path)

    def _pairs(self, node: yaml.MappingNode, path: KeyPath) -> Iterator[tuple[str, Data]]:
        seen: set[str] = set()
        for key_node, value_node in node.value:
            key = self._key(key_node, path)
            if key in seen:
                raise self._wrong(key_node, (*path, key), "stands twice", "keep one of them")
            seen.add(key)
            value = self.read(value_node, (*path, key))
            self._document.lines[(*path, key)] = key_node.start_mark.line + 1
            yield key, value

    def _key(self, node: yaml.Node, path: KeyPath) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise self._wrong(node, path, "a key must be a word")
        if not node.style and _READ_AS_BOOL.fullmatch(node.value):
            raise self._wrong(
                node, (*path, node.value), "YAML reads this word as true or false", f'write "{node.value}"'
            )
        if not node.style and node.value == "<<":
            raise self._wrong(node, (*path, "<<"), "merge keys are not taken here", "write it out")
        return str(node.value)

    def _scalar(self, node: yaml.Node, path: KeyPath) -> Data:
        text = str(node.value)
        if not node.tag.startswith("tag:yaml.org,2002:"):
            raise self._wrong(node, path, f"the tag {node.tag} is not taken here", "leave it out")
        if getattr(node, "style", None):
            return text
        if _READ_AS_BOOL.fullmatch(text):
            what = "YAML reads this word as true or false"
            raise self._wrong(node, path, what, f'write "{text}" for the word, or true or false')
        return self._plain(node, text, path)

    def _plain(self, node: yaml.Node, text: str, path: KeyPath) -> Data:
        if text in ("", "~", "null"):
            return None
        if _TRUE_FALSE.fullmatch(text):
            return text == "true"
        if _INTEGER.fullmatch(text):
            return int(text)
        if _FRACTION.fullmatch(text):
            return float(text)
        if _DAY.fullmatch(text):
            try:
                return date.fromisoformat(text)
            except ValueError as error:
                raise self._wrong(node, path, "is no day of the calendar") from error
        return text

    def _wrong(self, node: yaml.Node, path: KeyPath, what: str, hint: str = "") -> Unreadable:
        return Unreadable(Problem(self._document.file, dotted(path), what, hint, node.start_mark.line + 1))


def _line(mark: object) -> int | None:
    at = getattr(mark, "line", None)
    return at + 1 if isinstance(at, int) else None


def dotted(path: KeyPath) -> str:
    """decisions.rules[0].outcome"""
    out = ""
    for part in path:
        out += f"[{part}]" if isinstance(part, int) else f".{part}" if out else part
    return out
