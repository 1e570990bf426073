"""A tilted page is found level again."""

import pytest
from PIL import Image, ImageOps
from tests.support.documents import drawn

from sluis.content.upright import tilt, turned

LINES = ("Dear Ada Vermeer,", "thank you for your letter", "of last week, which I have read", "and read again.")


@pytest.mark.parametrize("angle", [0, 5, -12, 20, -33])
def test_the_tilt_of_a_page_is_told_to_two_degrees(angle: int) -> None:
    page = ImageOps.grayscale(turned(drawn(*LINES), angle))
    assert abs(tilt(page) + angle) <= 2


def test_nothing_is_turned_without_need() -> None:
    assert tilt(Image.new("L", (300, 200), 128)) == 0
    picture = Image.new("RGB", (30, 20))
    assert turned(picture, 0) is picture
    assert turned(picture, 90).size == (20, 30)
