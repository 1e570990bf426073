"""The planted values of `sluis verify`: each position can be reached, and a value is recognised in any writing."""

import json

import pytest

from sluis.planting.answers import ANSWERS
from sluis.verifying import BUILDERS, bodies, is_on_wire, plant
from sluis.wire.endpoints import TABLES


@pytest.mark.parametrize("endpoint", TABLES)
def test_every_position_of_a_table_has_a_request_that_holds_the_value(endpoint: str) -> None:
    assert {position.name for position in TABLES[endpoint]} == set(BUILDERS[endpoint])
    for position in TABLES[endpoint]:
        for value, body in bodies(endpoint, position):
            assert value in json.dumps(body), position.name


def test_the_stand_in_answers_every_endpoint() -> None:
    assert set(ANSWERS) == set(TABLES)


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
