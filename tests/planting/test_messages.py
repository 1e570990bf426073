"""Planted messages: each inspected position is read under its name, signed ones as signed."""

from sluis.planting.messages import MESSAGES
from sluis.wire.body import Limits
from sluis.wire.messages import read_messages, signed_places
from sluis.wire.messages_positions import MESSAGES as TABLE

VALUE = "kaaa@planted-1.nl"


def test_an_inspected_position_is_read_under_its_name() -> None:
    for row in TABLE:
        if row.treatment == "inspected":
            for body in MESSAGES[row.name](VALUE):
                places = [*read_messages(body, Limits()), *signed_places(body)]
                assert {place.position for place in places if VALUE in place.text} == {row.name}
