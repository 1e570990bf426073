"""Files that are text: encodings, tables, pages."""

import codecs

import pytest

from sluis.content.extracted import Bounds, Text
from sluis.content.plain import decode, read_csv, read_html, read_text
from sluis.errors import SluisError


def html(data: str | bytes, charset: str = "") -> Text:
    text = Text(Bounds())
    read_html(data.encode() if isinstance(data, str) else data, text, charset)
    return text


@pytest.mark.parametrize(
    ("data", "charset", "said"),
    [
        ("café".encode(), "", "café"),
        (codecs.BOM_UTF8 + "café".encode(), "", "café"),
        ("café".encode("utf-16"), "", "café"),
        ("café".encode("cp1252"), "", "café"),
        ("café".encode("iso-8859-1"), "iso-8859-1", "café"),
        (b"a\r\nb\rc\x0cd", "", "a\nb\nc\nd"),
    ],
)
def test_text_is_decoded(data: bytes, charset: str, said: str) -> None:
    assert decode(data, charset) == said


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (b"\x00\x01\x02", ""),
        ("text in utf-16 without its mark".encode("utf-16-le"), ""),
        (b"+AEEAZABh-", "utf-7"),
        (b"hello", "rot13"),
        (b"\x81\x8d", ""),
        (b"caf\xe9", "utf-8"),
        (b"a\x1bb", ""),
    ],
)
def test_what_is_no_text_or_in_an_odd_encoding_is_refused(data: bytes, charset: str) -> None:
    with pytest.raises(SluisError) as refused:
        decode(data, charset)
    assert refused.value.code == "content_type_not_inspectable"


def test_text_stands_as_it_is() -> None:
    text = Text(Bounds())
    read_text(b'{"name": "Ada"}', text, "")
    assert text.said() == '{"name": "Ada"}'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'Name,Note\n"Vermeer, Ada","two\nlines"\n', 'Name,Note\n"Vermeer, Ada",two lines'),
        (b"Name;Note\r\nAda;x\r\n", "Name;Note\nAda;x"),
        (b'Name\tNote\nAda\t"x\ty"\n', "Name\tNote\nAda\tx y"),
        (b'"says ""hi""",x\n', '"says ""hi""",x'),
    ],
)
def test_a_table_has_one_line_a_row(data: bytes, said: str) -> None:
    text = Text(Bounds())
    read_csv(data, text, "")
    assert text.said() == said


def test_of_a_page_all_that_it_says_is_read_seen_or_not() -> None:
    text = html(
        "<html><head><title>T</title><style>p {}</style><meta name=author content='Bo'></head><body>"
        "<p style='color:white'>white <b>Ver</b>meer</p><div hidden>hid</div><!-- said --><script>var a</script>"
        "<img src=x alt='Ada on the beach'><a href='mailto:a@b.nl'>mail</a><input value='typed'>"
        "<table><tr><th>Name<th>Mail<tr><td>Ada<td>a@b.nl</table></body></html>"
    )
    assert text.said().split("\n") == [
        "T", "Bo", "white Vermeer", "hid", "Ada on the beach mailto:a@b.nl mail typed", "Name\tMail", "Ada\ta@b.nl",
    ]  # fmt: skip
    assert text.left_out == {"styles": 1, "comments": 1, "scripts": 1, "pictures": 1}


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<p>&#65;da &amp; Bo", "Ada & Bo"),
        ("<p>Ada\n Vermeer", "Ada Vermeer"),
        ("<pre>a\nb</pre>", "a\nb"),
        ("<meta charset=iso-8859-1><p>caf\xe9".encode("latin-1"), "café"),
        ("<?xml version='1.0' encoding='utf-8'?><html><body>caf\xe9</body></html>", "café"),
        ("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><p>a&e;b", "a&e;b"),
        ("<p>" * 3000 + "deep", "deep"),
    ],
)
def test_pages_of_all_kinds(page: str | bytes, said: str) -> None:
    read = html(page).said()
    assert said in read
    assert len(read) < len(said) + 20


def test_a_page_in_an_odd_encoding_is_refused() -> None:
    with pytest.raises(SluisError) as refused:
        html(b"<meta charset=utf-7><p>+AEEAZABh-")
    assert refused.value.code == "content_type_not_inspectable"
