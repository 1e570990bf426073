"""Packages of office documents: bombs, entities and archives in archives stop at the door."""

import io
import zipfile

import pytest
from tests.support.documents import docx, packed

from sluis.content.extracted import Bounds, Text
from sluis.content.packages import MAX_PARTS, open_package, parse_xml, repacked, texts_below
from sluis.errors import NotInspectable, SluisError

BILLION = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'


def refused(data: bytes) -> str:
    with pytest.raises(SluisError) as error:
        open_package(data, Text(Bounds()))
    return error.value.code


def test_what_is_not_read_is_counted_and_not_unpacked() -> None:
    text = Text(Bounds())
    parts = open_package(
        packed(
            {
                "word/document.xml": "<x/>",
                "word/media/face.png": "PK\x03\x04",
                "word/vbaProject.bin": "x",
                "docProps/core.xml": "x",
            }
        ),
        text,
    )
    assert set(parts) == {"word/document.xml"}
    assert text.left_out == {"pictures": 1, "macros": 1, "properties": 1}


def test_a_part_that_unfolds_to_very_much_is_refused() -> None:
    assert refused(packed({"word/document.xml": b"<x>" + b" " * 30_000_000 + b"</x>"})) == "content_too_large"


def test_the_size_a_package_states_is_not_believed() -> None:
    data = bytearray(packed({"word/document.xml": b"<x>" + b" " * 30_000_000 + b"</x>"}))
    real, small = (30_000_007).to_bytes(4, "little"), (100).to_bytes(4, "little")
    assert bytes(data).count(real) == 2
    assert refused(bytes(data).replace(real, small)) in ("content_too_large", "content_unreadable")


def test_very_many_parts_are_refused() -> None:
    assert refused(packed({f"word/{n}.xml": "" for n in range(MAX_PARTS + 1)})) == "content_too_large"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_entities_and_document_types_are_refused_in_any_encoding(encoding: str) -> None:
    assert refused(packed({"word/document.xml": BILLION.encode(encoding)})) == "content_unreadable"


def test_an_archive_in_an_archive_is_refused() -> None:
    assert refused(packed({"word/settings.xml": packed({"a": "b"})})) == "content_type_not_inspectable"


def test_a_password_is_said_to_be_one() -> None:
    data = bytearray(packed({"word/document.xml": "<x/>"}))
    for mark, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + flag] |= 1
    assert refused(bytes(data)) == "content_encrypted"


def test_two_parts_of_one_name_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", "<x/>")
        package.writestr("Word/Document.xml", "<y/>")
    assert refused(out.getvalue()) == "content_unreadable"


@pytest.mark.parametrize("cut", [20, 200, 500])
def test_a_package_that_breaks_off_is_refused(cut: int) -> None:
    assert refused(docx("x")[:cut]) == "content_unreadable"


def test_what_is_handed_on_is_the_parts_that_were_checked_and_nothing_else() -> None:
    with zipfile.ZipFile(repacked({"a.xml": b"<a/>"})) as package:
        assert package.namelist() == ["a.xml"]
        assert package.read("a.xml") == b"<a/>"


def test_xml_is_read_without_entities() -> None:
    root = parse_xml(b"<a><t>one</t><u>two</u><t>three</t></a>")
    assert list(texts_below(root, frozenset({"t"}))) == ["one", "three"]
    with pytest.raises(NotInspectable):
        parse_xml(b"<a><b></a>")
