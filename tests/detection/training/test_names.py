"""Names to fill phrases with, from lists and from what read texts mark."""

from random import Random

from sluis.detection.tagger_features import FAMILY_NAME, GIVEN_NAME
from sluis.detection.training.labelled import Labelled, Mark
from sluis.detection.training.names import Names, listed_names, marked_names
from sluis.detection.training.phrases import is_held_out


def test_listed_names_have_a_capital_and_words_of_other_use_are_left_out() -> None:
    found = listed_names(
        {"ada": GIVEN_NAME, "vries": FAMILY_NAME, "delft": 4, "street": 32 | GIVEN_NAME, "al": GIVEN_NAME}
    )
    assert found == {"given": ("Ada",), "family": ("Vries",), "city": ("Delft",)}


def test_marked_names_are_kept_by_language_when_met_often_enough() -> None:
    once = Labelled("Bea Smit", (Mark(0, 8, "PERSON"),), "nl")
    often = Labelled("Ada Vries in Delft", (Mark(0, 9, "PERSON"), Mark(13, 18, "LOCATION")), "nl")
    odd = Labelled("ADA VRIES", (Mark(0, 9, "PERSON"),), "nl")
    assert marked_names([once, often, often, odd, odd]) == {
        ("given", "nl"): ("Ada",),
        ("family", "nl"): ("Vries",),
        ("city", "nl"): ("Delft",),
    }


def test_names_held_out_and_names_trained_on_never_meet() -> None:
    listed = {use: tuple(f"{use.title()}{n}" for n in range(300)) for use in ("given", "family", "city")}
    seen, unseen = Names({}, listed), Names({}, listed, held_out=True)
    rng = Random(1)
    assert not any(is_held_out(seen.given(rng, "en")) for _ in range(300))
    assert all(is_held_out(unseen.city(rng, "en")) for _ in range(100))


def test_full_names_take_many_forms() -> None:
    rng = Random(2)
    full = [Names().full(rng, "nl") for _ in range(300)]
    for form in (", ", ". ", "-", " van ", " de "):
        assert any(form in name for name in full), form
    assert full[:5] == [Names().full(again, "nl") for again in [Random(2)] for _ in range(5)]


def test_towns_are_those_where_the_language_is_spoken() -> None:
    names, rng = Names(towns={"nl": ("Quarnburg",)}), Random(3)
    assert "Quarnburg" in {names.city(rng, "nl") for _ in range(100)}
    assert "Quarnburg" not in {names.city(rng, "it") for _ in range(100)}
