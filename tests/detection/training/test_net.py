"""The net's way back against finite differences, and its way forward against the tagger that uses what it learned."""

import numpy as np
import pytest

from sluis.detection.tagger import TAGS, Tagger
from sluis.detection.training.encoding import Batch, Forgetting, batches, encode
from sluis.detection.training.labelled import UNKNOWN, Labelled, Mark
from sluis.detection.training.net import Net, Shape, new_parameters
from sluis.detection.training.writing import weights_of

SHAPE = Shape(size=5, width=6, dilations=(1, 2))
TEXTS = [
    Labelled("Ada Vries met Bea in Delft.", (Mark(0, 9, "PERSON"), Mark(14, 17, UNKNOWN), Mark(21, 26, "LOCATION"))),
    Labelled("no name, 12 here", (), unmarked=frozenset({"ADDRESS"})),
]
STEP = 1e-6


def batch() -> Batch:
    (one,) = batches(encode(TEXTS, {"ada": 1}), 4096, np.random.default_rng(1), Forgetting(0, 0, 0))
    return one


def loss(parameters: dict[str, np.ndarray], one: Batch) -> float:
    return Net(SHAPE, parameters).learn(one, 0.0, np.random.default_rng(1))[0]


@pytest.mark.parametrize("name", sorted(set(new_parameters(SHAPE, np.random.default_rng(1))) - {"E"}))
def test_gradients_are_the_slopes_of_the_loss(name: str) -> None:
    rng = np.random.default_rng(7)
    parameters = new_parameters(SHAPE, rng, np.float64)
    parameters["E"] *= 10
    one = batch()
    _, gradients, _ = Net(SHAPE, parameters).learn(one, 0.0, rng)
    flat, slopes = parameters[name].reshape(-1), gradients[name].reshape(-1)
    for at in rng.choice(len(flat), min(12, len(flat)), replace=False):
        assert slopes[at] == pytest.approx(slope(parameters, flat, at, one), rel=1e-4, abs=1e-8)


def slope(parameters: dict[str, np.ndarray], flat: np.ndarray, at: int, one: Batch) -> float:
    kept = flat[at]
    flat[at] = kept + STEP
    above = loss(parameters, one)
    flat[at] = kept - STEP
    below = loss(parameters, one)
    flat[at] = kept
    return (above - below) / (2 * STEP)


def test_the_gradients_of_the_table_are_slopes_too_and_only_of_rows_that_were_read() -> None:
    rng = np.random.default_rng(7)
    parameters = new_parameters(SHAPE, rng, np.float64)
    parameters["E"] *= 10
    one = batch()
    _, _, gradient = Net(SHAPE, parameters).learn(one, 0.0, rng)
    assert gradient.rows.tolist() == sorted(set(one.rows.tolist()))
    flat = parameters["E"].reshape(-1)
    for n in rng.choice(len(gradient.rows), 15, replace=False):
        for k in range(SHAPE.size):
            wanted = slope(parameters, flat, int(gradient.rows[n]) * SHAPE.size + k, one)
            assert gradient.values[n, k] == pytest.approx(wanted, rel=1e-4, abs=1e-8)


def test_dropped_outputs_change_the_loss_and_repeat_with_chance() -> None:
    parameters = new_parameters(SHAPE, np.random.default_rng(7))
    net, one = Net(SHAPE, parameters), batch()
    first, again = (net.learn(one, 0.5, np.random.default_rng(3))[0] for _ in range(2))
    assert first == again != net.learn(one, 0.0, np.random.default_rng(3))[0]


def test_the_tagger_computes_what_the_net_computed() -> None:
    """The loss that the tagger's own scores give is that of the net, but for the table's one byte a number."""
    parameters = new_parameters(SHAPE, np.random.default_rng(7))
    parameters["E"] *= 10
    lists = {"ada": 1}
    tagger = Tagger(weights_of(parameters, SHAPE, lists), outside_bias=0.0)
    (one,) = batches(encode(TEXTS[1:], lists), 4096, np.random.default_rng(1), Forgetting(0, 0, 0))
    wanted, _, _ = Net(SHAPE, parameters).learn(one, 0.0, np.random.default_rng(1))
    from sluis.detection.tagger import _NOTHING, _tokenize

    scores, _ = tagger._logits([(_NOTHING, _tokenize(TEXTS[1].text))])
    odds = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
    allowed = [n for n, tag in enumerate(TAGS) if tag == "O" or tag.endswith("ADDRESS")]
    assert float(-np.log(odds[:, allowed].sum(1)).mean()) == pytest.approx(wanted, abs=0.01)
