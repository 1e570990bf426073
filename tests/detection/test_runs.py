"""What a resent history finds is what it would find if it came for the first time, whatever was met before."""

import random
from functools import cache

import pytest

from sluis.detection import runs
from sluis.detection.engine import Engine, EngineOptions
from sluis.detection.tagger import Tagger
from sluis.values import Leaf, Personal, Span

SAID = (
    "My name is Sofia Kim and I live at 12 Rose Lane.",
    "Is Kim there? Write to sofia.kim@mail.example.",
    "Order W123456 is for Kim.",
    "W123456 again, please, born 3 May 1981.",
    "The 3rd of May, 1981 it was.",
    "Call Noor on +31 6 12345678.",
    "Noor said so, and noor knows.",
    "| 0612 | 345678 |",
    "Nothing to see here.",
    "You asked: +31 6 1234",
    "5678 is the rest of it, for Sofia.",
)
ROLES = ("user", "assistant", "tool")


def leaves(rng: random.Random, count: int) -> list[Leaf]:
    return [Leaf(rng.choice(SAID), (), rng.choice(ROLES)) for _ in range(count)]  # type: ignore[arg-type]


@cache
def tagger() -> Tagger:
    return Tagger.load()


def engine() -> Engine:
    return Engine(EngineOptions(taggers=(tagger(),)))


@cache
def another() -> Engine:
    return engine()


def at_once(chat: list[Leaf], known: list[Personal] | None = None) -> list[list[tuple[int, int, str]]]:
    """As an engine finds it that has met nothing before."""
    fresh = another()
    fresh._leaves.clear()
    fresh._seams.clear()
    fresh._runs = runs.Runs({}, fresh.options.least_score)
    return plain(fresh.find(chat, known or []))


def plain(spans: list[tuple[Span, ...]]) -> list[list[tuple[int, int, str]]]:
    return [[(s.start, s.end, s.entity_type) for s in each] for each in spans]


@pytest.mark.parametrize("seed", range(30))
def test_a_chat_that_grows_is_read_as_if_it_came_at_once(seed: int) -> None:
    rng = random.Random(seed)
    reader = engine()
    chat: list[Leaf] = []
    for _ in range(6):
        chat = [*chat[rng.choice((0, 0, 0, 1)) :], *leaves(rng, rng.randint(1, 3))]
        known = [Personal("PERSON", "Noor")] if rng.random() < 0.3 else []
        assert plain(reader.find(chat, known)) == at_once(chat, known)
        other = [*chat[: rng.randint(0, len(chat))], *leaves(rng, 1)]
        assert plain(reader.find(other)) == at_once(other)


def test_the_same_words_said_by_another_are_no_halves_of_one_value() -> None:
    reader = engine()
    halves = ("You asked for +31 6 1234", "5678 of course")
    same, two = [Leaf(text, (), "user") for text in halves], [Leaf(halves[0]), Leaf(halves[1], (), "assistant")]
    assert plain(reader.find(same)) != plain(reader.find(two))
    assert plain(reader.find(same)) == at_once(same)


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "MOST_KEPT", 40)
    reader = engine()
    for seed in range(30):
        reader.find(leaves(random.Random(seed), 6))
        assert reader._runs._size <= 40
    assert reader._runs._size == sum(len(r.detected) + len(r.items) for r in reader._runs._kept.values())


@pytest.mark.parametrize("said", ["The address is 17 Larkspur Common", "17 Larkspur Common"])
def test_an_address_known_by_its_street_too_stays_whole(said: str) -> None:
    (found,) = engine().find([Leaf(said)])
    assert [(said[s.start : s.end], s.entity_type) for s in found] == [("17 Larkspur Common", "ADDRESS")]
