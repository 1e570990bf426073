"""What the model says against a file, in words for whoever edits it: file, key, what is wrong, what was meant."""

import types
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from sluis.policy.model import Policy
from sluis.policy.reading import Document, KeyPath, Problem, dotted

_OWN = "Value error, "


def explain(error: ValidationError, layers: Sequence[Document]) -> tuple[Problem, ...]:
    """Every problem of one file, in the order of its keys; layers: the file and what it extends, outermost first."""
    found: dict[tuple[str, str], Problem] = {}
    errors = error.errors(include_url=False)
    wrong_keys = {tuple(each["loc"][:-1]) for each in errors if each["loc"][-1:] == ("[key]",)}
    for each in errors:
        loc = tuple(each["loc"])
        if any(loc[: len(key)] == key and loc[len(key) :] != ("[key]",) for key in wrong_keys):
            continue  # what stands under a key that is wrong says nothing
        path = _existing(loc, layers)
        layer = _layer_of(path, layers)
        what, hint = _said(each, path)
        problem = Problem(layer.file, dotted(path), what, hint, _line_of(path, layer))
        found.setdefault((layer.file, dotted(path)), problem)
    return tuple(found.values())


def problem_at(path: KeyPath, what: str, hint: str, layers: Sequence[Document]) -> Problem:
    """A problem at a key, in the file that sets it."""
    layer = _layer_of(path, layers)
    return Problem(layer.file, dotted(path), what, hint, _line_of(path, layer))


def _existing(loc: tuple[str | int, ...], layers: Sequence[Document]) -> KeyPath:
    """The place without the names of union members and the like, which stand in no file."""
    out: list[str | int] = []
    at: list[Any] = [layer.data for layer in layers]
    for number, part in enumerate(loc):
        inside = [v for v in (_step(value, part) for value in at) if v is not _NOTHING]
        if inside or number == len(loc) - 1:
            if inside or not _is_label(part, at):
                out.append(part)
            at = inside
    return tuple(out)


_NOTHING: Any = object()


def _step(value: Any, part: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(part, _NOTHING) if isinstance(part, str) else _NOTHING
    if isinstance(value, list) and isinstance(part, int) and part < len(value):
        return value[part]
    return _NOTHING


def _is_label(part: str | int, at: Sequence[Any]) -> bool:
    """Whether the last part names a member of a union or `[key]`, not a key that is missing."""
    return part == "[key]" or not any(isinstance(value, dict) for value in at)


def _layer_of(path: KeyPath, layers: Sequence[Document]) -> Document:
    """The outermost file in which the key, or the nearest above it, stands."""
    for end in range(len(path), 0, -1):
        for layer in layers:
            if path[:end] in layer.lines:
                return layer
    return layers[0]


def _line_of(path: KeyPath, layer: Document) -> int | None:
    for end in range(len(path), 0, -1):
        if path[:end] in layer.lines:
            return layer.lines[path[:end]]
    return None


def _said(error: Mapping[str, Any], path: KeyPath) -> tuple[str, str]:
    kind = error["type"]
    if kind == "extra_forbidden":
        known = keys_at(path[:-1])
        near = get_close_matches(str(path[-1]), known, 1)
        return "unknown key", f"did you mean {near[0]}?" if near else f"known here: {', '.join(sorted(known))}"
    if kind == "missing":
        return "is missing", ""
    if kind == "literal_error":
        choices = [c.strip("'") for c in str(error["ctx"]["expected"]).replace(" or ", ", ").split(", ")]
        near = get_close_matches(str(error["input"]), choices, 1)
        return f"must be one of {', '.join(choices)}", f"did you mean {near[0]}?" if near else ""
    if kind == "value_error":
        return error["msg"].removeprefix(_OWN), ""
    return _type_words(kind, error["msg"]), ""


def _type_words(kind: str, message: str) -> str:
    words = {
        "bool_type": "must be true or false",
        "int_type": "must be a whole number",
        "float_type": "must be a number",
        "string_type": "must be text",
        "tuple_type": "must be a list",
        "dict_type": "must hold keys and values",
        "model_type": "must hold keys and values",
    }
    return words.get(kind, message[:1].lower() + message[1:])


def keys_at(path: KeyPath) -> list[str]:
    """The keys that may stand at a place in a policy file."""
    models = _models_at(path)
    found = [field.alias or name for model in models for name, field in model.model_fields.items()]
    return [*found, "extends"] if not path else found


def _models_at(path: KeyPath) -> list[type[BaseModel]]:
    at: list[Any] = [Policy]
    for part in path:
        at = [inner for each in at for inner in _inside(each, part)]
    return [m for each in at for m in _unpacked(each) if isinstance(m, type) and issubclass(m, BaseModel)]


def _inside(kind: Any, part: str | int) -> list[Any]:
    """The types that may stand under a key of this type."""
    out: list[Any] = []
    for each in _unpacked(kind):
        if isinstance(each, type) and issubclass(each, BaseModel):
            out += [f.annotation for n, f in each.model_fields.items() if part in (n, f.alias)]
        elif get_origin(each) is dict:
            out.append(get_args(each)[1])
        elif get_origin(each) is tuple:
            out.append(get_args(each)[0])
    return out


def _unpacked(kind: Any) -> list[Any]:
    """The members of a union, without annotations."""
    if hasattr(kind, "__metadata__"):
        return _unpacked(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        return [inner for each in get_args(kind) for inner in _unpacked(each)]
    return [kind]
