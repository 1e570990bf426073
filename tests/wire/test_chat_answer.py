"""An answer is read whole or refused; a stream says at once what may go, and keeps the rest for the verdict."""

import copy
from typing import Any

import pytest

from sluis.errors import UpstreamUnreadable
from sluis.wire.chat_answer import ChatStream, check_answer, parse_chunk, restore_message


class Shout:
    """A restorer that holds back the last character, as a real one may."""

    def __init__(self) -> None:
        self._kept = ""

    def feed(self, piece: str) -> str:
        text = self._kept + piece.upper()
        self._kept = text[-1:]
        return text[:-1]

    def flush(self) -> str:
        kept, self._kept = self._kept, ""
        return kept


def chunk(delta: dict[str, Any], finish: str | None = None, index: int = 0, **more: Any) -> dict[str, Any]:
    return {
        "id": "c",
        "object": "chat.completion.chunk",
        "choices": [{"index": index, "delta": delta, "finish_reason": finish}],
        **more,
    }


def text_of(chunks: list[dict[str, Any]], index: int = 0, field: str = "content") -> str:
    return "".join(c["delta"].get(field) or "" for piece in chunks for c in piece["choices"] if c["index"] == index)


def test_text_flows_restored_and_loses_nothing() -> None:
    stream = ChatStream(Shout, withhold=False)
    out = [c for piece in ("he", "ll", "o") for c in stream.feed(chunk({"content": piece}))]
    assert text_of(out) == "HELL"
    out += list(stream.feed(chunk({}, "stop")))
    assert text_of(out) == "HELLO"
    assert stream.is_finished
    assert stream.choices[0].message()["content"] == "hello"


def test_the_role_waits_for_the_first_text() -> None:
    stream = ChatStream(Shout, withhold=False)
    assert list(stream.feed(chunk({"role": "assistant", "content": ""}))) == []
    out = list(stream.feed(chunk({"content": "hi"})))
    assert out[0]["choices"][0]["delta"] == {"role": "assistant", "content": "H"}


def test_withheld_text_does_not_flow() -> None:
    stream = ChatStream(Shout, withhold=True)
    assert list(stream.feed(chunk({"content": "secret"}))) == []
    assert list(stream.feed(chunk({}, "stop"))) == []
    assert stream.choices[0].message()["content"] == "secret"


def test_tool_calls_are_kept_and_put_together() -> None:
    stream = ChatStream(Shout, withhold=False)
    pieces = [
        {"tool_calls": [{"index": 0, "id": "a", "type": "function", "function": {"name": "f", "arguments": ""}}]},
        {"tool_calls": [{"index": 1, "id": "b", "type": "function", "function": {"name": "g", "arguments": "{}"}}]},
        {"tool_calls": [{"index": 0, "function": {"arguments": '{"x"'}}]},
        {"tool_calls": [{"index": 0, "function": {"arguments": ":1}"}}]},
    ]
    assert [c for p in pieces for c in stream.feed(chunk(p))] == []
    calls = stream.choices[0].message()["tool_calls"]
    assert [(c["id"], c["function"]["name"], c["function"]["arguments"]) for c in calls] == [
        ("a", "f", '{"x":1}'),
        ("b", "g", "{}"),
    ]


def test_each_choice_and_channel_is_restored_by_itself() -> None:
    stream = ChatStream(Shout, withhold=False)
    out = []
    for index, field, piece in (
        (0, "content", "ab"),
        (1, "content", "xy"),
        (0, "refusal", "no"),
        (1, "content", "z"),
        (0, "content", "c"),
    ):
        out += list(stream.feed(chunk({field: piece}, index=index)))
    out += [c for index in (0, 1) for c in stream.feed(chunk({}, "stop", index))]
    assert (text_of(out), text_of(out, 1), text_of(out, 0, "refusal")) == ("ABC", "XYZ", "NO")


def test_usage_is_kept_for_the_end() -> None:
    stream = ChatStream(Shout, withhold=False)
    assert (
        list(stream.feed({"id": "c", "object": "chat.completion.chunk", "choices": [], "usage": {"total_tokens": 3}}))
        == []
    )
    assert stream.usage[0]["usage"] == {"total_tokens": 3}


def test_a_stream_without_an_end_is_not_finished() -> None:
    stream = ChatStream(Shout, withhold=False)
    list(stream.feed(chunk({"content": "half"})))
    assert not stream.is_finished


@pytest.mark.parametrize(
    "broken",
    [
        [], {"choices": "x"}, {"choices": ["x"]}, {"choices": [{"index": "0"}]},
        {"choices": [{"index": 0, "delta": "x"}]},
        chunk({"content": 5}), chunk({"tool_calls": ["x"]}), chunk({"tool_calls": [{"index": -1}]}),
        chunk({"tool_calls": [{"index": 10**9}]}),
    ],
)  # fmt: skip
def test_what_is_no_chunk_is_refused(broken: Any) -> None:
    with pytest.raises(UpstreamUnreadable):
        list(ChatStream(Shout, withhold=False).feed(broken))


def test_an_event_that_is_not_json_is_refused() -> None:
    with pytest.raises(UpstreamUnreadable):
        parse_chunk(b"<html>")


@pytest.mark.parametrize(
    "broken",
    [
        None, [], {}, {"choices": []}, {"choices": [{}]}, {"choices": [{"message": {"content": 5}}]},
        {"choices": [{"message": {"audio": {"data": "x"}}}]},
        {"choices": [{"message": {"tool_calls": [{"type": "mcp"}]}}]},
        {"choices": [{"message": {"tool_calls": [{"type": "function", "function": {"name": "f", "arguments": {}}}]}}]},
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_read_is_refused(broken: Any) -> None:
    with pytest.raises(UpstreamUnreadable):
        check_answer(copy.deepcopy(broken))


def test_every_text_and_argument_is_restored_and_signed_blocks_are_not_touched() -> None:
    message = {
        "role": "assistant", "content": "a", "refusal": "b", "reasoning_content": "c", "signature": "a",
        "tool_calls": [
            {"id": "1", "type": "function", "function": {"name": "f", "arguments": "d"}},
            {"id": "2", "type": "custom", "custom": {"name": "g", "input": "e"}},
        ],
        "function_call": {"name": "h", "arguments": "f"},
    }  # fmt: skip
    restored = restore_message(message, str.upper, lambda a: a * 2)
    assert (restored["content"], restored["refusal"], restored["reasoning_content"], restored["signature"]) == (
        "A",
        "B",
        "C",
        "a",
    )
    assert restored["tool_calls"][0]["function"]["arguments"] == "dd"
    assert restored["tool_calls"][1]["custom"]["input"] == "E"
    assert restored["function_call"]["arguments"] == "ff"
