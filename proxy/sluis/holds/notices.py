"""The words a chat user reads when something is held: filled in, found again in a history, taken out. Pure.

Templates come from the policy, per language, with the places {id}, {date} and {contact}. The reference always stands in
the text, because three client libraries drop every other mark.
"""

import re
from collections.abc import Iterable, Mapping

from sluis.holds.digest import Json, Message, text_of
from sluis.holds.states import REFERENCE

_PLACE = re.compile(r"\{(id|date|contact)\}")


def fill(template: str, *, hold_id: str = "", date: str = "", contact: str = "") -> str:
    """The notice for one hold. Unknown places stay as they stand; a missing reference is added at the end."""
    places = {"id": hold_id, "date": date, "contact": contact}
    text = _PLACE.sub(lambda found: places[found[1]], template).strip()
    return text if hold_id in text else f"{text} ({hold_id})"


def find_references(text: str) -> tuple[str, ...]:
    """The hold ids in a text, each once, in order."""
    return tuple(dict.fromkeys(REFERENCE.findall(text)))


def find_referenced(messages: Iterable[Message]) -> tuple[str, ...]:
    """The hold ids in what assistants said in a history, each once, in order.

    Only assistants: a user who types a reference has read it somewhere, which proves nothing.
    """
    said = (text_of(message.get("content")) for message in messages if message.get("role") == "assistant")
    return tuple(dict.fromkeys(reference for text in said for reference in find_references(text)))


def take_out(text: str, notices: Iterable[str]) -> str:
    """The text without our own notices, wherever they stand in it; white space does not matter, all else does."""
    for notice in notices:
        text = _without(text, notice)
    return text


def take_out_of_message(message: Message, notices: Iterable[str]) -> Message:
    """An assistant's message without our notices, in a string or in text parts. Parts left empty go."""
    content = message.get("content")
    known = tuple(notices)
    if isinstance(content, str):
        return {**message, "content": take_out(content, known)}
    if isinstance(content, list):
        parts = [_part_without(part, known) for part in content]
        return {**message, "content": [part for part in parts if not _is_empty(part)]}
    return message


def _part_without(part: Json, notices: tuple[str, ...]) -> Json:
    if isinstance(part, Mapping) and isinstance(text := part.get("text"), str):
        return {**part, "text": take_out(text, notices)}
    return part


def _is_empty(part: Json) -> bool:
    return isinstance(part, Mapping) and "text" in part and part["text"] == ""


def _without(text: str, notice: str) -> str:
    words = notice.split()
    if not words:
        return text
    pattern = re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)")
    found = pattern.search(text)
    while found:
        before, after = text[: found.start()].rstrip(), text[found.end() :].lstrip()
        around = text[len(before) : found.start()], text[found.end() : len(text) - len(after)]
        text = _glued(before, after, max(gap.count("\n") for gap in around))
        found = pattern.search(text)
    return text


def _glued(before: str, after: str, breaks: int) -> str:
    """What stood around a notice, set apart as it was: by an empty line, by a line, by a space."""
    if not before or not after:
        return before or after
    return before + ("\n\n" if breaks >= 2 else "\n" if breaks else " ") + after
