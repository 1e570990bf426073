"""The tables of key names: well formed, known types, nothing under two types."""

import re

from sluis.detection.key_names import BARE_NAME, HARMLESS, MODIFIERS, ROLES, TYPES, WRAPPERS
from sluis.policy.entities import ENTITY_TYPES


def test_names_are_folded_and_joined() -> None:
    assert not [name for name in TYPES if not re.fullmatch(r"[a-z0-9]+", name)]


def test_every_type_is_one_that_policies_know() -> None:
    assert set(TYPES.values()) <= set(ENTITY_TYPES)


def test_a_sum_or_a_time_is_no_personal_key() -> None:
    assert not HARMLESS & TYPES.keys() - {"number", "code"}


def test_the_word_lists_are_filled() -> None:
    assert {"name", "naam", "nom", "nombre", "nome"} <= set(BARE_NAME)
    assert {"customer", "klant", "kunde", "cliente"} <= ROLES
    assert "number" in MODIFIERS
    assert "data" in WRAPPERS
