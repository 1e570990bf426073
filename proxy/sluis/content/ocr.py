"""Reading pictures with Tesseract, over pipes, never over files: words with their places, in lines.

A picture that cannot be read is tried in other ways up. Then come three more looks, each at what those before it have
not read: sparse, with contrasts raised, which brings up faint and light-on-dark text; and turned to both sides.
"""

import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from sluis.content.upright import QUARTERS, tilt, turned
from sluis.errors import DetectorUnavailable, NotInspectable

LANGUAGES = ("eng", "nld", "deu", "fra", "spa", "por", "ita")
"""Those of them that are installed are read."""
SECONDS = 60.0
SMALL = 1400
"""Pictures whose longest side is shorter are enlarged for reading: Tesseract wants letters of some 30 pixels."""
_MOST_UNSURE = 1 / 3
_FEW_LETTERS = 9
_MUCH_BETTER = 3
_ADDRESS = re.compile(r"\W*[\w.+%-]+@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}\W*")
_AT = re.compile(r"(?<=[\w.-])(?:[©®]|\(a\)|\(@|@\))(?=[\w-]+\.)")
"""What Tesseract takes the sign of an e-mail address for."""
_NOISE = 25
"""Below this confidence Tesseract sees letters in leaves and clouds."""
_OTHER_LOOKS = 60
"""What only a second look reads must be this sure to be taken for text; the rest of it is painted over."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its place in pixels. line: words of one line have the same. confidence: 0 to 100."""

    text: str = field(repr=False)
    left: int
    top: int
    right: int
    bottom: int
    line: tuple[int, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Page:
    """What a picture reads: the text, and for each word where it stands in it. unsure: places that cannot be read."""

    text: str = field(repr=False)
    words: tuple[tuple[int, int, Word], ...] = field(repr=False)
    unsure: tuple[Word, ...] = field(repr=False)


def find_tesseract() -> str | None:
    """The path of Tesseract, if it is installed."""
    return shutil.which("tesseract")


def read_picture(picture: Any, confidence: int) -> tuple[Any, Page]:
    """(the picture the right way up, every word of it). NotInspectable when too much of it cannot be read.

    DetectorUnavailable when Tesseract is not there or fails.
    """
    from PIL import ImageOps

    picture, first = _upright(picture, confidence)
    sure, unsure = _parted(first, confidence)
    if len(unsure) > 2 and len(unsure) > _MOST_UNSURE * len(first):
        raise NotInspectable(
            "A picture seems to hold text that cannot be read with certainty.", code="content_text_unsure"
        )
    grey, scale = _readable(picture)
    for number, turn in enumerate((0, 90, 270), 1):
        rest = _without(grey, [*sure, *unsure])
        seen = ImageOps.autocontrast(ImageOps.equalize(rest)) if not turn else rest.rotate(turn, expand=True)
        found = [_turned(word, turn, grey.size) for word in _look(seen, 11, number) if _letters(word) > 2]
        more, doubtful = _parted(found, max(_OTHER_LOOKS, confidence))
        sure, unsure = [*sure, *more], [*unsure, *doubtful]
    return picture, _page([_scaled(w, scale) for w in sure], [_scaled(w, scale) for w in unsure])


def _readable(picture: Any) -> tuple[Any, int]:
    """(the picture as Tesseract likes it, how many times enlarged)."""
    from PIL import Image, ImageOps

    longest = max(picture.size)
    scale = max(1, min(4, round(SMALL / longest + 0.5))) if longest < SMALL else 1
    grey = ImageOps.grayscale(picture)
    if scale > 1:
        grey = grey.resize((grey.width * scale, grey.height * scale), Image.Resampling.LANCZOS)
    return grey, scale


def _upright(picture: Any, confidence: int) -> tuple[Any, list[Word]]:
    """(the picture, turned where only so it can be read; its words at the first look, as in `_readable`)."""
    best, words = picture, _first(picture, confidence)
    if _is_read(words, confidence):
        return best, words
    for angle in dict.fromkeys((tilt(_readable(picture)[0]), *QUARTERS)):
        if angle:
            other = turned(picture, angle)
            found = _first(other, confidence)
            if _sure_letters(found, confidence) > max(_FEW_LETTERS, _MUCH_BETTER * _sure_letters(words, confidence)):
                best, words = other, found
    return best, words


def _first(picture: Any, confidence: int) -> list[Word]:
    """A look at a page: all it reads, but for specks taken for a letter."""
    return [w for w in _look(_readable(picture)[0], 3, 0) if _letters(w) > 1 or w.confidence >= confidence]


def _is_read(words: Sequence[Word], confidence: int) -> bool:
    sure = _sure_letters(words, confidence)
    return sure > _FEW_LETTERS and 2 * sure > sum(_letters(w) for w in words if w.confidence >= _NOISE)


def _sure_letters(words: Iterable[Word], confidence: int) -> int:
    return sum(_letters(w) for w in words if w.confidence >= confidence)


def _letters(word: Word) -> int:
    return sum(c.isalnum() for c in word.text)


def _parted(words: Iterable[Word], confidence: int) -> tuple[list[Word], list[Word]]:
    """(those read surely, those not)."""
    seen = [w for w in words if w.confidence >= _NOISE]
    return [w for w in seen if w.confidence >= confidence], [w for w in seen if w.confidence < confidence]


def _look(picture: Any, layout: int, number: int) -> list[Word]:
    """One run of Tesseract. number: of the look, so that lines of different looks stay apart."""
    out = io.BytesIO()
    picture.save(out, "PPM")
    layout_and_form = ("--psm", str(layout), "--dpi", "200", "-c", "tessedit_create_tsv=1")
    table = _run("stdin", "stdout", "-l", languages(), *layout_and_form, given=out.getvalue())
    return list(_rows(table, number))


def _run(*words: str, given: bytes = b"") -> str:
    """What Tesseract says; DetectorUnavailable when it fails or takes too long."""
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command; the picture goes in over a pipe
            [_tesseract(), *words], input=given, capture_output=True, timeout=SECONDS, check=True, env=_environment()
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise DetectorUnavailable("Tesseract failed, so a picture could not be read.", code="ocr_failed") from error
    return done.stdout.decode("utf-8", "replace")


def _rows(table: str, number: int) -> Iterable[Word]:
    for row in table.splitlines():
        cells = row.split("\t")
        if len(cells) != 12 or cells[0] != "5" or not cells[11].strip():
            continue
        left, top, width, height = (int(c) for c in cells[6:10])
        line = (number, *(int(c) for c in cells[1:5]))
        yield Word(cells[11].strip(), left, top, left + width, top + height, line, float(cells[10]))


def _tesseract() -> str:
    found = find_tesseract()
    if found is None:
        raise DetectorUnavailable("Tesseract is not installed, so pictures cannot be read.", code="ocr_unavailable")
    return found


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "TESSDATA_PREFIX", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "OMP_THREAD_LIMIT": "1"}


