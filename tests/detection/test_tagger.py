"""The built-in tagger: names in seven languages, the same whatever it has met before and in whatever company."""

import random
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sluis.detection.tagger import CACHE_WORDS, Tagger
from sluis.errors import DetectorUnavailable
from sluis.values import Span

TEXTS = (
    "My name is Wilhelmina Brandsma and I live in Rotterdam.",
    "Ich heiße Jürgen Krüger, Kundennummer 4711.",
    "Bonjour, c'est Amélie Lefèvre, j'ai commandé le 12 mars 2026.",
    "Call Rajesh Subramanian on +31 6 12345678 or 00 44 20 79460999.",
    "Mi chiamo Giulia Esposito e abito in via Garibaldi 12.",
    "what is the status of order 1234567890123?",
    "\n",
    "",
)


FIRST = ("Wilhelmina", "Rajesh", "Amélie", "Jürgen", "Giulia", "Kagiso", "Yumi", "Okonkwo", "Sigríður", "Bartholomew")
LAST = (
    "Brandsma",
    "Subramanian",
    "Lefèvre",
    "Krüger",
    "Esposito",
    "Mokoena",
    "Tanaka",
    "Adeyemi",
    "Jónsdóttir",
    "Quill",
)


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load()


def values(text: str, spans: list[Span]) -> list[tuple[str, str]]:
    return [(s.entity_type, text[s.start : s.end]) for s in spans]


@pytest.mark.parametrize(
    ("text", "name"),
    [(TEXTS[0], "Wilhelmina Brandsma"), (TEXTS[1], "Jürgen Krüger"), (TEXTS[2], "Amélie Lefèvre")],
)
def test_people_are_found(tagger: Tagger, text: str, name: str) -> None:
    assert ("PERSON", name) in values(text, tagger.tag([text])[0])


def test_a_text_reads_the_same_alone_in_company_and_again(tagger: Tagger) -> None:
    alone = [Tagger.load().tag([text])[0] for text in TEXTS]
    order = list(range(len(TEXTS)))
    random.Random(3).shuffle(order)
    together = tagger.tag([TEXTS[n] for n in order])
    for at, n in enumerate(order):
        assert values(TEXTS[n], together[at]) == values(TEXTS[n], alone[n])
    assert tagger.tag(TEXTS) == tagger.tag(TEXTS)


def test_a_number_never_met_costs_no_new_vectors(tagger: Tagger) -> None:
    tagger.tag(["call 0612345678 or 0687654321"])
    known = len(tagger._cache.places)
    found = tagger.tag(["call 0698765432 or 0611111111"])
    assert (len(tagger._cache.places), found) == (known, tagger.tag(["call 0612345678 or 0687654321"]))


def test_a_full_cache_starts_anew(tagger: Tagger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sluis.detection.tagger.CACHE_WORDS", 20)
    small = Tagger.load()
    for _ in range(3):
        for text in TEXTS:
            assert values(text, small.tag([text])[0]) == values(text, tagger.tag([text])[0])
    assert len(small._cache.places) <= 20 < CACHE_WORDS


def test_threads_that_meet_new_words_at_once_do_not_mix_them_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small caches, so that they are begun anew while others read."""
    monkeypatch.setattr("sluis.detection.tagger.CACHE_WORDS", 60)
    texts = [f"My name is {first} {last}, call me." for first in FIRST for last in LAST]
    alone = Tagger.load()
    expected = [values(text, alone.tag([text])[0]) for text in texts]
    shared = Tagger.load()
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(6) as pool:
            found = list(pool.map(lambda text: values(text, shared.tag([text])[0]), texts * 3))
    finally:
        sys.setswitchinterval(before)
    assert found == expected * 3


def test_a_text_of_more_words_than_the_cache_holds_is_read_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    long = " ".join(f"word{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(200)) + " My name is Amélie Lefèvre."
    expected = values(long, Tagger.load().tag([long])[0])
    monkeypatch.setattr("sluis.detection.tagger.CACHE_WORDS", 50)
    assert values(long, Tagger.load().tag([long])[0]) == expected
    assert ("PERSON", "Amélie Lefèvre") in expected


def test_a_question_helps_and_is_not_reported(tagger: Tagger) -> None:
    (spans,) = tagger.tag(["giulia esposito"], ["What is your full name?"])
    assert values("giulia esposito", spans) == [("PERSON", "giulia esposito")]


def test_weights_that_cannot_be_read_are_said(tmp_path: Path) -> None:
    (tmp_path / "w.npz").write_bytes(b"no weights")
    with pytest.raises(DetectorUnavailable):
        Tagger.load(tmp_path / "w.npz")
