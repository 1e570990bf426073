"""What the stand-in for the model answers: the smallest honest answer of each endpoint."""

from collections.abc import Mapping
from typing import Any

_USAGE = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
_SAID = {"role": "assistant", "content": [{"type": "output_text", "text": "ok", "annotations": []}]}
_MESSAGE = {"role": "assistant", "content": "ok", "refusal": None}

ANSWERS: Mapping[str, Any] = {
    "chat/completions": {
        "id": "chatcmpl-verify",
        "object": "chat.completion",
        "created": 0,
        "model": "verify",
        "choices": [{"index": 0, "message": _MESSAGE, "finish_reason": "stop", "logprobs": None}],
        "usage": _USAGE,
    },
    "responses": {
        "id": "resp_verify",
        "object": "response",
        "created_at": 0,
        "status": "completed",
        "model": "verify",
        "output": [{"id": "msg_verify", "type": "message", "status": "completed", **_SAID}],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
    },
    "completions": {
        "id": "cmpl-verify",
        "object": "text_completion",
        "created": 0,
        "model": "verify",
        "choices": [{"text": "ok", "index": 0, "logprobs": None, "finish_reason": "stop"}],
        "usage": _USAGE,
    },
    "messages": {
        "id": "msg_verify",
        "type": "message",
        "role": "assistant",
        "model": "verify",
        "content": [{"type": "text", "text": "ok"}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 1, "output_tokens": 1},
    },
    "messages/count_tokens": {"input_tokens": 1},
    "embeddings": {
        "object": "list",
        "data": [{"object": "embedding", "index": 0, "embedding": [0.5, -0.25]}],
        "model": "verify",
        "usage": {"prompt_tokens": 1, "total_tokens": 1},
    },
    "moderations": {
        "id": "modr-verify",
        "model": "verify",
        "results": [{"flagged": False, "categories": {}, "category_scores": {}, "category_applied_input_types": {}}],
    },
}
"""By the path below /v1."""
