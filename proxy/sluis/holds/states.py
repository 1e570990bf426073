"""The states of a hold and the one table of steps between them. Pure: no clock, no storage."""

import re
import secrets
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from sluis.errors import HoldError


class State(StrEnum):
    """Where a hold stands. `expired` means that nobody decided: it is neither an approval nor a refusal."""

    PENDING = "pending"
    CLAIMED = "claimed"
    APPROVED = "approved"
    EDITED = "edited"
    REJECTED = "rejected"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    DELIVERED = "delivered"
    CONSUMED = "consumed"


class Action(StrEnum):
    """What a reviewer may do with a hold."""

    APPROVE = "approve"
    EDIT = "edit"
    REJECT = "reject"


STEPS: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.PENDING: frozenset({State.CLAIMED, State.EXPIRED, State.CANCELLED}),
        State.CLAIMED: frozenset(
            {
                State.PENDING,  # given back, the lease ran out, or a second pair of eyes is needed
                State.APPROVED,
                State.EDITED,
                State.REJECTED,
                State.EXPIRED,
                State.CANCELLED,
            }
        ),
        # Back to pending when the conversation moved on in substance: what was approved is no longer what would happen.
        State.APPROVED: frozenset({State.DELIVERED, State.PENDING}),
        State.EDITED: frozenset({State.DELIVERED, State.PENDING}),
        State.REJECTED: frozenset({State.DELIVERED}),
        State.DELIVERED: frozenset({State.CONSUMED}),
        State.EXPIRED: frozenset(),
        State.CANCELLED: frozenset(),
        State.CONSUMED: frozenset(),
    }
)
"""Every step a hold may take. Only a review leads to approved, edited or rejected; no clock does."""

OPEN = frozenset({State.PENDING, State.CLAIMED})
"""Waiting for a person: counted in the queue, joined by a repeat."""

DECIDED = frozenset({State.APPROVED, State.EDITED, State.REJECTED})

VERDICT: Mapping[Action, State] = MappingProxyType(
    {Action.APPROVE: State.APPROVED, Action.EDIT: State.EDITED, Action.REJECT: State.REJECTED}
)

REFERENCE = re.compile(r"(?<![0-9A-Za-z_])hold_[0-9a-f]{32}(?![0-9A-Za-z])")
"""A hold's id wherever it stands in a text: in a notice, in a completion id, in a sentence of the user."""


def new_hold_id() -> str:
    """A fresh reference of 128 random bits, which nobody can guess."""
    return f"hold_{secrets.token_hex(16)}"


def is_hold_id(text: str) -> bool:
    return REFERENCE.fullmatch(text) is not None


def require_step(before: State, after: State) -> None:
    """Nothing when the step is allowed; HoldError when it is not."""
    if after not in STEPS[before]:
        raise HoldError(f"A hold that is {before} cannot become {after}.", code=f"hold_{before}")
