"""`python -m benchmarks.streams`: whether answers that need not wait lose time, and whether those that must leak.

A scripted model streams at a steady pace. Everyday answers are timed through a bare pass-through and through `sluis
serve`, in turns: the time to the first words and to the last, as ratios of the medians. Decisions are asked for in
pieces of several sizes; every word of theirs that reaches the bot is counted. Exit 1 when one does, or when an
answer that need not wait takes more than a tenth longer.
"""

import argparse
import contextlib
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
from tests.support.processes import environment, free_port, running, wait_until_ready

from benchmarks.streams.cases import CASES, Case

PIECE = 6
"""Characters of a token, roughly."""
PIECES = (1, 6, 400)
MOST_LONGER = 1.1
LONG_WORD = 5
"""Shorter words stand in any notice."""


@contextlib.contextmanager
def _ways(directory: Path) -> Iterator[tuple[str, str]]:
    """The addresses of the pass-through and of Sluis, each in front of the same model."""
    up, bare, sluis = free_port(), free_port(), free_port()
    url, python = f"http://127.0.0.1:{up}/v1", [sys.executable, "-m"]
    serve = [*python, "sluis.cli.main", "serve", "--host", "127.0.0.1", "--port", str(sluis), "--upstream", url]
    commands = (
        (up, [*python, "benchmarks.streams.upstream", str(up)]),
        (bare, [*python, "benchmarks.proxy.passthrough", str(bare), url]),
        (sluis, [*serve, "--policy", "gdpr", "--database", f"sqlite:///{directory}/bench.db"]),
    )
    with contextlib.ExitStack() as stack:
        for port, command in commands:
            log = directory / f"{port}.log"
            process = stack.enter_context(running(command, log, directory, environment(SLUIS_LOG_LEVEL="error")))
            wait_until_ready(f"http://127.0.0.1:{port}/readyz", process, log)
        yield f"http://127.0.0.1:{bare}/v1", f"http://127.0.0.1:{sluis}/v1"


def _body(at: int, piece: int) -> dict[str, object]:
    case = CASES[at]
    told = [{"role": "system", "content": case.system}] if case.system else []
    messages = [*told, {"role": "user", "content": case.asked}]
    return {"model": f"case-{at}-{piece}", "messages": messages, "stream": True}


def _stream(client: httpx.Client, url: str, at: int, piece: int) -> tuple[float, float, str]:
    """Seconds to the first words and to the end, and the text that came."""
    started, first, text = time.perf_counter(), 0.0, ""
    with client.stream("POST", f"{url}/chat/completions", json=_body(at, piece)) as response:
        response.raise_for_status()
        for line in response.iter_lines():
            if line.startswith("data: {"):
                for choice in json.loads(line[6:]).get("choices", ()):
                    said = choice["delta"].get("content") or ""
                    first = first or (time.perf_counter() - started if said else 0.0)
                    text += said
    return first, time.perf_counter() - started, text


def _leaked(case: Case, text: str) -> list[str]:
    """The words of the answer that reached the bot."""
    words = {word.strip(".,") for word in case.answer.split()}
    return sorted(word for word in words if len(word) >= LONG_WORD and word in text)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.streams", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="times that each everyday answer is asked for")
    rounds: int = parser.parse_args(arguments).rounds
    with (
        tempfile.TemporaryDirectory() as directory,
        _ways(Path(directory)) as (bare, sluis),
        httpx.Client(trust_env=False, timeout=60.0) as client,
    ):
        slower = _time(client, bare, sluis, rounds)
        leaked = _look_for_leaks(client, sluis)
    return int(slower or leaked)


def _time(client: httpx.Client, bare: str, sluis: str, rounds: int) -> bool:
    found: dict[str, list[tuple[float, float, str]]] = {bare: [], sluis: []}
    everyday = [at for at, case in enumerate(CASES) if not case.decides]
    for turn in range(rounds + 1):
        for at in everyday:
            for url in (bare, sluis) if turn % 2 else (sluis, bare):
                taken = _stream(client, url, at, PIECE)
                if turn:  # the first opens connections
                    found[url].append(taken)
    slower = False
    for name, which in (("first words", 0), ("last words", 1)):
        through, guarded = (statistics.median(float(one[which]) for one in found[url]) for url in (bare, sluis))
        ratio = guarded / through
        print(f"{name}: pass-through {1000 * through:.1f} ms, Sluis {1000 * guarded:.1f} ms, {ratio:.2f} times")
        slower = slower or (which == 1 and ratio > MOST_LONGER)
    return slower


def _look_for_leaks(client: httpx.Client, sluis: str) -> bool:
    asked, out = 0, []
    for at, case in enumerate(CASES):
        for piece in PIECES if case.decides else ():
            asked += 1
            out += _leaked(case, _stream(client, sluis, at, piece)[2])
    print(f"decisions in streams: {asked}, words of theirs that reached the bot: {len(out)} {out or ''}")
    return bool(out)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
