"""Whether an answer may contain a decision, known before the model is asked: from tools, system text and request.

Text of an armed exchange is withheld until it has been judged. Recall matters most; but an ordinary helpdesk, small
talk and programming stay unarmed, so that their answers flow at once. Rules read tools and a bot's task; what else
stands around the answer is put to a network that has learned which scenes end in decisions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sluis.decisions.classifier import Classifier, default_classifier
from sluis.decisions.declared import DeclaredTool
from sluis.decisions.features import EVERYBODY_HAS, is_everyday, scene_features, scene_wording
from sluis.decisions.reading import Reading, read
from sluis.decisions.scene import Scene, read_scene
from sluis.decisions.words import split_name, word_set

SIGNIFICANT: Final = word_set(
    "d.credit_lending d.insurance d.housing d.employment d.education d.healthcare d.essential_public "
    "d.criminal_justice d.account_close d.essential_services d.debt d.fraud d.liberty d.pricing d.contract_end"
)

_ASKS: Final = frozenset(("ask_result", "go"))
_DECISIVE: Final = frozenset(("decides", "decision"))
_SPEAKS_OF_ONE: Final = (
    SIGNIFICANT | _ASKS | _DECISIVE | {"refuse", "grant", "end", "block", "assign", "threshold", "score"}
)
MOST_TOOLS: Final = 1024
"""Tools that are remembered: bots offer the same ones with every request."""
FORESEEN: Final = 0.02
"""From this score on, an answer's text may hold a decision."""


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
    classifier: Classifier | None = None,
) -> Armed:
    """Whether the answer's text must wait for a verdict."""
    scene = read_scene(tools, messages)
    if any(tool.kind == "decides" and name in scene.purposes for name, tool in (declared or {}).items()):
        return Armed("declared_tool")
    if any("decides" in s and s & SIGNIFICANT for s in _near(scene.system)):
        return Armed("system_decides")
    if any(_decides(name, purpose, name in scene.called) for name, purpose in scene.purposes.items()):
        return Armed("deciding_tool")
    if is_everyday_talk(scene) or _is_opening(scene, messages):
        return Armed("")
    if _asks_for_outcome(scene.asked):
        return Armed("asks_for_outcome")
    network = (classifier or default_classifier()).scene
    foreseen = network.ask(scene_features(scene), scene_wording(scene)).decision >= FORESEEN
    return Armed("foreseen" if foreseen else "")


def is_everyday_talk(scene: Scene) -> bool:
    """Whether a bot of everyday service is asked nothing of significance."""
    return is_everyday(scene.system) and not _asks_of_a_matter(scene.asked)


def _asks_for_outcome(asked: Reading) -> bool:
    """Whether a sentence asks for what becomes of a significant matter, or a decision is wanted on one."""
    if any(s & _ASKS and s & SIGNIFICANT and "consumer" not in s for s in _near(asked)):
        return True
    return bool(asked.concepts & _DECISIVE and asked.concepts & SIGNIFICANT) and "consumer" not in asked.concepts


def _is_opening(scene: Scene, messages: Sequence[Mapping[str, object]]) -> bool:
    """Whether a chat without tools has only begun and nothing in it speaks of a significant matter: "Hi"."""
    said = [m for m in messages if m.get("role") not in ("system", "developer")]
    return len(said) < 2 and not scene.purposes and not (scene.asked.concepts | scene.system.concepts) & _SPEAKS_OF_ONE


def _asks_of_a_matter(asked: Reading) -> bool:
    """Whether somebody asks what becomes of a significant matter, or names one that is more than their own account."""
    named = asked.concepts & SIGNIFICANT
    if not named or "consumer" in asked.concepts:
        return False
    return "ask_result" in asked.concepts or bool(named - EVERYBODY_HAS)


def _near(reading: Reading) -> list[frozenset[str]]:
    """What each sentence says."""
    return [frozenset(s.concept for s in sentence) for sentence in reading.sentences]


_OUTCOMES: Final = frozenset(("refuse", "grant", "end", "block"))
_DECIDING: Final = frozenset(("refuse", "grant", "decides"))


@lru_cache(maxsize=MOST_TOOLS)
def _decides(name: str, purpose: str, called: bool) -> bool:
    """Whether a tool's name speaks of an outcome, or its purpose of more than one, in a significant matter.

    One such word in a description ("ask for explicit confirmation to proceed") says nothing of what the tool does.
    A tool that only bars something (a lost card, a line while abroad) is part of ordinary service: there text waits
    when it has been called, to tell of it.
    """
    named, told = read(split_name(name)).concepts, read(purpose).concepts
    if not (named | told) & SIGNIFICANT or "consumer" in named | told:
        return False
    if called and named & _OUTCOMES:
        return True
    if named & _DECIDING or ("end" in named and "block" not in named):
        return True
    return not named & _OUTCOMES and len(told & _OUTCOMES) > 1
