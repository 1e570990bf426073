"""Planted requests for responses: each row of the table is reached, each inspected position read under its name."""

from sluis.planting.responses import INSPECTED, RESPONSES
from sluis.wire.body import Limits
from sluis.wire.responses import read_request
from sluis.wire.responses_positions import RESPONSES as TABLE

VALUE = "kaaa@planted-1.nl"


def test_every_row_of_the_table_is_planted_in_and_no_other() -> None:
    assert set(RESPONSES) == {row.name for row in TABLE}
    assert set(INSPECTED) == {row.name for row in TABLE if row.treatment == "inspected"}
    for name, build in RESPONSES.items():
        bodies = build(VALUE)
        assert bodies, name
        assert all(VALUE in str(body) for body in bodies), name


def test_an_inspected_position_is_read_under_its_name() -> None:
    for name, build in INSPECTED.items():
        for body in build(VALUE):
            assert {place.position for place in read_request(body, Limits()) if VALUE in place.text} == {name}
