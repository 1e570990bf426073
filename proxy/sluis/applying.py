"""What a policy means for the other rooms: the detector's options, the judge's declared tools, the words in the chat."""

from collections.abc import Mapping
from typing import Any

from sluis.decisions.declared import DeclaredTool
from sluis.detection.engine import EngineOptions
from sluis.policy.model import Policy, ToolDeclaration

_ADVERSE: Mapping[str, bool | None] = {"adverse": True, "favourable": False, "open": None}


def declared_tools(policy: Policy) -> dict[str, DeclaredTool]:
    """The tools a person has declared, in the judge's form."""
    return {name: _declared(tool) for name, tool in policy.tools.items()}


def _declared(tool: ToolDeclaration) -> DeclaredTool:
    if tool.harmless:
        return DeclaredTool("harmless")
    return DeclaredTool(
        kind="decides" if tool.decides else "profiles",
        domain=str(tool.decides or "none"),
        adverse=_ADVERSE[tool.direction],
        profiling=tool.profiles,
        special_category=tool.special_category,
        argument=tool.argument or "",
        outcomes={value.lower(): _ADVERSE[direction] for value, direction in tool.outcomes.items()},
    )


def engine_options(policy: Policy, tagger: Any) -> EngineOptions:
    """What the detector looks for under a policy."""
    return EngineOptions()
