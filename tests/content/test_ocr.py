"""Reading pictures with Tesseract: words and places, whichever way up, faint or white on black; else a refusal."""

import subprocess

import pytest
from PIL import Image
from tests.support.documents import drawn

from sluis.content import ocr
from sluis.content.ocr import Page, Word, read_picture
from sluis.errors import DetectorUnavailable, NotInspectable

LINES = ("Dear Ada Vermeer,", "ada.vermeer@posteo.net", "Phone +31 6 12345678")
TABLE = "level\tpage\n5\t1\t1\t1\t1\t1\t10\t20\t30\t12\t96.5\tAda\n5\t1\t1\t1\t1\t2\t50\t20\t60\t12\t-1\t \nbroken\n"


@pytest.mark.parametrize(
    "look",
    [
        {},
        {"turned": 90},
        {"turned": 180},
        {"turned": -20},
        {"ink": "#f2f2f2"},
        {"ink": "white", "paper": "black"},
        {"ink": "#888888", "paper": "#999999"},
    ],
    ids=str,
)
def test_text_is_read_whichever_way_up_and_however_faint(look: dict[str, object]) -> None:
    _, page = read_picture(drawn(*LINES, **look), 60)  # type: ignore[arg-type]
    assert "Ada Vermeer" in page.text
    assert "posteo.net" in page.text
    assert "12345678" in page.text


def test_every_word_knows_where_it_stands_in_text_and_picture() -> None:
    picture, page = read_picture(drawn(*LINES), 60)
    for start, end, word in page.words:
        assert page.text[start:end] == word.text
        assert 0 <= word.left < word.right <= picture.width
        dark = picture.crop((word.left, word.top, word.right, word.bottom)).getextrema()[0][0]
        assert dark < 100, word


def test_sideways_text_beside_upright_text_is_read_where_it_stands() -> None:
    picture = drawn(*LINES, size=(900, 700))
    picture.paste(drawn("Bo Jansen of Utrecht", size=(420, 90), turned=90), (780, 200))
    _, page = read_picture(picture, 60)
    assert "Ada Vermeer" in page.text
    sideways = [word for _, _, word in page.words if word.text in ("Jansen", "Utrecht")]
    assert sideways
    assert all(word.left >= 780 and word.right <= 900 for word in sideways)


def test_an_empty_picture_reads_nothing() -> None:
    assert read_picture(Image.new("RGB", (300, 200), "white"), 60)[1] == Page("", (), ())


def scripted(monkeypatch: pytest.MonkeyPatch, *words: tuple[str, float]) -> None:
    """The page look sees these words; the others nothing."""
    line = (0, 1, 1, 1, 1)
    seen = [Word(text, 10 * n, 10, 10 * n + 8, 20, line, sure) for n, (text, sure) in enumerate(words)]
    monkeypatch.setattr(ocr, "_look", lambda _picture, layout, _number: seen if layout == 3 else [])


def test_a_few_unsure_words_are_given_for_painting(monkeypatch: pytest.MonkeyPatch) -> None:
    scripted(monkeypatch, ("Dear", 95), ("Ada", 93), ("Verrneer", 40), ("thank", 90), ("you", 92), (".", 2))
    _, page = read_picture(Image.new("RGB", (2000, 200)), 60)
    assert page.text == "Dear Ada thank you"
    assert [word.text for word in page.unsure] == ["Verrneer"]


def test_many_unsure_words_refuse_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    scripted(monkeypatch, ("Dear", 95), ("Verrneer", 40), ("thenk", 50), ("yuo", 41))
    with pytest.raises(NotInspectable) as refused:
        read_picture(Image.new("RGB", (2000, 200)), 60)
    assert refused.value.code == "content_text_unsure"


def test_the_table_of_tesseract_is_read_row_by_row() -> None:
    (word,) = ocr._rows(TABLE, 7)
    assert word == Word("Ada", 10, 20, 40, 32, (7, 1, 1, 1, 1), 96.5)


def test_without_tesseract_or_when_it_fails_nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("tesseract", 1)

    with monkeypatch.context() as patched:
        patched.setattr(ocr.subprocess, "run", failing)
        with pytest.raises(DetectorUnavailable) as refused:
            read_picture(Image.new("RGB", (300, 200)), 60)
        assert refused.value.code == "ocr_failed"
    monkeypatch.setattr(ocr, "find_tesseract", lambda: None)
    with pytest.raises(DetectorUnavailable) as refused:
        read_picture(Image.new("RGB", (300, 200)), 60)
    assert refused.value.code == "ocr_unavailable"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("write", "to", "ada@posteo.net", "today"), "write to ada@posteo.net today"),
        (("to", "ada", "@posteo.net", "now"), "to ada@posteo.net now"),
        (("to", "ada@post", "eo.net", "now"), "to ada@posteo.net now"),
        (("to", "ada", "@posteo", ".net", "now"), "to ada@posteo.net now"),
        (("to", "ada©posteo.net", "©", "2026"), "to ada@posteo.net © 2026"),
        (("to", "ada(@posteo.net"), "to ada@posteo.net"),
        (("at", "@ada", "on", "a.nl"), "at @ada on a.nl"),
    ],
)
def test_an_address_that_was_read_in_pieces_is_whole(
    monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    scripted(monkeypatch, *((word, 90) for word in ("Please", "remember", *words)))
    _, page = read_picture(Image.new("RGB", (2000, 200)), 60)
    assert page.text == f"Please remember {said}"
