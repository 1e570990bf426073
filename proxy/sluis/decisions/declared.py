"""Tools whose meaning a person has declared: in the policy, or by confirming a proposal of ours."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["decides", "profiles", "harmless"]


@dataclass(frozen=True, slots=True)
class DeclaredTool:
    """What a tool does when it is called.

    kind: "decides" always carries out a decision (or only with the outcomes below), "profiles" always evaluates a
    person, "harmless" never does either. argument: dotted path of the argument that holds the outcome, as in
    `case.status`. outcomes: value of that argument (lower case) to adverse, favourable or open (True, False, None); a
    value that is not listed is judged as if nothing were declared. Without outcomes every call of a deciding tool is a
    decision, and `adverse` holds.
    """

    kind: Kind
    domain: str = "none"
    adverse: bool | None = None
    profiling: bool = False
    special_category: bool = False
    argument: str = ""
    outcomes: Mapping[str, bool | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a declaration says of one call."""

    decision: bool
    adverse: bool | None
    domain: str
    profiling: bool
    special_category: bool


def meaning_of_call(tool: DeclaredTool, arguments: object) -> Meaning | None:
    """What this call of a declared tool is; None when the declaration does not say. arguments: parsed JSON."""
    if tool.kind == "harmless":
        return Meaning(False, None, "none", False, False)
    profiling = tool.profiling or tool.kind == "profiles"
    if tool.kind == "profiles":
        return Meaning(False, None, "none", profiling, tool.special_category)
    if not tool.outcomes:
        return Meaning(True, tool.adverse, tool.domain, profiling, tool.special_category)
    value = _value_at(arguments, tool.argument)
    if value is None or value not in tool.outcomes:
        return None
    return Meaning(True, tool.outcomes[value], tool.domain, profiling, tool.special_category)


def _value_at(arguments: object, path: str) -> str | None:
    """The lower-case text of the argument at a dotted path; booleans and numbers as JSON writes them."""
    at = arguments
    for key in path.split("."):
        if not isinstance(at, Mapping) or key not in at:
            return None
        at = at[key]
    return at.strip().lower() if isinstance(at, str) else json.dumps(at) if isinstance(at, bool | int | float) else None
