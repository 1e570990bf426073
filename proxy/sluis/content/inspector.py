"""Content parts that are no text, as the policy says: refused, or read here, so that what nobody read never leaves.

A file leaves as its text, sound as its transcript, a picture as pixels with the personal places painted over. All heavy
work is done beside the event loop; what was read is kept for a while, since a history comes again each turn.
"""

import base64
import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sluis.content.extracted import Bounds
from sluis.content.naming import heading
from sluis.content.sources import Source, audio_kind, parse_source, picture_kind, too_large
from sluis.content.transcriber import Transcriber
from sluis.content.workshop import Workshop
from sluis.coverage import Coverage
from sluis.errors import DetectorUnavailable, NotInspectable, SluisError
from sluis.policy.model import Content
from sluis.wire.parts import ContentPart, PictureText

CACHE_BYTES = 64_000_000
_NAMES = {"image": "Pictures", "file": "Files", "audio": "Sound"}
Found = tuple[dict[str, Any], bytes]


class Picture(PictureText):
    """A picture that has been read: its part, its pixels, and where each word of its text stands."""

    part: ContentPart
    pixels: bytes
    media_type: str
    words: list[tuple[int, int, dict[str, Any]]]
    unsure: list[dict[str, Any]]


@dataclass(slots=True)
class _Cache:
    """What was read of the same bytes, the last 64 MB of it."""

    _found: OrderedDict[bytes, Found] = field(default_factory=OrderedDict, repr=False)
    _bytes: int = 0

    def get(self, key: bytes) -> Found | None:
        found = self._found.get(key)
        if found is not None:
            self._found.move_to_end(key)
        return found

    def put(self, key: bytes, found: Found) -> None:
        if key in self._found:
            return
        self._found[key] = found
        self._bytes += _size(found)
        while self._bytes > CACHE_BYTES:
            self._bytes -= _size(self._found.popitem(last=False)[1])


def _size(found: Found) -> int:
    return len(found[1]) + 200 * (1 + len(found[0].get("words", ())))


class Inspector:
    """One for the whole process. transcriber: None where the operator has set none."""

    def __init__(self, transcriber: Transcriber | None = None, workshop: Workshop | None = None) -> None:
        self._transcriber = transcriber
        self._workshop = workshop or Workshop()
        self._cache = _Cache()

    async def inspect(self, parts: Iterable[ContentPart], rules: Content, receipt: Coverage) -> list[Picture]:
        """Puts text, or a picture that has been read, in the place of each part, and gives back those pictures.

        They must go through `cover` once it is known where values stand in their texts. Raises what refuses a part.
        """
        pictures = []
        for number, part in enumerate(parts, 1):
            _allowed(part, rules)
            if number > rules.max_parts:
                raise too_large(
                    f"A request holds more than {rules.max_parts} files, pictures and sounds.", part.position
                )
            try:
                picture = await self._one(part, rules, receipt)
            except SluisError as error:
                error.param = error.param or part.position
                raise
            if picture is not None:
                pictures.append(picture)
        return pictures

    async def _one(self, part: ContentPart, rules: Content, receipt: Coverage) -> Picture | None:
        if part.data is None:
            raise NotInspectable(
                "A content part points to something outside the request, which is never fetched.",
                code="content_not_included",
                hint="Send the content itself, as a data URL.",
            )
        source = parse_source(part.data, part.media_type, rules.max_bytes, part.position)
        if part.kind == "image":
            return await self._picture(part, source, rules, receipt)
        if part.kind == "file":
            await self._file(part, source, rules, receipt)
        else:
            await self._sound(part, source, rules, receipt)
        return None

    async def _file(self, part: ContentPart, source: Source, rules: Content, receipt: Coverage) -> None:
        said, text = await self._work(
            "extract",
            source.data,
            filename=part.filename[-200:],
            media_type=source.media_type,
            charset=source.charset,
            bounds=_bounds(rules),
        )
        receipt.content.update(files=1, pages=said["pages"])
        receipt.left_out.update(said["left_out"])
        head, foot = heading(part.filename, said["kind"], said["pages"], said["left_out"])
        part.put_text(f"{head}\n{text.decode('utf-8')}\n{foot}")

    async def _sound(self, part: ContentPart, source: Source, rules: Content, receipt: Coverage) -> None:
        if self._transcriber is None:
            raise DetectorUnavailable("No transcriber is set, so sound cannot be inspected.", code="transcriber_failed")
        form = audio_kind(source)
        key = hashlib.sha256(b"sound" + source.data).digest()
        found = self._cache.get(key)
        if found is None:
            found = {}, (await self._transcriber.transcribe(source.data, form)).encode("utf-8", "replace")
            self._cache.put(key, found)
        text = found[1].decode("utf-8").strip()
        if len(text) > rules.max_characters:
            raise too_large(f"A transcript is longer than {rules.max_characters} characters.")
        if not text:
            raise NotInspectable("In a sound nothing is said that can be understood.", code="content_without_text")
        receipt.content.update(sounds=1)
        part.put_text(f"[Transcript]\n{text}\n[/Transcript]")

    async def _picture(self, part: ContentPart, source: Source, rules: Content, receipt: Coverage) -> Picture:
        picture_kind(source)
        said, pixels = await self._work("look", source.data, media_type=source.media_type, bounds=_bounds(rules))
        picture = Picture(text=said["text"])
        picture.part, picture.pixels, picture.media_type = part, pixels, said["media_type"]
        picture.words, picture.unsure = said["words"], said["unsure"]
        receipt.content.update(pictures=1)
        receipt.left_out.update(said["left_out"])
        part.put_picture(_data_url(picture.media_type, pixels), picture)
        return picture

    async def cover(self, pictures: Sequence[Picture], receipt: Coverage) -> None:
        """Paints over where values stand in each picture, and what in it could not be read."""
        for picture in pictures:
            if picture.hidden is None:
                raise DetectorUnavailable("A picture was not inspected, so it is not sent.")
            boxes = _boxes(picture)
            pixels, media_type = picture.pixels, picture.media_type
            if boxes:
                said, pixels = await self._work("cover", pixels, boxes=boxes, media_type=media_type)
                media_type = said["media_type"]
                receipt.content.update(painted=len(boxes))
            picture.part.put_picture(_data_url(media_type, pixels), picture)

    async def _work(self, do: str, data: bytes, **job: Any) -> Found:
        key = hashlib.sha256(repr((do, sorted(job.items()))).encode() + b"\x00" + data).digest()
        found = self._cache.get(key)
        if found is None:
            found = await self._workshop.work(do, data, **job)
            self._cache.put(key, found)
        return found


