"""Which exchanges wait for a verdict."""

import pytest

from sluis.decisions.arming import is_armed
from sluis.decisions.declared import DeclaredTool

DENY = {"type": "function", "function": {"name": "deny_loan", "description": "Denies a loan"}}


def test_a_bot_that_decides_and_a_deciding_tool_arm() -> None:
    system = {"role": "system", "content": "You decide on loan applications without review."}
    assert is_armed([], [system, {"role": "user", "content": "Hi"}]).reason == "system_decides"
    assert is_armed([DENY], [{"role": "user", "content": "Hi"}]).reason == "deciding_tool"


def test_a_declared_tool_arms_only_where_it_is_offered() -> None:
    declared = {"tick": DeclaredTool("decides")}
    offered = [{"type": "function", "function": {"name": "tick"}}]
    assert is_armed(offered, [], declared).reason == "declared_tool"
    hello = [{"role": "user", "content": "Good morning!"}]
    assert is_armed([], hello, declared).reason != "declared_tool"


def test_a_shop_and_small_talk_are_unarmed() -> None:
    shop = {"role": "system", "content": "You help customers of a shoe shop with orders and returns."}
    assert not is_armed([], [shop, {"role": "user", "content": "Where is my parcel?"}])
    assert not is_armed([], [{"role": "user", "content": "Tell me a joke"}])


@pytest.mark.parametrize("text", ["Hi", "Hello.", "Bonjour !", "Guten Morgen"])
def test_a_chat_that_has_only_begun_flows(text: str) -> None:
    assert not is_armed((), ({"role": "user", "content": text},))


@pytest.mark.parametrize(
    "text",
    [
        "Please decide on the loan application of Oda Zemmer.",
        "Should we hire Oda? Decide.",
        "Bitte entscheide über den Kreditantrag von Oda Zemmer.",
    ],
)
def test_who_wants_a_decision_on_somebody_gets_it_after_the_verdict(text: str) -> None:
    assert is_armed((), ({"role": "user", "content": text},))


@pytest.mark.parametrize(
    "text",
    [
        "I've had no signal for hours and my mother cannot reach me.",
        "Of course, my name is Oda Zemmer and I live in Bremen.",
        "I granted storage permission and it sends pictures again.",
        "What is the phone number and where do I find the shop?",
    ],
)
def test_words_that_mean_nothing_of_significance_where_they_stand_do_not_arm(text: str) -> None:
    shop = {"role": "system", "content": "You help customers of a phone shop with orders, returns and roaming."}
    assert not is_armed((), (shop, {"role": "user", "content": text}))


@pytest.mark.parametrize(
    "text", ["And my mortgage?", "Hi, and my mortgage?", "So, did the lease go through?", "¿Y mi préstamo?"]
)
def test_a_bare_and_at_the_head_of_a_question_asks_for_the_outcome(text: str) -> None:
    assert is_armed((), ({"role": "user", "content": text},)).reason == "asks_for_outcome"
