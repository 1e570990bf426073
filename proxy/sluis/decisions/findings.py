"""What judging an output finds: decisions and profiling, each with where, what about, and what made us think so."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

Where = Literal["text", "tool_call"]

DOMAINS: Final = (
    "credit_lending",
    "insurance",
    "housing",
    "employment",
    "education",
    "healthcare",
    "essential_public",
    "criminal_justice",
    "contract_end",
    "account_close",
    "essential_services",
    "pricing",
    "debt",
    "fraud",
    "liberty",
)
"""Areas in which an individual outcome is legally or similarly significant; "none" stands beside them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one part of an output is.

    index: place among the output's tool calls; 0 for its text. adverse: None when the outcome is not visible.
    rule: the declaration, rule or classifier that had the last word. score: 0.0 to 1.0, of the decision question.
    features: what weighed most, strongest first, in words of our own: no word of the judged text stands in them.
    matter: the area of life that is spoken of, also where nothing is decided.
    """

    where: Where
    index: int
    decision: bool
    adverse: bool | None
    domain: str
    profiling: bool
    special_category: bool
    rule: str
    score: float
    features: tuple[str, ...] = ()
    matter: str = "none"


@dataclass(frozen=True, slots=True)
class Judgement:
    """All findings of one output. The summary is that of the finding that weighs most: decisions before profiling."""

    findings: tuple[Finding, ...] = ()

    @property
    def decision(self) -> bool:
        return any(f.decision for f in self.findings)

    @property
    def adverse(self) -> bool | None:
        """True if any decision here is adverse, else False if any is favourable, else None."""
        return _worst(f.adverse for f in self.findings if f.decision)

    @property
    def domain(self) -> str:
        leading = self.leading
        return leading.domain if leading and leading.decision else "none"

    @property
    def profiling(self) -> bool:
        return any(f.profiling for f in self.findings)

    @property
    def special_category(self) -> bool:
        return any(f.special_category for f in self.findings)

    @property
    def rule(self) -> str:
        return self.leading.rule if self.leading else "nothing_to_judge"

    @property
    def score(self) -> float:
        return self.leading.score if self.leading else 0.0

    @property
    def features(self) -> tuple[str, ...]:
        return self.leading.features if self.leading else ()

    @property
    def leading(self) -> Finding | None:
        """The finding to show first."""
        return max(self.findings, key=_weight, default=None)


def _weight(finding: Finding) -> tuple[bool, bool, bool, float]:
    return (finding.decision, finding.decision and finding.adverse is True, finding.profiling, finding.score)


def _worst(outcomes: Iterable[bool | None]) -> bool | None:
    seen = set(outcomes)
    return True if True in seen else False if False in seen else None
