"""Coined words look like names, have a pattern of their own, and keep the spelling of the word they stand for."""

from hypothesis import given
from hypothesis import strategies as st

from sluis.pseudonyms.coining import COINED, LENGTH, coin, spelling_of, written

WORDS = st.text(alphabet="abABßéİǅΣς王", min_size=1, max_size=13)


@given(st.text(max_size=20), st.integers(0, 63))
def test_every_coined_word_has_the_pattern(word: str, attempt: int) -> None:
    said = coin(b"k" * 32, word, attempt)
    assert len(said) == LENGTH
    assert COINED.fullmatch(said)
    assert said != coin(b"l" * 32, word, attempt)


@given(WORDS, WORDS)
def test_two_spellings_never_look_the_same(one: str, other: str) -> None:
    def said(word: str) -> str:
        made_from, spelling = spelling_of(word)
        return written(coin(b"k" * 32, made_from), spelling)

    assert (said(one) == said(other)) == (one == other)


def test_the_usual_spellings_share_a_word() -> None:
    assert {spelling_of(word)[0] for word in ("mei", "Mei", "MEI", "mEi")} == {"mei"}
    assert written("bazvidomar", spelling_of("McDonald")[1]) == "BaZvidomar"
