"""Several regions at once: field by field the strictest of them, never below what one of them sets as a minimum.

Decisions are not merged into new rules: each policy judges and the strictest verdict stands (`matching.decide`). The
merged fields are what everyone else reads: deadlines, styles, clocks.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import Any, TypeVar

from sluis.policy.deciding import Decisions, Floor, HoldTerms
from sluis.policy.identifiers import Identifiers, strictest_style
from sluis.policy.model import (
    Basis,
    Breach,
    BreachTerm,
    Content,
    Keep,
    Minors,
    Notice,
    Policy,
    Profiling,
    ProviderTools,
    Retention,
    Rights,
    Streaming,
    Topics,
    Transfer,
    Upstream,
)
from sluis.policy.section import Section
from sluis.policy.terms import OUTCOMES, TOPIC_OUTCOMES, Deadline, Outcome, longest, shortest

T = TypeVar("T")

_CONSENTS = ("none", "notice", "opt_out", "objection", "opt_in", "explicit_consent")
_VERIFY = ("none", "on_doubt", "identity", "strong")
_STOPS = ("none", "opt_out", "oppose", "withdraw", "absolute")
_WITHHOLD = ("never", "sentence", "whole")
_STORE = ("as_client", "never")
_CONVERSATIONS = ("kept_here", "refuse")
_TRIGGERS = ("none", "solely_automated", "no_qualified_human", "materially_influences", "any_profiling")
_SIGNALS = ("off", "objection", "honour", "decisions")
_HUMAN_TESTS = ("any_reviewer", "natural_person", "ico", "ca_7001e1", "wp251")
_MODES = ("wait", "defer", "block")
_BREACHES = ("over_500_residents", "high_risk", "if_needed", "relevant_risk", "risk", "always")
_WHEN = ("policy", "with_consent_request", "at_collection", "at_or_before_collection", "before")
"""Each from the mildest to the strictest."""


def merge(policies: Sequence[Policy]) -> Policy:
    """One policy for an exchange that several regions govern. ValueError for none; one alone comes back as it is."""
    unique = list({policy.id: policy for policy in policies}.values())
    if not unique:
        raise ValueError("nothing to merge")
    if len(unique) == 1:
        return unique[0]
    unique.sort(key=lambda policy: policy.id)
    merged = unique[0].model_copy(update=_fields(unique))
    merged._parts = tuple(part for policy in unique for part in (policy.parts or (policy,)))
    merged._digest = hashlib.sha256("\n".join(p.id for p in merged._parts).encode()).hexdigest()[:12]
    return merged


def _fields(policies: Sequence[Policy]) -> dict[str, Any]:
    def each(name: str) -> list[Any]:
        return [getattr(policy, name) for policy in policies]

    return {
        "name": "+".join(p.name for p in policies),
        "title": " and ".join(p.title or p.name for p in policies),
        "region": "_".join(p.region for p in policies)[:64],
        "places": _union(each("places")),
        "version": min(each("version")),
        "overlays": _maps(each("overlays")),
        "holidays": tuple(sorted(set.intersection(*(set(days) for days in each("holidays"))))),
        "basis": _basis(each("basis")),
        "decisions": _decisions(each("decisions")),
        "profiling": _profiling(each("profiling")),
        "notice": _notice(each("notice")),
        "rights": _rights(each("rights")),
        "minors": _minors(each("minors")),
        "identifiers": _identifiers(each("identifiers")),
        "retention": _retention(each("retention")),
        "breach": _breach(each("breach")),
        "transfer": _transfer(each("transfer")),
        "topics": _topics(each("topics")),
        "streaming": Streaming(withhold=_most(_WITHHOLD, (s.withhold for s in each("streaming")))),
        "upstream": Upstream(
            store=_most(_STORE, (u.store for u in each("upstream"))),
            conversations=_most(_CONVERSATIONS, (u.conversations for u in each("upstream"))),
        ),
        "provider_tools": ProviderTools(allowed=_common(p.allowed for p in each("provider_tools"))),
        "content": _content(each("content")),
        "tools": _tools(policies),
        "guards": tuple({g.name: g for guards in each("guards") for g in guards}.values()),
        "texts": _maps(each("texts")),
        "articles": _articles(policies),
    }


# ---------------------------------------------------------------- sections
def _topics(all_: list[Topics]) -> Topics:
    named = sorted({category for topics in all_ for category in topics.by_category})
    return Topics(
        default=_most(TOPIC_OUTCOMES, (t.default for t in all_)),
        by_category={c: _most(TOPIC_OUTCOMES, (t.outcome(c) for t in all_)) for c in named},
        articles=_articles(all_),
    )


def _basis(all_: list[Basis]) -> Basis:
    """A basis counts where every law that asks for one takes it."""
    asking = [b for b in all_ if b.model in ("lawful_basis", "consent")] or all_
    return Basis.model_construct(
        model=asking[0].model,
        allowed=_common(b.allowed for b in asking),
        sensitive=_common(b.sensitive for b in asking),
        articles=_articles(all_),
    )


def _decisions(all_: list[Decisions]) -> Decisions:
    """For reading only: verdicts come from the parts."""
    return all_[0].model_copy(
        update={
            "default": _strictest(d.default for d in all_),
            "unlisted": _strictest(d.unlisted for d in all_),
            "domains": _union(d.domains for d in all_),
            "trigger": _most(_TRIGGERS, (d.trigger for d in all_)),
            "exceptions": _shared_exceptions(all_),
            "special_category": _floor(d.special_category for d in all_),
            "minor": _floor(d.minor for d in all_),
            "opted_out": _floor(d.opted_out for d in all_),
            "advises": _strictest(d.advises for d in all_),
            "scores": "decide" if any(d.scores == "decide" for d in all_) else "record",
            "safeguards": _union(d.safeguards for d in all_),
            "notice_when": _union(d.notice_when for d in all_),
            "human_test": _most(_HUMAN_TESTS, (d.human_test for d in all_)),
            "review_deadline": _deadline(d.review_deadline for d in all_),
            "rules": tuple(rule for d in all_ for rule in d.rules),
            "shadow": all(d.shadow for d in all_),
            "hold": _hold([d.hold for d in all_]),
            "articles": _articles(all_),
        }
    )


def _shared_exceptions(all_: list[Decisions]) -> dict[Any, Outcome]:
    shared = set.intersection(*(set(d.exceptions) for d in all_))
    return {name: _strictest(d.exceptions[name] for d in all_) for name in sorted(shared)}


def _hold(all_: list[HoldTerms]) -> HoldTerms:
    return all_[0].model_copy(
        update={
            "mode": _most(_MODES, (h.mode for h in all_)),
            "wait_max_seconds": min(h.wait_max_seconds for h in all_),
            "expires": shortest([h.expires for h in all_]),
            "reviewers": max(h.reviewers for h in all_),
            "two_reviewers_for": _union(h.two_reviewers_for for h in all_),
            "release_safe": all(h.release_safe for h in all_),
            "articles": _articles(all_),
        }
    )


def _profiling(all_: list[Profiling]) -> Profiling:
    return Profiling(
        consent=_most(_CONSENTS, (p.consent for p in all_)),
        special=_most(_CONSENTS, (p.special for p in all_)),
        marketing_stop=_most(_STOPS, (p.marketing_stop for p in all_)),
        log=any(p.log for p in all_),
        retention_days=min(p.retention_days for p in all_),
        categories=_union(p.categories for p in all_),
        record=_union(p.record for p in all_),
        articles=_articles(all_),
    )


def _notice(all_: list[Notice]) -> Notice:
    return Notice(
        when=_most(_WHEN, (n.when for n in all_)),
        elements=_union(n.elements for n in all_),
        bot="first_turn" if any(n.bot == "first_turn" for n in all_) else "never",
        names_llm=any(n.names_llm for n in all_),
        version="required" if any(n.version == "required" for n in all_) else "optional",
        articles=_articles(all_),
    )


def _rights(all_: list[Rights]) -> Rights:
    waits = [r.acknowledge for r in all_ if r.acknowledge]
    rests = [r.asks_again_after for r in all_ if r.asks_again_after]
    return Rights.model_construct(
        granted=_granted(all_),
        deadline=_deadline(r.deadline for r in all_),
        acknowledge=shortest(waits) if waits else None,
        opt_out_deadline=shortest([r.opt_out_deadline for r in all_]),
        verify=_most(_VERIFY, (r.verify for r in all_)),
        portability_format=all_[0].portability_format,
        appeal=_union(r.appeal for r in all_),
        free_per_year=None
        if any(r.free_per_year is None for r in all_)
        else max(r.free_per_year for r in all_ if r.free_per_year),
        asks_again_after=longest(rests) if rests else None,
        opt_out_signal=_most(_SIGNALS, (r.opt_out_signal for r in all_)),
        articles=_articles(all_),
    )


def _granted(all_: list[Rights]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for rights in all_:
        for name, right in rights.granted.items():
            own = right.model_copy(
                update={"deadline": rights.deadline_of(name), "verify": right.verify or rights.verify}
            )
            out[name] = _stricter_right(out[name], own) if name in out else own
    return out


def _stricter_right(one: Any, other: Any) -> Any:
    return one.model_copy(
        update={
            "deadline": _deadline([one.deadline, other.deadline]),
            "verify": _most(_VERIFY, (one.verify, other.verify)),
            "article": _joined([one.article, other.article]),
        }
    )


def _minors(all_: list[Minors]) -> Minors:
    countries = {country for m in all_ for country in m.by_country}
    parents = [m.parent_below for m in all_ if m.parent_below]
    return Minors.model_construct(
        age=max(m.age for m in all_),
        parent_below=max(parents) if parents else None,
        by_country={c: max(m.age_in(c) for m in all_) for c in sorted(countries)},
        articles=_articles(all_),
    )


def _identifiers(all_: list[Identifiers]) -> Identifiers:
    styles = {
        kind: strictest_style(*(i.style(kind) for i in all_)) for kind in sorted({k for i in all_ for k in i.styles})
    }
    return all_[0].model_copy(
        update={
            "default": strictest_style(*(i.default for i in all_)),
            "national_id": strictest_style(*(i.national_id for i in all_)),
            "styles": styles,
            "patterns": _maps([i.patterns for i in all_]),
            "deny": _maps([i.deny for i in all_]),
            "allow": _shared_lists([i.allow for i in all_]),
            "score_at_least": min(i.score_at_least for i in all_),
            "articles": _articles(all_),
        }
    )


def _shared_lists(all_: list[dict[str, Any]]) -> dict[str, Any]:
    """Only what every policy lets pass in the same way."""
    return {name: each for name, each in all_[0].items() if all(other.get(name) == each for other in all_)}


def _retention(all_: list[Retention]) -> Retention:
    stores = [name for name in Retention.model_fields if name != "articles"]
    merged = {name: _keep([getattr(r, name) for r in all_]) for name in stores}
    return all_[0].model_copy(update={**merged, "articles": _articles(all_)})


def _keep(all_: list[Keep]) -> Keep:
    """The shortest, but not under any legal minimum; one law's minimum stands above another's maximum."""
    minimums = [k.min for k in all_ if k.min]
    maximums = [k.max for k in all_ if k.max]
    least = longest(minimums) if minimums else None
    chosen = shortest([*(k.default for k in all_), *maximums])
    domains = {domain for k in all_ for domain in k.by_domain}
    return Keep.model_construct(
        default=longest([chosen, least]) if least else chosen,
        min=least,
        max=shortest(maximums) if maximums else None,
        by_domain={d: longest([k.by_domain[d] for k in all_ if d in k.by_domain]) for d in sorted(domains)},
    )


def _breach(all_: list[Breach]) -> Breach:
    return Breach.model_construct(
        authority=_told([b.authority for b in all_]),
        person=_told([b.person for b in all_]),
        register_all=any(b.register_all for b in all_),
        articles=_articles(all_),
    )


def _told(all_: list[BreachTerm]) -> BreachTerm:
    within = [t.within for t in all_ if t.within]
    return BreachTerm(when=_most(_BREACHES, (t.when for t in all_)), within=shortest(within) if within else None)


def _transfer(all_: list[Transfer]) -> Transfer:
    return Transfer(rule=_common(t.rule for t in all_), articles=_articles(all_))


def _content(all_: list[Content]) -> Content:
    """Inspected only where every policy inspects, within the narrowest bounds."""
    ways = {
        name: found[0] if len(found := list(dict.fromkeys(getattr(c, name) for c in all_))) == 1 else "refuse"
        for name in ("images", "audio", "files")
    }
    narrowest = {
        name: min(getattr(c, name) for c in all_)
        for name in ("max_parts", "max_bytes", "max_pages", "max_characters", "max_pixels")
    }
    surest = max(c.ocr_confidence for c in all_)
    return Content.model_validate({**ways, **narrowest, "ocr_confidence": surest, "articles": _articles(all_)})


def _tools(policies: Sequence[Policy]) -> dict[str, Any]:
    """A tool is harmless only where no policy says that it decides."""
    out: dict[str, Any] = {}
    for policy in policies:
        for name, tool in policy.tools.items():
            if name not in out or out[name].harmless:
                out[name] = tool
    return out


# ---------------------------------------------------------------- field by field
def _most(order: Sequence[str], found: Iterable[Any]) -> Any:
    """The strictest word of an ordered list."""
    return max(found, key=order.index)


def _strictest(outcomes: Iterable[Outcome]) -> Outcome:
    return max(outcomes, key=OUTCOMES.index)


def _floor(floors: Iterable[Floor]) -> Floor:
    found = list(floors)
    return Floor(default=_strictest(f.default for f in found), unless=_common(f.unless for f in found))


def _deadline(deadlines: Iterable[Deadline]) -> Deadline:
    """The shortest; of equally short ones that with the shortest extension."""

    def length(deadline: Deadline) -> tuple[float, float]:
        return deadline.duration.approximate_days, deadline.extend.approximate_days if deadline.extend else 0.0

    return min(deadlines, key=length)


def _union(found: Iterable[Sequence[T]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(item for items in found for item in items))


def _common(found: Iterable[Sequence[T]]) -> tuple[T, ...]:
    lists = list(found)
    return tuple(item for item in lists[0] if all(item in other for other in lists[1:]))


def _maps(found: Iterable[Mapping[str, T]]) -> dict[str, T]:
    return reduce(lambda so_far, each: {**so_far, **each}, found, {})


def _articles(sections: Sequence[Section]) -> dict[str, str]:
    names = _union(list(s.articles) for s in sections)
    return {name: _joined(s.articles[name] for s in sections if name in s.articles) for name in names}


def _joined(articles: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(articles))
