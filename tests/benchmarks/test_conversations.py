"""The conversations that nobody had: whole, of every kind and language, the same for the same seed."""

import json
import random

from benchmarks.conversations.people import make_person
from benchmarks.conversations.runs import KINDS, LOCALES, make_runs
from stdnum import iban


def test_every_kind_is_there_in_every_language_and_again_the_same() -> None:
    count = len(KINDS) * len(LOCALES)
    runs = list(make_runs(3, count))
    assert len({run.id.rsplit("-", 1)[0] for run in runs}) == count
    assert [run.as_json() for run in make_runs(3, count)] == [run.as_json() for run in runs]


def test_every_answer_is_made_of_what_came_before_it_and_every_call_has_its_result() -> None:
    for run in make_runs(4, 20):
        line = run.as_json()
        messages = line["messages"]
        asked = [call["id"] for m in messages for call in m.get("tool_calls") or ()]
        assert asked == [m["tool_call_id"] for m in messages if m["role"] == "tool"]
        text = json.dumps(messages, ensure_ascii=False)
        assert sum(value["value"] in text for value in line["values"]) > len(line["values"]) / 2
        assert messages[-1]["role"] == "assistant"


def test_bank_accounts_have_their_check_digits() -> None:
    rng = random.Random(1)
    for locale in LOCALES:
        assert iban.calc_check_digits(number := make_person(rng, locale).iban) == number[2:4]
