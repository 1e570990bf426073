"""Planted requests for embeddings and moderations: each reaches the position it is named after."""

import pytest

from sluis.planting.embeddings import EMBEDDINGS, MODERATIONS
from sluis.wire.body import Limits
from sluis.wire.embeddings import EMBEDDINGS as EMBEDDED
from sluis.wire.embeddings import MODERATIONS as MODERATED
from sluis.wire.embeddings import read_embeddings, read_moderations

VALUE = "kaaa@planted-1.nl"


@pytest.mark.parametrize(
    ("builders", "table", "read"),
    [(EMBEDDINGS, EMBEDDED, read_embeddings), (MODERATIONS, MODERATED, read_moderations)],
    ids=["embeddings", "moderations"],
)
def test_an_inspected_position_is_read_under_its_name(builders: object, table: object, read: object) -> None:
    for row in table:  # type: ignore[attr-defined]
        if row.treatment == "inspected":
            for body in builders[row.name](VALUE):  # type: ignore[index]
                found = [place.position for place in read(body, Limits()) if VALUE in place.text]  # type: ignore[operator]
                assert found == [row.name]
