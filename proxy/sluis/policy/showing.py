"""A policy for people to read: every field with its value and its clause."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from sluis.policy.model import Policy
from sluis.policy.section import Section

_NOT_SHOWN = frozenset({"articles", "name", "title", "texts"})


def as_json(policy: Policy) -> dict[str, Any]:
    """The policy whole, with its id and digest. Values of deny and allow lists are not in it."""
    return {"id": policy.id, "digest": policy.digest, **policy.model_dump(mode="json", by_alias=True)}


def as_lines(policy: Policy) -> Iterator[str]:
    """One line a field: key, value, clause."""
    yield f"{policy.id}  {policy.title}".rstrip()
    yield from _section(policy, "")
    yield f"texts: {', '.join(policy.texts)}"


def _section(section: Section, path: str) -> Iterator[str]:
    for name, field in type(section).model_fields.items():
        if name in _NOT_SHOWN:
            continue
        value, key = getattr(section, name), f"{path}{field.alias or name}"
        if isinstance(value, Section):
            yield from _section(value, f"{key}.")
            continue
        clause = section.article(field.alias or name)
        yield f"{key}: {word(value)}" + (f"   [{clause}]" if clause else "")


def word(value: Any) -> str:
    """A value as one line."""
    if isinstance(value, BaseModel):
        if type(value).__str__ is not BaseModel.__str__:
            return str(value)
        set_ = {n: getattr(value, n) for n in type(value).model_fields if n in value.model_fields_set}
        return word(set_)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {word(v)}" for k, v in value.items()) + "}"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(word(v) for v in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "none" if value is None else str(value)
