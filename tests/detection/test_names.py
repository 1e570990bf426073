"""Which texts can be names."""

import pytest

from sluis.detection.names import is_common, is_given_name_like, name_words, plain_name


@pytest.mark.parametrize(
    "name", ["Ada Vermeer", "Jan de Vries", "María del Carmen", "Nguyễn Văn An", "O'Brien", "Will Smith"]
)
def test_names_can_be_names(name: str) -> None:
    assert plain_name(name)


@pytest.mark.parametrize("text", ["Unknown", "Test", "Admin", "Mr", "J", "USA", "de la", ""])
def test_other_words_cannot(text: str) -> None:
    assert not plain_name(text)


def test_particles_titles_and_initials_are_not_looked_for_alone() -> None:
    assert name_words("Dr. J. van den Berg") == ["berg"]


def test_ordinary_words_need_more_to_be_a_name() -> None:
    assert is_common("rose")
    assert not is_common("vermeer")
    assert is_given_name_like("ada vermeer")
    assert not is_given_name_like("the unknown person")
