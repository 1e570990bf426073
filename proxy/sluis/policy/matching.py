"""What a policy makes of one decision about a person. Pure: the day comes in as a fact, like everything else.

The order: is this law triggered at all, is it in force, what do rules, domains and exceptions say, and then the floors
that nothing lowers (minors, special categories, opt-outs). Where people must have been told and were not, it is held.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase
from typing import Literal

from sluis.policy.deciding import Decisions, Floor, HoldChange, Rule, When
from sluis.policy.implying import holds
from sluis.policy.model import Policy
from sluis.policy.terms import OUTCOMES, Direction, Duration, Outcome

TextKey = Literal["", "held", "blocked"]
HOLD_EXPIRES = Duration(n=72, unit="h")
NO_DECISION = "no_decision"
"""The rule of a verdict on what this law does not see as a decision."""


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """What is known when an output is weighed: what judging found, and what is on file about bot and person.

    adverse: None when the outcome is not visible. arguments: of the tool call, parsed; personal values in them are
    pseudonyms. on: the day, in the region. exceptions: words of `deciding.Exemption` that are on file for this person
    and purpose. notice: id and version of the notice that was shown, None where none is on record. enforces: False for
    a bot that only observes, for which a missing notice holds nothing.
    """

    on: date
    decision: bool = True
    adverse: bool | None = None
    domain: str = "none"
    score: float = 1.0
    profiling: bool = False
    special_category: bool = False
    where: Literal["text", "tool_call"] = "text"
    tool: str | None = None
    arguments: object = None
    role: Literal["decides", "advises"] = "decides"
    basis: str | None = None
    exceptions: frozenset[str] = frozenset()
    notice: str | None = None
    minor: bool = False
    opted_out: bool = False
    enforces: bool = True

    @property
    def direction(self) -> Direction:
        return "open" if self.adverse is None else "adverse" if self.adverse else "favourable"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What happens, and why.

    rule: what had the last word: a rule's name, or `default`, `unlisted`, `domain:…`, `exception:…`, `minor`, … .
    article: the clause behind it. reason: one sentence for a reviewer. notice: which of the policy's texts the person
    reads. shadow: the outcome is only recorded. would: what rules in shadow would have said, for the record.
    mode, wait_max_seconds, expires, reviewers, answer: how a hold waits. missing: what was not on file.
    """

    outcome: Outcome
    rule: str
    article: str
    reason: str
    shadow: bool = False
    mode: Literal["defer", "wait"] = "defer"
    wait_max_seconds: int = 120
    expires: Duration = HOLD_EXPIRES
    reviewers: int = 1
    answer: Literal["notice", "error"] = "notice"
    missing: tuple[str, ...] = ()
    would: tuple[tuple[str, Outcome], ...] = ()

    @property
    def notice(self) -> TextKey:
        return "held" if self.outcome == "hold" else "blocked" if self.outcome == "block" else ""

    @property
    def withholds(self) -> bool:
        """Whether the output may not be delivered now."""
        return self.outcome in ("hold", "block") and not self.shadow


@dataclass(frozen=True, slots=True)
class _Said:
    """One answer on the way to the verdict."""

    outcome: Outcome
    rule: str
    article: str
    reason: str
    hold: HoldChange | None = None


def decide(policy: Policy, facts: DecisionFacts) -> Verdict:
    """What the policy makes of it. Of a policy merged from several, the strictest of what each of them says."""
    if policy.parts:
        verdicts = [decide(part, facts) for part in policy.parts]
        would = dict.fromkeys(one for verdict in verdicts for one in verdict.would)
        return replace(max(verdicts, key=_weight), would=tuple(would))
    decisions = policy.decisions
    outside = _outside(decisions, facts)
    if outside is not None:
        return Verdict(outside.outcome, outside.rule, outside.article, outside.reason)
    said = _floored(decisions, facts, _said(decisions, facts))
    said, missing = _told(decisions, facts, said)
    return _verdict(policy, facts, said, missing)


def _weight(verdict: Verdict) -> tuple[bool, int, int, bool]:
    return (
        not verdict.shadow,
        OUTCOMES.index(verdict.outcome),
        verdict.reviewers,
        verdict.rule != NO_DECISION,
    )


