"""A streamed message, event by event: what goes at once, what waits, in which order, and what is not let through."""

from collections.abc import Callable
from typing import Any

import pytest

from sluis.errors import UpstreamUnreadable
from sluis.protocols.messages_stream import MessageStream, message_events
from sluis.protocols.protocol import Flow, Voice

THOUGHT = {"type": "thinking", "thinking": "Hm.", "signature": "sig"}
CALL = {"type": "tool_use", "id": "toolu_1", "name": "find", "input": {"name": "ada"}}
VOICE = Voice(str.upper, lambda arguments: arguments.replace("ada", "Ada"), str.upper)


def text(said: str) -> dict[str, Any]:
    return {"type": "text", "text": said}


class Loud:
    """Restores by shouting, one letter late."""

    def __init__(self) -> None:
        self._kept = ""

    def feed(self, piece: str) -> str:
        whole = self._kept + piece
        self._kept = whole[-1:]
        return whole[:-1].upper()

    def flush(self) -> str:
        kept, self._kept = self._kept, ""
        return kept.upper()


def message(*content: dict[str, Any], stop: str = "end_turn") -> dict[str, Any]:
    return {
        "id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": list(content),
        "stop_reason": stop, "stop_sequence": None, "usage": {"input_tokens": 1, "output_tokens": 2},
    }  # fmt: skip


