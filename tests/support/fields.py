"""Every string field of a client package's request types, and the smallest request that holds a text there.

Knows no package but typing_extensions, so that it runs in each client's own environment.
"""

import os
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import typing_extensions

Make = Callable[[str], Any]
_QUALIFIERS: tuple[Any, ...] = (typing_extensions.Required, typing_extensions.NotRequired, typing.Annotated)
_LEAVES = (int, float, bool, types.NoneType)
_FILES = (typing.IO, os.PathLike)
"""What the client itself reads and sends as the text that may also stand there."""


def fields_of(kind: Any) -> list[tuple[str, Make]]:
    """(path as a table of positions writes it, what makes the smallest body with a text there).

    TypeError for a type that could hold strings and is not understood: nothing is passed over in silence. `make("")`
    puts there what an ordinary client writes.
    """
    return [(path.removeprefix("."), make) for path, make in _strings(kind, ())]


def _strings(kind: Any, above: tuple[Any, ...]) -> Iterator[tuple[str, Make]]:
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in _QUALIFIERS:
        yield from _strings(inner[0], above)
    elif origin in (typing.Union, types.UnionType):
        for member in inner:
            yield from _strings(member, above)
    elif kind is str or (origin is typing.Literal and any(isinstance(word, str) for word in inner)):
        ordinary = inner[0] if inner else "x"
        yield "", lambda value: value or ordinary
    elif is_object(kind):
        if kind not in above:  # a type within itself has no new fields
            yield from _fields(kind, (*above, kind))
    elif kind is object or origin in (dict, Mapping) or kind in (dict, Mapping):
        numbers = len(inner) > 1 and inner[1] in (int, float)
        yield ".*", (lambda value: {value or "1": 1}) if numbers else (lambda value: {"note": value or "x"})
    elif isinstance(origin, type) and (issubclass(origin, Iterable) or origin.__name__ == "SequenceNotStr"):
        for path, make in _strings(inner[0], above):
            yield f"[]{path}", _in_list(make)
    elif kind not in _LEAVES and kind not in _FILES and origin not in _FILES and origin is not typing.Literal:
        raise TypeError(f"not understood: {kind}")


def _fields(kind: Any, above: tuple[Any, ...]) -> Iterator[tuple[str, Make]]:
    for name, hint in hints_of(kind).items():
        for path, make in _strings(hint, above):
            yield f".{name}{path}", _in_object(kind, name, make)


def is_object(kind: Any) -> bool:
    """Whether a type is an object with known fields."""
    return typing_extensions.is_typeddict(kind) or hasattr(kind, "model_fields")


def hints_of(kind: Any) -> dict[str, Any]:
    """The fields of an object; also of a model of an answer, which a client may send back as it came."""
    if hasattr(kind, "model_fields"):
        return {name: field.annotation for name, field in kind.model_fields.items()}
    return typing_extensions.get_type_hints(kind, include_extras=True)


def is_required(kind: Any, name: str, hint: Any) -> bool:
    """Whether an object of this type cannot be without the field."""
    if hasattr(kind, "model_fields"):
        return bool(kind.model_fields[name].is_required())
    # `__required_keys__` is empty where annotations are kept as text, as they are in these packages.
    return typing.get_origin(hint) is typing.Required or typing.get_origin(hint) is typing_extensions.Required


def _in_list(make: Make) -> Make:
    return lambda value: [make(value)]


def _in_object(kind: Any, name: str, make: Make) -> Make:
    return lambda value: {**least(kind), name: make(value)}


def least(kind: Any) -> Any:
    """The smallest thing of a type."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if any(origin is known for known in (*_QUALIFIERS, typing.Union, types.UnionType)):
        return least(inner[0])
    if origin is typing.Literal:
        return inner[0]
    if is_object(kind):
        return {name: least(hint) for name, hint in hints_of(kind).items() if is_required(kind, name, hint)}
    if kind is object or dict in (kind, origin) or origin is Mapping:
        return {}
    if origin is not None:
        return [least(inner[0])]
    ordinary: Mapping[Any, Any] = {str: "x", int: 1, float: 1.0, bool: True}
    return ordinary[kind]
