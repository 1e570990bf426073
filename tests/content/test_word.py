"""Word documents: all their text, wherever it stands."""

import io

import docx as python_docx
import pytest
from tests.support.documents import docx, packed

from sluis.content.extracted import Bounds, Text
from sluis.content.word import read_word
from sluis.errors import SluisError

TABLE = (
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Name</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Mail</w:t></w:r></w:p></w:tc></w:tr>"
    "<w:tr><w:tc><w:p><w:r><w:t>Ada</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>a@b.nl</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
)
BOX = (
    "<w:p><w:r><w:t>before </w:t><w:pict><w:txbxContent><w:p><w:r><w:t>in the box</w:t></w:r></w:p></w:txbxContent>"
    "</w:pict>"
    "<w:t>after</w:t></w:r></w:p>"
)
DELETED = "<w:p><w:del><w:r><w:delText>struck out</w:delText></w:r></w:del><w:r><w:tab/><w:t>kept</w:t></w:r></w:p>"
CONTROL = "<w:sdt><w:sdtContent><w:p><w:r><w:t>in a control</w:t></w:r></w:p></w:sdtContent></w:sdt>"


def read(data: bytes, **bounds: int) -> Text:
    text = Text(Bounds(**bounds))
    read_word(data, text)
    return text


def test_body_tables_boxes_controls_and_deletions_are_read_in_order() -> None:
    said = read(docx("Dear Ada,", body=TABLE + BOX + DELETED + CONTROL)).said()
    assert said.split("\n") == [
        "Dear Ada,", "| Name | Mail |", "| --- | --- |", "| Ada | a@b.nl |", "before after", "in the box",
        "struck out\tkept", "in a control",
    ]  # fmt: skip


def test_a_name_in_pieces_is_whole() -> None:
    """Word cuts words where it checked their spelling."""
    cut = "<w:p><w:r><w:t>Ver</w:t></w:r><w:proofErr/><w:r><w:t>meer</w:t></w:r></w:p>"
    assert read(docx(body=cut)).said() == "Vermeer"


def test_headers_footers_notes_and_comments_are_read() -> None:
    said = read(docx("x", header1="top", footer2="foot", footnotes="note", endnotes="end", comments="remark")).said()
    assert {line for line in said.split("\n") if not line.startswith("[")} == {
        "x",
        "top",
        "foot",
        "note",
        "end",
        "remark",
    }


def test_what_a_real_library_writes_is_read() -> None:
    document, out = python_docx.Document(), io.BytesIO()
    document.add_heading("A letter")
    document.add_paragraph("Dear Ada Vermeer")
    document.sections[0].footer.paragraphs[0].text = "page of Ada"
    document.core_properties.author = "Bo Jansen"
    document.save(out)
    text = read(out.getvalue())
    assert text.said() == "A letter\nDear Ada Vermeer\n[Footer]\npage of Ada"
    assert text.left_out["properties"] >= 2
    assert "Bo" not in text.said()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (docx(), "content_without_text"),
        (packed({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}), "content_unreadable"),
        (packed({"[Content_Types].xml": "no xml", "word/document.xml": "<x/>"}), "content_unreadable"),
        (b"PK\x03\x04", "content_unreadable"),
        (docx("x" * 1000), "content_too_large"),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(SluisError) as refused:
        read(data, characters=900).said()
    assert refused.value.code == code


def test_deep_nesting_ends_in_a_refusal() -> None:
    deep = "<w:sdt>" * 5000 + "<w:p/>" + "</w:sdt>" * 5000
    with pytest.raises(SluisError) as refused:
        read(docx(body=deep))
    assert refused.value.code == "content_unreadable"
