"""Files and pictures with a value in them, for `sluis verify`; and what pictures that left still read."""

import base64
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sluis.policy.model import Content


@dataclass(frozen=True, slots=True)
class Planted:
    """A request with a value in a file or picture. kind: which, for people."""

    position: str
    kind: str
    value: str = field(repr=False)
    body: dict[str, Any] = field(repr=False)


def made_of(endpoint: str, content: Content, plant: Callable[[], str]) -> Iterator[Planted]:
    """A request for each kind of file and picture that this section of a policy has inspected, at an endpoint."""
    wrap = WRAPPED.get(endpoint)
    if wrap is None:
        return
    if content.files == "extract":
        for ending, (media_type, make) in FILES.items():
            value = plant()
            yield Planted(*wrap("file", media_type, make(value), f"verify.{ending}", ending, value))
    if content.images == "ocr":
        value = plant()
        yield Planted(*wrap("image", "image/png", make_picture(value), "", "picture", value))


Wrapped = tuple[str, str, str, dict[str, Any]]


def _chat(form: str, media_type: str, data: bytes, filename: str, kind: str, value: str) -> Wrapped:
    url = _data_url(media_type, data)
    if form == "file":
        part: dict[str, Any] = {"type": "file", "file": {"filename": filename, "file_data": url}}
        return "messages[].content[].file", kind, value, _asked(part)
    return "messages[].content[].image_url", kind, value, _asked({"type": "image_url", "image_url": {"url": url}})


def _anthropic(form: str, media_type: str, data: bytes, filename: str, kind: str, value: str) -> Wrapped:
    source = {"type": "base64", "media_type": media_type, "data": base64.b64encode(data).decode("ascii")}
    block: dict[str, Any] = {"type": "document" if form == "file" else "image", "source": source}
    if form == "file":
        block["title"] = filename
    return "messages[].content[].source", kind, value, {**_asked(block), "max_tokens": 9}


def _responses(form: str, media_type: str, data: bytes, filename: str, kind: str, value: str) -> Wrapped:
    url = _data_url(media_type, data)
    if form == "file":
        part: dict[str, Any] = {"type": "input_file", "filename": filename, "file_data": url}
        position = "input[].content[].file_data"
    else:
        part, position = {"type": "input_image", "image_url": url}, "input[].content[].image_url"
    content = [{"type": "input_text", "text": "hello"}, part]
    return position, kind, value, {"model": "verify", "input": [{"role": "user", "content": content}]}


WRAPPED: Mapping[str, Callable[[str, str, bytes, str, str, str], Wrapped]] = {
    "chat/completions": _chat,
    "messages": _anthropic,
    "responses": _responses,
}
"""The endpoints that take files and pictures."""


def _asked(part: dict[str, Any]) -> dict[str, Any]:
    return {"model": "verify", "messages": [{"role": "user", "content": [{"type": "text", "text": "hello"}, part]}]}


def _data_url(media_type: str, data: bytes) -> str:
    return f"data:{media_type};base64,{base64.b64encode(data).decode('ascii')}"


def make_pdf(value: str) -> bytes:
    """A PDF of one page."""
    text = b"BT /F 12 Tf 72 720 Td (write to %s today) Tj ET" % value.encode("ascii")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R "
        b"/Resources << /Font << /F 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
    )
    out, starts = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(objects) + 1
    end = b"trailer\n<< /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (size, table, end)


def make_docx(value: str) -> bytes:
    """A Word document: body, table, header."""
    from docx import Document

    document, out = Document(), io.BytesIO()
    document.add_paragraph(f"write to {value} today")
    document.add_table(rows=1, cols=1).cell(0, 0).text = value
    document.sections[0].header.paragraphs[0].text = f"about {value}"
    document.save(out)
    return out.getvalue()


def make_xlsx(value: str) -> bytes:
    """A workbook with a hidden sheet and a comment."""
    from openpyxl import Workbook
    from openpyxl.comments import Comment

    book, out = Workbook(), io.BytesIO()
    book.active.append(["E-mail", value])
    book.active["A1"].comment = Comment(f"ask {value}", "verify")
    hidden = book.create_sheet("more")
    hidden.append([value])
    hidden.sheet_state = "hidden"
    book.save(out)
    return out.getvalue()


def make_picture(value: str) -> bytes:
    """A picture with a line of text."""
    from PIL import Image, ImageDraw, ImageFont

    picture, out = Image.new("RGB", (1100, 160), "white"), io.BytesIO()
    ImageDraw.Draw(picture).text(
        (30, 60), f"Please write to {value} today", font=ImageFont.load_default(30), fill="black"
    )
    picture.save(out, "PNG")
    return out.getvalue()


FILES: Mapping[str, tuple[str, Callable[[str], bytes]]] = {
    "pdf": ("application/pdf", make_pdf),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", make_docx),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", make_xlsx),
    "csv": ("text/csv", lambda value: f"id,note\n1,{value}\n".encode()),
    "html": ("text/html", lambda value: f'<p style="color: white">write to <b>{value}</b></p>'.encode()),
    "txt": ("text/plain", lambda value: f"write to {value} today".encode()),
}


def read_pictures(bodies: Sequence[bytes]) -> Iterator[str]:
    """What the pictures in these requests read."""
    from sluis.content.ocr import read_picture
    from sluis.content.pictures import open_own

    for body in bodies:
        asked = json.loads(body)
        for message in asked.get("messages") or asked.get("input") or ():
            for part in message["content"] if isinstance(message["content"], list) else ():
                if part["type"] in ("image_url", "image", "input_image"):
                    url = part.get("image_url") or part["source"]["data"]
                    said = (url["url"] if isinstance(url, dict) else url).rpartition(",")[2]
                    yield read_picture(open_own(base64.b64decode(said)), 30)[1].text
