"""The text of a PDF: its pages, forms and comments. What else it holds is counted, not read, and does not leave."""

import io
import logging
from typing import Any

from sluis.content.extracted import Text, unreadable
from sluis.errors import NotInspectable, SluisError


def read_pdf(data: bytes, text: Text) -> None:
    """Fills `text`. NotInspectable: encrypted, damaged, too large. Needs pypdf."""
    import pypdf
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings quote the document
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise NotInspectable("A file is encrypted, so it cannot be inspected.", code="content_encrypted")
        for number, page in enumerate(reader.pages, 1):
            text.turn_page()
            _page(page, number, text)
        _rest(reader, text)
    except SluisError:
        raise
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OSError) as error:
        raise unreadable() from error


def _page(page: Any, number: int, text: Text) -> None:
    said = (page.extract_text() or "").strip()
    pictures = _count_pictures(page)
    text.left_out["pictures"] += pictures
    if said:
        text.add(f"[Page {number}]\n{said}")
    elif pictures:
        text.left_out["pages_without_text"] += 1
    for note in _notes(page):
        text.add(f"[Note on page {number}] {note}")


def _count_pictures(page: Any) -> int:
    resources = page.get("/Resources")
    objects = resources.get_object().get("/XObject") if resources is not None else None
    if objects is None:
        return 0
    return sum(each.get_object().get("/Subtype") == "/Image" for each in objects.get_object().values())


def _notes(page: Any) -> list[str]:
    """What stands in notes and form fields of a page. The values of fields are in none of its text."""
    found = []
    annotations = page.get("/Annots")
    for each in annotations.get_object() if annotations is not None else ():
        note = each.get_object()
        label, value = note.get("/T"), note.get("/V")
        if note.get("/FT") is None and value is None and note.get("/Parent") is not None:
            parent = note["/Parent"].get_object()
            label, value = parent.get("/T"), parent.get("/V")
        if _said(value):
            found.append(f"{_said(label) or 'field'}: {_said(value)}")
        if _said(note.get("/Contents")):
            found.append(_said(note["/Contents"]))
    return found


def _said(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value if isinstance(value, str) else ""


def _rest(reader: Any, text: Text) -> None:
    if reader.metadata:
        text.left_out["properties"] += 1
    text.left_out["attachments"] += len(reader.attachments)
    catalog = reader.trailer["/Root"].get_object()
    names = catalog.get("/Names")
    if (names is not None and "/JavaScript" in names.get_object()) or "/OpenAction" in catalog:
        text.left_out["scripts"] += 1
