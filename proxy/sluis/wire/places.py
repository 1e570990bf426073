"""Places: where an inspected text stands in a body; and the checks of what is not inspected. For every endpoint."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sluis.errors import InvalidRequest, NotInspectable, TooLarge
from sluis.values import Role
from sluis.wire.body import Limits
from sluis.wire.positions import TOOL_NAME, WORD

_TOKEN = re.compile(r"[0-9]{1,7}")


@dataclass(slots=True)
class Place:
    """One inspected text: where it stands in the parsed body (box[key]), by which position, said by whom.

    whole: True when the text is one leaf, whatever it looks like; else it may be JSON (`split` decides). keys: what the
    place itself says of it.
    """

    position: str
    box: Any
    key: str | int
    role: Role
    question: str = ""
    keys: tuple[str, ...] = ()
    whole: bool = False

    @property
    def text(self) -> str:
        value = self.box[self.key]
        return value if isinstance(value, str) else str(value)

    def put(self, text: str) -> None:
        """Writes the replaced text back; a number stays one where the text still is one."""
        old = self.box[self.key]
        if isinstance(old, (int, float)) and not isinstance(old, bool):
            try:
                self.box[self.key] = type(old)(text)
            except ValueError:
                self.box[self.key] = text
        else:
            self.box[self.key] = text


@dataclass(slots=True)
class JsonPlace(Place):
    """A place where JSON stands that is no text: what a tool was called with, an example of it."""

    @property
    def text(self) -> str:
        return json.dumps(self.box[self.key], ensure_ascii=False)

    def put(self, text: str) -> None:
        self.box[self.key] = json.loads(text)


@dataclass(slots=True)
class SignedPlace(Place):
    """A text that its provider has signed: it leaves as it came, or its whole block (one of `blocks`) is left out."""

    blocks: list[Any] = field(default_factory=list)
    what: str = ""

    def drop(self) -> None:
        """Leaves the block out."""
        self.blocks[:] = [block for block in self.blocks if block is not self.box]


def check_places(places: Sequence[Place], limits: Limits) -> None:
    """TooLarge when there are more texts, or one is longer, than allowed."""
    if len(places) > limits.leaves:
        raise TooLarge("Too many texts in one request.", code="too_many_texts")
    for place in places:
        if len(place.text) > limits.text_chars:
            raise TooLarge(
                f"A text is longer than {limits.text_chars} characters.", code="text_too_long", param=place.position
            )


def shown_param(name: str) -> str:
    """A key as an error may repeat it: what is no word of a protocol may be a value."""
    return name if WORD.fullmatch(name) else "*"


def shown(name: str) -> str:
    """The same for people."""
    return f"`{name}`" if WORD.fullmatch(name) else "of this name"


def not_guarded(name: str) -> NotInspectable:
    """What a parameter is answered with that no table knows."""
    return NotInspectable(
        f"The parameter {shown(name)} is not guarded.",
        code="parameter_not_guarded",
        param=shown_param(name),
        hint="An operator can allow it by `allow_parameters` of the bot.",
    )


def listed_tools(tools: Any, limits: Limits) -> list[Any]:
    """The tools of a request, not looked at yet. InvalidRequest where they are no list, TooLarge where too many."""
    if not isinstance(tools, list):
        raise InvalidRequest("`tools` must be a list.", param="tools")
    if len(tools) > limits.tools:
        raise TooLarge(f"More than {limits.tools} tools.", code="too_many_tools", param="tools")
    return tools


def run_elsewhere() -> NotInspectable:
    """What a tool is answered with that the provider runs, or whose type no table knows."""
    return NotInspectable(
        "Tools that the provider runs act before any verdict and do not pass.", code="tool_not_guarded", param="tools"
    )


def check_hashed(name: str, value: Any) -> None:
    """InvalidRequest unless a label that leaves as a hash is one."""
    if not isinstance(value, str):
        raise InvalidRequest(f"`{name}` must be a string.", param=name)


def check_number(name: str, value: Any, limits: Limits) -> None:
    """InvalidRequest unless this is a number, true or false; TooLarge when `n` asks for too many choices."""
    if not isinstance(value, (int, float, bool)):
        raise InvalidRequest(f"`{name}` must be a number or true or false.", param=name)
    if name == "n" and (isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= limits.choices):
        raise TooLarge(f"`n` must be between 1 and {limits.choices}.", code="too_many_choices", param="n")


def check_form(value: Any, pattern: Any, param: str, required: bool = False) -> None:
    """InvalidRequest unless a text that is not inspected has the form that holds nothing personal."""
    if value is None and not required:
        return
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise InvalidRequest(f"`{param}` is not of the form allowed there.", param=param, code="invalid_value")


def text_place(box: dict[str, Any], key: str, position: str, role: Role, keys: tuple[str, ...] = ()) -> Place:
    """The place box[key]. InvalidRequest unless a string stands there."""
    if not isinstance(box.get(key), str):
        raise InvalidRequest(f"`{position}` must be a string.", param=position)
    return Place(position, box, key, role, "", keys)


def definition_places(tool: dict[str, Any], base: str, trees: tuple[str, ...]) -> Iterator[Place]:
    """The places of a tool or a format: its description, and everything below `trees`."""
    check_form(tool.get("name"), TOOL_NAME, f"{base}.name", required=True)
    for name, value in tool.items():
        if name == "description" and value is not None:
            yield text_place(tool, "description", f"{base}.description", "schema")
        elif name in trees and value is not None:
            yield from tree_places(tool, name, f"{base}.{name}.*", "schema")
        elif name not in ("name", "description", "strict", *trees) or (
            name == "strict" and value not in (None, True, False)
        ):
            raise NotInspectable("A tool holds a field that is not guarded.", code="tool_not_guarded", param=base)


def tree_places(box: Any, key: str | int, position: str, role: Role, keys: tuple[str, ...] = ()) -> Iterator[Place]:
    """Every string and number below box[key]. Keys that could be data are refused where they cannot be replaced."""
    value = box[key]
    if isinstance(value, dict):
        for name in value:
            if "@" in name or len(name) > 256:
                raise NotInspectable("A key in a schema looks like data.", code="key_not_inspectable", param=position)
            yield from tree_places(value, name, position, role, (*keys, name))
    elif isinstance(value, list):
        for n in range(len(value)):
            yield from tree_places(value, n, position, role, keys)
    elif isinstance(value, str) or (
        isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) >= 1e6
    ):
        yield Place(position, box, key, role, "", ())


def read_stop(body: dict[str, Any], value: Any, _limits: Limits) -> Iterator[Place]:
    """The places of `stop`."""
    if isinstance(value, str):
        yield Place("stop", body, "stop", "other")
        return
    if not isinstance(value, list) or not all(isinstance(s, str) for s in value):
        raise InvalidRequest("`stop` must be a string or a list of strings.", param="stop")
    for n in range(len(value)):
        yield Place("stop[]", value, n, "other")


def read_bias(_body: dict[str, Any], value: Any, _limits: Limits) -> Iterator[Place]:
    """None; `logit_bias` maps token numbers to numbers."""
    if not isinstance(value, dict) or not all(
        _TOKEN.fullmatch(k) and isinstance(v, (int, float)) for k, v in value.items()
    ):
        raise InvalidRequest("`logit_bias` must map token numbers to numbers.", param="logit_bias")
    return iter(())


def strings_in(value: Any) -> Iterator[str]:
    """Every string in a value, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield name  # a key can hold a value as well
            yield from strings_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings_in(inner)
    elif value is not None and not isinstance(value, (bool, int, float)):
        raise InvalidRequest("Not of the form allowed there.", param="tool_choice")


def read_metadata(_body: dict[str, Any], value: Any, _limits: Limits) -> Iterator[Place]:
    """The values kept with a stored answer; its keys are words, and the label of the conversation is hashed."""
    if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
        raise InvalidRequest("`metadata` must be an object of strings.", param="metadata")
    for name in value:
        if not WORD.fullmatch(name):
            raise NotInspectable(
                "A key of `metadata` is not of the form allowed there.", code="key_not_inspectable", param="metadata"
            )
        if name != "conversation_id":
            yield Place("metadata.*", value, name, "other", "", (name,))
