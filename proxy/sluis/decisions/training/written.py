"""Training cases written as wholes: what no template of sections says, for its wording or for its scene.

`written/*.txt` holds one a line: expected | domain | system text | request | answer. Expected as in the label:
"-" an adverse decision, "+" a favourable one, "p" profiling, "." neither. "(a|b)" is a choice and "{slot}" is filled as
in phrases, so that each line stands for many cases. "@d" is a system text of a bot that decides (or says nothing of
it), "@a" of one that assists, "@n" of one that takes notes, "@s" of everyday service, "@h" of a general helper, "@any"
any of them; "@r" a request for the outcome, "@g" an order to go on, "@p" to evaluate somebody. An answer
"call NAME(DESCRIPTION) ARGUMENTS" is a tool call, "enums {KEY: VALUES}" behind it what its schema allows; no values
stand for some that are made up. An answer that begins with a brace is a structured one.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from random import Random
from typing import Final

from sluis.decisions.training.calls import MADE_UP_VALUES, property_of
from sluis.decisions.training.cases import Case, Label, Message, everyday_turns, pick_section
from sluis.decisions.training.phrases import Phrases

_SYSTEMS: Final[Mapping[str, Sequence[str]]] = {
    "@d": ("sys.decides",) * 4 + ("sys.announces",) * 3 + ("sys.area",) * 3 + ("sys.helpful", "", "", ""),
    "@a": ("sys.assists",) * 4 + ("",),
    "@n": ("sys.notes",) * 3 + ("sys.assists", "sys.area", "sys.helpful", "", ""),
    "@s": ("sys.service",) * 4 + ("sys.helpful", ""),
    "@h": ("sys.helpful",) * 2 + ("sys.informs", "sys.area", "", "", ""),
    "@any": ("sys.decides", "sys.announces", "sys.area", "sys.helpful", "sys.informs", "sys.assists", "", ""),
}
_REQUESTS: Final[Mapping[str, Sequence[str]]] = {
    "@r": ("user.empty",) * 3 + ("user.result",) * 3 + ("ask",) * 2,
    "@g": ("user.go",) * 4 + ("user.empty", "ask"),
    "@p": ("user.profile",) * 3 + ("user.staff", "user.go"),
}
_AMID: Final = 0.12
"""Share of the decisions that come up in the middle of everyday service."""
_TALKED: Final = 0.6
"""Share of everyday service that has earlier turns."""
_OF_ANY: Final = "none"
_CALL: Final = re.compile(
    r"call (?P<name>[\w.]+)(?:\((?P<purpose>[^)]*)\))? (?P<arguments>\{.*?\})(?: enums (?P<enums>\{.*\}))?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: many cases."""

    expected: str
    domain: str
    system: str
    request: str
    answer: str


def load_lines(language: str) -> list[Line]:
    """The lines of a language, from the package."""
    text = (files("sluis.decisions.training") / "written" / f"{language}.txt").read_text(encoding="utf-8")
    known = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [Line(*(part.strip() for part in line.split(" | ", 4))) for line in known]


def make_written_cases(phrases: Phrases, rng: Random, each: int, lines: Sequence[Line] | None = None) -> Iterator[Case]:
    """So many cases of each line of a language. lines: all of it by default."""
    for line in load_lines(phrases.language) if lines is None else lines:
        for _ in range(each):
            yield _make(phrases, rng, line)


def _make(phrases: Phrases, rng: Random, line: Line) -> Case:
    domain = rng.choice(phrases.domains) if line.domain == _OF_ANY else line.domain
    filled = {slot: phrases.fill(rng, f"{{{slot}}}", domain) for slot in ("name", "ref")}
    messages: list[Message] = []
    decides = line.expected[0] in "+-"
    amid = decides and rng.random() < _AMID
    for role, text, codes in (("system", line.system, _SYSTEMS), ("user", line.request, _REQUESTS)):
        known = ("sys.service",) if amid and role == "system" else codes.get(text)
        section = rng.choice(known) if known else ""
        said = pick_section(phrases, rng, section, domain, filled) if section else ""
        if not known:
            said = phrases.fill(rng, text, domain, filled)
        if said or role == "user":
            messages.append({"role": role, "content": said})
        if role == "system" and (amid or (line.system == "@s" and rng.random() < _TALKED)):
            messages += everyday_turns(phrases, rng, domain)
    answer = phrases.fill(rng, line.answer, domain, filled).replace("\\n", "\n")
    if line.answer.startswith("call ("):
        answer = answer[:1].lower() + answer[1:]
    label = Label(
        decides, line.expected[0] == "-" if decides else None, domain if decides else "none", "p" in line.expected
    )
    called = _CALL.match(answer)
    if called is not None:
        tool, output = _call(rng, called)
        return Case(phrases.language, domain, "written", "tool_call", [tool], messages, output, label)
    form = "json" if answer.startswith(("{", "[")) else "text"
    return Case(
        phrases.language, domain, "written", form, [], messages, {"role": "assistant", "content": answer}, label
    )


def _call(rng: Random, called: re.Match[str]) -> tuple[Message, Message]:
    """The tool with its schema, and the message that calls it."""
    arguments: dict[str, object] = json.loads(called["arguments"])
    enums: dict[str, list[str]] = json.loads(called["enums"] or "{}")
    if [] in enums.values():
        last = [key for key, value in arguments.items() if isinstance(value, str)][-1]
        enums = {last: [str(arguments[last]), *rng.sample(MADE_UP_VALUES, 3)]}
    properties = {key: property_of(rng, key, value, enums.get(key)) for key, value in arguments.items()}
    function: Message = {"name": called["name"], "description": called["purpose"] or ""}
    function["parameters"] = {"type": "object", "properties": properties}
    said = {"name": called["name"], "arguments": json.dumps(arguments, ensure_ascii=False)}
    return (
        {"type": "function", "function": function},
        {"role": "assistant", "content": None, "tool_calls": [{"id": "call_1", "type": "function", "function": said}]},
    )
