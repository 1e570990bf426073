"""The tagger's net while it learns: forward and backward, written out, in numpy.

sum of hashed features -> layer norm -> dense -> dilated convolutions, each added to what it reads -> tags. Names of
parameters are those of the weights file, so that what is learned is what is used.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sluis.detection.tagger import TAGS
from sluis.detection.tagger_features import LIST_BITS, PART_ROWS, WORD_ROWS
from sluis.detection.training.encoding import Batch

Floats = NDArray[Any]
ROWS = WORD_ROWS + PART_ROWS + LIST_BITS
_TINY = 1e-5


@dataclass(frozen=True)
class Shape:
    """size: numbers a word has in the table; width: of the hidden layers; dilations: how far each looks to both sides."""

    size: int = 64
    width: int = 96
    dilations: tuple[int, ...] = (1, 1, 2, 4)


@dataclass(frozen=True)
class RowGradient:
    """The gradient of the rows that a batch touched."""

    rows: NDArray[np.int64]
    values: Floats


@dataclass(frozen=True)
class _Layer:
    """What the way back needs of one convolution."""

    joined: Floats
    open: Floats


def new_parameters(shape: Shape, rng: np.random.Generator, kind: type = np.float32) -> dict[str, Floats]:
    """Parameters to begin with. "E": the embedding table, one row a feature."""

    def dense(out: int, into: int) -> Floats:
        bound = 1 / np.sqrt(into)
        return rng.uniform(-bound, bound, (out, into)).astype(kind)

    made: dict[str, Floats] = {
        "E": (rng.standard_normal((ROWS, shape.size)) * 0.1).astype(kind),
        "fl.weight": (rng.standard_normal((3, shape.size)) * 0.05).astype(kind),
        "ln.weight": np.ones(shape.size, kind),
        "ln.bias": np.zeros(shape.size, kind),
        "inp.weight": dense(shape.width, shape.size),
        "inp.bias": np.zeros(shape.width, kind),
    }
    for n in range(len(shape.dilations)):
        made[f"conv.{n}.weight"] = dense(shape.width, 3 * shape.width)
        made[f"conv.{n}.bias"] = np.zeros(shape.width, kind)
    made["out.weight"] = dense(len(TAGS), shape.width)
    made["out.bias"] = np.zeros(len(TAGS), kind)
    return made


class Net:
    """One pass over one batch at a time: `learn` gives the loss and the gradient of every parameter."""

    def __init__(self, shape: Shape, parameters: dict[str, Floats]) -> None:
        self.shape, self.parameters = shape, parameters

    def learn(
        self, batch: Batch, drop: float, rng: np.random.Generator
    ) -> tuple[float, dict[str, Floats], RowGradient]:
        """The mean loss per token, and gradients. drop: the share of a layer's outputs left out."""
        p, here = self.parameters, batch.here[:, None]
        words = _sums(p["E"], batch)
        normed, spread = _normed(words[batch.words] + p["fl.weight"][batch.before])
        first = normed * p["ln.weight"] + p["ln.bias"]
        x = np.maximum(first @ p["inp.weight"].T + p["inp.bias"], 0) * here
        opened = x > 0
        layers: list[_Layer] = []
        for n, dilation in enumerate(self.shape.dilations):
            joined = _joined(x, dilation)
            z = joined @ p[f"conv.{n}.weight"].T + p[f"conv.{n}.bias"]
            gate = (z > 0) * here
            if drop:
                gate *= (rng.random(z.shape, np.float32) >= drop) * np.float32(1 / (1 - drop))
            x = x + z * gate
            layers.append(_Layer(joined, gate))
        loss, slope = _loss(x @ p["out.weight"].T + p["out.bias"], batch.allowed)
        gradients = {"out.weight": slope.T @ x, "out.bias": slope.sum(0)}
        dx = slope @ p["out.weight"]
        for n in reversed(range(len(layers))):
            dx = self._back(n, layers[n], dx, gradients)
        dz = dx * opened
        gradients["inp.weight"], gradients["inp.bias"] = dz.T @ first, dz.sum(0)
        dfirst = dz @ p["inp.weight"]
        gradients["ln.weight"], gradients["ln.bias"] = (dfirst * normed).sum(0), dfirst.sum(0)
        dv = _normed_back(dfirst * p["ln.weight"], normed, spread)
        gradients["fl.weight"] = np.stack([dv[batch.before == n].sum(0) for n in range(3)])
        return loss, gradients, _rows_back(dv, batch, len(words))

    def _back(self, n: int, layer: _Layer, dx: Floats, gradients: dict[str, Floats]) -> Floats:
        width, dilation = self.shape.width, self.shape.dilations[n]
        dz = dx * layer.open
        gradients[f"conv.{n}.weight"], gradients[f"conv.{n}.bias"] = dz.T @ layer.joined, dz.sum(0)
        joined = dz @ self.parameters[f"conv.{n}.weight"]
        dx = dx + joined[:, width : 2 * width]
        dx[:-dilation] += joined[dilation:, :width]
        dx[dilation:] += joined[:-dilation, 2 * width :]
        return dx


