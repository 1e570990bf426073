"""Fitting the tagger: Adam, a step a batch, in numpy and one thread. The same texts and seed give the same weights."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from sluis.detection.training.encoding import Encoded, Forgetting, batches, orders
from sluis.detection.training.net import Floats, Net, RowGradient, Shape, new_parameters


@dataclass(frozen=True)
class Options:
    """passes: how often every text is read. rate, table_rate: at most, for the layers and the embedding table.

    averaged: every so many steps the parameters go into a running mean, of which `memory` is kept each time.
    """

    shape: Shape = field(default_factory=Shape)
    passes: int = 3
    tokens: int = 4096
    rate: float = 2e-3
    table_rate: float = 4e-3
    warm_up: int = 150
    decay: float = 0.01
    drop: float = 0.1
    most: float = 2.0
    forgetting: Forgetting = field(default_factory=Forgetting)
    seed: int = 1
    report: int = 200
    averaged: int = 16
    memory: float = 0.97


class Adam:
    """Steps for the layers, decayed, and for the rows of the table that a batch touched."""

    def __init__(self, parameters: dict[str, Floats], decay: float = 0.0) -> None:
        self._parameters, self._decay = parameters, decay
        self._means = {name: np.zeros_like(value) for name, value in parameters.items()}
        self._squares = {name: np.zeros_like(value) for name, value in parameters.items()}
        self._steps = 0

    def step(self, gradients: dict[str, Floats], rate: float) -> None:
        """One step of every layer."""
        self._steps += 1
        for name, gradient in gradients.items():
            mean, square, value = self._means[name], self._squares[name], self._parameters[name]
            mean += (gradient - mean) * 0.1
            square += (gradient * gradient - square) * 0.02
            value *= 1 - rate * self._decay
            spread = np.sqrt(square / (1 - 0.98**self._steps)) + 1e-8
            value -= (rate / (1 - 0.9**self._steps)) * mean / spread

    def step_rows(self, name: str, gradient: RowGradient, rate: float) -> None:
        """One step of some rows of one table; others rest. Count the step by `step`."""
        rows, values = gradient.rows, gradient.values
        mean, square = self._means[name][rows], self._squares[name][rows]
        mean += (values - mean) * 0.1
        square += (values * values - square) * 0.001
        self._means[name][rows], self._squares[name][rows] = mean, square
        spread = np.sqrt(square / (1 - 0.999**self._steps)) + 1e-8
        self._parameters[name][rows] -= (rate / (1 - 0.9**self._steps)) * mean / spread


def fit(copy_for: Callable[[int, dict[str, Floats]], Encoded], options: Options) -> dict[str, Floats]:
    """The parameters learned from the texts, their running mean.

    copy_for: the texts to read in a pass, given its number and what was learned before; those of later passes are
    taken to be about as many as those of the first.
    """
    rng = np.random.default_rng(options.seed)
    parameters = new_parameters(options.shape, rng)
    net, adam = Net(options.shape, parameters), Adam(parameters, options.decay)
    mean = {name: value.copy() for name, value in parameters.items()}
    done, seen, planned, smooth, begun = 0, 0.0, 0, 0.0, time.perf_counter()
    for n in range(options.passes):
        encoded = copy_for(n, mean)
        planned = planned or options.passes * len(orders(encoded, options.tokens, np.random.default_rng(options.seed)))
        for batch in batches(encoded, options.tokens, rng, options.forgetting):
            loss, gradients, rows = net.learn(batch, options.drop, rng)
            share = min(1.0, done / options.warm_up + 0.05) * (max(0.0, 1 - done / planned) + 0.01)
            adam.step(_clipped(gradients, options.most), options.rate * share)
            adam.step_rows("E", rows, options.table_rate * share)
            done, seen = done + 1, seen + float(batch.here.sum())
            smooth = loss if done == 1 else 0.98 * smooth + 0.02 * loss
            if done % options.averaged == 0:
                _average(mean, parameters, min(options.memory, done / options.averaged / (done / options.averaged + 4)))
            if done % options.report == 0:
                speed = seen / (time.perf_counter() - begun)
                print(f"{done}/{planned} loss {smooth:.4f}, {speed:.0f} tokens a second", file=sys.stderr)
    _average(mean, parameters, 0.5)
    return mean


def _average(mean: dict[str, Floats], parameters: dict[str, Floats], memory: float) -> None:
    """The running mean moved towards the parameters. Little of it is kept at first, when it is of chance."""
    for name, value in parameters.items():
        mean[name] += (value - mean[name]) * np.float32(1 - memory)


def _clipped(gradients: dict[str, Floats], most: float) -> dict[str, Floats]:
    """The gradients, shortened together when they are longer than `most`."""
    length = float(np.sqrt(sum(float((g.astype(np.float64) ** 2).sum()) for g in gradients.values())))
    return gradients if length <= most else {name: g * np.float32(most / length) for name, g in gradients.items()}
