"""Records of profiling stay as long as the policy they were made under says."""

from datetime import timedelta

import pytest

from sluis.policy.loading import load_policy
from sluis.profiling.keeping import keep_times

GDPR, LGPD = load_policy("gdpr"), load_policy("lgpd")


@pytest.mark.parametrize(
    ("policy_id", "days"),
    [
        (GDPR.id, 365),
        ("gdpr@000000000000", 365),
        (LGPD.id, 730),
        ("gdpr+lgpd@0123456789ab", 365),
        ("gone@0123456789ab", 365),
        ("gone+lgpd@0123456789ab", 365),
    ],
)
def test_the_name_of_the_policy_counts_and_of_several_the_shortest(policy_id: str, days: int) -> None:
    assert keep_times([LGPD], default=GDPR)(policy_id) == timedelta(days=days)


def test_what_no_policy_in_use_made_goes_by_the_default() -> None:
    assert keep_times([GDPR], default=LGPD)("gone@0123456789ab") == timedelta(days=730)
