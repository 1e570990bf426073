"""Made texts: marks stand exactly on names, the same chance makes the same texts, every language and form has its turn."""

from random import Random

import pytest

from sluis.detection.training.generator import FORMS, make_text, make_texts
from sluis.detection.training.names import Names
from sluis.detection.training.phrases import LANGUAGES, load_phrases
from sluis.detection.training.slots import Filler

NAMES = Names({}, {"given": ("Qaddafa",), "family": ("Zwaanswijk",), "city": ("Xanthopolis",)})


def test_every_form_in_every_language() -> None:
    texts = list(make_texts(700, NAMES, Random(1)))
    assert {t.language for t in texts} == set(LANGUAGES)
    assert {t.source for t in texts} == {f"made {form}" for form in FORMS}


def test_marks_are_exact() -> None:
    """A name planted in the lists is marked wherever it stands, with no letter more, and nothing else is left open."""
    planted = 0
    for made in make_texts(1500, NAMES, Random(2)):
        assert "{" not in made.text.replace('{"', "").replace("{\n", "")
        inside = {n for m in made.marks for n in range(m.start, m.end)}
        for mark in made.marks:
            value = made.text[mark.start : mark.end]
            assert value == value.strip()
            assert value
        for name in ("Qaddafa", "Zwaanswijk", "Xanthopolis"):
            at = made.text.find(name)
            if at >= 0:
                planted += 1
                assert at in inside, made.text
    assert planted > 500


def test_the_same_chance_makes_the_same_texts() -> None:
    assert list(make_texts(60, NAMES, Random(3))) == list(make_texts(60, NAMES, Random(3)))
    assert list(make_texts(60, NAMES, Random(3))) != list(make_texts(60, NAMES, Random(4)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_ordinary_phrases_hold_no_name(language: str) -> None:
    rng = Random(5)
    assert not any(make_text("plain", Filler(rng, NAMES, language), rng).marks for _ in range(40))


def test_most_bare_answers_stand_behind_their_question() -> None:
    rng = Random(6)
    answers = [make_text("answer", Filler(rng, NAMES, "fr"), rng) for _ in range(200)]
    sections = load_phrases("fr").sections
    asked = {phrase for name, phrases in sections.items() if name.startswith("asked.") for phrase in phrases}
    behind = [a for a in answers if a.text.split("\n")[0] in asked]
    assert 100 < len(behind) < 200
    assert all(mark.start > a.text.find("\n") for a in behind for mark in a.marks)
