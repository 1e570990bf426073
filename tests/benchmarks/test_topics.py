"""The cases of special categories are many, in all languages, and what was looked at is found."""

from collections import Counter

from benchmarks.topics.__main__ import SETS, Case, read_cases, row

from sluis.detection.reading import Reading
from sluis.detection.topics import CATEGORIES, Topics


def test_each_category_has_forty_cases_that_speak_of_it_and_forty_that_do_not() -> None:
    counted = Counter((case.category, case.speaks) for name in SETS for case in read_cases(name))
    assert all(counted[category, speaks] >= 40 for category in CATEGORIES for speaks in (True, False))
    assert {case.language for name in SETS for case in read_cases(name)} == {"en", "nl", "de", "fr", "es", "pt", "it"}


def test_nearly_all_that_was_looked_at_is_right() -> None:
    topics = Topics()
    cases = list(read_cases("looked_at"))
    right = sum((c.category in topics.find(Reading(c.text))) == c.speaks for c in cases)
    assert right >= 0.95 * len(cases)


def test_a_row_counts_hits_misses_and_what_else_was_found() -> None:
    case = Case("health", "en", "", True)
    results = [(case, frozenset({"health"})), (case, frozenset({"union"}))]
    assert row("x", results).startswith("| x | 2 | 1.00 (0.21-1.00) | 0.50")
    assert row("x", results).endswith("| 1 |")
