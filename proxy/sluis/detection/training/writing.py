"""Writing what was learned as the weights file that the tagger reads."""

import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sluis.detection.tagger import pack_lists
from sluis.detection.tagger_features import PART_ROWS, WORD_ROWS
from sluis.detection.training.net import Floats, Shape

VERSION = 1
_LEAST = 1e-6
"""The smallest scale, so that a row of zeros can be written; half-precision numbers still tell it from nothing."""


def weights_of(parameters: Mapping[str, Floats], shape: Shape, lists: Mapping[str, int]) -> dict[str, NDArray[Any]]:
    """The arrays of a weights file. The table has a byte a number and a scale a row: a quarter of the size, the same finds."""
    table = parameters["E"]
    scales = np.maximum(np.abs(table).max(1) / 127, _LEAST).astype(np.float16)
    layers = {name: value.astype(np.float32) for name, value in parameters.items() if name != "E"}
    return {
        "version": np.array(VERSION),
        "E": np.clip(np.round(table / scales.astype(np.float32)[:, None]), -127, 127).astype(np.int8),
        "Es": scales,
        "cfg": np.array([WORD_ROWS, PART_ROWS, shape.size, shape.width]),
        "dil": np.array(shape.dilations),
        **layers,
        **pack_lists(lists),
    }


def pack_towns(towns: Mapping[str, Iterable[str]]) -> dict[str, NDArray[Any]]:
    """Towns by language, in the form in which weights carry them for the next training."""
    lines = "\n".join(f"{language}\t{name}" for language, names in sorted(towns.items()) for name in names)
    return {"towns": np.frombuffer(zlib.compress(lines.encode(), 9), np.uint8)}


def read_towns(path: Path) -> dict[str, tuple[str, ...]]:
    """The towns by language that a file carries; {} when it has none."""
    found: dict[str, list[str]] = {}
    with np.load(path, allow_pickle=False) as weights:
        lines = zlib.decompress(weights["towns"].tobytes()).decode().split("\n") if "towns" in weights.files else []
    for language, _, name in (line.partition("\t") for line in lines if line):
        found.setdefault(language, []).append(name)
    return {language: tuple(names) for language, names in found.items()}


def read_lists(path: Path) -> dict[str, int]:
    """The word lists that a weights file carries: each word with a bit for every list it stands in."""
    with np.load(path, allow_pickle=False) as weights:
        words = zlib.decompress(weights["list_words"].tobytes()).decode().split("\n")
        return dict(zip(words, weights["list_bits"].tolist(), strict=True))


def save_weights(path: Path, weights: Mapping[str, NDArray[Any]]) -> None:
    """The same arrays give the same bytes. Not compressed: numbers that were learned hardly shrink, and load slower."""
    arrays: dict[str, Any] = dict(weights)
    np.savez(path, **arrays)
