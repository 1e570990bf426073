"""Values in other people's writing, or said aloud, a line each: found whole and under their type, and nothing else beside them."""

import re
from pathlib import Path

import pytest
from tests.detection.finding import found

_LINES = [
    line
    for name in ("other_hands.txt", "spoken_and_typed.txt")
    for line in Path(__file__).with_name(name).read_text("utf-8").splitlines()
    if line and not line.startswith("# ")
]
_VALUE = re.compile(r"\[\[(.*?)\|([A-Z_/]+)\]\]")


@pytest.mark.parametrize("line", _LINES)
def test_a_value_is_found_in_other_peoples_writing(line: str) -> None:
    values = [(value, types.split("/")) for value, types in _VALUE.findall(line)]
    here = found(_VALUE.sub(r"\1", line))
    for value, types in values:
        assert any(value in text and entity_type in types for text, entity_type in here), value
    wanted = " ".join(value for value, _ in values)
    assert [text for text, _ in here if text not in wanted and not any(value in text for value, _ in values)] == []
