"""`make bench`: what Sluis adds to an answer's time, over what a bare pass-through adds.

A scripted upstream is asked directly, through the pass-through and through `sluis serve`, one request after another,
in interleaved rounds of random order; medians count. Added time is the time through a contender less the time without.
Exit 1 when Sluis adds more than its limit times what the pass-through adds.
"""

import argparse
import contextlib
import itertools
import random
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table
from tests.support.processes import environment, free_port, running, wait_until_ready

from benchmarks.proxy.bodies import SIZES, Size, requests
from benchmarks.proxy.measuring import Round, run_round

WARM_UP = 60


@dataclass(frozen=True, slots=True)
class Contender:
    name: str
    port: int
    process: subprocess.Popen[bytes] | None


@contextlib.contextmanager
def contenders(directory: Path) -> Iterator[list[Contender]]:
    """The three ways to the upstream, each ready."""
    module = [sys.executable, "-m"]
    up, bare, sluis = free_port(), free_port(), free_port()
    url = f"http://127.0.0.1:{up}/v1"
    serve = [*module, "sluis.cli.main", "serve", "--host", "127.0.0.1", "--port", str(sluis), "--upstream", url]
    serve += ["--policy", "gdpr", "--database", f"sqlite:///{directory}/bench.db"]
    with contextlib.ExitStack() as stack:

        def start(name: str, command: list[str], port: int, path: str) -> Contender:
            log = directory / f"{name}.log"
            env = environment(SLUIS_LOG_LEVEL="error")
            process = stack.enter_context(running(command, log, directory, env))
            wait_until_ready(f"http://127.0.0.1:{port}{path}", process, log)
            return Contender(name, port, process)

        direct = start("direct", [*module, "benchmarks.proxy.upstream", str(up)], up, "/readyz")
        through = start("pass-through", [*module, "benchmarks.proxy.passthrough", str(bare), url], bare, "/readyz")
        yield [direct, through, start("sluis", serve, sluis, "/readyz")]


def measure(all_: list[Contender], size: Size, rounds: int) -> dict[str, list[Round]]:
    """The rounds of each contender. Each gets the same bodies; none gets one twice."""
    pids = [c.process.pid for c in all_ if c.process]
    found: dict[str, list[Round]] = defaultdict(list)
    for contender in all_:
        run_round(contender.port, pids, None, itertools.islice(requests(size, 0), WARM_UP))
    for number in range(1, rounds + 1):
        for contender in random.sample(all_, len(all_)):
            bodies = list(itertools.islice(requests(size, number), size.requests))
            watched = contender.process.pid if contender.process else None
            found[contender.name].append(run_round(contender.port, pids, watched, bodies))
    return found


def medians(rounds: list[Round]) -> tuple[float, float, float]:
    """Medians in microseconds of p50, p99 and CPU per answer, over the quiet rounds if there are three."""
    quiet = [r for r in rounds if not r.is_loud]
    used = quiet if len(quiet) >= 3 else rounds
    p50, p99 = statistics.median(r.p50_seconds for r in used), statistics.median(r.p99_seconds for r in used)
    return p50 * 1e6, p99 * 1e6, statistics.median(r.cpu_seconds for r in used) * 1e6


def report(screen: Console, size: Size, found: dict[str, list[Round]]) -> bool:
    """Prints the figures of one size. Whether the limit is kept."""
    table = Table(title=f"{size.name}, one request at a time, microseconds")
    for head in ("", "p50", "p99", "added p50", "CPU an answer", "loud rounds"):
        table.add_column(head, justify="left" if not head else "right")
    figures = {name: medians(rounds) for name, rounds in found.items()}
    floor = figures["direct"][0]
    for name, (p50, p99, cpu) in figures.items():
        loud = sum(r.is_loud for r in found[name])
        added = "" if name == "direct" else f"{p50 - floor:.0f}"
        table.add_row(name, f"{p50:.0f}", f"{p99:.0f}", added, f"{cpu:.0f}", f"{loud} of {len(found[name])}")
    screen.print(table)
    ratio = (figures["sluis"][0] - floor) / (figures["pass-through"][0] - floor)
    cpu_ratio = figures["sluis"][2] / figures["pass-through"][2]
    kept = ratio <= size.limit
    verdict = "kept" if kept else "MISSED"
    said = f"{ratio:.2f} times the added time (limit {size.limit:.0f}: {verdict}), {cpu_ratio:.2f} times the CPU"
    screen.print(f"{size.name}: {said}\n")
    return kept


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    screen = Console(width=100)
    with tempfile.TemporaryDirectory(prefix="sluis-bench-") as directory, contenders(Path(directory)) as all_:
        kept = [report(screen, size, measure(all_, size, rounds)) for size in SIZES]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
