"""What stands around an output: who the bot is told to be, what was asked, what went before, which tools there are.

What tools answered is not read: no training case holds any, and it cost more than all the rest.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from sluis.decisions.reading import EMPTY, Reading, read

EARLIER_MESSAGES: Final = 6
MOST_SYSTEM_CHARACTERS: Final = 40_000
SHORT_SYSTEM_CHARACTERS: Final = 800
"""A system text up to here tells what the bot is for; a longer one says everything somewhere."""
_TALKING: Final = frozenset(("user", "assistant", "tool", "function"))


@dataclass(frozen=True)
class Scene:
    """system: system and developer text. asked: the last user message.

    earlier: user and assistant messages before that, latest first. called: names of the tools called since.
    tools: as they are offered.
    """

    system: Reading = EMPTY
    asked: Reading = EMPTY
    earlier: tuple[tuple[str, Reading], ...] = ()
    called: tuple[str, ...] = ()
    tools: Sequence[Mapping[str, object]] = ()

    @cached_property
    def purposes(self) -> Mapping[str, str]:
        """The description of each tool, by name."""
        return {name: purpose for name, purpose, _ in self._functions}

    @cached_property
    def parameters(self) -> Mapping[str, object]:
        """The schema of each tool, by name."""
        return {name: parameters for name, _, parameters in self._functions}

    @cached_property
    def _functions(self) -> list[tuple[str, str, object]]:
        return list(_functions(self.tools))


def read_scene(tools: Sequence[Mapping[str, object]], messages: Sequence[Mapping[str, object]]) -> Scene:
    """The scene of a request. Shapes that are not OpenAI's count as absent."""
    system: list[str] = []
    talk: list[tuple[str, Mapping[str, object]]] = []
    last = -1
    for message in messages:
        role = _role(message)
        if role in _TALKING:
            if role == "user":
                last = len(talk)
            talk.append((role, message))
        elif role in ("system", "developer"):
            system.append(text_of(message))
    since = talk[last + 1 :]
    told = "\n".join(system)[:MOST_SYSTEM_CHARACTERS]
    earlier: list[tuple[str, Reading]] = []
    for role, message in reversed(talk[: max(last, 0)]):
        if len(earlier) == EARLIER_MESSAGES:
            break
        if role in ("user", "assistant"):
            earlier.append((role, read(text_of(message))))
    return Scene(
        system=_read_system(told),
        asked=read(text_of(talk[last][1]), worded=True) if last >= 0 else EMPTY,
        earlier=tuple(earlier),
        called=tuple(name for _, m in since for name in _called(m)),
        tools=tools,
    )


def _read_system(told: str) -> Reading:
    """Of a long system text the wording does not count, even if it was met elsewhere with it."""
    short = len(told) <= SHORT_SYSTEM_CHARACTERS
    system = read(told, worded=short)
    return system if short or not system.wording else replace(system, wording=frozenset())


def text_of(message: Mapping[str, object]) -> str:
    """The text of a message, whether its content is a string or a list of parts."""
    content = message.get("content")
    if isinstance(content, str):
        return content
    if not isinstance(content, (list, Sequence)):
        return ""
    parts = [part.get("text") or part.get("refusal") for part in content if isinstance(part, (dict, Mapping))]
    return "\n".join(part for part in parts if isinstance(part, str))


def said_in(output: Mapping[str, object]) -> str:
    """What an answer says to the person: its text, and what stands in the place of one ("refusal")."""
    text, refusal = text_of(output), output.get("refusal")
    return f"{text}\n{refusal}".lstrip("\n") if refusal and isinstance(refusal, str) else text


def calls_of(message: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """(name, arguments) of each tool call of a message: functions, custom tools and the old `function_call`."""
    calls = message.get("tool_calls")
    for call in calls if isinstance(calls, (list, Sequence)) and not isinstance(calls, str) else ():
        yield _name_and_arguments(call)
    old = message.get("function_call")
    if isinstance(old, (dict, Mapping)):
        yield str(old.get("name") or ""), old.get("arguments")


def _name_and_arguments(call: object) -> tuple[str, object]:
    if not isinstance(call, (dict, Mapping)):
        return "", None
    inner = call.get("function") or call.get("custom") or call
    if not isinstance(inner, (dict, Mapping)):
        return "", None
    arguments = inner.get("arguments")
    return str(inner.get("name") or ""), inner.get("input") if arguments is None else arguments


def _called(message: Mapping[str, object]) -> Iterator[str]:
    return (name for name, _ in calls_of(message))


def _functions(tools: Sequence[Mapping[str, object]]) -> Iterator[tuple[str, str, object]]:
    """(name, description, schema) of each tool."""
    for tool in tools:
        inner = tool.get("function") or tool.get("custom") or tool if isinstance(tool, (dict, Mapping)) else None
        if isinstance(inner, (dict, Mapping)) and isinstance(inner.get("name"), str):
            description = inner.get("description")
            yield str(inner["name"]), description if isinstance(description, str) else "", inner.get("parameters")


def _role(message: Mapping[str, object]) -> str:
    role = message.get("role") if isinstance(message, (dict, Mapping)) else None
    return role if isinstance(role, str) else ""
