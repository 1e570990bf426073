"""Names of tools and keys: which of them evaluate a person."""

from typing import Any

import pytest

from sluis.profiling.naming import MOST_KEYS, aspects_of_key, aspects_of_keys, aspects_of_name


@pytest.mark.parametrize(
    ("name", "aspects"),
    [
        ("score_customer", {"personal_aspects"}),
        ("scoreCustomer_v2", {"personal_aspects"}),
        ("rank-candidates", {"personal_aspects"}),
        ("predict_churn", {"behaviour"}),
        ("assessCreditworthiness", {"economic_situation"}),
        ("get_credit_score", {"economic_situation"}),
        ("calculate_risk_score", {"reliability"}),
        ("infer_customer_personality", {"personality"}),
        ("evaluate_employee_performance", {"work"}),
        ("beoordeel_klant", {"personal_aspects"}),
        ("bonitaet_pruefen", set()),
        ("score_customer_ticket", set()),
        ("rate_product", set()),
        ("get_user_details", set()),
        ("update_profile", set()),
        ("calculate_shipping_rate", set()),
        ("get_exchange_rate", set()),
        ("evaluate_expression", set()),
        ("predict_weather", set()),
        ("classify_user_query", set()),
        ("find_customer_by_email", set()),
        ("transfer_to_human_agents", set()),
    ],
)
def test_a_tools_name(name: str, aspects: set[str]) -> None:
    assert aspects_of_name(name) == aspects


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("risk_score", True),
        ("churnProbability", True),
        ("creditworthiness", True),
        ("personality_traits", True),
        ("candidate_rating", True),
        ("score", False),
        ("relevance_score", False),
        ("confidence", False),
        ("user_id", False),
        ("rating", False),
        ("quality_score", False),
    ],
)
def test_a_key(key: str, found: bool) -> None:
    assert bool(aspects_of_key(key)) is found


def test_keys_are_found_wherever_a_schema_holds_them() -> None:
    inner: dict[str, Any] = {"type": "object", "properties": {"churn_risk": {"type": "number"}}}
    for schema in (
        inner,
        {"properties": {"people": {"type": "array", "items": inner}}},
        {"anyOf": [{"type": "null"}, inner]},
        {"$defs": {"Person": inner}, "properties": {}},
    ):
        assert set(aspects_of_keys(schema)) == {"behaviour"}
    assert not set(aspects_of_keys({"properties": {"city": {"description": "churn_risk"}}}))


def test_a_schema_without_end_is_not_read_without_end() -> None:
    deep: dict[str, Any] = {"properties": {"risk_score": {}}}
    for _ in range(2000):
        deep = {"items": deep}
    assert not set(aspects_of_keys(deep))
    wide = {"properties": {f"a{n}": {"properties": {f"b{n}": {}}} for n in range(MOST_KEYS * 4)}}
    assert not set(aspects_of_keys(wide))
    assert not set(aspects_of_keys("no schema"))
