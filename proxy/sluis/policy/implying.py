"""Whether one rule takes everything another would, and whether a rule contradicts itself. Pure."""

import re
from fnmatch import fnmatchcase
from typing import Final

from sluis.policy.deciding import ArgumentMatcher, When

_DIGITS: Final = re.compile(r"[-+]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")


def covers(broad: When, narrow: When) -> bool:
    """Whether everything that matches `narrow` matches `broad` too. False where that is not certain."""
    return (
        _tool_covers(broad.tool, narrow.tool)
        and _where_covers(broad, narrow)
        and all(
            not getattr(broad, name)
            or (bool(theirs := getattr(narrow, name)) and set(theirs) <= set(getattr(broad, name)))
            for name in ("domain", "direction", "basis")
        )
        and all(
            getattr(broad, name) is None or getattr(broad, name) == getattr(narrow, name)
            for name in ("special_category", "role")
        )
        and broad.confidence.at_least <= narrow.confidence.at_least
        and broad.confidence.below >= narrow.confidence.below
        and all(any(_argument_implies(has, asked) for has in narrow.arguments) for asked in broad.arguments)
    )


def _tool_covers(broad: str | None, narrow: str | None) -> bool:
    if broad is None or broad == narrow:
        return True
    if narrow is None:
        return False
    return broad == "*" or ("*" not in narrow and fnmatchcase(narrow, broad))


def _where_covers(broad: When, narrow: When) -> bool:
    """A tool or its arguments can only stand in a tool call."""
    theirs = narrow.where or ("tool_call" if narrow.tool or narrow.arguments else None)
    return broad.where is None or broad.where == theirs


def contradicts_itself(when: When) -> str:
    """Why no call can match; empty when one can, as far as we see."""
    by_path: dict[str, list[ArgumentMatcher]] = {}
    for matcher in when.arguments:
        by_path.setdefault(matcher.path, []).append(matcher)
    for path, matchers in by_path.items():
        if any(m.operator == "absent" for m in matchers) and any(m.operator != "absent" for m in matchers):
            return f"{path} would have to be absent and have a value"
        for fixed in (m for m in matchers if m.operator in ("equals", "one_of")):
            values = fixed.value if isinstance(fixed.value, tuple) else (fixed.value,)
            if not any(all(holds(m, value) for m in matchers) for value in values):
                return f"no value of {path} meets all its conditions"
        if not _range_is_open(matchers):
            return f"no number meets all conditions on {path}"
    return ""


def _range_is_open(matchers: list[ArgumentMatcher]) -> bool:
    lows = [m for m in matchers if m.operator in ("at_least", "above")]
    highs = [m for m in matchers if m.operator in ("at_most", "below")]
    for low in lows:
        for high in highs:
            a, b = _number(low.value), _number(high.value)
            if a is None or b is None:
                continue
            strict = low.operator == "above" or high.operator == "below"
            if a > b or (a == b and strict):
                return False
    return True


def _argument_implies(has: ArgumentMatcher, asked: ArgumentMatcher) -> bool:
    """Whether a call that meets `has` always meets `asked`."""
    if has.path != asked.path:
        return False
    if has == asked or (asked.operator == "present" and has.operator not in ("absent", "not_equals")):
        return True
    if has.operator in ("equals", "one_of"):
        values = has.value if isinstance(has.value, tuple) else (has.value,)
        return all(holds(asked, value) for value in values)
    return _number_implies(has, asked)


def _number_implies(has: ArgumentMatcher, asked: ArgumentMatcher) -> bool:
    a, b = _number(has.value), _number(asked.value)
    if a is None or b is None:
        return False
    if asked.operator in ("at_least", "above") and has.operator in ("at_least", "above"):
        return a > b or (a == b and not (asked.operator == "above" and has.operator == "at_least"))
    if asked.operator in ("at_most", "below") and has.operator in ("at_most", "below"):
        return a < b or (a == b and not (asked.operator == "below" and has.operator == "at_most"))
    return False


def holds(matcher: ArgumentMatcher, value: object) -> bool:
    """Whether an argument's value meets the condition. value: JSON; None for one that is missing or null."""
    operator, wanted = matcher.operator, matcher.value
    if value is None or operator in ("present", "absent"):
        return (value is None) == (operator == "absent")
    if operator in ("equals", "not_equals"):
        return _same(value, wanted) == (operator == "equals")
    if operator == "one_of":
        return isinstance(wanted, tuple) and any(_same(value, each) for each in wanted)
    if operator == "contains":
        return _contains(value, str(wanted))
    return _compares(operator, _number(value), _number(wanted))


def _same(value: object, wanted: object) -> bool:
    """Texts without regard to case; a number and its digits in a text are the same."""
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted or str(value).lower() == str(wanted).lower()
    a, b = _number(value), _number(wanted)
    if a is not None and b is not None:
        return a == b
    return str(value).strip().casefold() == str(wanted).strip().casefold()


def _contains(value: object, wanted: str) -> bool:
    if isinstance(value, list):
        return any(_same(each, wanted) for each in value)
    return isinstance(value, str) and wanted.casefold() in value.casefold()


def _compares(operator: str, value: float | None, wanted: float | None) -> bool:
    if value is None or wanted is None:
        return False
    if operator == "at_least":
        return value >= wanted
    if operator == "at_most":
        return value <= wanted
    return value > wanted if operator == "above" else value < wanted


def _number(value: object) -> float | None:
    """A number, also one written as text, `12000` or `12,000.50`; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str) and _DIGITS.fullmatch(value.strip()):
        return float(value.strip().replace(",", ""))
    return None
