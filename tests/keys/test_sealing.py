"""Sealed bytes open with their key and context alone, and show every change."""

import pytest

from sluis.errors import SluisError
from sluis.keys.sealing import context, new_key, open_sealed, seal

KEY, PLACE = new_key(), context("vault", "conv_1")


def test_what_was_sealed_comes_back_and_never_looks_the_same_twice() -> None:
    first, second = seal(KEY, b"Ada Vermeer", PLACE), seal(KEY, b"Ada Vermeer", PLACE)
    assert first != second
    assert b"Ada" not in first
    assert open_sealed(KEY, first, PLACE) == open_sealed(KEY, second, PLACE) == b"Ada Vermeer"


@pytest.mark.parametrize("at", range(len(seal(KEY, b"Ada", PLACE))))
def test_one_changed_byte_anywhere_is_noticed(at: int) -> None:
    blob = bytearray(seal(KEY, b"Ada", PLACE))
    blob[at] ^= 1
    with pytest.raises(SluisError):
        open_sealed(KEY, bytes(blob), PLACE)


def test_another_key_or_another_place_opens_nothing() -> None:
    blob = seal(KEY, b"Ada", PLACE)
    with pytest.raises(SluisError):
        open_sealed(new_key(), blob, PLACE)
    with pytest.raises(SluisError):
        open_sealed(KEY, blob, context("vault", "conv_2"))


def test_parts_of_a_context_cannot_run_into_each_other() -> None:
    assert context("a", "bc") != context("ab", "c")
