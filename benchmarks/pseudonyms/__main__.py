"""How long replacing and restoring take, as ratios against one pass of `re.sub` over the same text in the same run.

Run: python -m benchmarks.pseudonyms
"""

import re
import time
from collections.abc import Callable

from sluis.pseudonyms.entries import Entry
from sluis.pseudonyms.mapping import Namer, Standing
from sluis.pseudonyms.restoring import Restorer
from sluis.values import Span

KEY = b"k" * 32
LETTERS = str.maketrans("0123456789", "abcdefghij")
FILLING = " asked twice about the delivery of an order that never came, and wants to hear from us today. "


def main() -> None:
    """Print a table: values in the conversation, milliseconds per kB, ratio to the baseline."""
    print(f"{'values':>6}  {'what':<22}{'ms/kB':>9}{'ratio':>9}")
    for count in (1, 50, 500):
        _measure(count)


def _measure(count: int) -> None:
    names = [f"Ann{n:03d} Bell{n:03d}".translate(LETTERS) for n in range(count)]
    parts = [names[n % count] + FILLING for n in range(500)]
    text, placed, at = "".join(parts), list[Span](), 0
    for n, part in enumerate(parts):
        placed.append(Span(at, at + len(names[n % count]), "PERSON", 1.0))
        at += len(part)
    spans = tuple(placed)
    namer, standing = Namer(KEY, {}), Standing([text])
    done = namer.replace(text, spans, standing)
    entries = tuple(done.entries.values())
    table = {entry.value: entry.pseudonym for entry in entries}
    pattern = re.compile("|".join(map(re.escape, table)))
    baseline = _seconds(lambda: pattern.sub(lambda m: table[m.group()], text))
    pieces = re.findall(r"\s*\w{1,4}|\W", done.text)
    rows: list[tuple[str, Callable[[], object]]] = [
        ("replace, first time", lambda: Namer(KEY, {}).replace(text, spans, standing)),
        ("replace, known", lambda: namer.replace(text, spans, standing)),
        ("restore, whole", lambda: Restorer(entries).restore(done.text)),
        ("restore, by token", lambda: _feed(entries, pieces)),
    ]
    for name, act in rows:
        took = _seconds(act)
        print(f"{count:>6}  {name:<22}{took * 1e6 / len(text):>9.4f}{took / baseline:>9.2f}")


def _feed(entries: tuple[Entry, ...], pieces: list[str]) -> str:
    restorer = Restorer(entries)
    return "".join([restorer.feed(piece) for piece in pieces]) + restorer.flush()


def _seconds(act: Callable[[], object]) -> float:
    """The best of five runs."""
    best = float("inf")
    for _ in range(5):
        started = time.perf_counter()
        act()
        best = min(best, time.perf_counter() - started)
    return best


if __name__ == "__main__":
    main()
