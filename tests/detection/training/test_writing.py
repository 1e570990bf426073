"""Weights files: the shape of the shipped one, and what was learned comes back."""

from pathlib import Path

import numpy as np

from sluis.detection.tagger import WEIGHTS, Tagger, pack_lists
from sluis.detection.tagger_features import LIST_BITS
from sluis.detection.training.net import Shape, new_parameters
from sluis.detection.training.writing import pack_towns, read_lists, read_towns, save_weights, weights_of

LISTS = {"ada": 1, "delft": 4, "vries": 2}


def test_a_file_has_the_arrays_and_types_of_the_shipped_one() -> None:
    made = weights_of(new_parameters(Shape(), np.random.default_rng(1)), Shape(), LISTS)
    with np.load(WEIGHTS, allow_pickle=False) as shipped:
        assert set(shipped.files) == {*made, "towns"}
        for name in made:
            assert shipped[name].dtype == made[name].dtype, name
            if not name.startswith("list_"):
                assert shipped[name].shape == made[name].shape, name


def test_the_table_is_kept_within_half_a_step() -> None:
    parameters = new_parameters(Shape(), np.random.default_rng(1))
    parameters["E"][5] = 0
    made = weights_of(parameters, Shape(), LISTS)
    scales = made["Es"].astype(np.float32)[:, None]
    assert (np.abs(made["E"] * scales - parameters["E"]) <= scales * 1.1).all()
    assert np.abs(made["E"] * scales - parameters["E"]).mean() < 0.0007
    assert not made["E"][5].any()


def test_files_repeat_byte_for_byte_and_carry_the_lists(tmp_path: Path) -> None:
    shape = Shape(4, 6, (1,))
    made = weights_of(new_parameters(shape, np.random.default_rng(1)), shape, LISTS)
    save_weights(tmp_path / "a.npz", made)
    save_weights(tmp_path / "b.npz", made)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert read_lists(tmp_path / "a.npz") == LISTS
    Tagger.load(tmp_path / "a.npz").tag(["Ada de Vries, Delft"])


def test_the_shipped_lists_can_be_taken_over() -> None:
    lists = read_lists(WEIGHTS)
    assert len(lists) > 40_000
    assert all(0 < bits < 1 << LIST_BITS for bits in lists.values())


def test_towns_travel_with_the_weights(tmp_path: Path) -> None:
    towns = {"nl": ("Delft", "'s-Gravenhage"), "it": ("Roma",)}
    save_weights(tmp_path / "a.npz", {**pack_lists(LISTS), **pack_towns(towns)})
    assert read_towns(tmp_path / "a.npz") == towns
    save_weights(tmp_path / "b.npz", pack_lists(LISTS))
    assert read_towns(tmp_path / "b.npz") == {}
