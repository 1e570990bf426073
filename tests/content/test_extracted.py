"""Text that grows within bounds, and tables."""

import pytest

from sluis.content.extracted import Bounds, Text, table
from sluis.errors import NotInspectable


def test_text_and_pages_end_at_their_bounds() -> None:
    text = Text(Bounds(pages=2, characters=10))
    text.turn_page()
    text.turn_page()
    with pytest.raises(NotInspectable, match="more than 2 pages") as refused:
        text.turn_page()
    assert refused.value.code == "content_too_large"
    text.add("123456789")
    with pytest.raises(NotInspectable, match="more than 10 characters"):
        text.add("1")


def test_without_any_text_there_is_nothing_to_inspect() -> None:
    text = Text(Bounds())
    text.add(" \n\x00")
    with pytest.raises(NotInspectable) as refused:
        text.said()
    assert refused.value.code == "content_without_text"


def test_a_table_has_a_head_and_nothing_in_a_cell_ends_it() -> None:
    rows = [["Name", "", "Note"], ["Ada | Vermeer", "", "two\nlines"], ["", "", ""], ["Bo"]]
    assert table(rows).splitlines() == [
        "| Name | Note |",
        "| --- | --- |",
        "| Ada / Vermeer | two lines |",
        "| Bo |  |",
    ]
    assert table([]) == ""
