"""Copies of the texts: sets as often as their share, the same from the same seed, and the next one begun in time."""

import numpy as np
import pytest

from sluis.detection.training import copies
from sluis.detection.training.copies import Copies, make_copy
from sluis.detection.training.encoding import Encoded
from sluis.detection.training.fit import Options
from sluis.detection.training.labelled import UNKNOWN, Labelled, Mark
from sluis.detection.training.names import Names
from sluis.detection.training.net import new_parameters

PLAIN = Labelled("the parcel is late again", (), "en", "ud_x")


def texts(encoded: Encoded) -> int:
    return len(encoded.texts) - 1


def test_a_set_is_read_as_often_as_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "SHARES", {"twice": 2.0, "half": 0.5})
    read = [Labelled("one", (), source="twice")] * 100 + [Labelled("two", (), source="half")] * 400
    assert 200 + 130 < texts(make_copy(read, Names(), 0, "1", {})) < 200 + 270


def test_the_same_seed_gives_the_same_copy_and_another_another() -> None:
    first, again, other = (make_copy([PLAIN] * 50, Names(), 50, seed, {}) for seed in ("1 0", "1 0", "1 1"))
    assert np.array_equal(first.rows, again.rows)
    assert not np.array_equal(first.rows, other.rows)


def test_copies_come_in_turn_and_names_are_told_before_the_one_after_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def note(read: list[Labelled], tagger: object) -> list[Labelled]:
        asked.append(len(read))
        return read

    monkeypatch.setattr(copies, "told", note)
    unknown = Labelled("Zorvella lives here", (Mark(0, 8, UNKNOWN),), "en", "ud_x")
    each = Copies([unknown] * 20, Names(), 10, 1, {"ada": 1})
    learned = new_parameters(Options().shape, np.random.default_rng(1))
    try:
        found = [each(number, learned) for number in range(3)]
    finally:
        each.close()
    assert asked == [20]
    assert all(texts(one) >= 28 for one in found)
    assert not np.array_equal(found[0].words, found[1].words)
