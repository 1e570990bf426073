"""What the way through asks of Anthropic's protocol beside reading and restoring."""

import json
from typing import Any

from sluis.holds.answers import Asked, Mark
from sluis.protocols.messages import MESSAGES
from sluis.protocols.protocol import Voice

THOUGHT = {"type": "thinking", "thinking": "Hm, a protocol test.", "signature": "sig"}
TEXT = {"type": "text", "text": "Hello."}
CALL = {"type": "tool_use", "id": "toolu_1", "name": "find", "input": {}}
VOICE = Voice(str.upper, str, str.upper)


def body(*blocks: Any) -> dict[str, Any]:
    return {"model": "m", "messages": [{"role": "assistant", "content": list(blocks)}]}


def test_a_signed_block_is_known_again_once_it_was_delivered() -> None:
    assert [place.text for place in MESSAGES.signed(body(THOUGHT))] == [THOUGHT["thinking"]]
    MESSAGES.check({"content": [THOUGHT, TEXT]})
    assert MESSAGES.signed(body(THOUGHT)) == []
    assert len(MESSAGES.signed(body({**THOUGHT, "thinking": "Changed."}, {**THOUGHT, "signature": "other"}))) == 2


def test_a_text_is_put_into_an_item_without_touching_its_calls() -> None:
    item: dict[str, Any] = {"role": "assistant", "content": [THOUGHT, TEXT, CALL]}
    MESSAGES.rewrite(item, "New.")
    assert item["content"] == [THOUGHT, {"type": "text", "text": "New."}, CALL]
    MESSAGES.rewrite(item, "")
    assert item["content"] == [THOUGHT, CALL]
    assert not MESSAGES.is_empty(item)
    assert MESSAGES.is_empty({"content": [THOUGHT]})
    assert MESSAGES.is_empty({"content": " "})
    assert not MESSAGES.is_empty({"content": "a"})


def test_what_the_model_is_told_goes_to_the_end_of_what_the_user_says_next() -> None:
    request = {"messages": [{"role": "assistant", "content": [CALL]}, {"role": "user", "content": "Well?"}]}
    MESSAGES.tell(request, 0, "Wait.")
    assert [block["text"] for block in request["messages"][1]["content"]] == ["Well?", "Wait."]
    MESSAGES.tell(request, 1, "Wait.")
    assert request["messages"][2] == {"role": "user", "content": [{"type": "text", "text": "Wait."}]}


def test_only_headers_of_the_list_are_relayed() -> None:
    asked = {"anthropic-version": "2024-01-01", "anthropic-beta": "effort-2025-11-24, mcp-client-2025-04-04"}
    assert MESSAGES.upstream_headers(asked) == {
        "anthropic-version": "2024-01-01",
        "anthropic-beta": "effort-2025-11-24",
    }
    assert MESSAGES.upstream_headers({"anthropic-version": "Ada"}) == {"anthropic-version": "2023-06-01"}


def test_a_notice_and_a_part_have_this_protocols_form() -> None:
    notice = MESSAGES.notice(Mark("hold_1", "pending"), Asked("m", 1, {"input_tokens": 3}), "Please wait.")
    assert (notice["id"], notice["type"], notice["stop_reason"]) == ("msg_hold_1", "message", "end_turn")
    assert notice["content"] == [{"type": "text", "text": "Please wait."}]
    assert notice["usage"] == {"input_tokens": 3}
    released = {"role": "assistant", "content": "Wait."}
    part = MESSAGES.partial(Mark("hold_1", "pending"), Asked("m", 1), released, {"content": [TEXT, CALL]}, VOICE)
    assert part["content"] == [{"type": "text", "text": "WAIT."}]


def test_nothing_of_an_answer_with_thinking_goes_while_a_part_of_it_is_held() -> None:
    assert MESSAGES.is_one({"content": [THOUGHT, TEXT, CALL]})
    assert not MESSAGES.is_one({"content": [TEXT, CALL]})


def test_an_event_has_its_name_and_a_failure_its_shape() -> None:
    assert MESSAGES.encode({"type": "ping"}) == b'event: ping\ndata: {"type":"ping"}\n\n'
    name, data = MESSAGES.failure({"error": {"message": "m", "code": "upstream_broken"}}).decode().splitlines()[:2]
    assert name == "event: error"
    assert json.loads(data.removeprefix("data: "))["error"]["code"] == "upstream_broken"
