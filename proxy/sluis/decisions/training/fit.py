"""Fitting the classifier: one hidden layer over features and wording, three questions at once, in numpy, one thread.

The same cases and seed give the same weights. Features are left out at random while learning, so that no single word
of the templates carries an answer alone; of some cases all wording is, so that the concepts learn to do without.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sluis.decisions.classifier import QUESTIONS, Weights

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.intp]
RARE: Final = 6
"""A feature seen in fewer cases is not learned."""
RARE_WORDING: Final = 4
MOST_FEATURES: Final = 7000
MOST_WORDING: Final = 20_000


@dataclass(frozen=True)
class Example:
    """features and wording, and for each question 1.0, 0.0 or None where the question does not arise."""

    features: Sequence[str]
    answers: tuple[float | None, ...]
    wording: Sequence[int] = ()


@dataclass(frozen=True)
class Options:
    """forget: share of features left out at random. wordless: share of cases whose wording is left out."""

    networks: int = 5
    hidden: int = 8
    epochs: int = 7
    batch: int = 256
    rate: float = 0.004
    decay: float = 1e-3
    forget: float = 0.15
    wordless: float = 0.1
    seed: int = 7


@dataclass(frozen=True)
class _Bags:
    """The places of each example's features, one after the other. named: places below it are features."""

    places: Places
    starts: Places
    named: int
    size: int


def fit(examples: Sequence[Example], options: Options) -> Weights:
    """Weights that answer the questions as the examples do: several networks side by side, their answers averaged.

    One network alone depends on its first weights more than on what it learns last.
    """
    names = _common((e.features for e in examples), RARE, MOST_FEATURES)
    numbers = _common((e.wording for e in examples), RARE_WORDING, MOST_WORDING)
    bags = _encode(examples, names, numbers)
    answers = np.array([[0.0 if a is None else a for a in e.answers] for e in examples], dtype=np.float32)
    asked = np.array([[a is not None for a in e.answers] for e in examples], dtype=np.float32)
    parts = [_fit_one(bags, answers, asked, options, options.seed + at) for at in range(options.networks)]
    into, bias, out, out_bias = ([part[at] for part in parts] for at in range(4))
    shared = np.float32(1.0 / options.networks)
    return Weights(
        tuple(names),
        np.array(numbers, dtype=np.uint32),
        np.concatenate(into, axis=1),
        np.concatenate(bias),
        np.concatenate(out) * shared,
        np.stack(out_bias).mean(axis=0).astype(np.float32),
    )


def _common(lists: Any, rare: int, most: int) -> list[Any]:
    """What stands in enough of the lists, sorted; ties are broken by value, so that the choice repeats."""
    counts = Counter(one for some in lists for one in some)
    often = sorted(((-count, one) for one, count in counts.items() if count >= rare))
    return sorted(one for _, one in often[:most])


def _encode(examples: Sequence[Example], names: Sequence[str], numbers: Sequence[int]) -> _Bags:
    place = {name: at for at, name in enumerate(names)}
    number = {one: at for at, one in enumerate(numbers, len(names))}
    bags = [
        [*(place[f] for f in e.features if f in place), *(number[n] for n in e.wording if n in number)]
        for e in examples
    ]
    starts = np.concatenate([[0], np.cumsum([len(bag) for bag in bags])])
    places = np.fromiter((at for bag in bags for at in bag), dtype=np.intp, count=int(starts[-1]))
    return _Bags(places, starts.astype(np.intp), len(names), len(names) + len(numbers))


def _fit_one(bags: _Bags, answers: Floats, asked: Floats, options: Options, seed: int) -> list[Floats]:
    rng = np.random.default_rng(seed)
    model = _Model(bags.size, options.hidden, options.decay, rng)
    lengths = np.diff(bags.starts)
    steps = 0
    for epoch in range(options.epochs):
        order = rng.permutation(len(answers))
        model.rate = options.rate * (1.0 - epoch / options.epochs) ** 0.7
        for start in range(0, len(order), options.batch):
            at = order[start : start + options.batch]
            steps += 1
            places = np.concatenate([bags.places[bags.starts[one] : bags.starts[one + 1]] for one in at])
            rows = np.repeat(np.arange(len(at)), lengths[at])
            wordless = (rng.random(len(at)) < options.wordless)[rows] & (places >= bags.named)
            kept = (rng.random(len(places)) >= options.forget) & ~wordless
            model.step(places[kept], rows[kept], 1.0 / (1.0 - options.forget), answers[at], asked[at], steps)
    return model.parameters


class _Model:
    """features -> hidden (rectified) -> questions, with Adam."""

    def __init__(self, size: int, hidden: int, decay: float, rng: np.random.Generator) -> None:
        questions = len(QUESTIONS)
        self.parameters: list[Floats] = [
            rng.normal(0, 0.08, (size, hidden)).astype(np.float32),
            np.zeros(hidden, dtype=np.float32),
            rng.normal(0, 0.3, (hidden, questions)).astype(np.float32),
            np.zeros(questions, dtype=np.float32),
        ]
        self.rate = 0.0
        self._decay = decay
        self._first = [np.zeros_like(p) for p in self.parameters]
        self._second = [np.zeros_like(p) for p in self.parameters]
        self._room = [(np.empty_like(p), np.empty_like(p)) for p in self.parameters]
        self._slope = np.empty_like(self.parameters[0])

    def step(self, places: Places, rows: Places, scale: float, answers: Floats, asked: Floats, steps: int) -> None:
        into, bias, out, out_bias = self.parameters
        sums = _added(into[places], rows, np.empty((len(answers), into.shape[1]), dtype=np.float32))
        hidden = np.maximum(sums * np.float32(scale) + bias, 0)
        error = (1 / (1 + np.exp(-(hidden @ out + out_bias))) - answers) * asked / len(answers)
        back = ((error @ out.T) * (hidden > 0)).astype(np.float32)
        slope = _added(back[rows] * np.float32(scale), places, self._slope)
        self._move([slope, back.sum(0), hidden.T @ error, error.sum(0)], steps)

    def _move(self, slopes: Sequence[Floats], steps: int) -> None:
        """One step of Adam, in rooms made once: most of the time went into making new ones."""
        rate = np.float32(self.rate * np.sqrt(1 - 0.999**steps) / (1 - 0.9**steps))
        kept = np.float32(1 - self.rate * self._decay)
        known = zip(self.parameters, slopes, self._first, self._second, self._room, strict=True)
        for weights, slope, first, second, (one, two) in known:
            np.multiply(first, np.float32(0.9), out=first)
            np.add(first, np.multiply(slope, np.float32(0.1), out=one), out=first)
            np.multiply(second, np.float32(0.999), out=second)
            np.multiply(slope, slope, out=one)
            np.add(second, np.multiply(one, np.float32(0.001), out=one), out=second)
            np.add(np.sqrt(second, out=one), np.float32(1e-8), out=one)
            np.multiply(np.divide(first, one, out=two), rate, out=two)
            np.multiply(weights, kept, out=weights)
            np.subtract(weights, two, out=weights)


def _added(values: Floats, into: Places, room: Floats) -> Floats:
    """The rows of `values` added up by the place each goes into, in `room`."""
    for at in range(values.shape[1]):
        room[:, at] = np.bincount(into, weights=values[:, at], minlength=len(room))
    return room
