"""Planted chat requests: what verify sends is what an ordinary client could send."""

import pytest

from sluis.planting.chat import CHAT


@pytest.mark.parametrize("position", CHAT)
def test_a_planted_request_is_a_chat_request_with_the_value_in_it(position: str) -> None:
    for body in CHAT[position]("kaaa@planted-1.nl"):
        assert body["model"]
        assert body["messages"]
        assert "kaaa@planted-1.nl" in str(body)
