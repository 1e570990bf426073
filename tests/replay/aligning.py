"""What was replaced by what, learned from a text as it was sent and as it left; and saying a reply in those words."""

import difflib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

_TOKEN = re.compile(r"\s+|[\w@.+'’-]*\w|[^\w\s]")
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(slots=True)
class Pairs:
    """real: a value to what left instead. inner: values learned as words of longer ones. kept: text left as it was."""

    real: dict[str, str] = field(default_factory=dict)
    inner: set[str] = field(default_factory=set)
    kept: list[str] = field(default_factory=list)

    def learn(self, before: str, after: str) -> None:
        """Leaf by leaf where both are JSON of one shape, else as texts."""
        left, right = _json(before), _json(after)
        if left is not None and right is not None:
            mine, theirs = dict(_leaves(left)), dict(_leaves(right))
            if mine.keys() == theirs.keys():
                for path, value in mine.items():
                    self._text(str(value), str(theirs[path]), whole=True)
                return
        self._text(before, after, whole=False)

    def _text(self, before: str, after: str, whole: bool) -> None:
        if before == after:
            self.kept.append(before)
            return
        if whole:
            self._pair(before, after)
        a, b = _TOKEN.findall(before), _TOKEN.findall(after)
        for op, i1, i2, j1, j2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
            if op == "equal":
                self.kept.append("".join(a[i1:i2]))
                continue
            self._pair("".join(a[i1:i2]).strip(), "".join(b[j1:j2]).strip())
            words_a = [w for w in a[i1:i2] if re.search(r"\w", w)]
            words_b = [w for w in b[j1:j2] if re.search(r"\w", w)]
            if len(words_a) == len(words_b) > 1:
                for x, y in zip(words_a, words_b, strict=True):
                    if x != y and x not in self.real:
                        self.real[x] = y
                        self.inner.add(x)

    def _pair(self, value: str, said: str) -> None:
        if value and value != said:
            self.real[value] = said
            self.inner.discard(value)

    def speaking(self, seen: str) -> dict[str, str]:
        """The pairs to speak with: a word of a name that the model also saw in clear is an ordinary word."""
        return {v: s for v, s in self.real.items() if not (v in self.inner and stands_in(v, seen))}


class Speaker:
    """Says a recorded reply as a model would that saw only what left."""

    def __init__(self, pairs: Pairs, seen: str) -> None:
        self._pairs = pairs.speaking(seen)
        self._folded = {value.casefold(): said for value, said in self._pairs.items()}
        keys = sorted(self._pairs, key=len, reverse=True)
        self._pattern = re.compile("|".join(rf"(?<!\w){re.escape(k)}(?!\w)" for k in keys), re.I) if keys else None
        self._hidden = {w.casefold() for value in pairs.real for w in _WORD.findall(value)}
        self._hidden -= {w.casefold() for w in _WORD.findall(seen)}

    def text(self, text: str) -> str:
        return self._pattern.sub(self._swap, text) if self._pattern else text

    def arguments(self, text: str) -> str:
        value = _json(text)
        return self.text(text) if value is None else json.dumps(self._value(value), ensure_ascii=False)

    def could_not_say(self, text: str) -> bool:
        """Whether a reply needs a word that the pseudonyms had hidden."""
        return any(w[:1].isupper() and w.casefold() in self._hidden for w in _WORD.findall(text))

    def _swap(self, match: re.Match[str]) -> str:
        found = match[0]
        said = self._pairs.get(found) or self._folded.get(found.casefold(), found)
        if found in self._pairs:
            return said
        if found.islower():
            return said.lower()
        return said.upper() if found.isupper() and len(found) > 1 else said

    def _value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._value(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._value(inner) for inner in value]
        if isinstance(value, str):
            return self._pairs.get(value) or self.text(value)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and str(value) in self._pairs:
            said = self._pairs[str(value)]
            return type(value)(said) if re.fullmatch(r"-?\d+(\.\d+)?", said) else said
        return value


def stands_in(value: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text) is not None


def left_unchanged(value: str, kept: str) -> bool:
    """Whether a value stands in text left as it was: whatever its case if long, by its digits if a number."""
    digits = re.sub(r"\D", "", value)
    if len(digits) >= 7 and len(digits) >= len(value) - 6:
        return digits in re.sub(r"(?<=\d)[ .()/-]+(?=\d)", "", kept)
    return stands_in(value.casefold(), kept.casefold()) if len(value) >= 5 else stands_in(value, kept)


def _json(text: str) -> Any:
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, (dict, list)) else None


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, (*path, key))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _leaves(inner, (*path, at))
    elif value is not None:
        yield path, value
