"""Recorded customer-service runs: how much of them would be held, and whether decisions put among them are found."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from benchmarks.decisions.held_out import HeldOut, Message
from sluis.decisions.arming import is_armed
from sluis.decisions.judge import judge
from sluis.decisions.scene import text_of

FILES: Final = ("tau_bench_trajectories", "tau2_bench_trajectories", "sgd_tools")
EVERY: Final = 40
"""One message of so many is replaced by a decision in the spliced pass."""


@dataclass(slots=True)
class Tally:
    """messages judged as recorded, held among them; spliced decisions, found among them; seconds of text and calls.

    told: recorded messages in prose; armed: those that would wait in a stream.
    """

    messages: int = 0
    held: int = 0
    spliced: int = 0
    found: int = 0
    told: int = 0
    armed: int = 0
    texts: list[float] = field(default_factory=list)
    calls: list[float] = field(default_factory=list)


def measure(data: Path, decisions: Sequence[HeldOut], most: int | None = None) -> dict[str, Tally]:
    """A tally for each file of runs, in one pass over them: each message as it stands, some also replaced."""
    return {name: _measure_file(data / f"{name}.jsonl", decisions, most) for name in FILES}


def _measure_file(path: Path, decisions: Sequence[HeldOut], most: int | None) -> Tally:
    tally, rng = Tally(), Random(path.name)
    for at, (tools, before, message) in enumerate(_messages(path, most)):
        started = time.process_time()  # of the processor: what else runs on the machine does not count
        held = judge(tools, before, message).decision
        taken = time.process_time() - started
        (tally.calls if message.get("tool_calls") else tally.texts).append(taken)
        tally.messages += 1
        if text_of(message).strip():
            tally.told += 1
            tally.armed += bool(is_armed(tools, before))
        tally.held += held
        if at % EVERY == EVERY // 2:
            case = rng.choice(decisions)
            tally.spliced += 1
            tally.found += judge(tools, [*before, *case.messages], case.output).decision
    return tally


def _messages(path: Path, most: int | None) -> Iterator[tuple[list[Message], list[Message], Mapping[str, object]]]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if most is not None and number >= most:
                return
            run = json.loads(line)
            for at, message in enumerate(run["messages"]):
                if message["role"] == "assistant":
                    yield run["tools"], run["messages"][:at], message
