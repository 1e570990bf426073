"""Pictures as pixels: decoded within bounds, without anything that stands beside the pixels, and painted over."""

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sluis.content.extracted import unreadable
from sluis.content.sources import PictureKind, too_large

MAX_SIDE = 2048
"""Longest side that leaves, in pixels. Models look at no more, and what leaves is what was read."""
_FORMATS = {"png": "PNG", "jpeg": "JPEG", "webp": "WEBP", "gif": "GIF"}
_PHOTO_BYTES = 4_000_000
"""A picture that is larger than this as PNG leaves as JPEG."""
_LEAST_LABEL = 7


@dataclass(frozen=True, slots=True)
class Box:
    """Pixels of a picture: left, top, right, bottom, half-open. label: what is written on it."""

    left: int
    top: int
    right: int
    bottom: int
    label: str = field(default="", repr=False)


def normalise(data: bytes, kind: PictureKind, max_pixels: int) -> tuple[Any, int]:
    """(the picture upright, opaque, in plain colours and no larger than leaves; how many frames are left out).

    NotInspectable: damaged, too many pixels. Needs Pillow.
    """
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # counted below, before anything is unpacked
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=[_FORMATS[kind]]) as opened:
                if opened.width * opened.height > max_pixels:
                    raise too_large(f"A picture has more than {max_pixels} pixels.")
                frames = int(getattr(opened, "n_frames", 1)) - 1
                opened.seek(0)
                if kind == "jpeg":
                    opened.draft("RGB", (MAX_SIDE, MAX_SIDE))
                opened.load()
                upright = ImageOps.exif_transpose(opened)
                clear = upright.convert("RGBA")
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, IndexError, TypeError) as error:
        raise unreadable() from error
    # On white, as most show it. What would be seen on black only is not there any more for the model either.
    flat = Image.new("RGB", clear.size, (255, 255, 255))
    flat.paste(clear, mask=clear.getchannel("A"))
    flat.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    return flat, max(frames, 0)


def encode(picture: Any, kind: PictureKind) -> tuple[str, bytes]:
    """(media type, bytes) of pixels and nothing else."""
    out = io.BytesIO()
    if kind != "jpeg":
        picture.save(out, "PNG")
        if out.tell() <= _PHOTO_BYTES:
            return "image/png", out.getvalue()
        out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return "image/jpeg", out.getvalue()


def open_own(data: bytes) -> Any:
    """A picture that `encode` made."""
    from PIL import Image

    return Image.open(io.BytesIO(data), formats=["PNG", "JPEG"]).convert("RGB")


def paint(picture: Any, boxes: Sequence[Box]) -> None:
    """Covers the boxes, black, with a margin; writes their labels on them in white, as large as they fit."""
    from PIL import ImageDraw

    draw = ImageDraw.Draw(picture)
    for box in boxes:
        margin = 2 + (box.bottom - box.top) // 8
        area = (
            max(box.left - margin, 0),
            max(box.top - margin, 0),
            min(box.right + margin, picture.width) - 1,
            min(box.bottom + margin, picture.height) - 1,
        )
        if area[0] > area[2] or area[1] > area[3]:
            continue
        draw.rectangle(area, fill=(0, 0, 0))
        if box.label:
            _write(draw, area, box.label)


def _write(draw: Any, area: tuple[int, int, int, int], label: str) -> None:
    from PIL import ImageFont

    width, height = area[2] - area[0] - 2, area[3] - area[1]
    for size in range(min(max(height, _LEAST_LABEL), 96), _LEAST_LABEL - 1, -1):
        font = ImageFont.load_default(size)
        left, top, right, bottom = font.getbbox(label)
        if right - left <= width and bottom - top <= height:
            at = (area[0] + 1 + (width - (right - left)) // 2 - left, area[1] + (height - (bottom - top)) // 2 - top)
            draw.text(at, label, font=font, fill=(255, 255, 255))
            return
