"""A small classifier over named features and wording: one hidden layer, three questions, weights in a file."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from math import exp
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from sluis.errors import ConfigurationError

Floats = npt.NDArray[np.float32]
QUESTIONS: Final = ("decision", "profiling", "adverse")
FORMAT: Final = 2
PARTS: Final = ("text", "call", "scene")
MOST_SHOWN: Final = 6
MOST_PARTS: Final = 4096
"""Parts whose places a network remembers."""
WORDING: Final = "the wording"
"""What stands among the features for all numbers of a wording together."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Features and wording that always come together. Told apart by identity: a network remembers where they stand."""

    features: frozenset[str]
    wording: frozenset[int] = frozenset()


class Known(NamedTuple):
    """What a network knows of some features and wording: their places, and the sum of their weights."""

    places: frozenset[int]
    total: Floats


class Answers(NamedTuple):
    """Probabilities, 0.0 to 1.0. weighed: the places of what they were made of, in several sets."""

    decision: float
    profiling: float
    adverse: float
    weighed: tuple[Set[int], ...]


@dataclass(frozen=True)
class Weights:
    """names: the features, sorted. wording: the numbers known, sorted.

    into: features, then numbers, x hidden. out: hidden x questions.
    """

    names: tuple[str, ...]
    wording: npt.NDArray[np.uint32]
    into: Floats
    bias: Floats
    out: Floats
    out_bias: Floats


class Network:
    """Answers the questions about one kind of output: prose, or calls."""

    def __init__(self, weights: Weights) -> None:
        self._place = {name: at for at, name in enumerate(weights.names)}
        self._number = {number: at for at, number in enumerate(weights.wording.tolist(), len(weights.names))}
        self._weights = weights
        self._places_of = lru_cache(maxsize=MOST_PARTS)(self._find_part)

    def ask(
        self,
        features: Iterable[str],
        wording: Iterable[int] = (),
        parts: Iterable[Part] = (),
        besides: Sequence[Known] = (),
        places: Iterable[int] = (),
    ) -> Answers:
        """What features and wording say, in whatever order they come. Unknown ones say nothing.

        parts: more of them, met before or to be met again. besides: still more, weighed before. places: where still
        more stand.
        """
        w = self._weights
        found = set(self._find(features, wording))
        found.update(places, *map(self._places_of, parts))
        hidden = self._total(found) + w.bias
        for known in besides:
            hidden += known.total
        np.maximum(hidden, 0, out=hidden)
        decision, profiling, adverse = map(_share, (hidden @ w.out + w.out_bias).tolist())
        return Answers(decision, profiling, adverse, (found, *(known.places for known in besides)))

    def know(self, features: Iterable[str], wording: Iterable[int] = ()) -> Known:
        """Features and wording weighed once, to be given to `ask` again and again."""
        places = frozenset(self._find(features, wording))
        return Known(places, self._total(places))

    def strongest(self, answers: Answers) -> tuple[str, ...]:
        """What weighed most in these answers, strongest first: for the decision, or for the profile if that is more."""
        w, known = self._weights, sorted(set[int]().union(*answers.weighed))
        named = sum(at < len(w.names) for at in known)
        rows = w.into[known]
        hidden = np.add.reduce(rows) + w.bias
        question = 0 if answers.decision >= answers.profiling else 1
        pull = rows @ (w.out[:, question] * (hidden > 0))
        strongest = (-pull[:named]).argsort()[:MOST_SHOWN].tolist()
        shown = [(float(pull[at]), w.names[known[at]]) for at in strongest if pull[at] > 0]
        worded = float(pull[named:].sum())
        if worded > 0:
            shown = sorted([*shown, (worded, WORDING)], key=lambda one: -one[0])[:MOST_SHOWN]
        return tuple(name for _, name in shown)

    def place(self, feature: str) -> int:
        """Where a feature stands; -1 for one it does not know."""
        return self._place.get(feature, -1)

    def _find(self, features: Iterable[str], wording: Iterable[int]) -> list[int]:
        place, number = self._place, self._number
        return [*map(place.__getitem__, place.keys() & features), *map(number.__getitem__, number.keys() & wording)]

    def _find_part(self, part: Part) -> frozenset[int]:
        return frozenset(self._find(part.features, part.wording))

    def _total(self, places: Iterable[int]) -> Floats:
        """The sum of their weights, added up in one order: the same places give the same sum."""
        total: Floats = np.add.reduce(self._weights.into[sorted(places)])
        return total


def _share(logit: float) -> float:
    return 1 / (1 + exp(-min(max(logit, -30.0), 30.0)))


@dataclass(frozen=True)
class Classifier:
    """Networks for prose, for tool calls and structured answers, and for scenes whose answer is not known yet."""

    text: Network
    call: Network
    scene: Network


def save_weights(path: Path, text: Weights, call: Weights, scene: Weights) -> None:
    """Write the networks: half precision, compressed, the same bytes for the same weights."""
    arrays: dict[str, npt.NDArray[Any]] = {"format": np.array(FORMAT)}
    for part, weights in zip(PARTS, (text, call, scene), strict=True):
        arrays[f"{part}_names"] = np.frombuffer("\n".join(weights.names).encode(), dtype=np.uint8)
        arrays[f"{part}_wording"] = weights.wording
        for name in ("into", "bias", "out", "out_bias"):
            arrays[f"{part}_{name}"] = getattr(weights, name).astype(np.float16)
    np.savez_compressed(path, allow_pickle=False, **arrays)


def load_classifier(path: Path | None = None) -> Classifier:
    """The classifier of a weights file; of the one in the package by default."""
    raw = path.read_bytes() if path else (files("sluis.decisions") / "weights" / "decisions.npz").read_bytes()
    with np.load(BytesIO(raw), allow_pickle=False) as arrays:
        if int(arrays["format"]) != FORMAT:
            raise ConfigurationError("decision weights: made for another version of Sluis")
        return Classifier(*(Network(_weights(arrays, part)) for part in PARTS))


@cache
def default_classifier() -> Classifier:
    """The classifier of the package, loaded once."""
    return load_classifier()


def _weights(arrays: "np.lib.npyio.NpzFile", part: str) -> Weights:
    names = tuple(arrays[f"{part}_names"].tobytes().decode().split("\n"))
    into, bias, out, out_bias = (
        arrays[f"{part}_{name}"].astype(np.float32) for name in ("into", "bias", "out", "out_bias")
    )
    return Weights(names, arrays[f"{part}_wording"], into, bias, out, out_bias)