def _allowed(part: ContentPart, rules: Content) -> None:
    way = {"image": rules.images, "file": rules.files, "audio": rules.audio}[part.kind]
    if way == "refuse":
        raise NotInspectable(f"{_NAMES[part.kind]} are not inspected under this policy, so they do not pass.",
                             param=part.position)  # fmt: skip


def _bounds(rules: Content) -> dict[str, int]:
    bounds = Bounds(rules.max_pages, rules.max_characters, rules.max_pixels, rules.ocr_confidence)
    return {name: getattr(bounds, name) for name in Bounds.__slots__}


def _data_url(media_type: str, data: bytes) -> str:
    return f"data:{media_type};base64,{base64.b64encode(data).decode('ascii')}"


def _boxes(picture: Picture) -> list[dict[str, Any]]:
    """What is painted: for each value the words it stands in, line by line, the pseudonym on the widest of them."""
    boxes: list[dict[str, Any]] = []
    for span, pseudonym in picture.hidden or ():
        lines: dict[tuple[int, ...], list[dict[str, Any]]] = {}
        for start, end, word in picture.words:
            if start < span.end and span.start < end:
                lines.setdefault(tuple(word["line"]), []).append(word)
        found = [_around(words) for words in lines.values()]
        if found:
            max(found, key=lambda box: box["right"] - box["left"])["label"] = pseudonym
        boxes += found
    return boxes + [_around([word]) for word in (*picture.unsure, *_addresses(picture))]


def _addresses(picture: Picture) -> Iterator[dict[str, Any]]:
    """Words with the sign of an address that are no part of a value: an address that was misread, mostly."""
    spans = [span for span, _ in picture.hidden or ()]
    for start, end, word in picture.words:
        if "@" in word["text"] and not any(start < s.end and s.start < end for s in spans):
            yield word


def _around(words: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "left": min(w["left"] for w in words),
        "top": min(w["top"] for w in words),
        "right": max(w["right"] for w in words),
        "bottom": max(w["bottom"] for w in words),
    }
