"""Rules of thumb over concepts: what decides when there is no classifier, and the summary both share."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sluis.decisions.calls import Call
from sluis.decisions.findings import DOMAINS
from sluis.decisions.reading import Reading
from sluis.decisions.scene import Scene
from sluis.decisions.words import word_set

ADVERSE: Final = word_set(
    "refuse end block reduce recover other_chosen no_thing grant- qualify- offer- pay- renew- restore- receive-"
)
FAVOURABLE: Final = word_set("grant offer restore renew pay receive qualify")
_OPEN: Final = word_set("if may general estimate recommend draft story code pending told human_did refusal")
_ASIDE: Final = word_set("i_decided own_wish ask_write ask_translate ask_story")
SPECIAL: Final = frozenset(
    f"special.{kind}" for kind in ("health", "sex", "politics", "religion", "ethnic", "union", "biometric")
)


@dataclass(frozen=True, slots=True)
class Guess:
    decision: float
    profiling: float
    adverse: bool | None
    rule: str


def guess_text(scene: Scene, output: Reading) -> Guess:
    """What simple rules make of a text."""
    system, asked = scene.system.concepts, scene.asked.concepts
    best = 0.0
    for at, sentence in enumerate(output.sentences):
        said = {s.concept for s in sentence}
        outcome = said & (ADVERSE | FAVOURABLE)
        if not outcome or said & _OPEN or at in output.asks or asked & _ASIDE:
            continue
        about = said & {"you", "person", "d.request"} or any(c.startswith("d.") for c in said)
        mine = "decides" in system or "announces" in system or ("we" in said and "consumer" not in said)
        best = max(best, 0.2 + 0.25 * bool(about) + 0.3 * mine + 0.1 * bool(said & ADVERSE))
    return Guess(best, _profiling(output.concepts, system), outcome_of(output.concepts), "rules")


def guess_call(scene: Scene, call: Call) -> Guess:
    """What simple rules make of a tool call or a structured answer."""
    values = {c for a in call.arguments for c in a.value.concepts} | call.name.concepts
    for text in call.texts:
        values |= text.concepts
    outcome = values & (ADVERSE | FAVOURABLE)
    decides = "decides" in scene.system.concepts
    aside = scene.asked.concepts & _ASIDE
    score = 0.0 if not outcome or aside else 0.35 + 0.4 * decides
    return Guess(score, _profiling(values, scene.system.concepts), outcome_of(values), "rules")


def _profiling(said: Iterable[str], system: Iterable[str]) -> float:
    found = set(said)
    traits = found & ({"trait", "wealth", "churn", "life"} | SPECIAL)
    ways = found & {"score", "predict", "infer", "evaluate"}
    return 0.3 * bool(traits) + 0.3 * bool(ways) + 0.2 * ("notes" in set(system) and bool(traits))


def outcome_of(said: Iterable[str]) -> bool | None:
    """True when anything adverse is said, else False when anything favourable is."""
    found = set(said)
    return True if found & ADVERSE else False if found & FAVOURABLE else None


def domain_of(weighted: Iterable[tuple[Reading, float]], fallback: Mapping[str, float] | None = None) -> str:
    """The domain spoken of most; readings carry weights, what stands nearer to the outcome weighing more."""
    votes: Counter[str] = Counter()
    for reading, weight in weighted:
        for concept in reading.concepts:
            if concept.startswith("d.") and concept[2:] in DOMAINS:
                votes[concept[2:]] += weight  # type: ignore[assignment]
    for domain, weight in (fallback or {}).items():
        votes[domain] += weight  # type: ignore[assignment]
    return max(DOMAINS, key=lambda d: votes[d]) if votes else "none"
