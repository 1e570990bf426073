"""PDFs: pages, notes and fields are read; the rest is counted; encrypted and broken ones are refused."""

import io

import pypdf
import pytest
from tests.support.documents import pdf

from sluis.content.extracted import Bounds, Text
from sluis.content.pdf import read_pdf
from sluis.errors import SluisError

PICTURE = (
    b"100 0 obj\n<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray "
    b"/Length 1 >>\nstream\n\xff\nendstream\nendobj\n"
)
NOTE = b"101 0 obj\n<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (ask Bo Jansen) >>\nendobj\n"
FIELD = b"101 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Tx /T (surname) /V (Vermeer) /Rect [0 0 9 9] >>\nendobj\n"


def read(data: bytes, **bounds: int) -> Text:
    text = Text(Bounds(**bounds))
    read_pdf(data, text)
    return text


def refused(data: bytes, **bounds: int) -> str:
    with pytest.raises(SluisError) as error:
        read(data, **bounds).said()
    return error.value.code


def test_every_page_is_read() -> None:
    text = read(pdf("Dear Ada,\nwelcome", "caf\u00e9"))
    assert text.said() == "[Page 1]\nDear Ada,\nwelcome\n[Page 2]\ncaf\u00e9"
    assert text.pages == 2


def test_white_text_is_text() -> None:
    assert "secret" in read(pdf("secret", colour="1 1 1")).said()


@pytest.mark.parametrize(
    ("more", "said"), [(NOTE, "[Note on page 1] ask Bo Jansen"), (FIELD, "[Note on page 1] surname: Vermeer")]
)
def test_notes_and_fields_are_read(more: bytes, said: str) -> None:
    assert said in read(pdf("x", more=more)).said()


def test_what_is_not_read_is_counted() -> None:
    script = "/OpenAction << /S /JavaScript /JS (app.alert) >>"
    text = read(pdf("x", "", more=PICTURE, catalog=script, info="Ada"))
    assert {k: v for k, v in text.left_out.items() if v} == {
        "pictures": 2, "pages_without_text": 1, "scripts": 1, "properties": 1,
    }  # fmt: skip
    assert "Ada" not in text.said()


def test_a_scan_without_text_is_refused() -> None:
    assert refused(pdf("", more=PICTURE)) == "content_without_text"


def test_too_many_pages_or_too_much_text_is_refused() -> None:
    assert refused(pdf("a", "b", "c"), pages=2) == "content_too_large"
    assert refused(pdf("a" * 200), characters=100) == "content_too_large"


@pytest.mark.parametrize("password", ["", "secret"])
def test_an_encrypted_file_is_refused_also_with_an_empty_password(password: str) -> None:
    writer, out = pypdf.PdfWriter(), io.BytesIO()
    writer.append(io.BytesIO(pdf("x")))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    writer.write(out)
    assert refused(out.getvalue()) == "content_encrypted"


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7 and no more",
        pdf("x")[:200],
        pdf("x").replace(b"/Kids [10 0 R]", b"/Kids [2 0 R] "),
        pdf("x").replace(b"/Pages 2 0 R", b"/Pages 1 0 R"),
    ],
)
def test_a_broken_or_circular_file_is_refused(data: bytes) -> None:
    assert refused(data) in ("content_unreadable", "content_without_text", "content_too_large")
