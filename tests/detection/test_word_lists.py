"""The word lists load, folded, without comments."""

from importlib.resources import files

import pytest

from sluis.detection.word_lists import load_words

NAMES = sorted(
    f.name.removesuffix(".txt") for f in (files("sluis.detection") / "words").iterdir() if f.name.endswith(".txt")
)


@pytest.mark.parametrize("name", NAMES)
def test_every_list_has_words_and_no_comments(name: str) -> None:
    words = load_words(name)
    assert len(words) > 10
    assert not any("#" in word or " " in word for word in words)


def test_a_missing_list_is_an_error_not_an_empty_list() -> None:
    with pytest.raises(FileNotFoundError):
        load_words("no_such_list")
