"""Concepts of texts: negation, people who decide, names that look like words."""

import pytest

from sluis.decisions.reading import EMPTY, read


@pytest.mark.parametrize(
    "text", ["It is not approved.", "Het is niet goedgekeurd.", "Er ist nicht bewilligt.", "No ha sido aprobado."]
)
def test_a_negated_outcome_is_turned_round(text: str) -> None:
    assert "grant-" in read(text).concepts
    assert "grant" not in read(text).concepts


def test_people_who_decide_are_seen() -> None:
    assert "human_did" in read("Our underwriter declined the request.").concepts
    assert "human_did" not in read("The request was declined.").concepts


def test_names_that_read_like_words_say_nothing() -> None:
    granted, other = (read(f"A word about {name} Zzyzxa here today please.") for name in ("Grant", "Vela"))
    assert granted.sentences == other.sentences
    assert "grant" not in granted.concepts


def test_questions_are_known_and_nothing_is_empty() -> None:
    assert read("Was it approved?").asks == {0}
    assert read("") is EMPTY


def test_nothing_is_read_inside_an_idle_phrase() -> None:
    assert "d.education" not in read("Of course I can help.").concepts
    assert "d.education" in read("The course is full.").concepts
    assert "if" in read("In case you are away, call us.").concepts
