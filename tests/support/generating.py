"""Requests made up from a client package's own types, with a planted value in some of their texts.

Choices are hypothesis', which finds and shrinks, or at random, which is quick enough for many thousands.

What is made up is mostly what a client could send; now and then something of another kind stands somewhere in it.
"""

import random
import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol

import typing_extensions
from hypothesis import strategies as st
from tests.support.fields import hints_of, is_object, is_required

MOST_OPTIONAL = 3
"""Optional fields of one object at most: with all of them nothing would ever pass."""
MOST_DEPTH = 12
ODD: tuple[Any, ...] = (None, True, 0, -1, 2**60, 1e300, "", "x", [], {}, [[]], [None], {"type": "x"}, {"a": {"b": []}})
_QUALIFIERS: tuple[Any, ...] = (typing_extensions.Required, typing_extensions.NotRequired, typing.Annotated)
USUAL: Mapping[str, str] = {
    "model": "gpt-4o-mini", "name": "look_up", "id": "call_1", "tool_call_id": "call_1", "call_id": "call_1",
}  # fmt: skip
"""What stands in fields whose form is checked: without it hardly a request would pass."""
_NAMES = ("type", "name", "properties", "who", "description", "enum", "x-y", "ключ")


def planted(number: int) -> str:
    """A value that certainly is personal; the number tells it from others."""
    return f"k{number:012x}@planted-{number % 4096:03x}.nl"


class Choices(Protocol):
    """Where made-up requests take their choices from."""

    def pick(self, among: Sequence[Any]) -> Any: ...

    def number(self, least: int, most: int) -> int: ...

    def text(self) -> str: ...


class Drawn:
    """Choices of hypothesis."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self._draw = draw

    def pick(self, among: Sequence[Any]) -> Any:
        return self._draw(st.sampled_from(among))

    def number(self, least: int, most: int) -> int:
        return int(self._draw(st.integers(least, most)))

    def text(self) -> str:
        return str(self._draw(st.text(max_size=12)))


class AtRandom:
    """Choices of a generator, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def pick(self, among: Sequence[Any]) -> Any:
        return self._random.choice(among)

    def number(self, least: int, most: int) -> int:
        return self._random.randint(least, most)

    def text(self) -> str:
        letters = (
            chr(self._random.choice((self._random.randint(1, 126), self._random.randint(160, 0xD7FF)))) for _ in "12"
        )
        return "".join(letters) * self._random.randint(0, 5)


class Maker:
    """Makes up requests that may hold `value`."""

    def __init__(self, choices: Choices, value: str) -> None:
        self._c, self._value = choices, value

    def request(self, kind: Any) -> Any:
        """One request of this type; every fourth is spoiled in one place."""
        made = self._make(kind, 0)
        return made if self._c.number(0, 3) else self._spoiled(made)

    def merged(self, passing: Sequence[dict[str, Any]], refused: Sequence[dict[str, Any]]) -> Any:
        """Requests put together from others, and spoiled in up to three places. For types that are not at hand."""
        made: dict[str, Any] = {}
        for _ in range(self._c.number(1, 3)):
            made.update(_copied(self._c.pick(passing)))
        if self._c.number(0, 1):
            made.update(_copied(self._c.pick(refused)))
        for _ in range(self._c.pick((0, 0, 1, 1, 2, 3))):
            made = self._spoiled(made)
        return made

    def _text(self) -> str:
        """Texts as they stand in requests: some hold the value, some are odd, most are ordinary."""
        value = self._value
        how = self._c.number(0, 2)
        if how == 0:
            return str(
                self._c.pick((value, f"mail {value} today", f'{{"to": ["{value}"], "n": 1}}', f"Dear {value},\n"))
            )
        ordinary = ("hello", "x", "", "auto", "gpt-4o-mini", "user", "call_1", "a-b", '{"a": 1}', "«é»")
        return str(self._c.pick(ordinary)) if how == 1 else self._c.text()

    def _make(self, kind: Any, depth: int) -> Any:
        origin, inner = typing.get_origin(kind), typing.get_args(kind)
        if origin in _QUALIFIERS:
            return self._make(inner[0], depth)
        if origin is typing.Union or origin is types.UnionType:
            members = [one for one in inner if depth < MOST_DEPTH or not is_object(one)] or list(inner)
            return self._make(self._c.pick(members), depth)
        if is_object(kind):
            return self._object(kind, depth)
        if isinstance(origin, type) and origin not in (dict, Mapping):
            return [self._make(inner[0], depth + 1) for _ in range(self._c.number(0 if depth else 1, 2))]
        return self._leaf(kind)

    def _leaf(self, kind: Any) -> Any:
        origin, inner = typing.get_origin(kind), typing.get_args(kind)
        if origin is typing.Literal:
            return self._c.pick(inner)
        if kind is object or kind is dict or origin in (dict, Mapping):
            return self._mapping(inner[1] if len(inner) > 1 else None)
        if kind is int:
            return self._c.number(-1, 3)
        scalars: Mapping[Any, tuple[Any, ...]] = {
            float: (0.0, 0.5, 1, -2.0),
            bool: (True, False),
            types.NoneType: (None,),
        }
        return self._c.pick(scalars[kind]) if kind in scalars else self._text()  # a file is sent as text too

    def _object(self, kind: Any, depth: int) -> dict[str, Any]:
        hints = _hints(kind)
        must = [name for name, hint in hints.items() if is_required(kind, name, hint)]
        may = [name for name in hints if name not in must]
        some = [self._c.pick(may) for _ in range(self._c.number(0, MOST_OPTIONAL))] if may else []
        return {name: self._field(name, hints[name], depth) for name in dict.fromkeys((*must, *some))}

    def _field(self, name: str, hint: Any, depth: int) -> Any:
        if name in USUAL and self._c.number(0, 15):
            return USUAL[name]
        return self._make(hint, depth + 1)

    def _mapping(self, values: Any) -> dict[str, Any]:
        if values in (int, float):
            return {self._c.pick(("50256", "1")): self._c.number(-100, 100) for _ in range(self._c.number(0, 2))}
        if values is str:
            return {self._c.pick(_NAMES): self._text() for _ in range(self._c.number(0, 2))}
        return {
            self._c.pick(_NAMES) if self._c.number(0, 3) else self._text(): self._anything(2)
            for _ in range(self._c.number(0, 2))
        }

    def _anything(self, depth: int) -> Any:
        how = self._c.number(0, 4 if depth else 2)
        if how == 3:
            return [self._anything(depth - 1) for _ in range(self._c.number(0, 2))]
        if how == 4:
            return {self._c.pick(_NAMES): self._anything(depth - 1) for _ in range(self._c.number(0, 2))}
        return self._c.pick((True, None, self._c.number(0, 10**9))) if how == 2 else self._text()

    def _spoiled(self, made: Any) -> Any:
        """The same with something of another kind in one place, an unknown field, or a field gone."""
        boxes = list(_boxes(made))
        if not boxes:
            return made
        box, key = self._c.pick(boxes)
        how = self._c.number(0, 4)
        if how == 0 and isinstance(box, dict):
            del box[key]
        elif how == 1 and isinstance(box, dict):
            box[self._c.pick(("some_new_field", "file_id", "url", "data", "id"))] = _copied(box[key])
        else:
            box[key] = _copied(self._c.pick(ODD))
        return made


@lru_cache(4096)
def _hints(kind: Any) -> dict[str, Any]:
    return hints_of(kind)


def _boxes(value: Any) -> Iterable[tuple[Any, Any]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(inside):
        yield value, key
        yield from _boxes(inner)


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value
