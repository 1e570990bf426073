"""What becomes of decisions about people, as a policy says it: rules, exceptions, floors, how a hold is kept."""

import re
from typing import Annotated, Any, Literal, Self

from pydantic import Field, Strict, model_validator

from sluis.policy.section import Article, Section
from sluis.policy.terms import (
    Day,
    Deadline,
    Direction,
    Domain,
    DomainOrNone,
    Duration,
    Flag,
    Name,
    Outcome,
    Share,
    Term,
)

Exemption = Literal[
    "contract",
    "contract_granted",
    "law",
    "explicit_consent",
    "substantial_public_interest",
    "legal_obligation",
    "public_policy",
    "research",
    "legal_claims",
    "vital_interests",
    "health_protection",
    "fraud_prevention",
    "express_consent",
    "human_appeal",
    "hiring_solely",
    "allocation_solely",
]
"""What may lift or soften a rule; the bot's configuration or the consent on file says which of them are present."""

BasisName = Literal[
    "consent",
    "contract",
    "legal_obligation",
    "vital_interests",
    "public_task",
    "legitimate_interests",
    "recognised_legitimate_interests",
    "public_policy",
    "research",
    "legal_claims",
    "health_protection",
    "credit_protection",
]
Operator = Literal[
    "equals", "not_equals", "one_of", "at_least", "at_most", "above", "below", "contains", "present", "absent"
]
Scalar = Annotated[str, Strict()] | Annotated[bool, Strict()] | Annotated[int, Strict()] | Annotated[float, Strict()]

WAIT_CAP_SECONDS = 1200
"""Longer than this no HTTP client waits, whatever the policy says."""
_NUMERIC = ("at_least", "at_most", "above", "below")
_PATH = re.compile(r"[^.\s]+(\.[^.\s]+)*")


class ArgumentMatcher(Term):
    """One condition on a tool call's arguments. path: dotted, `case.status`; a number steps into a list.

    Texts are compared without regard to case. Personal values stand there as pseudonyms and match nothing.
    """

    path: str = Field(description="dotted path of the argument, as in `case.status`")
    operator: Operator = Field(description="how the argument is compared")
    value: Scalar | tuple[Scalar, ...] | None = Field(default=None, description="what it is compared with")

    @model_validator(mode="after")
    def _typed(self) -> Self:
        if not _PATH.fullmatch(self.path):
            raise ValueError("path must be a dotted path, as in case.status")
        is_number = isinstance(self.value, int | float) and not isinstance(self.value, bool)
        if self.operator in _NUMERIC and not is_number:
            raise ValueError(f"{self.operator} needs a number as its value; nothing else can ever match")
        if self.operator == "one_of" and not (isinstance(self.value, tuple) and self.value):
            raise ValueError("one_of needs a list with at least one value")
        if self.operator == "contains" and not (isinstance(self.value, str) and self.value):
            raise ValueError("contains needs a text as its value")
        if self.operator in ("equals", "not_equals") and (self.value is None or isinstance(self.value, tuple)):
            raise ValueError(f"{self.operator} needs one value")
        if self.operator in ("present", "absent") and self.value is not None:
            raise ValueError(f"{self.operator} takes no value")
        return self


class Confidence(Term):
    """How sure the judge must be, 0.0 to 1.0."""

    at_least: Share = Field(default=0.0, description="scores from here on match")
    below: Annotated[float, Strict(), Field(gt=0, le=1.01)] = Field(default=1.01, description="scores under this match")

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.at_least >= self.below:
            raise ValueError("no score is both at_least and below; this can never match")
        return self


class When(Term):
    """What a rule applies to: all conditions that are given must hold. Lists: any of them."""

    tool: str | None = Field(default=None, min_length=1, description="name of a tool; `*` stands for any letters")
    arguments: tuple[ArgumentMatcher, ...] = Field(
        default=(), description="conditions on the call's arguments, all of them"
    )
    where: Literal["text", "tool_call"] | None = Field(default=None, description="where the decision stands")
    domain: tuple[DomainOrNone, ...] = Field(
        default=(), description="areas of life; `none` for decisions outside all of them"
    )
    direction: tuple[Direction, ...] = Field(default=(), description="against the person, for them, or not visible")
    confidence: Confidence = Field(default=Confidence(), description="how sure the judge must be")
    special_category: Flag | None = Field(default=None, description="whether special categories of data play a part")
    basis: tuple[BasisName, ...] = Field(default=(), description="lawful bases of the bot")
    role: Literal["decides", "advises"] | None = Field(default=None, description="whether the bot decides or advises")

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, given: Any) -> Any:
        """One word stands for a list of one."""
        if not isinstance(given, dict):
            return given
        singles = {k: (v,) for k, v in given.items() if k in ("domain", "direction", "basis") and isinstance(v, str)}
        return {**given, **singles}

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.where == "text" and (self.tool or self.arguments):
            raise ValueError("a text has no tool and no arguments; this can never match")
        return self


