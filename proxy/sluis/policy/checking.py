"""What a file says against itself: rules that can never match, settings that cannot be honoured together."""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from importlib.util import find_spec

from sluis.policy.deciding import Decisions, When
from sluis.policy.explaining import problem_at
from sluis.policy.implying import contradicts_itself, covers
from sluis.policy.model import Policy
from sluis.policy.reading import Document, KeyPath, Problem
from sluis.policy.terms import Outcome

Found = tuple[KeyPath, str, str]


def find_contradictions(policy: Policy, layers: Sequence[Document]) -> tuple[Problem, ...]:
    """Every contradiction, with the file and key that holds it."""
    found = [*_rules(policy), *_tools(policy), *_settings(policy)]
    return tuple(problem_at(path, what, hint, layers) for path, what, hint in found)


def _rules(policy: Policy) -> Iterator[Found]:
    rules = policy.decisions.rules
    for number, rule in enumerate(rules):
        at: KeyPath = ("decisions", "rules", number)
        reason = contradicts_itself(rule.when)
        if reason:
            yield (*at, "when"), f"rule {rule.name} can never match: {reason}", ""
            continue
        earlier = next((r for r in rules[:number] if not r.shadow and covers(r.when, rule.when)), None)
        if earlier:
            what = f"rule {rule.name} can never match: {earlier.name} above it takes everything it would"
            yield at, what, "put the narrower rule first"
        for what in _against_tools(policy, rule.when):
            yield (*at, "when", "tool"), f"rule {rule.name} can never match: {what}", ""
        if rule.hold and rule.outcome != "hold":
            yield (*at, "hold"), f"says how to hold, but the outcome is {rule.outcome}", ""


def _against_tools(policy: Policy, when: When) -> Iterator[str]:
    """Why a rule about declared tools matches none of their calls."""
    if when.tool is None:
        return
    named = {n: t for n, t in policy.tools.items() if fnmatchcase(n, when.tool)}
    if not named or ("*" in when.tool):
        return
    tool = named[when.tool]
    if tool.harmless:
        yield f"tools.{when.tool} is declared harmless"
    elif when.domain and tool.decides and tool.decides not in when.domain:
        yield f"tools.{when.tool} decides {tool.decides}"
    elif when.direction and tool.decides:
        possible = set(tool.outcomes.values()) or {tool.direction}
        if not possible & set(when.direction):
            yield f"a call of {when.tool} is never {' or '.join(when.direction)}"


def _tools(policy: Policy) -> Iterator[Found]:
    for name, tool in policy.tools.items():
        if any(c in name for c in "*?[ "):
            yield ("tools", name), "a tool is named by its exact name", "wildcards stand in rules"
        if tool.outcomes and any(value != value.lower() or not value for value in tool.outcomes):
            yield ("tools", name, "outcomes"), "values are compared in lower case", "write them so"


def _content(policy: Policy) -> Iterator[Found]:
    """What inspects files and pictures is an extra: without it, such a policy could only refuse them."""
    needed = {
        "files": (policy.content.files, ("pypdf", "docx", "openpyxl", "lxml")),
        "images": (policy.content.images, ("PIL",)),
    }
    for name, (way, modules) in needed.items():
        if way != "refuse" and (missing := [module for module in modules if find_spec(module) is None]):
            what = f"is {way}, but what that needs is not installed here: {', '.join(missing)}"
            yield ("content", name), what, 'pip install "sluis[documents]"'


def _settings(policy: Policy) -> Iterator[Found]:
    yield from _deciding(policy.decisions)
    yield from _content(policy)
    yield from _bases(policy)
    least = policy.minors.parent_below
    for country, age in policy.minors.by_country.items():
        if least and age < least:
            yield ("minors", "by_country", country), f"is below parent_below, which is {least}", ""


def _deciding(decisions: Decisions) -> Iterator[Found]:
    if "allow_with_safeguards" in _outcomes(decisions) and not decisions.safeguards:
        yield (
            ("decisions", "safeguards"),
            "is empty, but an outcome is allow_with_safeguards",
            "say what people are given",
        )
    if decisions.trigger == "none" and decisions.rules:
        yield ("decisions", "rules"), "can never match: decisions.trigger is none", ""
    if decisions.early and decisions.effective_from is None:
        yield ("decisions", "early"), "says nothing without effective_from", ""
    for domain in decisions.overrides:
        if domain not in decisions.domains:
            yield ("decisions", "overrides", domain), "is not in decisions.domains, so it never applies", ""
    waits = decisions.hold.mode == "wait" or _some_wait(decisions)
    if not waits and "wait_max_seconds" in decisions.hold.model_fields_set:
        yield ("decisions", "hold", "wait_max_seconds"), "says nothing: nothing waits", "set mode: wait"


def _outcomes(decisions: Decisions) -> set[Outcome | None]:
    """Every outcome that a decision can have."""
    overrides = decisions.overrides.values()
    floors = (decisions.special_category, decisions.minor, decisions.opted_out)
    return {
        decisions.default, decisions.unlisted, decisions.advises, *decisions.exceptions.values(),
        *(rule.outcome for rule in decisions.rules), *(floor.default for floor in floors),
        *(outcome for each in overrides for outcome in (each.adverse, each.favourable, each.open)),
    }  # fmt: skip


def _bases(policy: Policy) -> Iterator[Found]:
    basis = policy.basis
    if basis.model not in ("lawful_basis", "consent"):
        return
    if policy.profiling.consent in ("explicit_consent", "opt_in") and "consent" not in basis.allowed:
        yield ("profiling", "consent"), "asks consent, which basis.allowed does not hold", ""
    extra = sorted(set(basis.sensitive) - set(basis.allowed))
    if extra:
        yield ("basis", "sensitive"), f"holds bases that basis.allowed does not: {', '.join(extra)}", ""


def _some_wait(decisions: Decisions) -> bool:
    changes = [*(rule.hold for rule in decisions.rules), *(each.hold for each in decisions.overrides.values())]
    return any(change and change.mode == "wait" for change in changes)
