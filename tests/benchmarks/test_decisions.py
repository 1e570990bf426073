"""The benchmark of decisions: its counts, its own cases, and the measurements it promises to hold."""

import json
import os
from pathlib import Path

import pytest
from benchmarks.decisions.held_out import held_out
from benchmarks.decisions.runs import FILES, measure
from benchmarks.decisions.scoring import count, interval, overlap
from benchmarks.decisions.varied import halves

from sluis.decisions.findings import DOMAINS
from sluis.decisions.judge import NOTHING, judge

DATA = Path(os.environ.get("SLUIS_DATA") or Path(__file__).parents[2] / ".." / "shared" / "data") / "dev"


def test_counts_and_shares() -> None:
    counts = count([(True, True), (True, False), (False, True), (False, False)])
    assert (counts.precision, counts.recall, counts.f1) == (0.5, 0.5, 0.5)
    low, high = interval(9, 10)
    assert 0.55 < low < 0.9 < high < 1.0
    assert interval(0, 0) == (0.0, 1.0)


def test_overlap_counts_runs_of_words() -> None:
    assert overlap(["a b c d"], ["x b c d"], 3) == 0.5


def test_the_own_cases_are_judged_well() -> None:
    pairs = [(c.expected in "+-", judge([], c.messages, c.output).decision) for c in held_out()]
    assert count(pairs).f1 >= 0.9


def test_a_brief_look_finds_what_a_full_one_does() -> None:
    cases = [([], c.messages, c.output) for c in held_out()]
    cases += [(c.tools, c.messages, c.output) for half in halves() for c in half]
    brief, full = ([judge(*case, brief=brief) for case in cases] for brief in (True, False))
    for each, whole in zip(brief, full, strict=True):
        said = [(f.decision, f.adverse, f.profiling, f.special_category) for f in each.findings]
        assert said == [(f.decision, f.adverse, f.profiling, f.special_category) for f in whole.findings]
    assert 20 < sum(each.findings == (NOTHING,) for each in brief) < len(cases)


def test_both_halves_of_the_varied_cases_decide_in_every_domain() -> None:
    for half in halves():
        assert len(half) > 100
        assert {case.domain for case in half if case.decision} == set(DOMAINS)
        assert sum(not case.decision for case in half) > 40


def test_the_varied_cases_are_judged_well_also_where_nobody_looked() -> None:
    for half in halves():
        judged = [(case, judge(case.tools, case.messages, case.output)) for case in half]
        assert count((c.decision, j.decision) for c, j in judged).f1 >= 0.8
        assert count((c.profiling, j.profiling) for c, j in judged).f1 >= 0.7


@pytest.mark.skipif(not (DATA / "decisions.jsonl").exists(), reason="no labelled cases here")
def test_the_labelled_cases_are_judged_as_promised() -> None:
    cases = [json.loads(line) for line in (DATA / "decisions.jsonl").read_text("utf-8").splitlines()]
    judged = [(c["label"], judge(c.get("tools") or [], c["messages"], c["output"])) for c in cases]
    assert count((g["decision"], j.decision) for g, j in judged).f1 >= 0.85
    assert count((True, j.decision) for g, j in judged if g["adverse"] and g["decision"]).recall >= 0.9
    assert count((g["profiling"], j.profiling) for g, j in judged).f1 >= 0.75


@pytest.mark.skipif(not (DATA / f"{FILES[0]}.jsonl").exists(), reason="no recorded runs here")
def test_recorded_runs_are_hardly_held_and_decisions_among_them_are_found() -> None:
    decisions = [case for case in held_out() if case.expected in "+-"]
    tallies = measure(DATA, decisions, 100).values()
    assert sum(t.held for t in tallies) <= 0.002 * sum(t.messages for t in tallies)
    assert sum(t.found for t in tallies) >= 0.7 * sum(t.spliced for t in tallies)
