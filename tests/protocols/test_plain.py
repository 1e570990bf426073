"""Endpoints whose answers hold no text: what they take for an answer, and whose key their pseudonyms come from."""

from typing import Any

import pytest

from sluis.errors import UpstreamUnreadable
from sluis.protocols.messages import MESSAGES
from sluis.protocols.plain import EMBEDDINGS, MODERATIONS, TOKEN_COUNTS
from sluis.wire.body import Limits


def test_only_what_is_embedded_has_the_same_pseudonyms_in_all_requests_of_a_bot() -> None:
    assert [one.bot_wide for one in (EMBEDDINGS, MODERATIONS, TOKEN_COUNTS)] == [True, False, False]


@pytest.mark.parametrize("answer", [None, {}, {"input_tokens": "five"}, {"input_tokens": True}, []])
def test_a_count_is_a_number(answer: Any) -> None:
    with pytest.raises(UpstreamUnreadable):
        TOKEN_COUNTS.check(answer)
    TOKEN_COUNTS.check({"input_tokens": 5})


def test_tokens_are_counted_of_a_request_read_like_a_message() -> None:
    body = {"model": "m", "messages": [{"role": "user", "content": "Hi"}], "metadata": {"user_id": "ada"}}
    assert [p.position for p in TOKEN_COUNTS.read(body, Limits(), frozenset())] == ["messages[].content"]
    assert TOKEN_COUNTS.labelled(body) == MESSAGES.labelled(body) == {"user": "ada", "safety_identifier": "ada"}
    assert TOKEN_COUNTS.credentials("k") == {"x-api-key": "k"}


def test_embeddings_and_moderations_check_their_answers() -> None:
    for one, answer in (
        (EMBEDDINGS, {"data": [{"embedding": [1.0]}]}),
        (MODERATIONS, {"results": [{"flagged": False}]}),
    ):
        one.check(answer)
        with pytest.raises(UpstreamUnreadable):
            one.check({"choices": []})
        assert one.schemas({"tools": ["x"]}) == {}
