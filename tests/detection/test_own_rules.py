"""An operator's patterns and lists: found before all else, and what is allowed is left alone."""

from typing import Any

import pytest

from sluis.applying import engine_options
from sluis.detection.engine import Engine
from sluis.detection.own_rules import LONGEST, WINDOW, own_rules
from sluis.policy.identifiers import OwnPattern
from sluis.policy.loading import load_policy
from sluis.values import Leaf

POLICY = """
extends: gdpr
identifiers:
  patterns:
    policy_number: {entity_type: ACCOUNT_ID, pattern: "\\\\bPX[0-9]{4}\\\\b"}
    ward: {entity_type: CUSTOMER_ID, pattern: "\\\\b([A-Z][0-9]{2})\\\\b", cues: [ward, afdeling]}
  deny:
    projects: {entity_type: ORGANIZATION, values: [Nightjar]}
    customers: {entity_type: CUSTOMER_ID, csv: customers.csv, column: number}
  allow:
    brands: {values: [Ada Lovelace Institute, info@shop.example]}
    people: {entity_type: PERSON, csv: people.csv}
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("policy")
    rows = "".join(f"ZZ-{n:05}x,n\n" for n in range(5000))
    (folder / "customers.csv").write_text(f"number,name\n{rows}", encoding="utf-8")
    (folder / "people.csv").write_text("name\nMister Minit\n", encoding="utf-8")
    (folder / "own.yaml").write_text(POLICY, encoding="utf-8")
    return Engine(engine_options(load_policy(folder / "own.yaml"), None))


def found(engine: Engine, text: str) -> list[tuple[str, str]]:
    return [(text[s.start : s.end], s.entity_type) for s in engine.find([Leaf(text)])[0]]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("my policy PX1234 please", [("PX1234", "ACCOUNT_ID")]),
        ("PX12345 is none", []),
        ("lies in ward B12 now", [("B12", "CUSTOMER_ID")]),
        ("gate B12 closes", []),
        ("the nightjar files", [("nightjar", "ORGANIZATION")]),
        ("client zz-04999x called", [("zz-04999x", "CUSTOMER_ID")]),
        ("the shelf zz-05000y is full", []),
        ("write to info@shop.example or ada@shop.example", [("ada@shop.example", "EMAIL_ADDRESS")]),
    ],
)
def test_the_lists_of_a_policy_work(engine: Engine, text: str, spans: list[tuple[str, str]]) -> None:
    assert found(engine, text) == spans


def test_what_is_allowed_stays_but_not_the_name_it_is_part_of(engine: Engine) -> None:
    assert found(engine, "My name is Mister Minit.") == []
    leaves = [Leaf("Kim Minit", ("full_name",), literal="string"), Leaf("Mister Minit and Kim Minit")]
    assert [s.recognizer for s in engine.find(leaves)[1]] == ["spread:key:fullname"]


def test_a_denied_value_is_found_though_also_allowed(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("both") / "own.yaml"
    file.write_text(
        "extends: gdpr\nidentifiers:\n  deny: {a: {entity_type: PERSON, values: [Acme]}}\n  allow: {b: {values: [Acme]}}\n",
        encoding="utf-8",
    )
    assert found(Engine(engine_options(load_policy(file), None)), "Acme called") == [("Acme", "PERSON")]


def test_a_pattern_finds_across_the_edge_of_its_window() -> None:
    given: dict[str, Any] = {"entity_type": "ORDER_ID", "pattern": "Q[0-9]{20}"}
    engine_rules = own_rules({"q": OwnPattern.model_validate(given)}, {})
    from sluis.detection.engine import EngineOptions

    engine = Engine(EngineOptions(extra_rules=engine_rules))
    value = "Q" + "7" * 20
    text = "x" * (WINDOW - 8) + " " + value + " " + "x" * (2 * WINDOW) + " " + value
    assert [text[s.start : s.end] for s in engine.find([Leaf(text)])[0] if s.recognizer == "pattern:q"] == [value] * 2
    assert LONGEST < WINDOW
