"""Styles by entity type: the strictest of several, and nothing that gives a credential away."""

import pytest
from pydantic import ValidationError

from sluis.policy.identifiers import Identifiers, strictest_style


def test_the_strictest_style_stands() -> None:
    assert strictest_style("shaped", "placeholder", "keep") == "placeholder"
    assert strictest_style("redact", "block") == "block"


@pytest.mark.parametrize(
    "given", [{"styles": {"PERSN": "shaped"}}, {"styles": {"PERSON": "hidden"}}, {"styles": {"PASSWORD": "keep"}}]
)
def test_unknown_types_and_styles_and_kept_credentials_are_refused(given: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Identifiers.model_validate({"default": "shaped", "national_id": "placeholder", "score_at_least": 0.5, **given})


def test_what_is_refused_is_the_slip_alone() -> None:
    given = {"default": "shaped", "national_id": "placeholder", "score_at_least": 0.5, "styles": {"PERSON": "redact"}}
    assert Identifiers.model_validate(given).styles["PERSON"] == "redact"
