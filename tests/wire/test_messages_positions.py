"""The table of Anthropic's Messages: no block or tool of the provider's is anything but refused."""

from sluis.wire.endpoints import positions_of
from sluis.wire.messages_positions import MESSAGES


def test_every_treatment_stands_in_it() -> None:
    assert {row.treatment for row in MESSAGES} == {"inspected", "hashed", "harmless", "refused"}


def test_what_stands_below_a_refused_position_is_refused_with_it() -> None:
    for path in ("messages[].content[].source.data", "container.skills[].skill_id", "tools[].user_location.city"):
        assert [row.treatment for row in positions_of("messages", path)] == ["refused"]


def test_the_result_of_a_tool_is_inspected_and_an_object_in_its_place_refused() -> None:
    assert [r.treatment for r in positions_of("messages", "messages[].content[].content")] == ["inspected"]
    assert [r.treatment for r in positions_of("messages", "messages[].content[].content.url")] == ["refused"]