class HoldTerms(Section):
    """How what is held waits for a person."""

    mode: Literal["defer", "wait", "block"] = Field(
        default="defer",
        description="answer at once with a notice, keep the connection waiting, or refuse what would be held",
    )
    wait_max_seconds: Annotated[int, Strict(), Field(gt=0, le=WAIT_CAP_SECONDS)] = Field(
        default=120, description="how long a connection waits before the notice"
    )
    expires: Duration = Field(
        default=Duration(n=72, unit="h"), description="after this a hold is undecided; nothing is released"
    )
    reviewers: Annotated[int, Strict(), Field(ge=1, le=2)] = Field(default=1, description="how many people must agree")
    two_reviewers_for: tuple[Literal["special_category", "minor"] | Domain, ...] = Field(
        default=(), description="where two people must agree, each without seeing the other's view"
    )
    answer: Literal["notice", "error"] = Field(
        default="notice", description="how the bot is told: a message, or an error code"
    )
    release_safe: Flag = Field(default=True, description="harmless tool calls beside a held one go on")


class HoldChange(Term):
    """What of a hold differs for one rule or domain."""

    mode: Literal["defer", "wait", "block"] | None = Field(default=None, description="as in decisions.hold")
    wait_max_seconds: Annotated[int, Strict(), Field(gt=0, le=WAIT_CAP_SECONDS)] | None = Field(
        default=None, description="as in decisions.hold"
    )
    expires: Duration | None = Field(default=None, description="as in decisions.hold")
    reviewers: Annotated[int, Strict(), Field(ge=1, le=2)] | None = Field(
        default=None, description="as in decisions.hold"
    )


class Rule(Term):
    """An exception of the operator's own: the first rule that matches has the word."""

    name: Name = Field(description="name in verdicts and logs")
    when: When = Field(description="what it applies to")
    outcome: Outcome = Field(description="what then happens")
    article: Article = Field(description="why: the clause of law, or `(P)` and a reason of your own")
    hold: HoldChange | None = Field(default=None, description="how such a hold differs")
    shadow: Flag = Field(default=False, description="only record what it would have done")


class Override(Term):
    """What happens in one domain, where it differs from the default."""

    adverse: Outcome | None = Field(default=None, description="for decisions against the person")
    favourable: Outcome | None = Field(default=None, description="for decisions in the person's favour")
    open: Outcome | None = Field(default=None, description="where the direction is not visible")
    hold: HoldChange | None = Field(default=None, description="how such a hold differs")
    article: Article = Field(description="why")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.adverse or self.favourable or self.open or self.hold):
            raise ValueError("changes nothing: name adverse, favourable, open or hold")
        return self


class Floor(Term):
    """The least that happens in a situation, unless an exemption is present; a bare outcome is the default."""

    default: Outcome = Field(description="the least that happens")
    unless: tuple[Exemption, ...] = Field(default=(), description="exemptions that lift it")

    @model_validator(mode="before")
    @classmethod
    def _short(cls, given: Any) -> Any:
        return {"default": given} if isinstance(given, str) else given


class Decisions(Section):
    """What becomes of an output that decides something significant about a person."""

    default: Outcome = Field(description="for decisions in the listed domains")
    domains: tuple[Domain, ...] = Field(description="areas of life this law speaks of")
    unlisted: Outcome = Field(description="for decisions outside them")
    trigger: Literal["solely_automated", "no_qualified_human", "materially_influences", "any_profiling", "none"] = (
        Field(description="what brings a decision under this law; `none`: nothing does")
    )
    overrides: dict[Domain, Override] = Field(default={}, description="what differs in a domain")
    rules: tuple[Rule, ...] = Field(default=(), description="conditions of your own, first match first")
    exceptions: dict[Exemption, Outcome] = Field(
        default={}, description="exemption to what then happens instead of the default"
    )
    special_category: Floor = Field(description="when health, belief, ethnic origin and the like play a part")
    minor: Floor = Field(description="when the person is or may be a minor")
    opted_out: Floor = Field(description="when the person has objected or opted out")
    advises: Outcome = Field(default="allow", description="for a bot that only advises a person who decides")
    scores: Literal["record", "decide"] = Field(
        default="record", description="whether a score or forecast about a person counts as the decision itself"
    )
    safeguards: tuple[
        Literal[
            "human_intervention",
            "point_of_view",
            "contest",
            "explanation",
            "notice",
            "opt_out",
            "appeal",
            "access",
            "no_retaliation",
            "review",
            "criteria",
            "correct",
            "adverse_notice",
        ],
        ...,
    ] = Field(default=(), description="what the person is given with an automatic decision")
    notice_when: tuple[
        Literal["collection", "before_use", "at_decision", "not_later_than_decision", "on_request", "after_adverse"],
        ...,
    ] = Field(default=(), description="when the person is told of automatic decisions")
    human_test: Literal["wp251", "ca_7001e1", "any_reviewer", "ico", "natural_person"] = Field(
        description="what makes a person's part in a decision count"
    )
    review_deadline: Deadline = Field(description="for a person's request to look at a decision again")
    effective_from: Day | None = Field(default=None, description="first day on which these duties bind; none: they do")
    early: Flag = Field(default=False, description="keep them before that day too")
    shadow: Flag = Field(default=False, description="record what would be held or blocked, and let it pass")
    hold: HoldTerms = Field(default=HoldTerms(), description="how what is held waits")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        names = [rule.name for rule in self.rules]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two rules are named {twice[0]}")
        return self
