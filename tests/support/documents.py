"""Documents and pictures for tests, made from scratch: what they hold is known to the letter."""

import base64
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image, ImageDraw, ImageFont


def data_url(media_type: str, data: bytes) -> str:
    """Bytes as a data URL."""
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"


# ---------------------------------------------------------------- PDF
def pdf(
    *pages: str, more: bytes = b"", colour: str = "0 0 0", catalog: str = "", info: str = "", trailer_more: bytes = b""
) -> bytes:
    """A PDF with one text a page, a line each. colour: of the text. more: further objects, from number 100 on."""
    objects: dict[int, bytes] = {1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode()}
    kids = " ".join(f"{10 + 2 * n} 0 R" for n in range(len(pages)))
    objects[2] = f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode()
    objects[3] = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    for n, page in enumerate(pages):
        lines = "".join(f"({_escaped(line)}) Tj T*\n" for line in page.split("\n"))
        stream = f"BT {colour} rg /F1 12 Tf 14 TL 72 720 Td\n{lines}ET".encode("cp1252") if page else b""
        objects[10 + 2 * n] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> "
            + (b"/XObject << /I 100 0 R >> " if b"100 0 obj" in more else b"")
            + f">> /Contents {11 + 2 * n} 0 R".encode()
            + (b" /Annots [101 0 R]" if b"101 0 obj" in more else b"")
            + b" >>"
        )
        objects[11 + 2 * n] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)
    if info:
        objects[4] = f"<< /Author ({_escaped(info)}) >>".encode("cp1252")
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    for number, content in objects.items():
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    out.write(more)
    said = out.getvalue()
    starts = {int(m[1]): m.start(1) for m in re.finditer(rb"(?m)^(\d+) 0 obj", said)}
    table = b"".join(b"%d 1\n%010d 00000 n \n" % (number, start) for number, start in sorted(starts.items()))
    trailer = b"<< /Root 1 0 R /Size %d %s %s >>" % (max(starts) + 1, b"/Info 4 0 R" if info else b"", trailer_more)
    return said + b"xref\n0 1\n0000000000 65535 f \n%strailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        trailer,
        len(said),
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


# ---------------------------------------------------------------- office
_TYPES = "application/vnd.openxmlformats-officedocument"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def packed(parts: Mapping[str, bytes | str]) -> bytes:
    """A zip archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def docx(*paragraphs: str, body: str = "", **parts: str) -> bytes:
    """A Word document. body: more XML of its body; parts: `footnotes`, `comments`, `header1` …, text or XML."""
    said = "".join(f"<w:p><w:r><w:t>{p}</w:t></w:r></w:p>" for p in paragraphs) + body
    kinds = {name: name.rstrip("0123456789") for name in parts}
    content = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPES}.wordprocessingml.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    files: dict[str, bytes | str] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_TYPES}.wordprocessingml.document.main+xml"/>'
        f"{content}</Types>",
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Target="word/document.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{_W}"><w:body>{said}</w:body></w:document>',
    }
    for name, text in parts.items():
        files[f"word/{name}.xml"] = f'<w:x xmlns:w="{_W}"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:x>'
    return packed(files)


def xlsx(sheets: Mapping[str, Sequence[Sequence[Any]]], hidden: Sequence[str] = (), comment: str = "") -> bytes:
    """An Excel workbook. comment: on the first cell of the first sheet."""
    import openpyxl
    from openpyxl.comments import Comment

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if name in hidden:
            sheet.sheet_state = "hidden"
        if comment and len(book.worksheets) == 1:
            sheet["A1"].comment = Comment(comment, "a colleague")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# ---------------------------------------------------------------- pictures
def drawn(
    *lines: str,
    size: tuple[int, int] = (900, 300),
    letters: int = 28,
    ink: str = "black",
    paper: str = "white",
    turned: int = 0,
) -> Any:
    """A picture with lines of text."""
    picture = Image.new("RGB", size, paper)
    draw = ImageDraw.Draw(picture)
    for n, line in enumerate(lines):
        draw.text((30, 25 + n * letters * 2), line, font=ImageFont.load_default(letters), fill=ink)
    return picture.rotate(turned, expand=True) if turned else picture


def encoded(picture: Any, form: str = "PNG", **more: Any) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    picture.save(out, form, **more)
    return out.getvalue()
