"""Planted requests for completions: each reaches the position it is named after."""

from sluis.planting.completions import COMPLETIONS
from sluis.wire.body import Limits
from sluis.wire.completions import COMPLETIONS as TABLE
from sluis.wire.completions import read_completions

VALUE = "kaaa@planted-1.nl"


def test_an_inspected_position_is_read_under_its_name() -> None:
    for row in TABLE:
        if row.treatment == "inspected":
            for body in COMPLETIONS[row.name](VALUE):
                assert [p.position for p in read_completions(body, Limits()) if VALUE in p.text] == [row.name]
