"""The demo model says only what it was sent."""

from typing import Any

from sluis.demo.conversation import TOOLS
from sluis.demo.model import LABEL, MODEL, chunks, completion, reply_to

FILE = '{"customer_number": "QX-1", "income_eur_a_month": 1000, "application": {"id": "L1", "amount_eur": %s}}'


def asked(*messages: tuple[str, str], tools: bool = True) -> dict[str, object]:
    body: dict[str, object] = {"messages": [{"role": role, "content": text} for role, text in messages]}
    return {**body, "tools": TOOLS} if tools else body


def test_who_introduces_herself_is_looked_up_by_the_names_the_model_saw() -> None:
    (call,) = reply_to(asked(("user", "I'm Oda Zemmer, my customer number is QX-1."))).calls
    assert call == ("find_customer", {"first_name": "Oda", "last_name": "Zemmer", "customer_number": "QX-1"})


def test_a_loan_above_six_monthly_incomes_is_refused_and_one_at_six_approved() -> None:
    for amount, decision in ((6001, "refuse"), (6000, "approve")):
        (call,) = reply_to(asked(("tool", FILE % amount), ("user", "Please decide."))).calls
        assert call[0] == "decide_loan_application"
        assert call[1]["decision"] == decision


def test_without_tools_it_says_that_it_is_a_script_and_what_reached_it() -> None:
    reply = reply_to(asked(("user", "I am Oda Zemmer, please decide"), tools=False))
    assert reply.calls == ()
    assert reply.text == f"This is {LABEL}. What reached me was: I am Oda Zemmer, please decide"


def test_the_pieces_of_the_stream_are_the_single_answer() -> None:
    body = asked(("user", "What is new?"))
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks(body)]
    whole = completion(body)["choices"][0]["message"]["content"]
    assert "".join(delta.get("content") or "" for delta in deltas) == whole
    assert len(deltas) > 3


def test_the_answer_names_the_demo_model_whatever_model_was_asked_for() -> None:
    assert completion({**asked(("user", "Hi")), "model": "gpt-4o"})["model"] == MODEL


def test_odd_bodies_get_an_answer_too() -> None:
    odd: list[dict[str, Any]] = [
        {},
        {"messages": []},
        {"messages": [{"role": "user"}], "tools": 3},
        {"messages": ["x"]},
    ]
    for body in odd:
        assert reply_to(body).text is not None
