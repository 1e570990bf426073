"""A streamed response: text at once, calls after the verdict, and no event that is not known."""

import typing
from typing import Any

import pytest
from openai.types.responses import ResponseStreamEvent
from tests.support.replies import Call, Reply
from tests.support.responses_model import ResponsesModel, events

from sluis.errors import UpstreamError, UpstreamUnreadable
from sluis.protocols.protocol import Flow, Voice
from sluis.protocols.responses import RESPONSES
from sluis.protocols.responses_stream import EVENTS, ResponsesStream
from sluis.pseudonyms.mapping import Entry, Restorer

ENTRY = Entry("PERSON", "Ada Vermeer", "Katvub Mudvaj", "shaped", (("Katvub", "Ada"), ("Mudvaj", "Vermeer")))
REPLY = Reply(text="Dear Katvub Mudvaj, done.", reasoning="It is Katvub.", calls=(Call("f", {"a": "Katvub Mudvaj"}),))
NOT_GUARDED = ("audio", "code_interpreter", "file_search", "web_search", "image_generation", "mcp_", "annotation")


def restore(text: str) -> str:
    return Restorer([ENTRY]).restore(text)


VOICE = Voice(restore, restore, restore)


def streamed(reply: Reply, piece: int = 3, **flow: Any) -> tuple[ResponsesStream, list[dict[str, Any]]]:
    response = ResponsesModel().make(reply, {"model": "m", "input": "hi"}, 1)
    assert response is not None
    stream = ResponsesStream(Flow(lambda: Restorer([ENTRY]), **flow), RESPONSES)
    return stream, [said for each in events(response, piece) for said in stream.feed(each)]


def text_of(said: list[dict[str, Any]], kind: str) -> str:
    return "".join(event["delta"] for event in said if event["type"] == f"response.{kind}.delta")


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 200])
def test_text_flows_restored_wherever_it_is_cut_and_calls_wait(piece: int) -> None:
    stream, flowed = streamed(REPLY, piece)
    assert text_of(flowed, "output_text") == "Dear Ada Vermeer, done."
    assert text_of(flowed, "reasoning_summary_text") == "It is Ada."
    assert "function_call" not in str(flowed)
    assert stream.said == {0}
    rest = stream.rest(stream.answer(), VOICE)
    assert text_of(rest, "function_call_arguments") == '{"a": "Ada Vermeer"}'
    numbers = [event["sequence_number"] for event in (*flowed, *rest)]
    assert numbers == list(range(len(numbers)))
    assert rest[-1]["response"]["output"][1]["content"][0]["text"] == "Dear Ada Vermeer, done."
    done = [event for event in flowed if event["type"].endswith("output_text.done")]
    assert [event["text"] for event in done] == ["Dear Ada Vermeer, done."]


@pytest.mark.parametrize("flow", [{"withhold": True}, {"flows": False}, {"lead": "First this."}])
def test_what_must_wait_is_said_whole_at_the_end(flow: dict[str, Any]) -> None:
    stream, flowed = streamed(REPLY, **flow)
    assert flowed == []
    assert stream.said == set()
    rest = stream.rest(stream.answer(), VOICE)
    lead = f"{flow['lead']}\n\n" if "lead" in flow else ""
    assert text_of(rest, "output_text") == f"{lead}Dear Ada Vermeer, done."
    assert [event["sequence_number"] for event in rest] == list(range(len(rest)))


def test_a_notice_behind_text_that_has_gone_out_stands_under_the_streams_own_id() -> None:
    stream, flowed = streamed(REPLY)
    from sluis.holds.answers import Asked, Mark

    notice = RESPONSES.notice(Mark("hold_1", "pending", 5), Asked("m", 1), "A person looks at this. hold_1")
    rest = stream.instead(notice, {}, VOICE)
    final = rest[-1]["response"]
    assert final["id"] == flowed[0]["response"]["id"]
    assert "function_call" not in str(rest)
    texts = [p["text"] for item in final["output"] for p in item.get("content") or ()]
    assert texts == ["Dear Ada Vermeer, done.", "A person looks at this. hold_1"]


def test_an_event_that_is_not_known_is_never_relayed() -> None:
    stream, _ = streamed(Reply(text="hi"))
    for kind in ("response.web_search_call.searching", "response.audio.delta", "response.new_thing", "", None, 7):
        with pytest.raises(UpstreamUnreadable):
            list(stream.feed({"type": kind}))
    with pytest.raises(UpstreamUnreadable):
        list(stream.feed(["no event"]))


def test_every_event_of_the_package_is_known_or_left_out_for_a_reason() -> None:
    members = typing.get_args(typing.get_args(ResponseStreamEvent)[0])
    kinds = {typing.get_args(member.model_fields["type"].annotation)[0] for member in members}
    left_out = {kind for kind in kinds if any(word in kind for word in NOT_GUARDED)}
    assert kinds - left_out <= EVENTS
    assert not left_out & EVENTS
    assert EVENTS - kinds == {"keepalive"}


@pytest.mark.parametrize(
    "failure",
    [
        {"type": "error", "code": "server_error", "message": "out of order", "param": None},
        {"type": "response.failed", "response": {"id": "r", "error": {"code": "x", "message": "out of order"}}},
    ],
)
def test_a_failure_of_the_model_is_an_error(failure: dict[str, Any]) -> None:
    stream, _ = streamed(Reply(text="hi"))
    with pytest.raises(UpstreamError, match="out of order"):
        list(stream.feed(failure))


def test_a_stream_that_says_one_thing_and_ends_with_another_is_no_answer() -> None:
    response = ResponsesModel().make(Reply(text="granted"), {"model": "m", "input": "hi"}, 1)
    assert response is not None
    stream = ResponsesStream(Flow(lambda: Restorer(())), RESPONSES)
    for each in events(response, 3):
        other = {**response["output"][0], "content": [{"type": "output_text", "text": "refused"}]}
        is_last = each["type"] == "response.completed"
        list(stream.feed({**each, "response": {**response, "output": [other]}} if is_last else each))
    with pytest.raises(UpstreamUnreadable, match="contradicts"):
        stream.answer()


def test_a_server_that_leaves_the_output_out_at_the_end_is_understood() -> None:
    response = ResponsesModel().make(REPLY, {"model": "m", "input": "hi"}, 1)
    assert response is not None
    stream = ResponsesStream(Flow(lambda: Restorer(())), RESPONSES)
    for each in events(response, 3):
        list(stream.feed({**each, "response": {**each["response"], "output": []}} if "response" in each else each))
    assert [item["type"] for item in stream.answer()["output"]] == ["reasoning", "message", "function_call"]


def test_a_stream_that_broke_off_is_not_finished() -> None:
    stream = ResponsesStream(Flow(lambda: Restorer(())), RESPONSES)
    list(stream.feed({"type": "response.created", "response": {"id": "resp_1"}}))
    assert not stream.is_finished
