"""Whether an answer may contain a decision, known before the model is asked: from tools, system text and request.

Text of an armed exchange is withheld until it has been judged. Recall matters most; but an ordinary helpdesk, small
talk and programming stay unarmed, so that their answers flow at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sluis.decisions.declared import DeclaredTool
from sluis.decisions.reading import Reading, read
from sluis.decisions.scene import read_scene
from sluis.decisions.words import split_name, word_set

SIGNIFICANT: Final = word_set(
    "d.credit_lending d.insurance d.housing d.employment d.education d.healthcare d.essential_public "
    "d.criminal_justice d.account_close d.essential_services d.debt d.fraud d.liberty d.pricing d.contract_end"
)


@dataclass(frozen=True, slots=True)
class Armed:
    """Truthy when armed. reason: what armed it, a word for logs; empty when unarmed."""

    reason: str

    def __bool__(self) -> bool:
        return bool(self.reason)


def is_armed(
    tools: Sequence[Mapping[str, object]],
    messages: Sequence[Mapping[str, object]],
    declared: Mapping[str, DeclaredTool] | None = None,
) -> Armed:
    """Whether the answer's text must wait for a verdict."""
    scene = read_scene(tools, messages)
    if any(tool.kind == "decides" and name in scene.purposes for name, tool in (declared or {}).items()):
        return Armed("declared_tool")
    system, asked = _near(scene.system), _near(scene.asked)
    if any("decides" in s and s & SIGNIFICANT for s in system):
        return Armed("system_decides")
    if any(s & {"ask_result", "go"} and s & SIGNIFICANT and "consumer" not in s for s in asked):
        return Armed("asks_for_outcome")
    if any(_decides(name, purpose) for name, purpose in scene.purposes.items()):
        return Armed("deciding_tool")
    return Armed("")


def _near(reading: Reading) -> list[frozenset[str]]:
    """What each sentence says."""
    return [frozenset(s.concept for s in sentence) for sentence in reading.sentences]


_OUTCOMES: Final = frozenset(("refuse", "grant", "end", "block"))


def _decides(name: str, purpose: str) -> bool:
    """Whether a tool's name speaks of an outcome, or its purpose of more than one, in a significant matter.

    One such word in a description ("ask for explicit confirmation to proceed") says nothing of what the tool does.
    """
    named, told = read(split_name(name)).concepts, read(purpose).concepts
    if not (named | told) & SIGNIFICANT or "consumer" in named | told:
        return False
    return bool(named & _OUTCOMES) or "decides" in named or len(told & _OUTCOMES) > 1
