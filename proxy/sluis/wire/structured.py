"""Text that is JSON, read as what it is: its strings and numbers become leaves, everything else stays byte for byte.

`split` keeps the raw text and remembers where each literal stands, so that `join` changes nothing but those
literals: a resent tool result leaves as it left before. JSON inside a JSON string is split in its turn.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sluis.values import Leaf, Role

MAX_NESTING = 6
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[{}\[\]:,]|true|false|null', re.DOTALL)
_DATA_KEY = re.compile(r"[\d@\s]|[^\x00-\x7f]")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?\Z")


@dataclass(frozen=True, slots=True)
class Literal:
    """raw[start:end] is what is replaced. first: index of its first leaf; inner: when its text is JSON itself."""

    start: int
    end: int
    first: int
    kind: str
    inner: "Structured | None" = None


@dataclass(frozen=True, slots=True)
class Structured:
    """A text and the leaves in it. is_json: the whole text is one JSON document."""

    raw: str
    literals: tuple[Literal, ...]
    leaves: tuple[Leaf, ...]
    is_json: bool

    def join(self, texts: Sequence[str]) -> str:
        """The raw text with each leaf's text replaced; `texts` has one entry a leaf. Escapes as JSON asks."""
        if not self.is_json:
            if len(self.leaves) == 1 and self.leaves[0].text is self.raw:
                return texts[0]
            out, at = [], 0
            for piece in self.literals:
                out += [self.raw[at : piece.start], _said(piece, self.leaves, texts)]
                at = piece.end
            return "".join([*out, self.raw[at:]])
        return _join_json(self, texts)


def _said(piece: Literal, leaves: Sequence[Leaf], texts: Sequence[str]) -> str:
    if piece.inner is None:
        return texts[piece.first]
    return piece.inner.join(texts[piece.first : piece.first + len(piece.inner.leaves)])


def _join_json(self: Structured, texts: Sequence[str]) -> str:
    out, at = [], 0
    for piece in self.literals:
        count = len(piece.inner.leaves) if piece.inner else 1
        same = all(texts[n] == self.leaves[n].text for n in range(piece.first, piece.first + count))
        if same:
            continue
        said = _said(piece, self.leaves, texts)
        bare = piece.kind == "number" and _NUMBER.match(said)
        out += [self.raw[at : piece.start], said if bare else json.dumps(said, ensure_ascii=False)]
        at = piece.end
    return "".join([*out, self.raw[at:]]) if out else self.raw


def split(text: str, role: Role = "user", question: str = "", keys: tuple[str, ...] = ()) -> Structured:
    """The leaves of `text`: those of the JSON it is or holds, else the text itself as one leaf."""
    return _split(text, role, question, keys, 0)


def unsplit(text: str, role: Role = "user", question: str = "", keys: tuple[str, ...] = ()) -> Structured:
    """The text as one leaf, whatever it looks like."""
    return Structured(text, (Literal(0, len(text), 0, "text"),), (Leaf(text, keys, role, question),), False)


def _split(text: str, role: Role, question: str, keys: tuple[str, ...], nesting: int) -> Structured:
    if nesting < MAX_NESTING and ("{" in text or "[" in text):
        found = _embedded(text)
        if found is not None:
            start, end = found
            if not text[:start].strip() and not text[end:].strip():
                return _json(text, role, keys, nesting)
            return _mixed(text, start, end, role, question, keys, nesting)
    return unsplit(text, role, question, keys)


_DECODER = json.JSONDecoder()


def _embedded(text: str) -> tuple[int, int] | None:
    """Where the first JSON object or list with something in it stands; None when there is none."""
    for tries, match in enumerate(re.finditer(r"[{\[]", text)):
        if tries == 4:
            return None
        try:
            value, end = _DECODER.raw_decode(text, match.start())
        except (ValueError, RecursionError):
            continue
        if (isinstance(value, dict) and value) or (
            isinstance(value, list) and any(isinstance(v, (dict, list, str)) for v in value)
        ):
            return match.start(), end
    return None


def _mixed(
    text: str, start: int, end: int, role: Role, question: str, keys: tuple[str, ...], nesting: int
) -> Structured:
    inner = _json(text[start:end], role, keys, nesting)
    leaves: list[Leaf] = []
    literals: list[Literal] = []
    for a, b, part in ((0, start, None), (start, end, inner), (end, len(text), None)):
        if a == b:
            continue
        literals.append(Literal(a, b, len(leaves), "text", part))
        leaves += part.leaves if part else (Leaf(text[a:b], keys, role, question),)
    return Structured(text, tuple(literals), tuple(leaves), False)


def _json(text: str, role: Role, outer: tuple[str, ...], nesting: int) -> Structured:
    """Walks the literals of a text that is known to be valid JSON."""
    literals: list[Literal] = []
    leaves: list[Leaf] = []
    stack: list[bool] = []  # True: inside an object
    keys: list[str | None] = []
    expects_key = False
    for match in _TOKEN.finditer(text):
        token = match.group()
        mark = token[0]
        if mark in "{[":
            stack.append(mark == "{")
            keys.append(None)
            expects_key = mark == "{"
        elif mark in "}]":
            stack.pop()
            keys.pop()
            expects_key = False
        elif mark == ",":
            expects_key = stack[-1]
        elif mark == '"' and expects_key:
            name = json.loads(token)
            keys[-1] = name
            expects_key = False
            if _DATA_KEY.search(name):
                _add(literals, leaves, match, "key", Leaf(name, _path(outer, keys[:-1]), role, "", "string"), nesting)
        elif mark == '"':
            leaf = Leaf(json.loads(token), _path(outer, keys), role, "", "string")
            _add(literals, leaves, match, "string", leaf, nesting)
        elif mark == "-" or mark.isdigit():
            _add(literals, leaves, match, "number", Leaf(token, _path(outer, keys), role, "", "number"), nesting)
    return Structured(text, tuple(literals), tuple(leaves), True)


def _path(outer: tuple[str, ...], keys: Sequence[str | None]) -> tuple[str, ...]:
    return (*outer, *(k for k in keys if k is not None))


def _add(
    literals: list[Literal], leaves: list[Leaf], match: re.Match[str], kind: str, leaf: Leaf, nesting: int
) -> None:
    inner = None
    if kind == "string" and leaf.text[:1] in ("{", "[") and len(leaf.text) > 2:
        inner = _split(leaf.text, leaf.role, "", leaf.keys, nesting + 1)
        if len(inner.leaves) == 1 and not inner.is_json:
            inner = None
    literals.append(Literal(match.start(), match.end(), len(leaves), kind, inner))
    if inner:
        leaves.extend(inner.leaves)
    else:
        leaves.append(leaf)
