"""A hold as a reviewer reads it: messages and tool calls laid out for people, and the form of an edit. Pure.

Everything is text here; the templates escape it. `Reveal` turns pseudonyms back for those who may see real values.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sluis.console.words import readable
from sluis.errors import HoldError
from sluis.holds.digest import Json, Message, text_of
from sluis.holds.hold import Hold
from sluis.holds.verdict import arguments_of, calls_of, edit_messages, name_of

Reveal = Callable[[Hold, str], str]
Kind = Literal["text", "number", "yes_no", "json", "nothing"]

SPEAKERS = {"user": "Person", "assistant": "Bot", "tool": "Tool result", "function": "Tool result"}
MAX_SHOWN_CHARACTERS = 40_000
"""Longer texts are cut on the page, and say so: a browser that chokes shows less than that."""


@dataclass(frozen=True, slots=True)
class Field:
    """One argument of a call. name: of the form's field. shown: for reading. value: for the form."""

    name: str
    label: str
    shown: str = field(repr=False)
    value: str = field(repr=False)
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call: what it is called, what the bot says it does, its arguments."""

    tool: str
    about: str = ""
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a conversation."""

    speaker: str
    role: str
    text: str = field(repr=False)
    calls: tuple[Call, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposed:
    """One withheld message. text_name, text_value: of the form's field for its text; no name where calls say it all."""

    text: str = field(repr=False)
    calls: tuple[Call, ...]
    text_name: str = ""
    text_value: str = field(default="", repr=False)


def conversation_of(messages: Iterable[Message], show: Callable[[str], str]) -> tuple[Said, ...]:
    """What was said, instructions to the bot left out."""
    return tuple(_said(message, show) for message in messages if message.get("role") not in {"system", "developer"})


def instructions_of(messages: Iterable[Message], show: Callable[[str], str]) -> tuple[str, ...]:
    """What the bot was told to do."""
    told = [text_of(message.get("content")) for message in messages if message.get("role") in {"system", "developer"}]
    return tuple(_shown(text, show) for text in told if text)


def proposal_of(hold: Hold, messages: Sequence[Message], show: Callable[[str], str]) -> tuple[Proposed, ...]:
    """The withheld messages, proposed or edited."""
    about = {name: text for tool in hold.contents.evidence.tools for name, text in [_tool_words(tool)]}
    found = []
    for at, message in enumerate(messages):
        calls = tuple(
            _call(call, show, about.get(name_of(call), ""), f"{at}.{number}.")
            for number, call in enumerate(calls_of(message))
        )
        text = text_of(message.get("content"))
        found.append(Proposed(_shown(text, show), calls, "" if calls and not text else f"text.{at}", text))
    return tuple(found)


def tools_of(hold: Hold) -> tuple[str, ...]:
    """The names of the tools that would be called: what may be said before the outcome is shown."""
    return tuple(readable(name_of(call)) for message in hold.contents.proposed for call in calls_of(message))


def edited_from(hold: Hold, form: Mapping[str, str]) -> tuple[Message, ...]:
    """The proposed messages with the form's values, each in its type. HoldError names a field that does not fit."""
    proposed = hold.contents.proposed
    texts = {at: form[f"text.{at}"] for at in range(len(proposed)) if f"text.{at}" in form}
    arguments: dict[tuple[int, int], str] = {}
    for at, message in enumerate(proposed):
        for number, call in enumerate(calls_of(message)):
            changed = _arguments_from(arguments_of(call), form, f"{at}.{number}.")
            if changed is not None:
                arguments[at, number] = changed
    return edit_messages(proposed, arguments, texts)


def _said(message: Message, show: Callable[[str], str]) -> Said:
    role = str(message.get("role"))
    calls = tuple(_call(call, show) for call in calls_of(message))
    return Said(SPEAKERS.get(role, role.capitalize()), role, _shown(text_of(message.get("content")), show), calls)


def _shown(text: str, show: Callable[[str], str]) -> str:
    whole = readable(show(text))
    if len(whole) <= MAX_SHOWN_CHARACTERS:
        return whole
    return f"{whole[:MAX_SHOWN_CHARACTERS]}\n… {len(whole) - MAX_SHOWN_CHARACTERS} more characters are not shown here."


def _tool_words(tool: Message) -> tuple[str, str]:
    inside = tool.get("function")
    described = inside if isinstance(inside, Mapping) else tool
    return str(described.get("name") or ""), readable(str(described.get("description") or ""))


def _call(call: Message, show: Callable[[str], str], about: str = "", prefix: str = "") -> Call:
    return Call(readable(name_of(call)), about, _fields(arguments_of(call), prefix, show))


def _fields(arguments: str, prefix: str, show: Callable[[str], str]) -> tuple[Field, ...]:
    parsed = _object(arguments)
    if parsed is None:
        return (Field(f"{prefix}*", "arguments", _shown(arguments, show), arguments, "json"),) if arguments else ()
    return tuple(_field(f"{prefix}{number}", name, value, show) for number, (name, value) in enumerate(parsed.items()))


def _field(name: str, label: str, value: Json, show: Callable[[str], str]) -> Field:
    kind = _kind(value)
    if kind == "yes_no":
        return Field(name, readable(label), "yes" if value else "no", "yes" if value else "no", kind)
    if isinstance(value, str):
        return Field(name, readable(label), _shown(value, show), value, kind)
    written = json.dumps(value, ensure_ascii=False, indent=2 if kind == "json" else None)
    return Field(name, readable(label), "nothing" if value is None else _shown(written, show), written, kind)


def _kind(value: Json) -> Kind:
    if isinstance(value, bool):
        return "yes_no"
    if isinstance(value, str):
        return "text"
    if isinstance(value, int | float):
        return "number"
    return "json" if value is not None else "nothing"


def _arguments_from(arguments: str, form: Mapping[str, str], prefix: str) -> str | None:
    """The arguments with the form's values; None when the form has none of them or they stayed as they were."""
    parsed = _object(arguments)
    if parsed is None:
        given = form.get(f"{prefix}*")
        return given if given is not None and given != arguments else None
    changed = dict(parsed)
    for number, (name, value) in enumerate(parsed.items()):
        given = form.get(f"{prefix}{number}")
        if given is not None:
            changed[name] = _typed(name, value, given)
    # As text, since Python takes 1, 1.0 and true for the same.
    written = json.dumps(changed, ensure_ascii=False)
    return written if written != json.dumps(parsed, ensure_ascii=False) else None


def _typed(name: str, before: Json, given: str) -> Json:
    """What was written, in the type that the argument had."""
    if isinstance(before, bool):
        return given == "yes"
    if isinstance(before, str):
        return before if given == before.replace("\r\n", "\n") else given
    try:
        value: Json = json.loads(given, parse_constant=_no_number)
    except (ValueError, RecursionError) as problem:
        raise HoldError(f"The field {readable(name)} does not fit what it was.", code="edit_unsound") from problem
    if isinstance(before, int | float) and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise HoldError(f"The field {readable(name)} takes a number.", code="edit_unsound")
    return value


def _object(arguments: str) -> Mapping[str, Json] | None:
    """The arguments as an object; None when they are none, or when a key stands twice and readers would differ."""
    try:
        parsed: Json = json.loads(arguments or "{}", object_pairs_hook=_unambiguous, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, Mapping) else None


def _unambiguous(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a key stands twice")
    return members


def _no_number(name: str) -> Json:
    raise ValueError(f"JSON has no {name}")
