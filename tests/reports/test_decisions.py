"""The report of decisions counts rows of the audit log by what became of them."""

import json

from sluis.reports.decisions import as_json, as_text, count

FOUND = {
    "bot": "desk",
    "policy": "gdpr@1",
    "domain": "housing",
    "adverse": True,
    "rule": "classifier",
    "outcome": "hold",
}
ROWS = [
    ("decision.found", FOUND),
    ("decision.found", FOUND),
    ("decision.found", FOUND | {"shadow": True, "adverse": None}),
    ("decision.shadow", FOUND | {"rule": "tried_out", "outcome": "block", "bot": "other"}),
    ("incident.decision_delivered", {"bot": "desk", "policy": "gdpr@1", "domain": "housing"}),
    ("request.received", {"bot": "desk"}),
]


def test_what_was_held_and_what_shadow_would_have_held_are_told_apart() -> None:
    text = as_text(count(ROWS))
    assert text.startswith("decisions in answers: delivered late 1, hold 2, would block 1, would hold 1")
    assert "  2\tdesk\tgdpr@1\thousing\tadverse\thold\tclassifier" in text


def test_lines_of_json_name_the_rule_in_shadow_and_one_bot_can_be_chosen() -> None:
    rows = [json.loads(line) for line in as_json(count(ROWS, "other")).splitlines()]
    assert [(row["rule"], row["fate"], row["count"]) for row in rows] == [("tried_out", "would block", 1)]


def test_nothing_found_is_said_so() -> None:
    assert as_text(count([])) == "decisions in answers: none"
    assert as_json(count([])) == ""
