"""The planted values of `sluis verify`: each position can be reached, and a value is recognised in any writing."""

import json

import pytest

from sluis.verifying import BUILDERS, bodies, is_on_wire, plant
from sluis.wire.positions import CHAT


def test_every_position_of_the_table_has_a_request_that_holds_the_value() -> None:
    assert {position.name for position in CHAT} == set(BUILDERS)
    for position in CHAT:
        for value, body in bodies(position):
            assert value in json.dumps(body), position.name


def test_no_two_plants_are_alike() -> None:
    assert len({plant() for _ in range(200)}) == 200


@pytest.mark.parametrize(
    ("left", "seen"),
    [
        (b'{"a": "kaaa111@planted-1.nl"}', True),
        (b'{"a": "KAAA111@PLANTED-1.NL"}', True),
        (b'{"a": "kaaa111"}', True),
        (b'{"a": "someone@planted-1.org"}', True),
        (b'{"a": "bcd@example.invalid"}', False),
        (b"", False),
    ],
)
def test_a_value_is_recognised_in_part_and_in_capitals(left: bytes, seen: bool) -> None:
    assert is_on_wire("kaaa111@planted-1.nl", left) is seen
