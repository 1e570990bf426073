"""Splitting an output into the part that may go now and the part that waits. Pure.

Frameworks run the released calls and go on while the held one waits. Where calls hang together, where a harmless call
would announce the outcome, or where something cannot be read, all of it waits.
"""

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sluis.holds.digest import Json, Message, text_of
from sluis.holds.hold import HeldPart

ANNOUNCES = re.compile(
    r"(?:^|[_.\-])(?:send|e?mail|notify|notification|message|reply|post|publish|sms|letter|inform|announce|tell|call_back)"
    r"(?:$|[_.\-])"
)
"""Tool names that speak to someone: a harmless call of this kind may tell the outcome before a person decided it."""

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_IDENTIFYING_KEY = re.compile(
    r"(?:^|_)(?:id|ids|number|no|name|email|user|person|customer|account|order|ref|reference)$"
)
_LONG_ENOUGH = 5


@dataclass(frozen=True, slots=True)
class Parts:
    """released: None when everything waits. held: the message a reviewer decides about, call indexes from 0."""

    released: Message | None
    held: Message


def split(message: Message, held: Collection[HeldPart], notice: str) -> Parts:
    """The message in two, with the notice as the released part's text (after released text, if any).

    held: parts by their index in `message`. Call ids stay; only positions change, as a list has them.
    """
    calls = _calls(message)
    waiting = {part.index for part in held if part.kind == "tool_call"}
    text_waits = any(part.kind == "text" for part in held)
    free = [call for at, call in enumerate(calls) if at not in waiting]
    text = text_of(message.get("content"))
    if not free and (text_waits or not text):
        return Parts(None, message)
    spoken = notice if text_waits or not text else f"{text}\n\n{notice}"
    released: dict[str, Json] = {"role": "assistant", "content": spoken, "refusal": None}
    if free:
        released["tool_calls"] = free
    kept: dict[str, Json] = {**message, "content": message.get("content") if text_waits else None}
    kept.pop("tool_calls", None)
    if waiting:
        kept["tool_calls"] = [call for at, call in enumerate(calls) if at in waiting]
    return Parts(released, kept)


def must_hold_all(
    message: Message, held: Collection[HeldPart], *, parallel_tool_calls: bool = True, announces: Iterable[str] = ()
) -> bool:
    """Whether no part may go while one waits.

    parallel_tool_calls: the request's; false means that order matters. announces: further tool names that speak to
    someone, as the policy lists them.
    """
    calls = _calls(message)
    waiting = {part.index for part in held if part.kind == "tool_call"}
    read = [_arguments(call) for call in calls]
    free = [at for at in range(len(calls)) if at not in waiting]
    if not free:
        return False
    if not parallel_tool_calls or message.get("function_call") or any(part.choice for part in held):
        return True
    if any(arguments is None for arguments in read):
        return True
    spoken = frozenset(announces)
    if any(_announces(_name(calls[at]), spoken) for at in free):
        return True
    tied = {mark for at in waiting if at < len(read) for mark in _marks(read[at])}
    return any(tied & set(_marks(read[at])) for at in free)


def _announces(name: str, listed: frozenset[str]) -> bool:
    return name in listed or ANNOUNCES.search(_CAMEL.sub("_", name).lower()) is not None


def _marks(value: Json, key: str = "") -> list[str]:
    """What ties one call to another: whatever stands under a key that identifies, and long strings anywhere."""
    if isinstance(value, Mapping):
        return [mark for name, member in value.items() for mark in _marks(member, _CAMEL.sub("_", name).lower())]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [mark for member in value for mark in _marks(member, key)]
    if value is None or isinstance(value, bool):
        return []
    text = str(value).casefold().strip()
    return [text] if text and (len(text) >= _LONG_ENOUGH or _IDENTIFYING_KEY.search(key)) else []


def _arguments(call: Message) -> Json:
    """The call's arguments, or None when they cannot be read as an object."""
    function = call.get("function")
    text = function.get("arguments") if isinstance(function, Mapping) else None
    if not isinstance(text, str):
        return None
    try:
        parsed: Json = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, Mapping) else None


def _name(call: Message) -> str:
    function = call.get("function")
    name = function.get("name") if isinstance(function, Mapping) else None
    return name if isinstance(name, str) else ""


def _calls(message: Message) -> list[Message]:
    calls = message.get("tool_calls")
    if not isinstance(calls, Sequence) or isinstance(calls, str):
        return []
    return [call for call in calls if isinstance(call, Mapping)]