@lru_cache(maxsize=1)
def languages() -> str:
    """What Tesseract reads here, as it wants to be told."""
    listed = _run("--list-langs")
    found = [name for name in LANGUAGES if name in listed.split()]
    if not found:
        raise DetectorUnavailable("Tesseract knows no language that is read here.", code="ocr_unavailable")
    return "+".join(found)


def _without(picture: Any, words: Iterable[Word]) -> Any:
    """The picture with what has been read filled in the colour around it."""
    from PIL import ImageDraw

    rest = picture.copy()
    draw = ImageDraw.Draw(rest)
    for w in words:
        around = picture.getpixel((max(w.left - 3, 0), max(w.top - 3, 0)))
        draw.rectangle((w.left - 3, w.top - 3, w.right + 3, w.bottom + 3), fill=around)
    return rest


def _turned(word: Word, turn: int, size: tuple[int, int]) -> Word:
    """A word read in the picture turned counter-clockwise, where it stands in the upright one."""
    width, height = size
    if turn == 90:
        box = (width - word.bottom, word.left, width - word.top, word.right)
    elif turn == 270:
        box = (word.top, height - word.right, word.bottom, height - word.left)
    else:
        return word
    return Word(word.text, *box, word.line, word.confidence)


def _scaled(word: Word, scale: int) -> Word:
    box = (word.left // scale, word.top // scale, -(-word.right // scale), -(-word.bottom // scale))
    return Word(word.text, *box, word.line, word.confidence)


def _whole(words: Sequence[Word]) -> list[Word]:
    """The words, with addresses whole that were read in pieces: narrow letters look like a space before them."""
    out: list[Word] = []
    for each in words:
        word = replace(each, text=_AT.sub("@", each.text))
        for count in (1, 2):
            pieces = [*out[-count:], word]
            said = "".join(piece.text for piece in pieces)
            if len(out) < count or any(p.line != word.line or _ADDRESS.fullmatch(p.text) for p in pieces):
                continue
            if _ADDRESS.fullmatch(said):
                del out[-count:]
                word = _joined(said, pieces)
                break
        out.append(word)
    return out


def _joined(said: str, pieces: Sequence[Word]) -> Word:
    return Word(
        said,
        min(p.left for p in pieces),
        min(p.top for p in pieces),
        max(p.right for p in pieces),
        max(p.bottom for p in pieces),
        pieces[0].line,
        min(p.confidence for p in pieces),
    )


def _page(words: Sequence[Word], unsure: Sequence[Word]) -> Page:
    """Words in reading order: a line of them in a line, an empty line between blocks."""
    pieces: list[str] = []
    placed: list[tuple[int, int, Word]] = []
    at = 0
    before: Word | None = None
    for word in _whole(words):
        if before is not None:
            gap = " " if word.line == before.line else "\n" if word.line[:3] == before.line[:3] else "\n\n"
            pieces.append(gap)
            at += len(gap)
        pieces.append(word.text)
        placed.append((at, at + len(word.text), word))
        at += len(word.text)
        before = word
    return Page("".join(pieces), tuple(placed), tuple(unsure))
