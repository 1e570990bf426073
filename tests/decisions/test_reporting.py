"""What tells of an approved answer, and what goes beyond it."""

from typing import Any

import pytest

from sluis.decisions.reporting import Approved, only_reports


def call(arguments: str, name: str = "decide_loan_application") -> dict[str, Any]:
    return {"role": "assistant", "tool_calls": [{"id": "c", "function": {"name": name, "arguments": arguments}}]}


REFUSED = Approved(call('{"decision": "refuse"}'), True)
GRANTED = Approved(call('{"decision": "approve", "amount": 5000}'), False, ('{"paid_out": "2026-06-03"}',))
TOLD = Approved({"role": "assistant", "content": "Your loan is refused, since the income is too low."}, True)


@pytest.mark.parametrize(
    ("approved", "text"),
    [
        (REFUSED, "It is settled, <PERSON_1>."),
        (REFUSED, "Your loan application has been refused, Pagvikazan Vebzelaman."),
        (REFUSED, "Uw aanvraag voor een lening is afgewezen."),
        (GRANTED, "Good news: your loan of 5,000.00 is approved and will be paid out on 2026-06-03."),
        (TOLD, "As I said, your loan could not be granted."),
    ],
)
def test_what_was_approved_may_be_told(approved: Approved, text: str) -> None:
    assert only_reports(text, approved)


@pytest.mark.parametrize(
    ("approved", "text"),
    [
        (REFUSED, "Your loan is approved."),
        (REFUSED, "Your loan is refused and your account will be closed."),
        (REFUSED, "Your loan is refused. You cannot rent the flat either."),
        (REFUSED, "Your loan is refused. You owe us 300."),
        (GRANTED, "Your loan of 50,000 is approved."),
        (GRANTED, "Your mortgage is refused."),
        (TOLD, "Your loan is refused and your contract ends today."),
    ],
)
def test_another_outcome_matter_or_number_is_more_than_was_approved(approved: Approved, text: str) -> None:
    assert not only_reports(text, approved)
