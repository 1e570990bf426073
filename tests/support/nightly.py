"""How many examples a property test looks at: a few with every change, many at night."""

import os


def examples(usual: int) -> int:
    """`usual`, unless SLUIS_TEST_EXAMPLES says another number."""
    return int(os.environ.get("SLUIS_TEST_EXAMPLES") or usual)