# ---------------------------------------------------------------- is it this law's business?
def _outside(decisions: Decisions, facts: DecisionFacts) -> _Said | None:
    """Why the law says nothing here; None when it does."""
    scored = facts.profiling and decisions.scores == "decide"
    if not facts.decision and not scored:
        return _Said("allow", NO_DECISION, "", "Nothing significant is decided about a person.")
    if decisions.trigger == "none":
        return _Said("allow", "not_regulated", decisions.article("trigger"), "This law has no rule on such decisions.")
    starts = decisions.effective_from
    if starts and facts.on < starts and not decisions.early:
        said = f"These duties bind from {starts.isoformat()} on."
        return _Said("allow", "not_yet_in_force", decisions.article("effective_from"), said)
    return None


# ---------------------------------------------------------------- what rules, domains and exceptions say
def _said(decisions: Decisions, facts: DecisionFacts) -> _Said:
    for rule in decisions.rules:
        if not rule.shadow and matches(rule.when, facts):
            return _of_rule(rule)
    if facts.role == "advises" and decisions.trigger in ("solely_automated", "no_qualified_human"):
        clause = decisions.article("advises")
        return _Said(decisions.advises, "advises", clause, "The bot advises; a person decides.")
    if facts.domain not in decisions.domains:
        said = "Outside the areas of life that the policy lists."
        return _Said(
            decisions.unlisted, "unlisted", decisions.article("unlisted") or decisions.article("domains"), said
        )
    exempt = _exempt(decisions, facts)
    return exempt or _of_domain(decisions, facts)


def _of_rule(rule: Rule) -> _Said:
    return _Said(rule.outcome, f"rule:{rule.name}", rule.article, f"The policy's rule {rule.name} applies.", rule.hold)


def _of_domain(decisions: Decisions, facts: DecisionFacts) -> _Said:
    for domain, override in decisions.overrides.items():
        if domain != facts.domain:
            continue
        outcome: Outcome | None = getattr(override, facts.direction)
        said = f"The policy has its own rule for {domain}."
        return _Said(outcome or decisions.default, f"domain:{domain}", override.article, said, override.hold)
    said = f"A decision about a person ({facts.domain}, {facts.direction}) without a person's part in it."
    return _Said(decisions.default, "default", decisions.article("default"), said)


def _exempt(decisions: Decisions, facts: DecisionFacts) -> _Said | None:
    """The mildest exception that is on file and fits."""
    fitting = [(o, name) for name, o in decisions.exceptions.items() if has_exemption(name, facts)]
    if not fitting:
        return None
    outcome, name = min(fitting, key=lambda pair: OUTCOMES.index(pair[0]))
    return _Said(outcome, f"exception:{name}", decisions.article("exceptions"), f"An exception is on file: {name}.")


def has_exemption(name: str, facts: DecisionFacts) -> bool:
    """Whether an exemption is on file and fits what is decided."""
    if name == "contract_granted":
        return name in facts.exceptions or ("contract" in facts.exceptions and facts.adverse is False)
    if name == "hiring_solely" and facts.domain not in ("employment", "education"):
        return False
    if name == "allocation_solely" and facts.domain != "employment":
        return False
    return name in facts.exceptions


def matches(when: When, facts: DecisionFacts) -> bool:
    """Whether a rule's conditions all hold."""
    return (
        (when.tool is None or (facts.tool is not None and fnmatchcase(facts.tool, when.tool)))
        and (when.where is None or when.where == facts.where)
        and (not when.domain or facts.domain in when.domain)
        and (not when.direction or facts.direction in when.direction)
        and (not when.basis or facts.basis in when.basis)
        and (when.role is None or when.role == facts.role)
        and (when.special_category is None or when.special_category == facts.special_category)
        and when.confidence.at_least <= facts.score < when.confidence.below
        and (not when.arguments or facts.where == "tool_call")
        and all(holds(matcher, value_at(facts.arguments, matcher.path)) for matcher in when.arguments)
    )


def value_at(arguments: object, path: str) -> object:
    """The argument at a dotted path; None where there is none."""
    at = arguments
    for key in path.split("."):
        if isinstance(at, Mapping):
            at = at.get(key)
        elif isinstance(at, list) and key.isdecimal() and int(key) < len(at):
            at = at[int(key)]
        else:
            return None
    return at


