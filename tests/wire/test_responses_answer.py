"""Responses coming back: only what is known passes, sealed blocks byte for byte, items as events."""

from typing import Any

import pytest

from sluis.errors import UpstreamUnreadable
from sluis.wire.responses_answer import (
    check_item,
    check_response,
    ending,
    item_events,
    message_text,
    numbered,
    restore_item,
    restore_tree,
)

MESSAGE: dict[str, Any] = {
    "id": "msg_1", "type": "message", "role": "assistant", "status": "completed",
    "content": [{"type": "output_text", "text": "ada", "annotations": [{"type": "url_citation", "title": "ada"}]},
                {"type": "refusal", "refusal": "not ada"}],
}  # fmt: skip


@pytest.mark.parametrize(
    "answer",
    [
        None,
        {},
        {"id": "r"},
        {"id": "", "output": []},
        {"id": "r", "output": [], "status": "dreaming"},
        {"id": "r", "output": [{"type": "web_search_call", "id": "x"}]},
        {"id": "r", "output": [{"type": "function_call", "arguments": "{}"}]},
        {"id": "r", "output": [{"type": "function_call", "name": "f", "arguments": {}}]},
        {"id": "r", "output": [{"type": "message", "content": [{"type": "output_image", "image": "x"}]}]},
        {"id": "r", "output": ["text"]},
    ],
)
def test_what_is_no_response_that_can_be_read_is_refused(answer: Any) -> None:
    with pytest.raises(UpstreamUnreadable):
        check_response(answer)


def test_what_can_be_read_passes() -> None:
    answer = {"id": "r", "output": [MESSAGE, {"type": "compaction", "id": "c", "encrypted_content": "x"}]}
    assert check_response(answer) is answer
    assert check_item(MESSAGE) is MESSAGE


def test_values_come_back_in_texts_and_nowhere_else() -> None:
    restored = restore_item(MESSAGE, str.upper, str.upper, str.title)
    assert restored["content"][0]["text"] == "ADA"
    assert restored["content"][0]["annotations"][0] == {"type": "url_citation", "title": "Ada"}
    assert restored["content"][1]["refusal"] == "Not Ada"
    assert restored["id"] == "msg_1"
    tree = {"encrypted_content": "ada", "signature": "ada", "notes": ["ada", 1, None], "name": "ada"}
    assert restore_tree(tree, str.upper)["encrypted_content"] == "ada"
    assert restore_tree(tree, str.upper)["notes"] == ["ADA", 1, None]
    assert message_text(MESSAGE, "refusal") == "not ada"


def test_an_item_is_opened_filled_and_closed() -> None:
    events = item_events(MESSAGE, 2)
    assert events[0]["item"]["content"] == []
    assert events[-1]["item"] == MESSAGE
    assert {event["output_index"] for event in events} == {2}
    call = {"type": "custom_tool_call", "id": "c", "name": "g", "call_id": "x", "input": "do"}
    kinds = [event["type"] for event in item_events(call, 0)]
    assert kinds[1:3] == ["response.custom_tool_call_input.delta", "response.custom_tool_call_input.done"]


def test_an_unfinished_answer_ends_as_such() -> None:
    assert ending({"id": "r", "status": "incomplete"})["type"] == "response.incomplete"
    marked = ending({"id": "r", "status": "completed", "sluis": {"status": "pending"}})
    assert marked["sluis"] == {"status": "pending"}
    assert [event["sequence_number"] for event in numbered([marked, marked], 5)] == [5, 6]
