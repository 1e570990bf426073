"""Chat completions as a protocol: its own view, a stream put together to the answer it would have been."""

from typing import Any

import pytest

from sluis.errors import UpstreamUnreadable
from sluis.protocols.chat import CHAT
from sluis.protocols.protocol import Flow, Voice
from sluis.pseudonyms.mapping import Restorer

UPPER = Voice(str.upper, str.upper, str.upper)


def answer(*messages: dict[str, Any]) -> dict[str, Any]:
    choices = [
        {"index": n, "message": m, "finish_reason": "stop", "logprobs": {"x": 1}} for n, m in enumerate(messages)
    ]
    return {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "m", "choices": choices}


def test_a_request_and_an_answer_are_their_own_views() -> None:
    body = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}
    assert CHAT.view(body) is body
    given = answer({"role": "assistant", "content": "hi"})
    assert CHAT.completion(given) is given
    assert CHAT.kept(given, given) is None


def test_log_probabilities_of_pseudonyms_are_dropped_and_said_to_be() -> None:
    given = answer({"role": "assistant", "content": "hi"})
    dropped: list[str] = []
    restored = CHAT.restored(given, Voice(str.upper, str.upper, str.upper, True, dropped))
    assert restored["choices"][0]["message"]["content"] == "HI"
    assert restored["choices"][0]["logprobs"] is None
    assert dropped == ["logprobs"]
    assert CHAT.restored(given, Voice(str, str, str, has_values=False))["choices"][0]["logprobs"] == {"x": 1}


@pytest.mark.parametrize(("content", "said"), [("hi", "first\n\nhi"), (None, "first")])
def test_what_a_person_released_is_said_first(content: str | None, said: str) -> None:
    given = answer({"role": "assistant", "content": content})
    assert CHAT.led(given, "first")["choices"][0]["message"]["content"] == said
    assert CHAT.led(given, "") is given


@pytest.mark.parametrize("withhold", [False, True])
def test_a_stream_is_the_answer_it_would_have_been(withhold: bool) -> None:
    stream = CHAT.stream(Flow(lambda: Restorer(()), withhold))
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    deltas: list[tuple[dict[str, Any], str | None]] = [
        ({"role": "assistant", "content": "hello"}, None),
        (
            {"tool_calls": [{"index": 0, "id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}]},
            None,
        ),
        ({}, "tool_calls"),
    ]
    out = []
    for delta, finish in deltas:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        out += list(stream.feed({**head, "choices": [choice]}))
    assert bool(out) is not withhold
    assert stream.is_finished
    whole = stream.answer()
    message = whole["choices"][0]["message"]
    assert message["content"] == "hello"
    assert message["tool_calls"][0]["function"]["name"] == "f"
    rest = stream.rest(whole, UPPER)
    assert rest[-1]["choices"][0]["finish_reason"] == "tool_calls"
    said = [d["choices"][0]["delta"].get("content") for d in (*out, *rest) if d["choices"]]
    assert [text for text in said if text] == ["hello"]
    assert CHAT.events(whole, {})[0]["choices"][0]["delta"]["role"] == "assistant"


def test_a_tool_call_of_another_kind_is_no_answer() -> None:
    stream = CHAT.stream(Flow(lambda: Restorer(()), True))
    call = {"index": 0, "id": "c", "type": "shell", "shell": {"name": "f"}}
    choice = {"index": 0, "delta": {"tool_calls": [call]}, "finish_reason": "tool_calls"}
    for _ in stream.feed({"id": "x", "choices": [choice]}):
        pass
    with pytest.raises(UpstreamUnreadable):
        stream.answer()
