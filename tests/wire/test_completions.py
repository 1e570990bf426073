"""Requests for completions: prompts are inspected, token numbers refused; answers are read as chat completions."""

from typing import Any

import pytest

from sluis.errors import InvalidRequest, NotInspectable, UpstreamUnreadable
from sluis.wire.body import Limits
from sluis.wire.completions import (
    check_completion,
    chunk_from_chat,
    chunk_to_chat,
    from_chat,
    prompts_of,
    read_completions,
    to_chat,
)

LIMITS = Limits()
MODEL = "gpt-3.5-turbo-instruct"


def test_prompts_suffix_and_stop_are_places() -> None:
    body = {"model": MODEL, "prompt": ["a", "b"], "suffix": "c", "stop": ["d"], "echo": True, "logprobs": 3, "n": 2}
    places = read_completions(body, LIMITS)
    assert [(p.position, p.text) for p in places] == [
        ("prompt[]", "a"), ("prompt[]", "b"), ("suffix", "c"), ("stop[]", "d")
    ]  # fmt: skip
    assert prompts_of(body) == ["a\nc", "b\nc"]


@pytest.mark.parametrize("prompt", [[1, 2], [[1], [2]], ["a", 1]])
def test_numbers_of_tokens_are_refused(prompt: Any) -> None:
    with pytest.raises(NotInspectable):
        read_completions({"model": MODEL, "prompt": prompt}, LIMITS)


@pytest.mark.parametrize(
    "more",
    [
        {"best_of": 1000}, {"suffix": 5}, {"stop": {"a": 1}}, {"logit_bias": {"ada@x.nl": 1}}, {"persona": "Ada"},
        {"stream_options": {"include_usage": "ada"}}, {"logprobs": "ada"}, {"user": 5}, {"prompt": {"text": "x"}},
    ],
)  # fmt: skip
def test_what_has_another_form_or_name_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest):
        read_completions({"model": MODEL, "prompt": "a", **more}, LIMITS)


def test_a_request_without_a_prompt_holds_no_text() -> None:
    assert read_completions({"model": MODEL, "prompt": None}, LIMITS) == []
    assert prompts_of({"prompt": None}) == []


ANSWER = {
    "id": "cmpl-1",
    "object": "text_completion",
    "created": 1,
    "model": MODEL,
    "choices": [{"text": "one", "index": 0, "logprobs": None, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
}


def test_an_answer_goes_through_the_chat_form_and_back_unchanged() -> None:
    assert from_chat(to_chat(check_completion(ANSWER))) == ANSWER


@pytest.mark.parametrize("answer", [None, {}, {"choices": []}, {"choices": [{"text": None}]}, {"choices": ["text"]}])
def test_what_is_no_completion_does_not_pass(answer: Any) -> None:
    with pytest.raises(UpstreamUnreadable):
        check_completion(answer)


def test_a_chunk_goes_through_the_chat_form_and_back() -> None:
    chunk = {"id": "cmpl-1", "object": "text_completion", "choices": [{"text": "a", "index": 1, "logprobs": None}]}
    back = chunk_from_chat(chunk_to_chat(chunk))
    assert back is not None
    assert back["choices"] == [{"text": "a", "index": 1, "logprobs": None, "finish_reason": None}]
    assert back["object"] == "text_completion"


def test_a_piece_that_says_nothing_is_left_out_and_usage_is_not() -> None:
    assert chunk_from_chat({"choices": [{"index": 0, "delta": {"role": "assistant"}}]}) is None
    assert chunk_from_chat({"id": "x", "choices": [], "usage": {"total_tokens": 1}}) is not None


def test_a_text_of_another_form_in_a_stream_is_unreadable() -> None:
    with pytest.raises(UpstreamUnreadable):
        chunk_to_chat({"choices": [{"text": ["a"]}]})
