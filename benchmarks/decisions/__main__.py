"""`python -m benchmarks.decisions`: how well decisions and profiling are found, and at what cost.

Labelled cases, own cases (plain ones, many wordings in two halves, requests), and recorded runs with decisions
spliced in; data is looked for in `SLUIS_DATA`, and what is absent is left out. `--runs N` takes only the first N runs
of each file.
"""

import argparse
import json
import os
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random

from benchmarks.decisions.held_out import held_out
from benchmarks.decisions.requests import cases
from benchmarks.decisions.runs import Tally, measure
from benchmarks.decisions.scoring import Counts, count, interval, overlap
from benchmarks.decisions.varied import Varied, blind, final_blind, halves, late_blind, once_blind
from sluis.decisions.arming import is_armed
from sluis.decisions.judge import judge
from sluis.decisions.scene import text_of
from sluis.decisions.training.phrases import load_all_phrases
from sluis.decisions.training.written import make_written_cases
from sluis.profiling.asked import asked_of

DATA = Path(os.environ.get("SLUIS_DATA") or Path(__file__).parents[2] / ".." / "shared" / "data")
RUNS_OF_WORDS = (4, 6, 8)


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.decisions", description=__doc__)
    parser.add_argument("--runs", type=int, default=None, help="runs of each file; all by default")
    most: int | None = parser.parse_args(arguments).runs
    _show_held_out()
    for name, half in zip(("looked at", "not looked at"), halves(), strict=True):
        _show_varied(name, half)
    _show_varied("blind", blind())
    _show_varied("once blind", once_blind())
    _show_varied("late blind", late_blind())
    _show_varied("final blind", final_blind())
    _show_arming()
    _show_requests()
    labelled = DATA / "dev" / "decisions.jsonl"
    if labelled.exists():
        _show_labelled(labelled)
    if (DATA / "dev" / "tau_bench_trajectories.jsonl").exists():
        decisions = [case for case in held_out() if case.expected in "+-"]
        _show_runs(measure(DATA / "dev", decisions, most))


def _say(what: str, counts: Counts) -> None:
    low, high = interval(counts.right, counts.right + counts.missed)
    print(
        f"{what:34} F1 {counts.f1:.3f}  precision {counts.precision:.3f}  "
        f"recall {counts.recall:.3f} [{low:.2f}, {high:.2f}]"
    )


def _show_held_out() -> None:
    cases = [(case, judge([], case.messages, case.output)) for case in held_out()]
    _say(f"held out ({len(cases)}): decision", count((c.expected in "+-", j.decision) for c, j in cases))
    _say("held out: adverse", count((True, j.decision) for c, j in cases if c.expected == "-"))
    _say("held out: profiling", count((c.expected == "p", j.profiling) for c, j in cases))
    for language in sorted({c.language for c, _ in cases}):
        _say(f"  {language}", count((c.expected in "+-", j.decision) for c, j in cases if c.language == language))
    new = [(c, j) for c, j in cases if c.domain == "criminal_justice"]
    _say("  a domain no template has", count((c.expected in "+-", j.decision) for c, j in new))


def _show_varied(name: str, cases: Sequence[Varied]) -> None:
    judged = [(case, judge(case.tools, case.messages, case.output)) for case in cases]
    _say(f"{name} ({len(cases)}): decision", count((c.decision, j.decision) for c, j in judged))
    _say(f"{name}: adverse", count((True, j.decision) for c, j in judged if c.adverse))
    _say(f"{name}: profiling", count((c.profiling, j.profiling) for c, j in judged))
    for language in sorted({c.language for c in cases}):
        _say(f"  {language}", count((c.decision, j.decision) for c, j in judged if c.language == language))
    _say("  calls", count((c.decision, j.decision) for c, j in judged if c.tools))


def _show_arming() -> None:
    """Of decisions told in prose, those whose text waits in a stream."""
    for name, known in (("not looked at", halves()[1]), ("blind", blind()), ("once blind", once_blind())):
        told = [case for case in known if case.decision and not case.tools]
        armed = sum(bool(is_armed(case.tools, case.messages)) for case in told)
        low, high = interval(armed, len(told))
        print(f"armed, {name}: {armed} of {len(told)} decisions in prose [{low:.2f}, {high:.2f}]")


def _show_requests() -> None:
    for unseen in (False, True):
        chosen = [case for case in cases() if case.unseen is unseen]
        pairs = [(c.expected, bool(asked_of({"messages": [c.message]}))) for c in chosen]
        _say(f"requests {'not ' if unseen else ''}looked at ({len(chosen)})", count(pairs))


def _show_labelled(path: Path) -> None:
    cases = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    judged = [(c["label"], judge(c.get("tools") or [], c["messages"], c["output"])) for c in cases]
    _say(f"labelled ({len(cases)}): decision", count((g["decision"], j.decision) for g, j in judged))
    _say("labelled: adverse", count((True, j.decision) for g, j in judged if g["decision"] and g["adverse"]))
    _say("labelled: profiling", count((g["profiling"], j.profiling) for g, j in judged))
    texts = [text_of(c["output"]) for c in cases]
    known = load_all_phrases()
    templates = [p for phrases in known.values() for lines in phrases.sections.values() for p in lines]
    templates += [text_of(c.output) for p in known.values() for c in make_written_cases(p, Random(p.language), 30)]
    for length in RUNS_OF_WORDS:
        share = 100 * overlap(texts, templates, length)
        print(f"runs of {length} words of the labelled outputs that stand in templates: {share:.2f} %")


def _show_runs(tallies: dict[str, Tally]) -> None:
    for name, tally in tallies.items():
        low, high = interval(tally.found, tally.spliced)
        share = 100 * tally.held / max(tally.messages, 1)
        print(f"{name}: {tally.held} of {tally.messages} messages held ({share:.3f} %)")
        print(f"  {tally.found} of {tally.spliced} decisions spliced in are found [{low:.2f}, {high:.2f}]")
        waiting = 100 * tally.armed / max(tally.told, 1)
        print(f"  {tally.armed} of {tally.told} messages in prose wait in a stream ({waiting:.2f} %)")
    _show_times("text", sorted(t for tally in tallies.values() for t in tally.texts))
    _show_times("call", sorted(t for tally in tallies.values() for t in tally.calls))


def _show_times(what: str, ordered: Sequence[float]) -> None:
    if ordered:
        mean, median = statistics.fmean(ordered), statistics.median(ordered)
        late = ordered[int(len(ordered) * 0.99)]
        print(f"{what}: mean {1000 * mean:.3f} ms, median {1000 * median:.3f} ms, 99th {1000 * late:.3f} ms")


if __name__ == "__main__":
    main(sys.argv[1:])
