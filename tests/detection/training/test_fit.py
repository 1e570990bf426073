"""Fitting: learns what is there, the same from the same, and reads each copy in turn."""

from dataclasses import replace

import numpy as np
import pytest

from sluis.detection.training.encoding import Encoded, encode
from sluis.detection.training.fit import Adam, Options, fit
from sluis.detection.training.labelled import Labelled, Mark
from sluis.detection.training.net import Floats, RowGradient, Shape

SMALL = Options(Shape(8, 12, (1, 2)), passes=4, tokens=256, warm_up=5, report=1)


def texts(count: int = 200) -> Encoded:
    name = Labelled("my name is Zorvella thanks", (Mark(11, 19, "PERSON"),))
    return encode([name, Labelled("the parcel is late again", ())] * count, {})


def test_the_loss_falls(capsys: pytest.CaptureFixture[str]) -> None:
    fit(lambda *_: texts(), SMALL)
    told = [float(line.split("loss ")[1].split(",")[0]) for line in capsys.readouterr().err.splitlines()]
    assert told[-1] < told[0] / 3


def test_the_same_texts_and_seed_give_the_same_parameters() -> None:
    first, second = fit(lambda *_: texts(40), SMALL), fit(lambda *_: texts(40), SMALL)
    assert all(np.array_equal(first[name], second[name]) for name in first)


def test_a_copy_is_asked_for_in_each_pass_with_what_was_learned_before() -> None:
    asked: list[tuple[int, float]] = []

    def copy_for(number: int, learned: dict[str, Floats]) -> Encoded:
        asked.append((number, float(learned["out.bias"][0])))
        return texts(40)

    learned = fit(copy_for, replace(SMALL, averaged=1))
    assert [number for number, _ in asked] == [0, 1, 2, 3]
    assert len({bias for _, bias in asked}) == 4
    assert learned["out.bias"][0] > 0


def test_adam_walks_down_and_leaves_rows_alone_that_were_not_read() -> None:
    parameters = {"w": np.array([4.0, -4.0]), "E": np.full((3, 2), 4.0)}
    adam = Adam(parameters)
    for _ in range(300):
        adam.step({"w": 2 * parameters["w"]}, 0.05)
        adam.step_rows("E", RowGradient(np.array([1]), 2 * parameters["E"][[1]]), 0.05)
    assert np.abs(parameters["w"]).max() < 0.2
    assert np.abs(parameters["E"][1]).max() < 0.2
    assert (parameters["E"][[0, 2]] == 4.0).all()
