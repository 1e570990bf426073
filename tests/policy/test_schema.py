"""The JSON Schema for editors: it is the committed one, takes the shipped files and refuses what does not load."""

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from sluis.policy.reading import parse_yaml
from sluis.policy.schema import make_schema, schema_text

POLICIES = Path(__file__).parents[2] / "policies"
VALIDATOR = jsonschema.Draft202012Validator(make_schema())


def test_the_published_schema_is_that_of_the_code() -> None:
    assert (POLICIES / "schema.json").read_text("utf-8") == schema_text()


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(make_schema())


@pytest.mark.parametrize("name", ["gdpr", "ccpa", "lgpd"])
def test_the_shipped_files_are_valid(name: str) -> None:
    data: Any = parse_yaml((POLICIES / f"{name}.yaml").read_text("utf-8"), name).data
    data["version"] = str(data["version"])
    assert [error.message for error in VALIDATOR.iter_errors(_plain(data))] == []


def _plain(value: Any) -> Any:
    """As JSON has it: dates are texts."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


@pytest.mark.parametrize(
    "data",
    [
        {"extends": "gdpr", "decisons": {}},
        {"extends": "gdpr", "decisions": {"default": "holt"}},
        {"extends": "gdpr", "retention": {"vault_map": "24"}},
        {"title": "without extends, nothing may be left out"},
    ],
)
def test_what_does_not_load_is_not_valid(data: dict[str, Any]) -> None:
    assert list(VALIDATOR.iter_errors(data))
