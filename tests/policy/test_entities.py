"""The entity types of policies."""

from sluis.policy.entities import ENTITY_TYPES, NATIONAL_IDENTIFIERS
from sluis.policy.loading import load_policy


def test_no_shipped_policy_shapes_a_national_identifier() -> None:
    for name in ("gdpr", "ccpa", "lgpd"):
        styles = load_policy(name).styles
        assert {styles[kind] for kind in NATIONAL_IDENTIFIERS} == {"placeholder"}


def test_every_type_has_a_style() -> None:
    styles = load_policy("gdpr").styles
    assert set(styles) >= ENTITY_TYPES
    assert (styles["PERSON"], styles["LOCATION"], styles["PASSWORD"]) == ("shaped", "keep", "redact")
