"""Labelled texts as arrays: words as rows of the embedding table, targets as sets of tags, batches of whole texts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sluis.detection.tagger_features import PART_ROWS, WORD_ROWS, feature_rows
from sluis.detection.training.labelled import ALL_TAGS, Labelled, tokens_of

MOST_TOKENS = 300
"""Longer texts are cut: the net sees eight words to each side, no more."""
PADDING = 8
"""Empty places between two texts of a batch, so that none sees the other."""
EMPTY = -1
Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Encoded:
    """Many texts, end to end. words: a number per token; texts: where each begins, and the end; rows[starts[w]:starts[w+1]]
    are the features of word w."""

    words: NDArray[np.int32]
    before: NDArray[np.int8]
    allowed: NDArray[np.int32]
    texts: Ints
    rows: NDArray[np.int32]
    starts: Ints


@dataclass(frozen=True)
class Batch:
    """rows, owners: a row of the table and the word it is a feature of; scales: 1/sqrt(features) of each word; words:
    the word at each place; here: 1.0 where there is one; allowed: the tags that are right."""

    rows: Ints
    owners: Ints
    scales: Floats
    words: Ints
    before: Ints
    here: Floats
    allowed: NDArray[np.bool_]


@dataclass(frozen=True)
class Forgetting:
    """The share of features left out while learning, so that the rest must do: whole words, their parts, name lists."""

    words: float = 0.15
    parts: float = 0.05
    lists: float = 0.10


def encode(texts: Iterable[Labelled], lists: dict[str, int]) -> Encoded:
    """The texts as arrays, in their order; those without a word are left out."""
    known: dict[str, int] = {}
    words: list[int] = []
    before: list[int] = []
    allowed: list[int] = []
    begins = [0]
    for labelled in texts:
        tokens = tokens_of(labelled)
        words += [known.setdefault(_alike(word), len(known)) for word in tokens.words]
        before += tokens.before
        allowed += tokens.allowed
        begins += range(begins[-1] + MOST_TOKENS, len(words), MOST_TOKENS)
        if begins[-1] < len(words):
            begins.append(len(words))
    features = [feature_rows(word, lists) for word in known]
    sizes = np.array([len(f) for f in features], np.int64)
    return Encoded(
        np.array(words, np.int32),
        np.array(before, np.int8),
        np.array(allowed, np.int32),
        np.array(begins, np.int64),
        np.array([row for f in features for row in f], np.int32),
        np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
    )


def _alike(word: str) -> str:
    """Long numbers of one length and first digit have the same features."""
    return word[0] + "0" * (len(word) - 1) if len(word) > 2 and word.isdigit() else word


def batches(encoded: Encoded, tokens: int, rng: np.random.Generator, forgetting: Forgetting) -> Iterator[Batch]:
    """Every text once, in an order of chance, about so many tokens at a time."""
    for texts in orders(encoded, tokens, rng):
        yield _batch(encoded, texts, rng, forgetting)


def orders(encoded: Encoded, tokens: int, rng: np.random.Generator) -> list[Ints]:
    """Which texts stand in each batch."""
    order = rng.permutation(len(encoded.texts) - 1)
    filled = np.cumsum(np.diff(encoded.texts)[order] + PADDING)
    cuts = np.flatnonzero(np.diff(filled // tokens)) + 1
    return list(np.split(order, cuts))


def _batch(encoded: Encoded, texts: Ints, rng: np.random.Generator, forgetting: Forgetting) -> Batch:
    sizes = encoded.texts[texts + 1] - encoded.texts[texts]
    places = np.concatenate(([0], np.cumsum(sizes + PADDING)))
    words = np.full(places[-1], EMPTY, np.int64)
    before = np.zeros(places[-1], np.int64)
    allowed = np.full(places[-1], ALL_TAGS, np.int32)
    for text, at, size in zip(texts, places, sizes, strict=False):
        source = slice(encoded.texts[text], encoded.texts[text] + size)
        words[at : at + size] = encoded.words[source]
        before[at : at + size] = encoded.before[source]
        allowed[at : at + size] = encoded.allowed[source]
    here = (words != EMPTY).astype(np.float32)
    met, local = np.unique(words, return_inverse=True)
    rows, owners, scales = _features(encoded, met, rng, forgetting)
    tags = (allowed[:, None] >> np.arange(ALL_TAGS.bit_length())) & 1
    return Batch(rows, owners, scales, local.astype(np.int64), before, here, tags.astype(np.bool_))


def _features(
    encoded: Encoded, met: Ints, rng: np.random.Generator, forgetting: Forgetting
) -> tuple[Ints, Ints, Floats]:
    counts = np.where(met == EMPTY, 0, encoded.starts[met + 1] - encoded.starts[met])
    owners = np.repeat(np.arange(len(met)), counts)
    first = np.repeat(np.where(met == EMPTY, 0, encoded.starts[met]) - (np.cumsum(counts) - counts), counts)
    rows = encoded.rows[first + np.arange(counts.sum())].astype(np.int64)
    share = np.where(rows < WORD_ROWS, forgetting.words, forgetting.parts)
    share[rows >= WORD_ROWS + PART_ROWS] = forgetting.lists
    kept = rng.random(len(rows)) >= share
    rows, owners = rows[kept], owners[kept]
    left = np.bincount(owners, minlength=len(met))
    return rows, owners, (1 / np.sqrt(np.maximum(left, 1))).astype(np.float32)
