"""Templates escape everything and fail on a name that is missing; times count from the clock they are given."""

from dataclasses import replace

import pytest
from jinja2 import UndefinedError

from sluis.console.templating import is_due_soon, is_kept, make_environment
from sluis.holds.hold import Summary
from sluis.holds.states import State

SUMMARY = Summary("hold_0", "bot", State.PENDING, 1, "credit_lending", "adverse", opened_at=0, expires_at=400)


def render(text: str, **names: object) -> str:
    return make_environment("/console", lambda: 100.0).from_string(text).render(**names)


def test_everything_is_escaped() -> None:
    assert render("<p title='{{ x }}'>{{ x }}</p>", x="<b a=\"1\" c='2'>&") == (
        "<p title='&lt;b a=&#34;1&#34; c=&#39;2&#39;&gt;&amp;'>&lt;b a=&#34;1&#34; c=&#39;2&#39;&gt;&amp;</p>"
    )


def test_a_name_that_is_not_given_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        render("{{ nobody }}")


def test_times_count_from_the_clock() -> None:
    assert render("{{ at | until }}, {{ at | ago }}", at=400) == "5 minutes, less than a minute"
    assert render("{{ at | ago }}", at=-3500) == "1 hour"


@pytest.mark.parametrize(("now", "soon"), [(0, False), (300, False), (301, True), (500, True)])
def test_a_case_is_due_soon_in_the_last_quarter_of_its_time(now: float, soon: bool) -> None:
    assert is_due_soon(SUMMARY, now) is soon


def test_a_case_is_kept_only_until_the_lease_runs_out() -> None:
    claimed = replace(SUMMARY, state=State.CLAIMED, claimed_by="rev_1", claimed_until=200)
    assert is_kept(claimed, 199)
    assert not is_kept(claimed, 200)
    assert not is_kept(SUMMARY, 0)
