"""Fitting the classifier: one hidden layer over named features, three questions at once, in numpy and one thread.

The same cases and seed give the same weights. Features are left out at random while learning, so that no single word
of the templates carries an answer alone.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from sluis.decisions.classifier import QUESTIONS, Weights

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]
RARE: Final = 6
"""A feature seen in fewer cases is not learned."""
MOST_FEATURES: Final = 7000


@dataclass(frozen=True)
class Example:
    """features, and for each question 1.0, 0.0 or None where the question does not arise. weight: how much it counts."""

    features: Sequence[str]
    answers: tuple[float | None, ...]
    weight: float = 1.0


@dataclass(frozen=True)
class Options:
    networks: int = 4
    hidden: int = 12
    epochs: int = 10
    batch: int = 256
    rate: float = 0.004
    decay: float = 2e-5
    forget: float = 0.15
    seed: int = 7


def fit(examples: Sequence[Example], options: Options) -> Weights:
    """Weights that answer the questions as the examples do: several networks side by side, their answers averaged.

    One network alone depends on its first weights more than on what it learns last.
    """
    names = _choose_features(examples)
    inputs = _encode(examples, names)
    answers = np.array([[0.0 if a is None else a for a in e.answers] for e in examples], dtype=np.float32)
    asked = np.array([[a is not None for a in e.answers] for e in examples], dtype=np.float32)
    asked *= np.array([[e.weight] for e in examples], dtype=np.float32)
    parts = [_fit_one(inputs, answers, asked, options, options.seed + at) for at in range(options.networks)]
    into, bias, out, out_bias = ([part[at] for part in parts] for at in range(4))
    shared = np.float32(1.0 / options.networks)
    return Weights(
        tuple(names),
        np.concatenate(into, axis=1),
        np.concatenate(bias),
        np.concatenate(out) * shared,
        np.stack(out_bias).mean(axis=0).astype(np.float32),
    )


def _fit_one(inputs: Bytes, answers: Floats, asked: Floats, options: Options, seed: int) -> list[Floats]:
    rng = np.random.default_rng(seed)
    model = _Model(inputs.shape[1], options.hidden, options.decay, rng)
    steps = 0
    for epoch in range(options.epochs):
        order = rng.permutation(len(inputs))
        model.rate = options.rate * (1.0 - epoch / options.epochs) ** 0.7
        for start in range(0, len(order), options.batch):
            at = order[start : start + options.batch]
            steps += 1
            kept = (rng.random((len(at), inputs.shape[1]), dtype=np.float32) >= options.forget).astype(np.float32)
            model.step(inputs[at] * kept / (1.0 - options.forget), answers[at], asked[at], steps)
    return model.parameters


def _choose_features(examples: Sequence[Example]) -> list[str]:
    counts = Counter(f for e in examples for f in e.features)
    common = [name for name, count in counts.most_common(MOST_FEATURES) if count >= RARE]
    return sorted(common)


def _encode(examples: Sequence[Example], names: Sequence[str]) -> Bytes:
    place = {name: at for at, name in enumerate(names)}
    encoded = np.zeros((len(examples), len(names)), dtype=np.uint8)
    for row, example in enumerate(examples):
        encoded[row, [place[f] for f in example.features if f in place]] = 1
    return encoded


class _Model:
    """inputs -> hidden (rectified) -> questions, with Adam."""

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

    def step(self, inputs: Floats, answers: Floats, asked: Floats, steps: int) -> None:
        into, bias, out, out_bias = self.parameters
        hidden = np.maximum(inputs @ into + bias, 0)
        error = (1 / (1 + np.exp(-(hidden @ out + out_bias))) - answers) * asked / len(inputs)
        back = (error @ out.T) * (hidden > 0)
        self._move([inputs.T @ back, back.sum(0), hidden.T @ error, error.sum(0)], steps)

    def _move(self, slopes: Sequence[Floats], steps: int) -> None:
        for weights, slope, first, second in zip(self.parameters, slopes, self._first, self._second, strict=True):
            first[...] = 0.9 * first + 0.1 * slope
            second[...] = 0.999 * second + 0.001 * slope * slope
            step = first / (1 - 0.9**steps) / (np.sqrt(second / (1 - 0.999**steps)) + 1e-8)
            weights -= self.rate * (step + self._decay * 50 * weights)  # noqa: PLW2901 - in place
