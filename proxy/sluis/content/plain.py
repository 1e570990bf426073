"""The text of files that are text: decoded, tables with one row a line, HTML as what it says rather than its markup."""

import codecs
import csv
import io
import re
from typing import Any

from sluis.content.extracted import MAX_CELLS, Text, unreadable
from sluis.content.packages import local_name
from sluis.content.sources import too_large, wrong_type

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSETS = frozenset(
    {"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "windows-1252", "cp1252", "latin-1", "latin1",
     "utf-16", "utf-16le", "utf-16be"}
)  # fmt: skip
_META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{2,20})", re.I)
_UNSEEN = frozenset({"script", "style", "template", "noscript", "object", "embed", "iframe", "svg", "canvas"})
_LINES = frozenset(
    {"address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "fieldset", "figcaption", "footer",
     "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "option", "p", "pre",
     "section", "select", "table", "td", "textarea", "th", "title", "tr", "ul"}
)  # fmt: skip
_SAID = ("alt", "title", "placeholder", "value", "aria-label", "content", "label", "summary")
"""Attributes that hold words for people. Addresses of links are among them where they name a person."""
_SPACES = re.compile(r"[^\S\t\n]+")
"""Not tabulators: they part the cells of a table, which are read by their heads."""
_BESIDE_TABS = re.compile(" ?\t ?")
_LINKS = ("mailto:", "tel:")


def decode(data: bytes, charset: str) -> str:
    """The text of some bytes. NotInspectable when they are not text in an encoding that can be told for certain."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _checked(_decoded(data, name))
    if charset and charset not in _CHARSETS:
        raise wrong_type("A file is in an encoding that is not read; UTF-8 always is.")
    if charset:
        return _checked(_decoded(data, charset))
    try:
        return _checked(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _checked(_decoded(data, "cp1252"))


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise wrong_type("A file is neither text nor of another kind that is read.") from error


def _checked(text: str) -> str:
    if _CONTROL.search(text.replace("\x0c", "\n")):
        raise wrong_type("A file is neither text nor of another kind that is read.")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")


def read_text(data: bytes, text: Text, charset: str) -> None:
    """Fills `text` with the file as it stands."""
    text.turn_page()
    text.add(decode(data, charset))


def read_csv(data: bytes, text: Text, charset: str) -> None:
    """Fills `text` with one line a row, whatever its cells hold: only so are cells read by their heads."""
    text.turn_page()
    said = decode(data, charset)
    separator = max(",;\t|", key=said[:20_000].count)
    rows = []
    cells = 0
    try:
        for row in csv.reader(io.StringIO(said, newline=""), delimiter=separator):
            cells += len(row)
            if cells > MAX_CELLS:
                raise too_large(f"A file holds more than {MAX_CELLS} cells.")
            rows.append([" ".join(cell.split()) for cell in row])
    except csv.Error as error:
        raise unreadable() from error
    out = io.StringIO()
    # What separates stands in no cell, so that a line can be taken apart without knowing of quotes.
    writer = csv.writer(out, delimiter=separator, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerows([[cell.replace(separator, " ") for cell in row] for row in rows] if separator == "\t" else rows)
    text.add(out.getvalue())


def read_html(data: bytes, text: Text, charset: str) -> None:
    """Fills `text` with what a page says, seen or not: hidden and white text too. Scripts and styles are left out."""
    from lxml import etree

    declared = _META.search(data[:4096])
    said = decode(data, charset or (declared[1].decode("ascii").lower() if declared else ""))
    text.turn_page()
    parser = etree.HTMLParser(no_network=True, huge_tree=False, encoding="utf-8", remove_comments=False)
    try:
        root = etree.fromstring(said.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise unreadable() from error
    if root is None:
        raise unreadable()
    pieces: list[str] = []
    _walk(root, pieces, text)
    lines = (_BESIDE_TABS.sub("\t", _SPACES.sub(" ", line)).strip() for line in "".join(pieces).split("\n"))
    text.add("\n".join(line for line in lines if line))


def _walk(element: Any, pieces: list[str], text: Text) -> None:
    """Iterative: a page may be nested as deeply as it likes."""
    work: list[tuple[Any, bool]] = [(element, False)]
    while work:
        at, is_end = work.pop()
        name = local_name(at)
        if is_end:
            pieces.append("\n" if name in _LINES and name not in ("td", "th") else "\t" if name in ("td", "th") else "")
            pieces.append(_flat(at.tail))
            continue
        if not name or name in _UNSEEN:
            text.left_out["comments" if not name else "pictures" if name in ("svg", "canvas") else f"{name}s"] += 1
            pieces.append(_flat(at.tail))
            continue
        if name in ("img", "picture", "video", "audio"):
            text.left_out["pictures"] += 1
        pieces.append("\n" if name in _LINES and name not in ("td", "th") else "")
        pieces.extend(f" {value} " for value in _attributes(at))
        pieces.append(_flat(at.text, name))
        work.append((at, True))
        work.extend((child, False) for child in reversed(at))


def _flat(said: str | None, name: str = "") -> str:
    """Text between tags: line ends in it are spaces, but where they are kept."""
    return (said or "") if name in ("pre", "textarea") else " ".join((said or " ").replace("\t", " ").split("\n"))


def _attributes(element: Any) -> list[str]:
    found = [element.get(name) for name in _SAID if element.get(name)]
    link = element.get("href") or ""
    return [*found, link] if link.lower().startswith(_LINKS) else found
