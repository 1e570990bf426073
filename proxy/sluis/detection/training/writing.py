"""Writing what was learned as the weights file that the tagger reads."""

import zlib
from collections.abc import Mapping
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


def read_lists(path: Path) -> dict[str, int]:
    """The word lists that a weights file carries: each word with a bit for every list it stands in."""
    with np.load(path, allow_pickle=False) as weights:
        words = zlib.decompress(weights["list_words"].tobytes()).decode().split("\n")
        return dict(zip(words, weights["list_bits"].tolist(), strict=True))


def save_weights(path: Path, weights: Mapping[str, NDArray[Any]]) -> None:
    """The same arrays give the same bytes."""
    arrays: dict[str, Any] = dict(weights)
    np.savez_compressed(path, **arrays)
