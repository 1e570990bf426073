"""Cases of our own in many wordings, written by the labelling rules and apart from lexicon, rules and templates.

`varied.txt` holds one a line: language | expected | domain | system text | what came before | what is answered.
Expected: "-" an adverse decision, "+" a favourable one, "p" profiling (also "-p", "+p"), "." neither. Turns before
the answer are parted by " // ": "A:" begins one of the assistant, "T:" a tool's result, any other is the person's. An
answer "call NAME(DESCRIPTION) ARGUMENTS" is a tool call; "enums {KEY: VALUES}" behind it says what its schema allows.

A seed parts them in two halves: misses of the first are looked at while words, rules and templates are widened; of the
second only figures are taken.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from benchmarks.decisions.held_out import Message

_FILE: Final = Path(__file__).with_name("varied.txt")
_BLIND: Final = Path(__file__).with_name("blind.txt")
_ONCE_BLIND: Final = Path(__file__).with_name("once_blind.txt")
_LATE_BLIND: Final = Path(__file__).with_name("late_blind.txt")
_FINAL_BLIND: Final = Path(__file__).with_name("final_blind.txt")
_SEED: Final = 2026
_CALL: Final = re.compile(
    r"call (?P<name>[\w.]+)(?:\((?P<description>[^)]*)\))? (?P<arguments>\{.*?\})(?: enums (?P<enums>\{.*\}))?$"
)
_TYPES: Final = {str: "string", bool: "boolean", int: "number", float: "number", dict: "object", list: "array"}


@dataclass(frozen=True, slots=True)
class Varied:
    """tools: the one that is called, if any, with its schema."""

    language: str
    expected: str
    domain: str
    tools: tuple[Message, ...]
    messages: tuple[Message, ...]
    output: Message

    @property
    def decision(self) -> bool:
        return self.expected[0] in "+-"

    @property
    def adverse(self) -> bool:
        return self.expected[0] == "-"

    @property
    def profiling(self) -> bool:
        return "p" in self.expected


def halves() -> tuple[list[Varied], list[Varied]]:
    """The cases that may be looked at, and those that may not."""
    known = [_parse(line) for line in _FILE.read_text("utf-8").splitlines()]
    Random(_SEED).shuffle(known)
    middle = len(known) // 2
    return known[:middle], known[middle:]


def blind() -> list[Varied]:
    """Cases of which only figures are taken."""
    return [_parse(line) for line in _BLIND.read_text("utf-8").splitlines()]


def once_blind() -> list[Varied]:
    """Cases that were measured before they were looked at, and have shown since which kinds were missing."""
    return [_parse(line) for line in _ONCE_BLIND.read_text("utf-8").splitlines()]


def late_blind() -> list[Varied]:
    """As `once_blind`, written later: wishes of the person, decisions of people, drafts, and decisions well hidden."""
    return [_parse(line) for line in _LATE_BLIND.read_text("utf-8").splitlines()]


def final_blind() -> list[Varied]:
    """Written without a look at lexicon, rules or templates, scored once; ten lines of `late_blind` had been read."""
    return [_parse(line) for line in _FINAL_BLIND.read_text("utf-8").splitlines()]


def _parse(line: str) -> Varied:
    language, expected, domain, system, before, answer = (part.strip() for part in line.split(" | ", 5))
    messages: list[Message] = [{"role": "system", "content": system}] if system else []
    messages += [_turn(turn) for turn in before.split(" // ")]
    tools, output = _answer(answer)
    return Varied(language, expected, domain, tools, tuple(messages), output)


def _turn(turn: str) -> Message:
    if turn.startswith("A: "):
        return {"role": "assistant", "content": turn[3:]}
    if turn.startswith("T: "):
        return {"role": "tool", "tool_call_id": "call_0", "content": turn[3:]}
    return {"role": "user", "content": turn}


def _answer(answer: str) -> tuple[tuple[Message, ...], Message]:
    called = _CALL.match(answer)
    if called is None:
        return (), {"role": "assistant", "content": answer.replace("\\n", "\n")}
    name, description, arguments = called["name"], called["description"] or "", called["arguments"]
    properties: dict[str, Message] = {
        key: {"type": _TYPES.get(type(value), "string")} for key, value in json.loads(arguments).items()
    }
    for key, allowed in json.loads(called["enums"] or "{}").items():
        properties[key]["enum"] = allowed
    schema: Message = {"type": "object", "properties": properties}
    tool: Message = {"type": "function", "function": {"name": name, "description": description, "parameters": schema}}
    call = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": arguments}}
    return (tool,), {"role": "assistant", "content": None, "tool_calls": [call]}
