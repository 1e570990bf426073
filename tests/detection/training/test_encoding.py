"""Texts as arrays and batches."""

import numpy as np

from sluis.detection.tagger_features import feature_rows
from sluis.detection.training.encoding import EMPTY, MOST_TOKENS, PADDING, Batch, Forgetting, batches, encode
from sluis.detection.training.labelled import ALL_TAGS, Labelled, Mark

TEXTS = [Labelled("Ada met Bea", (Mark(0, 3, "PERSON"),)), Labelled("", ()), Labelled("Ada 1234567 1999999", ())]
NOTHING = Forgetting(0, 0, 0)


def all_batches(seed: int, tokens: int = 4096) -> list[Batch]:
    return list(batches(encode(TEXTS, {}), tokens, np.random.default_rng(seed), NOTHING))


def test_texts_stand_end_to_end_and_a_word_has_its_features() -> None:
    encoded = encode(TEXTS, {})
    assert encoded.texts.tolist() == [0, 3, 6]
    assert encoded.words.tolist() == [0, 1, 2, 0, 3, 3], "numbers of one length and first digit are one word"
    first = encoded.rows[encoded.starts[0] : encoded.starts[1]]
    assert first.tolist() == feature_rows("Ada", {})


def test_long_texts_are_cut() -> None:
    encoded = encode([Labelled("word " * (MOST_TOKENS + 5), ())], {})
    assert np.diff(encoded.texts).tolist() == [MOST_TOKENS, 5]


def test_in_a_batch_texts_stand_apart_and_empty_places_may_be_anything() -> None:
    (batch,) = all_batches(1)
    assert len(batch.words) == 6 + 2 * PADDING
    assert batch.here.sum() == 6
    assert batch.allowed[batch.here == 0].all()
    assert batch.allowed.shape[1] == ALL_TAGS.bit_length()
    assert (batch.allowed[batch.here == 1].sum(1) == 1).all()
    assert EMPTY not in batch.rows


def test_every_text_is_in_one_batch_and_chance_repeats() -> None:
    small = all_batches(1, tokens=5)
    assert sum(float(batch.here.sum()) for batch in small) == 6.0
    assert len(small) == 2
    again = all_batches(1, tokens=5)
    assert all(
        np.array_equal(a.words, b.words) and np.array_equal(a.rows, b.rows) for a, b in zip(small, again, strict=True)
    )


def test_forgotten_features_are_left_out_and_the_scale_follows() -> None:
    encoded = encode(TEXTS, {})
    (full,) = batches(encoded, 4096, np.random.default_rng(1), NOTHING)
    (partial,) = batches(encoded, 4096, np.random.default_rng(1), Forgetting(0.5, 0.5, 0.5))
    assert 0.3 < len(partial.rows) / len(full.rows) < 0.7
    counts = np.bincount(partial.owners, minlength=len(partial.scales))
    assert np.allclose(partial.scales, 1 / np.sqrt(np.maximum(counts, 1)))
