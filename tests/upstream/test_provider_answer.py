"""What litellm gives back, cut down to OpenAI's shape."""

from typing import Any

import pytest

from sluis.upstream.provider_answer import chunk_body, completion_body, error_body, provider_words, usage_body

HEAD: dict[str, Any] = {"id": "chatcmpl-1", "created": 5, "model": "other", "system_fingerprint": None}
CALL = {"id": "call_1__thought__c2ln", "type": "function", "function": {"name": "f", "arguments": "{}"}, "extra": 1}


def short(call_id: str) -> str:
    return call_id.partition("__")[0]


def test_a_completion_holds_listed_fields_only() -> None:
    message = {"role": "assistant", "content": None, "tool_calls": [CALL], "provider_specific_fields": {"x": "y"}}
    choice = {"index": 0, "message": message, "finish_reason": "tool_calls"}
    body = completion_body({**HEAD, "choices": [choice], "usage": {"prompt_tokens": 1}}, "mine", short)
    assert body == {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 5,
        "model": "mine",
        "choices": [
            {
                "index": 0,
                "message": {
                    "content": None,
                    "role": "assistant",
                    "tool_calls": [
                        {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}},
                    ],
                },
                "logprobs": None,
                "finish_reason": "tool_calls",
            }
        ],
        "usage": {"prompt_tokens": 1, "completion_tokens": 0, "total_tokens": 0},
    }


def test_a_chunk_that_tells_the_usage_has_no_choices() -> None:
    empty = {"index": 0, "delta": {"content": "", "role": None}, "finish_reason": None}
    body = chunk_body({**HEAD, "choices": [empty], "usage": {"total_tokens": 3}}, "m", short)
    assert body["choices"] == []
    assert body["usage"]["total_tokens"] == 3


def test_pieces_of_a_call_keep_their_place_and_name() -> None:
    first = {**CALL, "index": 1}
    more = {"index": 1, "id": None, "function": {"name": None, "arguments": '{"a"'}}
    chunk = {**HEAD, "choices": [{"delta": {"tool_calls": [first, more]}, "finish_reason": None}]}
    assert chunk_body(chunk, "m", short)["choices"][0]["delta"]["tool_calls"] == [
        {"index": 1, "id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}},
        {"index": 1, "function": {"arguments": '{"a"'}},
    ]


def test_signed_thinking_passes_as_it_is() -> None:
    thinking = [{"type": "thinking", "thinking": "hm", "signature": "c2ln"}]
    chunk = {**HEAD, "choices": [{"delta": {"thinking_blocks": thinking}}]}
    assert chunk_body(chunk, "m", short)["choices"][0]["delta"] == {"thinking_blocks": thinking}


def test_what_came_from_the_providers_cache_is_told() -> None:
    usage = {"prompt_tokens": 9, "prompt_tokens_details": {"cached_tokens": 4, "text_tokens": None}}
    assert usage_body(usage) == {
        "prompt_tokens": 9, "completion_tokens": 0, "total_tokens": 0, "prompt_tokens_details": {"cached_tokens": 4},
    }  # fmt: skip
    assert usage_body(None) is None


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (
            'litellm.RateLimitError: AnthropicException - {"type":"error","error":{"type":"x","message":"Slow down"}}',
            "Slow down",
        ),
        ('litellm.BadRequestError: GeminiException BadRequestError - {"error": {"message": "Bad key"}}', "Bad key"),
        ("litellm.AuthenticationError: Missing key", "Missing key"),
        ('litellm.InternalServerError: BedrockException - {"message": "Down"}\\nTraceback (most recent', "Down"),
        ("litellm.X: It broke.\nTraceback (most recent call last):\n  File", "It broke."),
    ],
)
def test_the_providers_own_words_are_told_without_litellms(message: str, said: str) -> None:
    assert provider_words(message) == said


class ContextWindowExceededError(Exception):
    status_code = 400
    message = "litellm.ContextWindowExceededError: too long"


def test_an_error_has_openais_shape_and_code() -> None:
    status, body = error_body(ContextWindowExceededError())
    assert (status, body["error"]["code"], body["error"]["message"]) == (400, "context_length_exceeded", "too long")
    assert error_body(ContextWindowExceededError(), 413)[0] == 413
    assert error_body(ValueError())[0] == 502


@pytest.mark.parametrize(
    ("status", "code"), [(401, "invalid_api_key"), (429, "rate_limit_exceeded"), (500, "upstream_error")]
)
def test_the_providers_status_gives_the_code(status: int, code: str) -> None:
    assert error_body(ValueError(), status)[1]["error"]["code"] == code
