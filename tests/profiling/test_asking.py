"""What evaluation a text asks for: how much of our own set is found, and what is never one."""

from collections.abc import Iterable

import pytest
from benchmarks.decisions.requests import Case, cases

from sluis.decisions.words import Sentence, read_sentences
from sluis.profiling.asked import asked_of
from sluis.profiling.asking import ASPECTS, asking_lexicon, aspects_in, aspects_named


def shares(chosen: Iterable[Case]) -> tuple[float, float]:
    """Precision and recall."""
    pairs = [(c.expected, bool(asked_of({"messages": [c.message]}))) for c in chosen]
    right = pairs.count((True, True))
    return right / (right + pairs.count((False, True))), right / (right + pairs.count((True, False)))


def test_the_set_is_large_in_seven_languages_and_half_of_it_asks_for_nothing() -> None:
    unseen = [c for c in cases() if c.unseen]
    assert len(unseen) >= 80
    assert 0.35 <= sum(c.expected for c in unseen) / len(unseen) <= 0.65
    assert {c.language for c in unseen} == {"en", "nl", "de", "fr", "es", "pt", "it"}


def test_what_was_looked_at_while_choosing_words_is_right_but_for_one_that_needs_two_sentences() -> None:
    precision, recall = shares(c for c in cases() if not c.unseen)
    assert precision == 1.0
    assert recall >= 0.98


def test_of_what_was_not_looked_at_nothing_is_found_for_nothing_and_most_is_found() -> None:
    """Measured: precision 1.00, recall 0.92 (35 of 38)."""
    precision, recall = shares(c for c in cases() if c.unseen)
    assert precision >= 0.95
    assert recall >= 0.8


@pytest.mark.parametrize(
    ("text", "aspects"),
    [
        ("Rate this applicant's creditworthiness from 1 to 10.", {"economic_situation"}),
        ("Predict whether Jane will churn.", {"behaviour"}),
        ("Beurteile die Leistung dieses Mitarbeiters.", {"work"}),
        ("Déduis la religion de cette cliente.", {"beliefs"}),
        ("Score this driver.", {"personal_aspects"}),
        ("Score this driver's manual.", set()),
        ("Rate me from 1 to 10.", {"personal_aspects"}),
        ("Evaluate employee 4411 based on the figures.", {"personal_aspects"}),
        ("Evaluate an employee.", set()),
        ("Is the claimant lying?", {"reliability"}),
        ("My wife is depressed, can we reschedule?", set()),
        ("Estimate my income.", {"economic_situation"}),
        ("Estimate my income tax.", set()),
    ],
)
def test_the_aspects_are_named(text: str, aspects: set[str]) -> None:
    assert aspects_in(text) == aspects


def test_german_needs_to_know_the_name_since_every_noun_has_a_capital() -> None:
    said = "Beurteile die Zuverlässigkeit von Maren anhand der Mails."
    assert not aspects_in(said)
    assert aspects_in(said, lambda: frozenset({"maren"})) == {"reliability"}


def test_a_name_is_the_object_when_it_is_known_to_be_a_persons() -> None:
    said = "Evaluate Tora Lindek as a future tenant, please."
    assert not aspects_in(said)
    assert aspects_in(said, lambda: frozenset({"tora", "lindek"})) == {"personal_aspects"}
    assert aspects_in("Evaluate Mrs Lindek, please.") == {"personal_aspects"}
    assert not aspects_in("Evaluate Mrs Lindek's answers, please.")


def test_applicants_in_general_count_only_in_standing_instructions() -> None:
    said = "Rate applicants by creditworthiness."
    assert not aspects_in(said)
    assert aspects_in(said, standing=True)


def test_what_stands_far_apart_in_a_long_sentence_is_not_read_together() -> None:
    far = " and then some more words of no importance at all to anybody" * 3
    assert not aspects_in(f"Estimate the costs{far} while the customer has good health")


def test_an_answer_names_aspects_without_asking() -> None:
    assert aspects_named("She is unreliable and her income is low.") == {"reliability", "economic_situation"}
    assert not aspects_named("Your parcel arrives tomorrow.")


def test_every_aspect_has_words() -> None:
    assert set(asking_lexicon().concepts) >= ASPECTS


def test_a_text_is_read_only_once_and_few_of_its_sentences_are_read_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counting(text: str) -> list[Sentence]:
        read.append(text)
        return read_sentences(text)

    monkeypatch.setattr("sluis.profiling.asking.read_sentences", counting)
    text = "I would like to change my address, and what about the café? " * 16 + "Rate this driver from 1 to 10."
    first = aspects_in(text)
    assert first
    assert len(read) == 1
    assert aspects_in(text) == first
    assert len(read) == 1
