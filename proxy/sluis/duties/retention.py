"""How long what is kept stays: by the policies it was kept under, as they stand today. Pure."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache

from sluis.policy.merging import merge
from sluis.policy.model import Policy, Retention
from sluis.policy.terms import Duration


class Terms:
    """Each store's clock. Times are Unix seconds; each answer is the moment after which something must have happened.

    Names count, not digests: a policy that was changed rules what was kept under its predecessor. What was kept under
    several stays as long as the strictest allows; what was kept under none that is in use, as long as the default.
    """

    def __init__(self, in_force: Iterable[Policy], default: Policy) -> None:
        self._default = default
        self._by_name = {policy.name: policy for policy in (*in_force, default)}
        self._under = cache(self._retention)

    def conversation(self, policies: str, now: int) -> int:
        """When a conversation under these policies (`gdpr+lgpd`) must have been used last, for its values to stay."""
        return _before(self._under(policies).vault_map.default, now)

    def contents(self, policy: str, now: int) -> int:
        """When a hold must have been closed, for its contents to stay."""
        return _before(self._under(policy).hold_payload.default, now)

    def facts(self, policy: str, domain: str, now: int) -> int:
        """When a hold must have been closed, for the record of it and of its reviews to stay."""
        return _before(self._under(policy).decision_log.for_domain(domain), now)

    def log(self, now: int) -> int:
        """When something must have happened, for its row to stay in the log, which all policies share."""
        return _before(merge(list(self._by_name.values())).retention.audit_log.default, now)

    def _retention(self, names: str) -> Retention:
        wanted = names.partition("@")[0].split("+")
        return merge([self._by_name.get(name, self._default) for name in wanted]).retention


def _before(kept: Duration, now: int) -> int:
    return int(kept.before(datetime.fromtimestamp(now, UTC)).timestamp())
