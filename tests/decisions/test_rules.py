"""What outcomes and domains concepts stand for."""

import pytest

from sluis.decisions.reading import read
from sluis.decisions.rules import domain_of, outcome_of


@pytest.mark.parametrize(
    ("said", "adverse"), [({"refuse", "grant"}, True), ({"grant-"}, True), ({"grant"}, False), ({"you"}, None)]
)
def test_anything_adverse_makes_it_adverse(said: set[str], adverse: bool | None) -> None:
    assert outcome_of(said) is adverse


def test_what_stands_nearer_weighs_more() -> None:
    mortgage, school = read("mortgage"), read("university admission")
    assert domain_of([(mortgage, 3.0), (school, 1.0)]) == "credit_lending"
    assert domain_of([(mortgage, 1.0), (school, 3.0)]) == "education"
    assert domain_of([(read("hello"), 1.0)]) == "none"
