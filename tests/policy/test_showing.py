"""A policy for people to read."""

import json

from sluis.policy.loading import load_policy
from sluis.policy.showing import as_json, as_lines

GDPR = load_policy("gdpr")


def test_each_line_has_its_value_and_its_clause() -> None:
    lines = list(as_lines(GDPR))
    assert lines[0].startswith(GDPR.id)
    assert "decisions.default: hold   [GDPR Art. 22(1)]" in lines
    assert any(line.startswith("breach.register: true") for line in lines), "shown as it is written in a file"


def test_the_json_can_be_written_and_says_which_policy_it_is() -> None:
    shown = json.loads(json.dumps(as_json(GDPR)))
    assert shown["id"] == f"gdpr@{shown['digest']}"
    assert shown["retention"]["vault_map"]["default"] == "24h"
