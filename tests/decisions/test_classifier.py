"""The classifier and its weights file."""

from pathlib import Path

import numpy as np
import pytest

from sluis.decisions.classifier import (
    WORDING,
    Network,
    Part,
    Weights,
    default_classifier,
    load_classifier,
    save_weights,
)
from sluis.errors import ConfigurationError

WEIGHTS = Weights(
    ("bad", "good"),
    np.array([7], dtype=np.uint32),
    np.array([[4.0], [0.0], [3.0]], dtype=np.float32),
    np.zeros(1, dtype=np.float32),
    np.array([[2.0, 0.0, 2.0]], dtype=np.float32),
    np.array([-3.0, -3.0, -1.0], dtype=np.float32),
)


def test_known_features_pull_and_unknown_ones_say_nothing() -> None:
    network = Network(WEIGHTS)
    answers = network.ask(["bad", "unknown"])
    assert answers.decision > 0.9
    assert answers.profiling < 0.1
    assert network.strongest(answers) == ("bad",)
    assert network.ask(["unknown"]) == network.ask([])


def test_known_wording_pulls_too_and_shows_as_such_without_a_number() -> None:
    network = Network(WEIGHTS)
    worded = network.ask([], [7, 8])
    assert worded.decision > 0.9
    assert network.strongest(worded) == (WORDING,)
    assert network.strongest(network.ask(["bad"], [7])) == ("bad", WORDING)
    assert network.ask([], [8]) == network.ask([])


def test_what_was_weighed_before_and_parts_met_before_count_as_if_they_were_given_now() -> None:
    network = Network(WEIGHTS)
    part = Part(frozenset(["bad", "unknown"]), frozenset([7]))
    at_once = network.ask(["bad"], [7])
    for asked in (
        network.ask([], parts=[part]),
        network.ask(["bad"], [], [part, part]),
        network.ask(["bad"], besides=[network.know(["unknown"], [7])]),
        network.ask([], [7], places=[network.place("bad")]),
    ):
        assert asked[:3] == at_once[:3]
        assert network.strongest(asked) == network.strongest(at_once)


def test_weights_survive_their_file_and_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "a.npz", tmp_path / "b.npz"
    save_weights(first, WEIGHTS, WEIGHTS, WEIGHTS)
    save_weights(second, WEIGHTS, WEIGHTS, WEIGHTS)
    assert first.read_bytes() == second.read_bytes()
    assert load_classifier(first).text.ask(["bad"], [7]) == Network(WEIGHTS).ask(["bad"], [7])


def test_weights_of_another_format_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "old.npz"
    np.savez(path, format=np.array(99))
    with pytest.raises(ConfigurationError, match="another version"):
        load_classifier(path)


def test_the_weights_of_the_package_are_small_and_loaded_once() -> None:
    import sluis.decisions

    path = Path(next(iter(sluis.decisions.__path__))) / "weights" / "decisions.npz"
    assert path.stat().st_size < 5_000_000
    assert default_classifier() is default_classifier()
