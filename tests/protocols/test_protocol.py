"""What every protocol answers alike: where notices may be put, and what a hold keeps when the view is the answer."""

import json

from sluis.protocols.known import PROTOCOLS


def test_what_sluis_tells_the_model_is_a_system_text_or_a_developers_where_the_history_has_one() -> None:
    for protocol in PROTOCOLS.values():
        user, developer = {"role": "user", "content": "hi"}, {"role": "developer", "content": "be kind"}
        for history in ([user], [developer, user]):
            item = protocol.instruct({protocol.history: history}, "wait")
            assert item["role"] in ("system", "developer")
            assert item["content"] == "wait"


def test_rewriting_an_item_leaves_its_speaker_and_nothing_of_its_text() -> None:
    for protocol in PROTOCOLS.values():
        item = {"role": "assistant", "content": [{"type": "text", "text": "old"}]}
        protocol.rewrite(item, "new")
        assert item["role"] == "assistant"
        assert "old" not in json.dumps(item)
        assert "new" in json.dumps(item)


def test_a_failure_is_one_event_that_names_the_code() -> None:
    for protocol in PROTOCOLS.values():
        said = protocol.failure({"error": {"message": "no", "type": "server_error", "param": None, "code": "x_y"}})
        assert said.endswith(b"\n\n")
        assert b"x_y" in said
