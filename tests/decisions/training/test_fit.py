"""Fitting: learns what is there, and the same from the same."""

import numpy as np

from sluis.decisions.classifier import Network
from sluis.decisions.training.fit import RARE, RARE_WORDING, Example, Options, fit

EXAMPLES = [Example(["refused", "you"], (1.0, 0.0, 1.0)), Example(["parcel", "you"], (0.0, 0.0, None))] * 80
OPTIONS = Options(networks=2, hidden=4, epochs=12, batch=16, rate=0.02)


def test_what_tells_cases_apart_is_learned() -> None:
    network = Network(fit(EXAMPLES, OPTIONS))
    assert network.ask(["refused", "you"]).decision > 0.9
    assert network.ask(["parcel", "you"]).decision < 0.1


def test_the_same_cases_give_the_same_weights() -> None:
    first, second = fit(EXAMPLES, OPTIONS), fit(EXAMPLES, OPTIONS)
    assert first.names == second.names
    assert np.array_equal(first.into, second.into)
    assert np.array_equal(first.out_bias, second.out_bias)


def test_wording_is_learned_beside_features() -> None:
    worded = [Example(["you"], (1.0, 0.0, 1.0), [3, 9]), Example(["you"], (0.0, 0.0, None), [4, 9])] * 80
    network = Network(fit(worded, OPTIONS))
    assert network.ask(["you"], [3, 9]).decision > 0.9
    assert network.ask(["you"], [4, 9]).decision < 0.1


def test_rare_features_are_left_out() -> None:
    rare = [Example(["seldom"], (1.0, 0.0, 1.0))] * (RARE - 1)
    seldom = [Example(["you"], (1.0, 0.0, 1.0), [3])] * (RARE_WORDING - 1)
    weights = fit([*EXAMPLES, *rare, *seldom], OPTIONS)
    assert weights.names == ("parcel", "refused", "you")
    assert not len(weights.wording)
