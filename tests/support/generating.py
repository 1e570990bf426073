"""Requests that hypothesis makes up from a client package's own types, with a planted value in some of their texts.

What is made up is mostly what a client could send; now and then something of another kind stands somewhere in it.
"""

import types
import typing
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import typing_extensions
from hypothesis import strategies as st
from tests.support.fields import hints_of, is_object, is_required

Draw = Callable[[st.SearchStrategy[Any]], Any]
MOST_OPTIONAL = 3
"""Optional fields of one object at most: with all of them nothing would ever pass."""
MOST_DEPTH = 12
ODD: tuple[Any, ...] = (None, True, 0, -1, 2**60, 1e300, "", "x", [], {}, [[]], [None], {"type": "x"}, {"a": {"b": []}})
_QUALIFIERS: tuple[Any, ...] = (typing_extensions.Required, typing_extensions.NotRequired, typing.Annotated)
USUAL: Mapping[str, str] = {
    "model": "gpt-4o-mini", "name": "look_up", "id": "call_1", "tool_call_id": "call_1", "call_id": "call_1",
}  # fmt: skip
"""What stands in fields whose form is checked: without it hardly a request would pass."""
_NAMES = st.sampled_from(("type", "name", "properties", "who", "description", "enum", "x-y", "ключ"))


def planted(number: int) -> str:
    """A value that certainly is personal; the number tells it from others."""
    return f"k{number:012x}@planted-{number % 4096:03x}.nl"


def words(value: str) -> st.SearchStrategy[str]:
    """Texts as they stand in requests: some hold the value, some are long or odd, most are ordinary."""
    return st.one_of(
        st.sampled_from((value, f"mail {value} today", f'{{"to": ["{value}"], "n": 1}}', f"Dear {value},\n")),
        st.sampled_from(("hello", "x", "", "auto", "gpt-4o-mini", "user", "call_1", "a-b", '{"a": 1}', "«é»")),
        st.text(max_size=12),
    )  # fmt: skip


@st.composite
def requests(draw: Any, kind: Any, value: str) -> Any:
    """One request of this type."""
    made = _make(draw, kind, words(value), 0)
    if draw(st.integers(0, 3)) == 0:
        made = _spoiled(draw, made)
    return made


def _make(draw: Draw, kind: Any, texts: st.SearchStrategy[str], depth: int) -> Any:
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in _QUALIFIERS:
        return _make(draw, inner[0], texts, depth)
    if origin is typing.Union or origin is types.UnionType:
        members = [one for one in inner if depth < MOST_DEPTH or not is_object(one)] or list(inner)
        return _make(draw, draw(st.sampled_from(members)), texts, depth)
    if is_object(kind):
        return _object(draw, kind, texts, depth)
    if isinstance(origin, type) and origin not in (dict, Mapping):
        return [_make(draw, inner[0], texts, depth + 1) for _ in range(draw(st.integers(0 if depth else 1, 2)))]
    return _leaf(draw, kind, texts)


def _leaf(draw: Draw, kind: Any, texts: st.SearchStrategy[str]) -> Any:
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Literal:
        return draw(st.sampled_from(inner))
    if kind is object or kind is dict or origin in (dict, Mapping):
        return _mapping(draw, inner, texts)
    return draw(_scalar(kind, texts))


def _scalar(kind: Any, texts: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    known: Mapping[Any, st.SearchStrategy[Any]] = {
        str: texts,
        int: st.integers(-1, 3),
        float: st.sampled_from((0.0, 0.5, 1, -2.0)),
        bool: st.booleans(),
        types.NoneType: st.none(),
    }
    return known.get(kind, texts)  # files are read by the client and sent as text


def _object(draw: Draw, kind: Any, texts: st.SearchStrategy[str], depth: int) -> dict[str, Any]:
    hints = hints_of(kind)
    must = [name for name, hint in hints.items() if is_required(kind, name, hint)]
    may = [name for name in hints if name not in must]
    some = draw(st.lists(st.sampled_from(may), max_size=MOST_OPTIONAL, unique=True)) if may else []
    return {name: _field(draw, name, hints[name], texts, depth) for name in (*must, *some)}


def _field(draw: Draw, name: str, hint: Any, texts: st.SearchStrategy[str], depth: int) -> Any:
    if name in USUAL and draw(st.integers(0, 15)):
        return USUAL[name]
    return _make(draw, hint, texts, depth + 1)


def _mapping(draw: Draw, inner: tuple[Any, ...], texts: st.SearchStrategy[str]) -> dict[str, Any]:
    if len(inner) > 1 and inner[1] in (int, float):
        return dict(draw(st.dictionaries(st.sampled_from(("50256", "1")), st.integers(-100, 100), max_size=2)))
    if len(inner) > 1 and inner[1] is str:
        return dict(draw(st.dictionaries(_NAMES, texts, max_size=2)))
    scalars = st.one_of(texts, st.integers(0, 10**9), st.booleans(), st.none())
    nested = st.recursive(
        scalars, lambda deeper: st.lists(deeper, max_size=2) | st.dictionaries(_NAMES, deeper, max_size=2), max_leaves=4
    )
    return dict(draw(st.dictionaries(st.one_of(_NAMES, texts), nested, max_size=2)))


def _spoiled(draw: Draw, made: Any) -> Any:
    """The same with something of another kind in one place, an unknown field, or a field gone."""
    boxes = list(_boxes(made))
    if not boxes:
        return made
    box, key = draw(st.sampled_from(boxes))
    how = draw(st.integers(0, 4))
    if how == 0 and isinstance(box, dict):
        del box[key]
    elif how == 1 and isinstance(box, dict):
        box[draw(st.sampled_from(("some_new_field", "file_id", "url", "data", "id")))] = _copied(box[key])
    else:
        box[key] = _copied(draw(st.sampled_from(ODD)))
    return made


def _boxes(value: Any) -> Iterable[tuple[Any, Any]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(inside):
        yield value, key
        yield from _boxes(inner)


@st.composite
def merged(draw: Any, passing: list[dict[str, Any]], refused: list[dict[str, Any]]) -> Any:
    """Requests put together from others, and spoiled in up to three places. For types that are not at hand."""
    made: dict[str, Any] = {}
    seeds = st.lists(st.sampled_from(passing), min_size=1, max_size=3)
    for seed in draw(seeds) + draw(st.lists(st.sampled_from(refused), max_size=1)):
        made.update(_copied(seed))
    for _ in range(draw(st.sampled_from((0, 0, 1, 1, 2, 3)))):
        made = _spoiled(draw, made)
    return made


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value
