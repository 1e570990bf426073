"""Texts as recognisers read them: folded words and where they stand."""

import time

import pytest

from sluis.detection.reading import Reading, fold, fold_phrase


@pytest.mark.parametrize(
    ("word", "folded"), [("José", "jose"), ("STRASSE", "strasse"), ("Straße", "strasse"), ("ΑΜΚΑ", "αμκα"), ("Ω", "ω")]
)
def test_folding_drops_case_and_accents(word: str, folded: str) -> None:
    assert fold(word) == folded


def test_phrases_are_words_without_signs() -> None:
    assert fold_phrase("Date of birth:") == ("date", "of", "birth")
    assert fold_phrase("n° de sécurité") == ("n", "de", "securite")


def test_spans_give_back_the_words() -> None:
    reading = Reading("Zoë's BSN: 628-194")
    assert [reading.text[a:b] for a, b in reading.spans] == ["Zoë", "s", "BSN", "628", "194"]
    assert reading.numbered == [3, 4]


def test_before_and_after_count_characters() -> None:
    reading = Reading("one two 12345 three four")
    assert reading.before(8, 5) == ("two",)
    assert reading.after(13, 7) == ("three",)


def test_mixed_words_count_by_their_letters_too() -> None:
    reading = Reading("kim1937 wrote")
    assert "kim" in reading.words
    assert reading.places["kim"] == [0]


def test_reading_is_linear() -> None:
    def took(n: int) -> float:
        return min(once(n) for _ in range(3))

    def once(n: int) -> float:
        begun = time.perf_counter()
        Reading("a1 é " * n).words  # noqa: B018 -- the property does the work
        return time.perf_counter() - begun

    took(1000)
    assert took(40_000) < 40 * max(took(4_000), 0.002)
