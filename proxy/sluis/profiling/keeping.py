"""How long records of profiling stay: as long as the policy they were made under says today. Pure."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from sluis.policy.model import Policy


def keep_times(in_force: Iterable[Policy], default: Policy) -> Callable[[str], timedelta]:
    """A policy's id (`gdpr@…`, merged `gdpr+lgpd@…`) to the time its records stay.

    The name counts, not the digest: a policy that was changed rules what its predecessor recorded. Of merged ones the
    shortest time. A policy that is no longer in use leaves its records to the default's time.
    """
    days = {policy.name: policy.profiling.retention_days for policy in (default, *in_force)}

    def keep(policy_id: str) -> timedelta:
        names = policy_id.partition("@")[0].split("+")
        return timedelta(days=min(days.get(name, days[default.name]) for name in names))

    return keep
