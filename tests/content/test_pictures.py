"""Pictures as pixels: nothing stands beside them, and what is painted is gone."""

import io
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin
from tests.support.documents import drawn, encoded

from sluis.content.pictures import MAX_SIDE, Box, encode, normalise, open_own, paint
from sluis.errors import SluisError


def again(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize(("form", "kind"), [("PNG", "png"), ("JPEG", "jpeg"), ("WEBP", "webp"), ("GIF", "gif")])
def test_every_kind_that_is_taken_becomes_plain_pixels(form: str, kind: str) -> None:
    picture, frames = normalise(encoded(drawn("x"), form), kind, 10**7)  # type: ignore[arg-type]
    assert (picture.mode, picture.size, frames) == ("RGB", (900, 300), 0)
    media_type, data = encode(picture, kind)  # type: ignore[arg-type]
    assert media_type == ("image/jpeg" if kind == "jpeg" else "image/png")
    assert again(data).size == (900, 300)


def test_what_stands_beside_the_pixels_is_gone() -> None:
    exif = Image.Exif()
    exif[0x010E] = "Ada at home"
    exif[0x0112] = 6
    said = PngImagePlugin.PngInfo()
    said.add_text("Author", "Ada Vermeer")
    for data, kind in (
        (encoded(drawn("x"), "JPEG", exif=exif, comment=b"of Ada"), "jpeg"),
        (encoded(drawn("x"), "PNG", pnginfo=said), "png"),
        (encoded(drawn("x"), "PNG") + b"Ada Vermeer behind the end", "png"),
    ):
        assert b"Ada" in data
        picture, _ = normalise(data, kind, 10**7)  # type: ignore[arg-type]
        assert b"Ada" not in encode(picture, kind)[1]  # type: ignore[arg-type]
        assert again(encode(picture, kind)[1]).info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}  # type: ignore[arg-type]


def test_a_photo_lies_the_way_its_camera_was_held() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture, _ = normalise(encoded(drawn("x"), "JPEG", exif=exif), "jpeg", 10**7)
    assert picture.size == (300, 900)


def test_what_shows_only_through_transparency_is_gone() -> None:
    """White on transparent is seen on black; the colours under full transparency are seen by nobody, but are there."""
    clear = Image.new("RGBA", (10, 10), (255, 255, 255, 255))
    clear.putpixel((1, 1), (10, 20, 30, 0))
    picture, _ = normalise(encoded(clear), "png", 1000)
    assert picture.getpixel((1, 1)) == (255, 255, 255)


def test_only_the_first_frame_stays_and_the_others_are_counted() -> None:
    frames = [Image.new("RGB", (10, 10), colour) for colour in ("red", "green", "blue")]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    picture, left_out = normalise(data, "gif", 1000)
    assert left_out == 2
    assert picture.getpixel((5, 5))[0] > 200


def test_a_large_picture_leaves_smaller() -> None:
    picture, _ = normalise(encoded(Image.new("RGB", (4000, 1000))), "png", 10**7)
    assert picture.size == (MAX_SIDE, MAX_SIDE // 4)


def bomb(width: int, height: int) -> bytes:
    """A PNG of some hundred bytes that says it is very large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "kind", "code"),
    [
        (bomb(60_000, 60_000), "png", "content_too_large"),
        (bomb(100, 100)[:60], "png", "content_unreadable"),
        (encoded(drawn("x"), "JPEG")[:400], "jpeg", "content_unreadable"),
        (encoded(drawn("x"), "PNG"), "jpeg", "content_unreadable"),
        (b"GIF89a" + b"\xff" * 50, "gif", "content_unreadable"),
        (b"\xff\xd8\xff" + b"<script>" * 20, "jpeg", "content_unreadable"),
    ],
)
def test_bombs_and_broken_pictures_are_refused(data: bytes, kind: str, code: str) -> None:
    with pytest.raises(SluisError) as refused:
        normalise(data, kind, 10**7)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_painting_covers_with_a_margin_and_writes_the_label() -> None:
    picture = Image.new("RGB", (400, 100), "red")
    paint(picture, [Box(50, 20, 350, 60, "<PERSON_1>"), Box(-5, 95, 20, 140), Box(390, 0, 395, 5, "too long to fit")])
    assert picture.getpixel((49, 19)) == (0, 0, 0)
    assert picture.getpixel((351, 61)) == (0, 0, 0)
    assert picture.getpixel((40, 20)) == (255, 0, 0)
    assert picture.getpixel((5, 99)) == (0, 0, 0)
    colours = {colour for _, colour in picture.crop((50, 20, 350, 60)).getcolors(100_000)}
    assert (255, 255, 255) in colours
    assert not any(r > g + 30 for r, g, _ in colours)
    assert open_own(encoded(picture)).size == (400, 100)
