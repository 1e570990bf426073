"""A hold as a reviewer reads it: messages and tool calls laid out for people, and the form of an edit. Pure.

Everything is text here; the templates escape it. `Reveal` turns pseudonyms back for those who may see real values.
"""

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sluis.console.words import readable
from sluis.errors import HoldError
from sluis.holds.digest import Json, Message, text_of
from sluis.holds.hold import Hold
from sluis.holds.verdict import arguments_of, calls_of, edit_messages, name_of, thought_of

Reveal = Callable[[Hold, str], str]
Explain = Callable[[Hold], Awaitable["tuple[Reason, ...]"]]
"""Why each pseudonym of a hold stands there."""
Kind = Literal["text", "number", "yes_no", "json", "nothing"]

SPEAKERS = {"user": "Person", "assistant": "Bot", "tool": "Tool result", "function": "Tool result"}
MAX_SHOWN_CHARACTERS = 40_000
"""Longer texts of the conversation are cut, and say so. What is proposed never is: it is approved as it is shown."""


@dataclass(frozen=True, slots=True)
class Field:
    """One argument of a call. name: of the form's field. shown: for reading. value: for the form."""

    name: str
    label: str
    shown: str = field(repr=False)
    value: str = field(repr=False)
    kind: Kind = "text"

    @property
    def lines(self) -> int:
        """How high the field of an edit is."""
        return min(max(self.value.count("\n") + 1, 2 if len(self.value) > 60 else 1), 20)

    @property
    def spelled(self) -> str:
        """The value with what cannot be seen in it spelled out; empty when all of it can be seen."""
        shown = readable(self.value)
        return shown if shown != self.value else ""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that an edit changed. what: an argument's name, or that it is the text."""

    what: str
    before: str = field(repr=False)
    after: str = field(repr=False)


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
    """One withheld message. text_name, text_value: of the form's field for its text; no name where calls say it all.

    thought: what the model thought before it, which is released with it unless it is changed.
    """

    text: str = field(repr=False)
    calls: tuple[Call, ...]
    text_name: str = ""
    text_value: str = field(default="", repr=False)
    thought: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one value was replaced. said: who found it and how; over: what else it could have been. No value."""

    pseudonym: str
    entity_type: str
    score: float
    said: str
    over: tuple[str, ...] = ()


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
        name = "" if calls and not text else f"text.{at}"
        thought = readable(show(thought_of(message)))
        found.append(Proposed(readable(show(text)), calls, name, _in_form(text), thought))
    return tuple(found)


def changes_of(before: Sequence[Proposed], after: Sequence[Proposed]) -> tuple[Change, ...]:
    """What an edit changed, in the order of the page."""
    found = []
    for old, new in zip(before, after, strict=True):
        if old.text != new.text:
            found.append(Change("the text", old.text, new.text))
        for call, changed in zip(old.calls, new.calls, strict=True):
            was, now = ({one.label: one.shown for one in each.fields} for each in (call, changed))
            found += [
                Change(name, was.get(name, "nothing"), now.get(name, "nothing"))
                for name in {**was, **now}
                if was.get(name) != now.get(name)
            ]
    return tuple(found)


def tools_of(hold: Hold) -> tuple[str, ...]:
    """The names of the tools that would be called: what may be said before the outcome is shown."""
    return tuple(readable(name_of(call)) for message in hold.contents.proposed for call in calls_of(message))


def edited_from(hold: Hold, form: Mapping[str, str]) -> tuple[Message, ...]:
    """The proposed messages with the form's values, each in its type. HoldError names a field that does not fit."""
    proposed = hold.contents.proposed
    texts = {}
    for at, message in enumerate(proposed):
        given = form.get(f"text.{at}")
        if given is not None and given != _in_form(text_of(message.get("content"))):
            texts[at] = given
    arguments: dict[tuple[int, int], str] = {}
    for at, message in enumerate(proposed):
        for number, call in enumerate(calls_of(message)):
            changed = _arguments_from(arguments_of(call), form, f"{at}.{number}.")
            if changed is not None:
                arguments[at, number] = changed
    return edit_messages(proposed, arguments, texts)


def _said(message: Message, show: Callable[[str], str]) -> Said:
    role, text = str(message.get("role")), text_of(message.get("content"))
    calls = tuple(_call(call, show) for call in calls_of(message))
    laid_out = _laid_out(text) if role in {"tool", "function"} else text
    speaker = SPEAKERS.get(role, readable(role.capitalize()))
    return Said(speaker, role if role in SPEAKERS else "other", _shown(laid_out, show), calls)


def _laid_out(text: str) -> str:
    """A tool's result over several lines where it is JSON that every reader understands alike."""
    parsed = _object(text) if text.lstrip().startswith("{") else None
    return text if parsed is None else _written(parsed, indent=2)


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
        if not arguments:
            return ()
        return (Field(f"{prefix}*", "arguments", readable(show(arguments)), _in_form(arguments), "json"),)
    return tuple(_field(f"{prefix}{number}", name, value, show) for number, (name, value) in enumerate(parsed.items()))


def _field(name: str, label: str, value: Json, show: Callable[[str], str]) -> Field:
    kind = _kind(value)
    if kind == "yes_no":
        return Field(name, readable(label), "yes" if value else "no", "yes" if value else "no", kind)
    if isinstance(value, str):
        return Field(name, readable(label), readable(show(value)), _in_form(value), kind)
    written = _written(value, indent=2 if kind == "json" else None)
    return Field(name, readable(label), "nothing" if value is None else readable(show(written)), written, kind)


def _in_form(text: str) -> str:
    """The text as a form's field carries it and brings it back: LF for line ends, no NUL, no half of a pair."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _written(value: Json, indent: int | None = None) -> str:
    """The value as JSON that can be stored: halves of surrogate pairs stay escapes."""
    written = json.dumps(value, ensure_ascii=False, indent=indent)
    return written if _is_storable(written) else json.dumps(value, indent=indent)


def _is_storable(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


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
        return given if given is not None and given != _in_form(arguments) else None
    changed = dict(parsed)
    for number, (name, value) in enumerate(parsed.items()):
        given = form.get(f"{prefix}{number}")
        if given is not None:
            changed[name] = _typed(name, value, given)
    # As text, since Python takes 1, 1.0 and true for the same.
    written = _written(changed)
    return written if written != _written(parsed) else None


def _typed(name: str, before: Json, given: str) -> Json:
    """What was written, in the type that the argument had."""
    if isinstance(before, bool):
        return given == "yes"
    if isinstance(before, str):
        return before if given == _in_form(before) else given
    try:
        value: Json = json.loads(given, parse_constant=_no_number)
    except (ValueError, RecursionError) as problem:
        wanted = "takes a number" if isinstance(before, int | float) else "is not valid JSON"
        raise HoldError(f"The field {readable(name)} {wanted}.", code="edit_unsound") from problem
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
