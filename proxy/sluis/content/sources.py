"""What a part holds and what it really is: data URLs read strictly, kinds told by their bytes, not their name."""

import base64
import binascii
import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import Literal

from sluis.errors import InvalidRequest, NotInspectable

FileKind = Literal["pdf", "docx", "xlsx", "csv", "html", "text"]
PictureKind = Literal["png", "jpeg", "webp", "gif"]
_DATA_URL = re.compile(r"data:(?P<media>[\w.+-]+/[\w.+-]+)?(?P<more>(?:;[\w-]+=[\w.\"-]+)*);base64,", re.IGNORECASE)
_CHARSET = re.compile(r';charset="?([\w.-]+)', re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n]+")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title)\b", re.I | re.S
)
_BINARY = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"{\\rtf",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\x7fELF",
    b"MZ\x90",
)
DECLARED: dict[str, str] = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.ms-word.document.macroenabled.12": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.ms-excel.sheet.macroenabled.12": "xlsx",
    "text/csv": "csv",
    "text/tab-separated-values": "csv",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "image/png": "png",
    "image/jpeg": "jpeg",
    "image/jpg": "jpeg",
    "image/webp": "webp",
    "image/gif": "gif",
}
ENDINGS: dict[str, str] = {
    "pdf": "pdf", "docx": "docx", "docm": "docx", "xlsx": "xlsx", "xlsm": "xlsx", "csv": "csv", "tsv": "csv",
    "html": "html", "htm": "html", "xhtml": "html",
}  # fmt: skip
_TEXTUAL = frozenset({"csv", "html", "text"})


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of a part. media_type, charset: as its data URL states them, in lower case; empty where it does not."""

    data: bytes = field(repr=False)
    media_type: str = ""
    charset: str = ""


def parse_source(said: str, media_type: str, limit: int, position: str) -> Source:
    """The bytes of a data URL, or of plain base64. InvalidRequest, NotInspectable: malformed, too large."""
    charset = ""
    if said[:5].lower() == "data:":
        head = _DATA_URL.match(said)
        if head is None:
            raise InvalidRequest(
                "A data URL must be of the form data:TYPE;base64,DATA.", code="content_malformed", param=position
            )
        media_type, found = head["media"] or media_type, _CHARSET.search(head["more"])
        charset = found[1].lower() if found else ""
        said = said[head.end() :]
    if len(said) * 3 // 4 > limit + 16 + len(said) // 60:
        raise too_large(f"A content part is larger than {limit} bytes.", position)
    try:
        data = base64.b64decode(_SPACE.sub("", said), validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidRequest(
            "The data of a content part is not base64.", code="content_malformed", param=position
        ) from error
    if not data:
        raise InvalidRequest("A content part is empty.", code="content_malformed", param=position)
    if len(data) > limit:
        raise too_large(f"A content part is larger than {limit} bytes.", position)
    return Source(data, media_type.lower(), charset)


def too_large(message: str, position: str | None = None) -> NotInspectable:
    """The refusal of what is larger than the policy allows."""
    return NotInspectable(message, code="content_too_large", param=position)


def wrong_type(message: str, position: str | None = None) -> NotInspectable:
    """The refusal of what is of a kind that is not read, or not of the kind it says."""
    return NotInspectable(message, code="content_type_not_inspectable", param=position)


def file_kind(source: Source, filename: str) -> FileKind:
    """What a file is. NotInspectable: of a kind that is not read, encrypted, or another than it says."""
    found = _kind_of(source.data)
    stated = {
        DECLARED.get(source.media_type),
        ENDINGS.get(filename.rpartition(".")[2].lower() if "." in filename else ""),
    }
    stated -= {None}
    if found != "text":
        if any(kind != found and not (kind in _TEXTUAL and found in _TEXTUAL) for kind in stated):
            raise wrong_type("A file is of another kind than it says.")
        return found
    if stated - _TEXTUAL:
        raise wrong_type("A file is of another kind than it says.")
    return "html" if "html" in stated else "csv" if "csv" in stated else "text"


def _kind_of(data: bytes) -> FileKind:
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _office_kind(data)
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise NotInspectable("A file is encrypted, so it cannot be inspected.", code="content_encrypted")
        raise wrong_type("Files in the old binary formats of office programs are not read; save it in the current one.")
    if data.startswith(_BINARY):
        raise wrong_type("A file of this kind is not read.")
    # The byte order mark is no space to a pattern, and comes before everything.
    return "html" if _HTML.match(data[:65_536].removeprefix(b"\xef\xbb\xbf")) else "text"


def _office_kind(data: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = {name.lower() for name in package.namelist()[:10_000]}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise NotInspectable("A file cannot be read; it may be damaged.", code="content_unreadable") from error
    kinds: list[FileKind] = []
    if any(name.startswith("word/") for name in names):
        kinds.append("docx")
    if any(name.startswith("xl/") for name in names):
        kinds.append("xlsx")
    if "[content_types].xml" not in names or len(kinds) != 1:
        raise wrong_type("Archives, and documents of other kinds than Word and Excel, are not read.")
    return kinds[0]


def picture_kind(source: Source) -> PictureKind:
    """What a picture is. NotInspectable: of a kind that is not read, or another than it says."""
    data = source.data
    found: PictureKind | None = None
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        found = "png"
    elif data.startswith(b"\xff\xd8\xff"):
        found = "jpeg"
    elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        found = "webp"
    elif data[:6] in (b"GIF87a", b"GIF89a"):
        found = "gif"
    if found is None:
        raise wrong_type("Only PNG, JPEG, WebP and GIF pictures are read.")
    if DECLARED.get(source.media_type, found) != found:
        raise wrong_type("A picture is of another kind than it says.")
    return found


def audio_kind(source: Source) -> str:
    """`wav` or `mp3`, told by its bytes. NotInspectable for others."""
    data = source.data
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return "wav"
    if data[:3] == b"ID3" or (data[0] == 0xFF and len(data) > 1 and data[1] & 0xE0 == 0xE0):
        return "mp3"
    raise wrong_type("Only WAV and MP3 sound is taken.")
