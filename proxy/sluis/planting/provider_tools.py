"""Requests for responses with a value in one field of a tool that the provider runs, where a policy allows its type."""

from collections.abc import Callable, Iterator
from typing import Any

from sluis.wire.positions import Position
from sluis.wire.provider_tools import ITEMS, TEXT, TOOLS, items_of

Body = dict[str, Any]
_USER = {"role": "user", "content": "hello"}
_SHAPED: dict[str, Callable[[str], Any]] = {
    "filters": lambda v: {"allowed_domains": [v], "type": "eq", "key": "who", "value": v},
    "user_location": lambda v: {"type": "approximate", "city": v},
    "action": lambda v: {"type": "search", "query": f"who is {v}", "sources": [{"type": "url", "url": f"x/{v}"}]},
    "queries": lambda v: [f"who is {v}"],
    "results": lambda v: [{"file_id": "file_1", "filename": "a.txt", "score": 0.5, "text": f"mail {v}"}],
    "outputs": lambda v: [{"type": "logs", "logs": f"sent to {v}"}],
    "tools": lambda v: [{"name": "f", "description": f"asks {v}", "input_schema": {"type": "object"}}],
}


def provided(endpoint: str, allowed: frozenset[str], plant: Callable[[], str]) -> Iterator[tuple[Position, str, Body]]:
    """(position, value, request) for each field of the tools a policy allows and of the items they leave."""
    if endpoint != "responses":
        return
    for kind in sorted(allowed):
        for field, form in TOOLS[kind].items():
            value = plant()
            tool = {"type": kind, field: _in(field, form, value)}
            yield _position("tools[]", kind, field, form), value, {"model": "verify", "input": "hello", "tools": [tool]}
    for kind in sorted(items_of(allowed)):
        for field, form in ITEMS[kind].items():
            value = plant()
            item = {"type": kind, field: _in(field, form, value)}
            yield _position("input[]", kind, field, form), value, {"model": "verify", "input": [_USER, item, _USER]}


def _in(field: str, form: Any, value: str) -> Any:
    if form is not TEXT:
        return value
    return _SHAPED[field](value) if field in _SHAPED else f"about {value}"


def _position(base: str, kind: str, field: str, form: Any) -> Position:
    return Position(f"{base}.{field} ({kind})", "inspected" if form is TEXT else "harmless", "")
