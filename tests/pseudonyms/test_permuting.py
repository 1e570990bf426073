"""A keyed permutation: nothing meets, and the form stays."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluis.pseudonyms.permuting import permute, permute_code

KEY = b"k" * 32


@pytest.mark.parametrize("size", [2, 3, 10, 97, 1000])
def test_it_is_a_bijection(size: int) -> None:
    assert sorted(permute(KEY, b"", n, size) for n in range(size)) == list(range(size))


def test_four_digits_never_meet() -> None:
    said = {permute_code(KEY, f"{n:04d}") for n in range(10_000)}
    assert len(said) == 10_000


@given(st.from_regex(r"[A-Za-z0-9]{1,4}([-. /][A-Za-z0-9]{1,6}){0,3}", fullmatch=True))
def test_the_form_stays(text: str) -> None:
    def form(code: str) -> str:
        return re.sub("[a-z]", "a", re.sub("[A-Z]", "A", re.sub("[0-9]", "9", code)))

    said = permute_code(KEY, text)
    assert form(said) == form(text)
    assert said.startswith("0") == text.startswith("0")


def test_keys_differ() -> None:
    assert permute_code(KEY, "123456789012") != permute_code(b"l" * 32, "123456789012")
