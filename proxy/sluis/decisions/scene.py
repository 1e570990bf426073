"""What stands around an output: who the bot is told to be, what was asked, what went before, which tools there are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sluis.decisions.reading import EMPTY, Reading, read

EARLIER_MESSAGES: Final = 6
MOST_SYSTEM_CHARACTERS: Final = 40_000


@dataclass(frozen=True, slots=True)
class Scene:
    """system: system and developer text. asked: the last user message. results: what tools answered since.

    earlier: user and assistant messages before that, latest first. purposes: description by tool name.
    """

    system: Reading = EMPTY
    asked: Reading = EMPTY
    results: tuple[Reading, ...] = ()
    earlier: tuple[tuple[str, Reading], ...] = ()
    purposes: Mapping[str, str] = field(default_factory=dict)
    called: tuple[str, ...] = ()


def read_scene(tools: Sequence[Mapping[str, object]], messages: Sequence[Mapping[str, object]]) -> Scene:
    """The scene of a request. Shapes that are not OpenAI's count as absent."""
    system = "\n".join(text_of(m) for m in messages if _role(m) in ("system", "developer"))
    talk = [m for m in messages if _role(m) in ("user", "assistant", "tool", "function")]
    last = max((at for at, m in enumerate(talk) if _role(m) == "user"), default=-1)
    since = talk[last + 1 :]
    earlier = [m for m in reversed(talk[: max(last, 0)]) if _role(m) in ("user", "assistant")][:EARLIER_MESSAGES]
    return Scene(
        system=read(system[:MOST_SYSTEM_CHARACTERS]),
        asked=read(text_of(talk[last])) if last >= 0 else EMPTY,
        results=tuple(read(text_of(m)) for m in since if _role(m) in ("tool", "function")),
        earlier=tuple((_role(m), read(text_of(m))) for m in earlier),
        purposes=dict(_purposes(tools)),
        called=tuple(name for m in since for name in _called(m)),
    )


def text_of(message: Mapping[str, object]) -> str:
    """The text of a message, whether its content is a string or a list of parts."""
    content = message.get("content")
    if isinstance(content, str):
        return content
    if not isinstance(content, Sequence):
        return ""
    parts = [part.get("text") or part.get("refusal") for part in content if isinstance(part, Mapping)]
    return "\n".join(part for part in parts if isinstance(part, str))


def calls_of(message: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """(name, arguments) of each tool call of a message: functions, custom tools and the old `function_call`."""
    calls = message.get("tool_calls")
    for call in calls if isinstance(calls, Sequence) and not isinstance(calls, str) else ():
        yield _name_and_arguments(call)
    old = message.get("function_call")
    if isinstance(old, Mapping):
        yield str(old.get("name") or ""), old.get("arguments")


def _name_and_arguments(call: object) -> tuple[str, object]:
    if not isinstance(call, Mapping):
        return "", None
    inner = call.get("function") or call.get("custom") or call
    if not isinstance(inner, Mapping):
        return "", None
    arguments = inner.get("arguments")
    return str(inner.get("name") or ""), inner.get("input") if arguments is None else arguments


def _called(message: Mapping[str, object]) -> Iterator[str]:
    return (name for name, _ in calls_of(message))


def _purposes(tools: Sequence[Mapping[str, object]]) -> Iterator[tuple[str, str]]:
    for tool in tools:
        inner = tool.get("function") or tool.get("custom") or tool if isinstance(tool, Mapping) else None
        if isinstance(inner, Mapping) and isinstance(inner.get("name"), str):
            description = inner.get("description")
            yield str(inner["name"]), description if isinstance(description, str) else ""


def _role(message: Mapping[str, object]) -> str:
    role = message.get("role") if isinstance(message, Mapping) else None
    return role if isinstance(role, str) else ""
