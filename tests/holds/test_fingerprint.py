"""A repeated request is known again, and two questions never are one."""

from typing import Any

import pytest

from sluis.holds.fingerprint import decision_key, request_fingerprint

KEY = b"k" * 32
BODY: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "May I borrow 9000 euros?"}]}


def of(body: dict[str, Any] | None = None, *, key: bytes = KEY, **about: Any) -> str:
    given: dict[str, Any] = {"bot_id": "bank", "endpoint": "chat/completions", **about}
    return request_fingerprint(key, body or BODY, **given)


@pytest.mark.parametrize("more", [{"stream": True}, {"temperature": 0.3}, {"metadata": {"try": "2"}}, {"seed": 7}])
def test_what_a_retry_changes_does_not_count(more: dict[str, Any]) -> None:
    assert of({**BODY, **more}) == of()


@pytest.mark.parametrize(
    "other",
    [
        {"messages": [{"role": "user", "content": "May I borrow 9001 euros?"}]},
        {"messages": [{"role": "system", "content": "May I borrow 9000 euros?"}]},
        {"model": "another"},
        {"tools": [{"type": "function", "function": {"name": "f"}}]},
        {"response_format": {"type": "json_object"}},
    ],
)
def test_another_question_is_another(other: dict[str, Any]) -> None:
    assert of({**BODY, **other}) != of()


@pytest.mark.parametrize("about", [{"bot_id": "shop"}, {"endpoint": "responses"}, {"subject": "anna"}])
def test_the_same_question_of_another_is_another(about: dict[str, str]) -> None:
    assert of(**about) != of()


def test_an_idempotency_key_wins_over_the_body_within_the_same_bot() -> None:
    other = {**BODY, "messages": [{"role": "user", "content": "again"}]}
    assert of(idempotency_key="1") == of(other, idempotency_key="1")
    assert of(idempotency_key="1") != of(idempotency_key="2")
    assert of(idempotency_key="1") != of(idempotency_key="1", bot_id="shop")
    assert of(idempotency_key="1") != of(idempotency_key="1", subject="anna")


def test_without_the_key_nobody_can_try_names() -> None:
    assert of(key=b"x" * 32) != of()
    assert of(key=b"x" * 32, idempotency_key="1") != of(idempotency_key="1")


def test_a_decision_is_known_again_in_its_conversation_only() -> None:
    def key(**about: Any) -> str:
        given: dict[str, Any] = {"bot_id": "bank", "conversation": "c1", "decision": {"tool": "decide"}, **about}
        return decision_key(KEY, **given)

    assert key() == key()
    assert len({key(), key(bot_id="shop"), key(conversation="c2"), key(decision={"tool": "other"})}) == 4
