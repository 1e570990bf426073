"""Profiling that a request asks for: somebody is to be rated, foretold or read off, in words, by a tool or a schema."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from hashlib import blake2b
from typing import Any, Final

import orjson

from sluis.decisions.scene import text_of
from sluis.profiling.asking import aspects_in
from sluis.profiling.naming import aspects_of_keys, aspects_of_name

MOST_REMEMBERED: Final = 1000
_NAMING: Final = ("tools", "functions", "response_format")
_remembered: dict[bytes, frozenset[str]] = {}


def asked_of(body: Mapping[str, Any], names: Callable[[], frozenset[str]] = frozenset) -> tuple[str, ...]:
    """The aspects of people that a chat request wants evaluated, sorted; none when it asks for no such thing.

    Only what the request adds to its conversation counts, so that each is found once, however often a history is
    resent: the user's messages after the last assistant's; system text, tools and response format only before the
    first one. names: as in `aspects_in`.
    """
    messages = [m for m in body.get("messages") or () if isinstance(m, Mapping)]
    last = max((at for at, m in enumerate(messages) if m.get("role") == "assistant"), default=-1)
    names, found = cache(names), set[str]()
    for message in messages[last + 1 :]:
        if message.get("role") == "user":
            found |= aspects_in(text_of(message), names)
    if last < 0:
        for message in messages:
            if message.get("role") in ("system", "developer"):
                found |= aspects_in(text_of(message), names, standing=True)
        found |= _named({name: body[name] for name in _NAMING if body.get(name)})
    return tuple(sorted(found))


def is_wanted(body: Mapping[str, Any]) -> bool:
    """Whether the evaluation of a person is wanted in this turn: by its user message, also resent with tool results,
    or by standing instruction.
    """
    messages = [m for m in body.get("messages") or () if isinstance(m, Mapping)]
    asked = [m for m in messages if m.get("role") == "user"][-1:]
    standing = (m for m in messages if m.get("role") in ("system", "developer"))
    return any(aspects_in(text_of(m)) for m in asked) or any(aspects_in(text_of(m), standing=True) for m in standing)


def _named(offered: Mapping[str, Any]) -> frozenset[str]:
    """What the names in tools and response format evaluate; the same ones, met again, cost a look-up."""
    if not offered:
        return frozenset()
    digest = blake2b(orjson.dumps(offered), digest_size=16).digest()
    found = _remembered.get(digest)
    if found is None:
        if len(_remembered) >= MOST_REMEMBERED:
            _remembered.clear()
        found = _remembered[digest] = frozenset((*_of_tools(offered), *_of_format(offered.get("response_format"))))
    return found


def _of_tools(body: Mapping[str, Any]) -> Iterator[str]:
    for tool in (*_objects(body.get("tools")), *_objects(body.get("functions"))):
        inner = tool.get("function") or tool.get("custom") or tool
        if isinstance(inner, Mapping) and isinstance(inner.get("name"), str):
            yield from aspects_of_name(inner["name"])
            yield from aspects_of_keys(inner.get("parameters"))


def _of_format(wanted: object) -> Iterator[str]:
    schema = wanted.get("json_schema") if isinstance(wanted, Mapping) else None
    if isinstance(schema, Mapping):
        yield from aspects_of_name(str(schema.get("name") or ""))
        yield from aspects_of_keys(schema.get("schema"))


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
