"""The tables of all endpoints: each position named once, with a reason; which row a field falls under."""

import pytest

from sluis.wire.endpoints import TABLES, positions_of


@pytest.mark.parametrize("endpoint", TABLES)
def test_each_position_of_an_endpoint_stands_once_and_says_why(endpoint: str) -> None:
    names = [row.name for row in TABLES[endpoint]]
    assert len(names) == len(set(names))
    assert all(row.reason for row in TABLES[endpoint])


@pytest.mark.parametrize(
    ("path", "rows"),
    [
        ("stop", ["stop"]),
        ("stop[]", ["stop[]"]),
        ("metadata.topic", ["metadata.*"]),
        ("tools[].function.parameters.*", ["tools[].function.parameters.*"]),
        ("messages[].content[].image_url.url", ["messages[].content[].image_url"]),
        ("audio.voice.id", ["audio"]),
        ("audiobook", []),
        ("messages[].content[].video", []),
        ("model.name", []),
    ],
)
def test_a_refused_row_covers_what_stands_below_it_and_others_only_themselves(path: str, rows: list[str]) -> None:
    assert [row.name for row in positions_of("chat/completions", path)] == rows
