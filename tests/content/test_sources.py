"""What a part holds is told by its bytes; what says something else of itself is refused."""

import base64
import codecs

import pytest
from tests.support.documents import data_url, docx, packed, pdf, xlsx

from sluis.content.sources import Source, audio_kind, file_kind, parse_source, picture_kind
from sluis.errors import SluisError

ENCODED = base64.b64encode(b"hello").decode()
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("said", "media_type", "charset"),
    [
        (f"data:text/plain;base64,{ENCODED}", "text/plain", ""),
        (f"DATA:Text/Plain;Charset=ISO-8859-1;base64,{ENCODED}", "text/plain", "iso-8859-1"),
        (f'data:text/plain;name=x.txt;charset="utf-8";base64,{ENCODED}', "text/plain", "utf-8"),
        (f"data:;base64,{ENCODED}", "stated", ""),
        (ENCODED, "stated", ""),
        (f"data:text/plain;base64,{ENCODED[:4]}\r\n {ENCODED[4:]}", "text/plain", ""),
    ],
)
def test_data_urls_and_plain_base64_are_read(said: str, media_type: str, charset: str) -> None:
    assert parse_source(said, "stated", 100, "p") == Source(b"hello", media_type, charset)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("data:text/plain,hello%20Ada", "content_malformed"),
        ("data:text/plain;base64", "content_malformed"),
        (f"data:text/plain;base64,{ENCODED}!", "content_malformed"),
        (f"data:text/plain;base64,{ENCODED[:-1]}", "content_malformed"),
        ("data:text/plain;base64,_-_-", "content_malformed"),
        ("data:text/plain;base64,ЁЁЁЁ", "content_malformed"),
        ("data:text/plain;base64,", "content_malformed"),
        (data_url("text/plain", b"x" * 101), "content_too_large"),
        (data_url("text/plain", b"x" * 100_000), "content_too_large"),
    ],
)
def test_what_is_no_base64_or_too_large_is_refused_and_not_quoted(said: str, code: str) -> None:
    with pytest.raises(SluisError) as refused:
        parse_source(said, "", 100, "messages[].content[].file")
    assert (refused.value.code, refused.value.param) == (code, "messages[].content[].file")
    assert "Ada" not in refused.value.message


@pytest.mark.parametrize(
    ("data", "media_type", "filename", "kind"),
    [
        (pdf("x"), "", "", "pdf"),
        (pdf("x"), "application/pdf", "x.PDF", "pdf"),
        (pdf("x"), "text/plain", "x.txt", "pdf"),
        (docx("x"), "application/octet-stream", "x.docx", "docx"),
        (xlsx({"a": [["x"]]}), "", "", "xlsx"),
        (b"a,b\n1,2", "text/csv", "", "csv"),
        (b"a,b\n1,2", "text/plain", "list.csv", "csv"),
        (b"hello", "", "README", "text"),
        (b"  <!DOCTYPE HTML><p>x", "text/plain", "x.txt", "html"),
        (codecs.BOM_UTF8 + b"<html>x", "", "", "html"),
        (b"<p>x</p>", "text/html", "", "html"),
    ],
)
def test_a_file_is_what_its_bytes_are(data: bytes, media_type: str, filename: str, kind: str) -> None:
    assert file_kind(Source(data, media_type), filename) == kind


@pytest.mark.parametrize(
    ("data", "media_type", "filename", "code"),
    [
        (b"hello", "application/pdf", "", "content_type_not_inspectable"),
        (b"hello", "", "x.docx", "content_type_not_inspectable"),
        (pdf("x"), "", "x.docx", "content_type_not_inspectable"),
        (docx("x"), "application/pdf", "", "content_type_not_inspectable"),
        (packed({"a.txt": "x"}), "", "", "content_type_not_inspectable"),
        (packed({"[Content_Types].xml": "", "word/document.xml": "", "xl/workbook.xml": ""}), "", "",
         "content_type_not_inspectable"),
        (packed({"[Content_Types].xml": "", "ppt/presentation.xml": ""}), "", "", "content_type_not_inspectable"),
        (b"PK\x03\x04 and no more", "", "", "content_unreadable"),
        (b"junk in front " + pdf("x"), "application/pdf", "", "content_type_not_inspectable"),
        (OLE, "application/msword", "x.doc", "content_type_not_inspectable"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "", "x.docx", "content_encrypted"),
        (PNG, "", "x.png", "content_type_not_inspectable"),
        (b"{\\rtf1 hello}", "", "x.rtf", "content_type_not_inspectable"),
        (b"\x1f\x8b\x08 packed", "", "", "content_type_not_inspectable"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_read_or_says_something_else_is_refused(
    data: bytes, media_type: str, filename: str, code: str
) -> None:
    with pytest.raises(SluisError) as refused:
        file_kind(Source(data, media_type), filename)
    assert refused.value.code == code


def test_pictures_and_sounds_are_told_by_their_bytes_too() -> None:
    assert picture_kind(Source(PNG, "image/png")) == "png"
    assert picture_kind(Source(b"\xff\xd8\xff\xe0 ", "")) == "jpeg"
    assert picture_kind(Source(b"RIFF\0\0\0\0WEBPVP8 ", "image/webp")) == "webp"
    assert picture_kind(Source(b"GIF89a....", "image/gif")) == "gif"
    assert audio_kind(Source(b"RIFF\0\0\0\0WAVEfmt ", "audio/wav")) == "wav"
    assert audio_kind(Source(b"ID3\x04", "audio/mp3")) == "mp3"
    for data in (b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"BM......", b"II*\0....", b"%PDF-1.4"):
        with pytest.raises(SluisError, match="Only PNG"):
            picture_kind(Source(data, ""))
    with pytest.raises(SluisError, match="another kind"):
        picture_kind(Source(PNG, "image/jpeg"))
    with pytest.raises(SluisError, match="Only WAV"):
        audio_kind(Source(b"OggS....", "audio/ogg"))