def _sums(table: Floats, batch: Batch) -> Floats:
    """Each word as the sum of its features, over the root of how many they are."""
    sums = np.zeros((len(batch.scales), table.shape[1]), table.dtype)
    if len(batch.rows):
        starts = np.flatnonzero(np.diff(batch.owners, prepend=-1))
        sums[batch.owners[starts]] = np.add.reduceat(table[batch.rows], starts)
    return sums * batch.scales[:, None]


def _rows_back(dv: Floats, batch: Batch, words: int) -> RowGradient:
    order = np.argsort(batch.words, kind="stable")
    starts = np.flatnonzero(np.diff(batch.words[order], prepend=-1))
    by_word = np.zeros((words, dv.shape[1]), dv.dtype)
    by_word[batch.words[order][starts]] = np.add.reduceat(dv[order], starts)
    by_word *= batch.scales[:, None]
    order = np.argsort(batch.rows, kind="stable")
    rows = batch.rows[order]
    starts = np.flatnonzero(np.diff(rows, prepend=-1))
    return RowGradient(rows[starts], np.add.reduceat(by_word[batch.owners[order]], starts))


def _normed(x: Floats) -> tuple[Floats, Floats]:
    x = x - x.mean(1, keepdims=True)
    spread = np.sqrt((x * x).mean(1, keepdims=True) + _TINY)
    return x / spread, spread


def _normed_back(dy: Floats, y: Floats, spread: Floats) -> Floats:
    back = dy - dy.mean(1, keepdims=True) - y * (dy * y).mean(1, keepdims=True)
    return np.asarray(back / spread)


def _joined(x: Floats, dilation: int) -> Floats:
    """Left neighbour, place, right neighbour, side by side; beyond the ends there is nothing."""
    width = x.shape[1]
    joined = np.zeros((len(x), 3 * width), x.dtype)
    joined[dilation:, :width] = x[:-dilation]
    joined[:, width : 2 * width] = x
    joined[:-dilation, 2 * width :] = x[dilation:]
    return joined


def _loss(logits: Floats, allowed: NDArray[np.bool_]) -> tuple[float, Floats]:
    """Mean of -log(share of what is allowed) over places where not all is, and its slope."""
    counted: NDArray[np.bool_] = ~np.asarray(allowed.all(1))
    odds = np.exp(logits - logits.max(1, keepdims=True))
    odds /= odds.sum(1, keepdims=True)
    right = odds * allowed
    shares = np.maximum(right.sum(1, keepdims=True), 1e-30)
    count = max(int(counted.sum()), 1)
    slope = (odds - right / shares) * (counted[:, None] / count)
    return float(-np.log(shares[counted, 0]).sum() / count), slope.astype(logits.dtype)
