"""The comparison of times reads each text once by both, and the texts hold values."""

import random

from benchmarks.detection.speed import SIZES, VALUES, compare, make_presidio, write


def test_each_text_is_read_once_by_both() -> None:
    read: tuple[list[str], list[str]] = ([], [])
    found = compare(read[0].append, read[1].append, ["a", "b", "c"])
    assert read == (["a", "b", "c"], ["a", "b", "c"])
    assert found.ours >= 0


def test_texts_differ_and_hold_values() -> None:
    source = random.Random(1)
    texts = [write(SIZES["2 kB"], source) for _ in range(3)]
    assert len(set(texts)) == 3
    assert all(any(value in text for value in VALUES) for text in texts)


def test_presidio_runs_its_recognisers_without_fetching_anything() -> None:
    found = make_presidio().analyze("mail ada@posteo.net, card 4111 1111 1111 1111", "en")
    assert {"EMAIL_ADDRESS", "CREDIT_CARD"} <= {result.entity_type for result in found}
