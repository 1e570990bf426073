"""Cases that say what a policy must do: a request, a dashed line, the verdict or the exact error text.

A request is YAML: `policy` (a name, a path from the case, or the text of a policy file), the facts of a decision
(`domain`, `direction`, `day`, …), or `output` with `messages` and `tools`, which are judged first.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, cast

from sluis.errors import PolicyError
from sluis.policy.loading import examine, examine_text
from sluis.policy.matching import DecisionFacts, Verdict, decide
from sluis.policy.merging import merge
from sluis.policy.model import Policy
from sluis.policy.reading import Problem, Unreadable, parse_yaml
from sluis.policy.terms import OUTCOMES

LINE: Final = "---"
OWN_TEXT: Final = "policy.yaml"
"""How messages call a policy that stands in the case itself."""
_DIRECTIONS: Final = {"adverse": True, "favourable": False, "open": None}
_JUDGED: Final = ("tools", "messages", "output")

Judge = Callable[[Policy, Mapping[str, Any]], Sequence[DecisionFacts]]
"""What judging finds in an output, as facts without a day; given by a room above this one."""


@dataclass(frozen=True, slots=True)
class Case:
    """name: the file's. expected: what must come out, without blank lines around."""

    name: str
    request: Mapping[str, Any]
    expected: str
    directory: Path


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out of a case."""

    case: Case
    actual: str

    @property
    def passed(self) -> bool:
        """Whether it is what was expected; each expected line may leave out the end of the actual one."""
        expected, actual = self.case.expected.splitlines(), self.actual.splitlines()
        return len(expected) <= len(actual) and all(
            e.strip() in (a, *_shorter(a)) for e, a in zip(expected, actual, strict=False)
        )


def _shorter(line: str) -> tuple[str, ...]:
    """`hold` stands for `hold default`, without the rule."""
    first = line.split(" ", 1)[0]
    return (first,) if first in OUTCOMES else ()


def load_cases(path: Path) -> list[Case]:
    """The cases of a folder (`*.case`, also below it), or of one file. PolicyError for one that cannot be read."""
    files = sorted(path.rglob("*.case")) if path.is_dir() else [path]
    if not files:
        raise PolicyError(f"There is no .case file in {path}.")
    return [
        parse_case(_text(file), str(file.relative_to(path) if path.is_dir() else file), file.parent) for file in files
    ]


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(f"The case {file} cannot be read.") from error


def parse_case(text: str, name: str, directory: Path) -> Case:
    """A case from its text. PolicyError when it has no dashed line, or its request says something unknown."""
    request, line, expected = text.partition(f"\n{LINE}\n")
    if not line or not expected.strip():
        raise PolicyError(f"{name}: a case is a request, a line of {LINE}, and what must come out.")
    try:
        data = parse_yaml(request, name).data
    except Unreadable as error:
        raise PolicyError(str(error.problem)) from error
    known = {"policy", "direction", "day", *_JUDGED, *(f.name for f in fields(DecisionFacts))} - {"adverse", "on"}
    for key in data:
        if key not in known:
            near = get_close_matches(key, known, 1)
            raise PolicyError(f"{name}: {key}: unknown key" + (f" (did you mean {near[0]}?)" if near else ""))
    return Case(name, data, expected.strip("\n"), directory)


def run_case(case: Case, judge: Judge | None, on: date) -> Outcome:
    """What the policy really says. on: the day of a case that names none. judge: for cases with an `output`."""
    policy, problems = _policy(case)
    if policy is None:
        return Outcome(case, "\n".join(map(str, problems)))
    try:
        found = [_on_day(facts, case, on) for facts in _facts(case, policy, judge)]
    except (TypeError, ValueError, KeyError) as error:
        raise PolicyError(f"{case.name}: the request is not one: {type(error).__name__}") from error
    verdicts = [decide(policy, facts) for facts in found]
    strictest = max(verdicts, key=lambda v: OUTCOMES.index(v.outcome), default=None)
    return Outcome(case, describe(strictest) if strictest else "allow no_decision")


def describe(verdict: Verdict) -> str:
    """A verdict in the lines of a case."""
    lines = [f"{verdict.outcome} {verdict.rule}", f"article: {verdict.article}"]
    if verdict.outcome == "hold":
        lines.append(
            f"hold: {verdict.mode}, {verdict.expires}, {verdict.reviewers} reviewer{'s' * (verdict.reviewers > 1)}"
        )
    if verdict.missing:
        lines.append(f"missing: {', '.join(verdict.missing)}")
    lines += [f"shadow: {name} would {outcome}" for name, outcome in verdict.would]
    return "\n".join([*lines, "shadow: only recorded"] if verdict.shadow else lines)


def _policy(case: Case) -> tuple[Policy | None, tuple[Problem, ...]]:
    given = case.request.get("policy", "gdpr")
    if isinstance(given, str) and ":" not in given:
        names = [name.strip() for name in given.split("+")]
        loaded = [_named(name, case.directory) for name in names]
        problems = tuple(p for _, found in loaded for p in found)
        return (merge([p for p, _ in loaded if p]) if not problems else None), problems
    if not isinstance(given, str):
        raise PolicyError(f"{case.name}: policy: must be a name, a path, or the text of a file after `policy: |`")
    own, problems = examine_text(given, OWN_TEXT, case.directory)
    return (own.policy if own else None), problems


def _named(name: str, directory: Path) -> tuple[Policy | None, tuple[Problem, ...]]:
    found, problems = examine(directory / name if any(c in name for c in "./\\") else name)
    return (found.policy if found else None), problems


def _facts(case: Case, policy: Policy, judge: Judge | None) -> Sequence[DecisionFacts]:
    given = {k: v for k, v in case.request.items() if k not in ("policy", "direction", "day", *_JUDGED)}
    if isinstance(given.get("exceptions"), list):
        given["exceptions"] = frozenset(given["exceptions"])
    if "output" not in case.request:
        adverse = _DIRECTIONS[str(case.request.get("direction", "open"))]
        where = given.pop("where", "tool_call" if "tool" in given else "text")
        return [DecisionFacts(on=date.min, adverse=adverse, where=cast("Any", where), **given)]
    if judge is None:
        raise PolicyError(f"{case.name}: there is nobody here to judge an output.")
    return judge(policy, {**case.request, **given})


def _on_day(facts: DecisionFacts, case: Case, on: date) -> DecisionFacts:
    day = case.request.get("day", on)
    if not isinstance(day, date):
        raise PolicyError(f"{case.name}: day: must be a date, as in 2027-01-01")
    return replace(facts, on=day)