# ---------------------------------------------------------------- floors
def _floored(decisions: Decisions, facts: DecisionFacts, said: _Said) -> _Said:
    """The strictest of what was said and what the situation asks at least."""
    if said.rule == "advises":
        return said
    situations = (
        ("minor", facts.minor, decisions.minor, "The person is or may be a minor."),
        (
            "special_category",
            facts.special_category,
            decisions.special_category,
            "Special categories of data play a part.",
        ),
        ("opted_out", facts.opted_out, decisions.opted_out, "The person has objected or opted out."),
    )
    for name, present, floor, reason in situations:
        if present and _is_stricter(floor, said, facts):
            said = _Said(floor.default, name, decisions.article(name), reason, said.hold)
    return said


def _is_stricter(floor: Floor, said: _Said, facts: DecisionFacts) -> bool:
    if any(has_exemption(name, facts) for name in floor.unless):
        return False
    return OUTCOMES.index(floor.default) > OUTCOMES.index(said.outcome)


def _told(decisions: Decisions, facts: DecisionFacts, said: _Said) -> tuple[_Said, tuple[str, ...]]:
    """An automatic decision with notice needs a notice on record; a bot that only observes is not held for it."""
    if said.outcome not in ("allow_with_notice", "allow_with_safeguards") or facts.notice:
        return said, ()
    if not facts.enforces:
        return said, ("notice",)
    clause = decisions.article("notice_when")
    reason = "It could pass automatically, but no notice to the person is on record."
    return _Said("hold", "notice_missing", clause, reason, said.hold), ("notice",)


def guarded(policy: Policy, guard: str, outcome: Literal["hold", "block"], reason: str) -> Verdict:
    """What becomes of an output that one of the policy's guards did not let pass."""
    terms = policy.decisions.hold
    return Verdict(
        "block" if terms.mode == "block" else outcome,
        f"guard:{guard}",
        "",
        f"The guard {guard} did not let it pass. {reason}".strip(),
        mode="wait" if terms.mode == "wait" else "defer",
        wait_max_seconds=terms.wait_max_seconds,
        expires=terms.expires,
        reviewers=terms.reviewers,
        answer=terms.answer,
    )


# ---------------------------------------------------------------- the verdict
def _verdict(policy: Policy, facts: DecisionFacts, said: _Said, missing: tuple[str, ...]) -> Verdict:
    decisions = policy.decisions
    terms, change = decisions.hold, said.hold or HoldChange()
    mode = change.mode or terms.mode
    verdict = Verdict(
        said.outcome,
        said.rule,
        _with_overlays(policy, facts, said.article),
        said.reason,
        shadow=decisions.shadow and said.outcome in ("hold", "block"),
        mode="wait" if mode == "wait" else "defer",
        wait_max_seconds=change.wait_max_seconds or terms.wait_max_seconds,
        expires=change.expires or terms.expires,
        reviewers=max(change.reviewers or terms.reviewers, 2 if _needs_two(decisions, facts) else 1),
        answer=terms.answer,
        missing=missing,
        would=tuple((r.name, r.outcome) for r in decisions.rules if r.shadow and matches(r.when, facts)),
    )
    if verdict.outcome == "hold" and mode == "block":
        return replace(verdict, outcome="block", reason=f"{verdict.reason} Nobody reviews here, so it is refused.")
    return verdict


def _needs_two(decisions: Decisions, facts: DecisionFacts) -> bool:
    two = decisions.hold.two_reviewers_for
    situations = {facts.domain}
    if facts.special_category:
        situations.add("special_category")
    if facts.minor:
        situations.add("minor")
    return bool(situations & set(two))


def _with_overlays(policy: Policy, facts: DecisionFacts, article: str) -> str:
    """The clause, and those of other laws that already bind in this area of life."""
    others = [
        duty.article
        for duties in policy.overlays.values()
        for duty in duties.values()
        if duty.since <= facts.on and facts.domain in duty.domains
    ]
    return "; ".join(dict.fromkeys([article, *others])) if article else "; ".join(others)
