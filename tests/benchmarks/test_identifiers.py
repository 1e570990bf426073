"""The cases of the identifiers are those the generator writes, and a sample of kinds stays above its aim."""

import json
import random

import pytest
from benchmarks.identifiers.__main__ import interval, make_engine, measure, read_cases
from benchmarks.identifiers.generate import CASES, written
from benchmarks.identifiers.kinds import KINDS
from benchmarks.identifiers.values import make, spoiled

from sluis.detection.checks import stdnum

BY_NAME = {kind.name: kind for kind in KINDS}


@pytest.mark.parametrize("name", ["nl_bsn", "es_nif", "email_address", "order_id"])
def test_the_cases_are_those_the_generator_writes(name: str) -> None:
    assert (CASES / f"{name}.jsonl").read_text("utf-8") == written(BY_NAME[name])


def test_every_kind_has_two_hundred_cases_with_and_without_a_value() -> None:
    for kind in KINDS:
        cases = read_cases(kind)
        assert len(cases) >= (170 if kind.entity_type == "NATIONAL_ID" else 200), kind.name
        assert sum(not case["spans"] for case in cases) >= 60, kind.name
        for case in cases:
            assert all(0 <= s["start"] < s["end"] <= len(case["text"]) for s in case["spans"]), json.dumps(case)


@pytest.mark.parametrize("name", ["nl_bsn", "us_ssn", "br_cpf", "iban_code", "credit_card", "customer_id", "passport"])
def test_a_kind_is_found_and_look_alikes_are_left(name: str) -> None:
    tally = measure(make_engine(tagger=False), BY_NAME[name])
    assert tally.recall >= 0.97
    assert tally.precision >= 0.98


def test_the_interval_of_a_share_is_wilsons() -> None:
    low, high = interval(50, 50)
    assert (round(low, 3), round(high, 3)) == (0.929, 1.0)
    assert interval(0, 0) == (0.0, 1.0)


def test_a_spoiled_value_does_not_agree() -> None:
    source = random.Random(1)
    check = stdnum("nl.bsn")
    value = make("999999999", check, source)
    assert check(value)
    assert not check(spoiled(value, check, source))
