"""The line above a file's text."""

import pytest

from sluis.content.naming import MAX_NAME_CHARS, heading, said_name


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("CV_Ada-Vermeer.pdf", "CV Ada Vermeer"),
        ("CVAdaVermeer2.docx", "CVAda Vermeer2"),
        ("ada.vermeer.pdf", "ada vermeer"),
        ("C:\\Users\\ada\\letter.txt", "letter"),
        ("../../etc/passwd", "passwd"),
        (".profile", "profile"),
        ("line\nbreak]\x00[.txt", "line break"),
        ("", ""),
    ],
)
def test_a_name_becomes_words_that_are_found(filename: str, name: str) -> None:
    assert said_name(filename) == name


def test_a_long_name_is_cut() -> None:
    assert len(said_name("x" * 10_000)) == MAX_NAME_CHARS


def test_kind_length_and_what_was_not_read_stand_above_the_text() -> None:
    head, foot = heading("a.pdf", "pdf", 2, {"pages_without_text": 1, "pictures": 3})
    assert head == "[File: a (PDF; 2 pages; not read: pages without text 1, pictures 3)]\n"
    assert foot == "\n[/File]"
    assert heading("", "text", 1, {})[0] == "[File (text)]\n"