def feed(stream: MessageStream, answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [event for given in message_events(answer) for event in stream.feed(given)]


def read(events: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """(type, text) of each block, the order of events checked."""
    blocks: list[list[str]] = []
    open_at = None
    assert events[0]["type"] == "message_start"
    for event in events[1:]:
        if event["type"] == "content_block_start":
            assert (open_at, event["index"]) == (None, len(blocks))
            open_at = event["index"]
            blocks.append([event["content_block"]["type"], ""])
        elif event["type"] == "content_block_delta":
            assert event["index"] == open_at
            delta = event["delta"]
            blocks[-1][1] += next((delta[name] for name in ("text", "thinking", "partial_json") if name in delta), "")
        elif event["type"] == "content_block_stop":
            assert event["index"] == open_at
            open_at = None
    assert open_at is None
    return [(kind, said) for kind, said in blocks]


def test_text_and_thinking_go_as_they_come_and_calls_after_the_verdict() -> None:
    stream = MessageStream(Flow(Loud))
    out = feed(stream, message(THOUGHT, text("hello"), CALL, text("bye"), stop="tool_use"))
    assert read(out) == [("thinking", "Hm."), ("text", "HELLO")]
    assert stream.is_finished
    assert stream.said == {0}
    assert stream.answer()["content"] == [THOUGHT, text("hello"), CALL, text("bye")]
    out += stream.rest(stream.answer(), VOICE)
    assert read(out) == [("thinking", "Hm."), ("text", "HELLO"), ("tool_use", '{"name":"Ada"}'), ("text", "BYE")]
    assert [event["type"] for event in out[-2:]] == ["message_delta", "message_stop"]
    assert out[-2]["delta"]["stop_reason"] == "tool_use"


def test_an_armed_message_says_nothing_before_the_verdict() -> None:
    stream = MessageStream(Flow(Loud, withhold=True, flows=False))
    assert feed(stream, message(THOUGHT, text("hello."))) == []
    assert read(stream.rest(stream.answer(), VOICE)) == [("thinking", "Hm."), ("text", "HELLO.")]
    assert stream.said == set()


@pytest.mark.parametrize(("may_go", "early"), [(lambda _: True, "ONE. TWO. "), (lambda said: "two" not in said, "")])
def test_armed_text_goes_by_sentence_while_it_is_clear(may_go: Callable[[str], bool], early: str) -> None:
    stream = MessageStream(Flow(Loud, withhold=True, may_go=may_go))
    given = message_events(message(text("one. two. three. four")))
    pieces: list[dict[str, Any]] = []
    for event in given:
        if event["type"] == "content_block_delta":
            for letter in event["delta"]["text"]:
                pieces += stream.feed({**event, "delta": {"type": "text_delta", "text": letter}})
        else:
            pieces += stream.feed(event)
    said = "".join(e["delta"]["text"] for e in pieces if e["type"] == "content_block_delta")
    assert early.startswith(said)
    assert bool(said) is bool(early)
    assert read(pieces + stream.rest(stream.answer(), VOICE)) == [("text", "ONE. TWO. THREE. FOUR")]


def test_a_notice_takes_the_place_of_what_has_not_been_said() -> None:
    stream = MessageStream(Flow(Loud))
    out = feed(stream, message(text("hello"), CALL))
    out += stream.instead(message(text("Please wait.")), {}, VOICE)
    assert read(out) == [("text", "HELLO"), ("text", "Please wait.")]
    fresh = MessageStream(Flow(Loud, withhold=True, flows=False))
    feed(fresh, message(text("hello"), CALL))
    assert read(fresh.instead(message(text("Please wait.")), {}, VOICE)) == [("text", "Please wait.")]


def test_what_a_person_released_is_not_said_twice() -> None:
    stream = MessageStream(Flow(Loud))
    out = feed(stream, message(text("hello"), CALL))
    out += stream.instead(message(text("HELLO"), CALL), {}, VOICE)
    assert [kind for kind, _ in read(out)] == ["text", "tool_use"]


@pytest.mark.parametrize("content", [(text("hello"),), (THOUGHT, text("hello")), (CALL,)])
def test_what_was_released_before_is_said_first(content: tuple[dict[str, Any], ...]) -> None:
    for flow in (Flow(Loud, lead="First."), Flow(Loud, withhold=True, lead="First.", flows=False)):
        stream = MessageStream(flow)
        out = feed(stream, message(*content))
        said = read(out + stream.rest(stream.answer(), VOICE))
        assert next(words for kind, words in said if kind == "text").upper().startswith("FIRST.")


START = {"type": "message_start", "message": {"id": "m", "content": []}}
BEGIN = {"type": "content_block_start", "index": 0, "content_block": text("")}


@pytest.mark.parametrize(
    "events",
    [
        [{"type": "surprise"}], ["text"], [BEGIN], [START, {**BEGIN, "index": "0"}], [START, BEGIN, BEGIN],
        [START, {**BEGIN, "content_block": {"type": "server_tool_use"}}], [START, {**BEGIN, "content_block": None}],
        [START, {"type": "content_block_delta", "index": 5, "delta": {"type": "text_delta", "text": "a"}}],
        [START, BEGIN, {"type": "content_block_delta", "index": 0, "delta": {"type": "citations_delta", "x": {}}}],
        [START, BEGIN, {"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "text": "a"}}],
        [START, BEGIN, {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": 5}}],
        [START, BEGIN, {"type": "content_block_delta", "index": 0, "delta": "a"}],
    ],
)  # fmt: skip
def test_an_event_that_is_not_known_does_not_pass(events: list[Any]) -> None:
    stream = MessageStream(Flow(Loud))
    for event in events[:-1]:
        if event is not BEGIN or START in events:
            list(stream.feed(event))
    with pytest.raises(UpstreamUnreadable):
        list(stream.feed(events[-1]))


def test_arguments_that_are_no_object_do_not_pass() -> None:
    for raw in ("[1]", "{half", '"text"'):
        stream = MessageStream(Flow(Loud))
        list(stream.feed(START))
        list(stream.feed({**BEGIN, "content_block": CALL | {"input": {}}}))
        piece = {"type": "input_json_delta", "partial_json": raw}
        list(stream.feed({"type": "content_block_delta", "index": 0, "delta": piece}))
        with pytest.raises(UpstreamUnreadable):
            list(stream.feed({"type": "content_block_stop", "index": 0}))


def test_a_message_that_broke_off_is_not_finished() -> None:
    stream = MessageStream(Flow(Loud))
    for event in message_events(message(text("a")))[:-1]:
        list(stream.feed(event))
    assert not stream.is_finished
