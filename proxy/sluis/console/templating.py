"""The console's templates: everything is escaped, a name that is not given is an error, words and times for people."""

from collections.abc import Callable
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined

from sluis.console import words
from sluis.holds.hold import Summary
from sluis.holds.ledger import LEASE_SECONDS
from sluis.holds.states import Action, State


def make_environment(base: str, clock: Callable[[], float]) -> Environment:
    """The templates of the pages under `base`. clock: Unix seconds, for what is left and how long ago."""
    folder = files("sluis.console") / "templates"
    environment = Environment(
        loader=FunctionLoader(lambda name: (folder / name).read_text("utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(base=base, lease_minutes=LEASE_SECONDS // 60, State=State, Action=Action)
    environment.filters.update(
        domain=words.domain_words,
        state=words.state_words,
        direction=lambda direction: words.DIRECTIONS[direction],
        rule=words.rule_words,
        fact=lambda pair: words.fact_words(*pair),
        moment=words.time_words,
        iso=words.iso,
        readable=words.readable,
        ago=lambda at: words.span_words(clock() - at),
        until=lambda at: words.left_words(at - clock()),
        overdue=lambda summary: is_due_soon(summary, clock()),
        kept=lambda summary: is_kept(summary, clock()),
    )
    return environment


def is_due_soon(summary: Summary, now: float) -> bool:
    """Whether less than a quarter of the time is left."""
    return summary.expires_at - now < (summary.expires_at - summary.opened_at) / 4


def is_kept(summary: Summary, now: float) -> bool:
    """Whether a reviewer has it at this moment: a lease that ran out keeps it from nobody, marked or not."""
    return summary.state is State.CLAIMED and (summary.claimed_until or 0) > now
