"""Entity types have Presidio's names where it has one; the others are mapped, to types that there are."""

import re
from pathlib import Path

import presidio_analyzer

from sluis.policy.entities import ENTITY_TYPES
from sluis.policy.presidio_names import PRESIDIO_NAMES, from_presidio

RECOGNISERS = Path(presidio_analyzer.__file__).parent / "predefined_recognizers"
MODELS = {"ORG", "GPE", "LOC", "FAC", "PER"}
NOT_PERSONAL = {
    "DATE_TIME",
    "URL",
    "DE_HANDELSREGISTER",
    "DE_VAT_ID",
    "SG_UEN",
    "ZA_COMPANY_REGISTRATION",
    "ZA_TRAFFIC_REGISTER_NUMBER",
}


def theirs() -> set[str]:
    texts = [file.read_text("utf-8") for file in RECOGNISERS.rglob("*.py")]
    return {name for text in texts for name in re.findall(r'supported_entity[^=\n]*=\s*"([A-Z_]+)"', text)}


def test_every_name_of_a_pattern_recogniser_has_a_place_here() -> None:
    assert len(theirs()) > 60
    lost = {name for name in theirs() if from_presidio(name) is None}
    assert lost <= NOT_PERSONAL


def test_the_map_holds_names_that_exist_and_differ() -> None:
    assert set(PRESIDIO_NAMES) - MODELS <= theirs() | {"AU_ABN"}
    assert set(PRESIDIO_NAMES.values()) <= ENTITY_TYPES
    assert not set(PRESIDIO_NAMES) & ENTITY_TYPES - {"US_PASSPORT", "US_DRIVER_LICENSE"}


def test_what_is_nothing_personal_is_told_apart() -> None:
    assert from_presidio("DATE_TIME") is None
    assert from_presidio("UK_NHS") == "UK_NHS"
    assert from_presidio("IT_PASSPORT") == "PASSPORT"
