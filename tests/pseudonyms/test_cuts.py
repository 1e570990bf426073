"""Real answers and some of our own, cut at every place: the same comes back, and no more waits than one pseudonym."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sluis.detection.engine import Engine, EngineOptions
from sluis.detection.tagger import Tagger
from sluis.pseudonyms.entries import Entry
from sluis.pseudonyms.mapping import Namer, Standing
from sluis.pseudonyms.restoring import PARTIAL_CHARS, Restorer
from sluis.values import Leaf

DATA = Path(os.environ.get("SLUIS_DATA") or Path(__file__).parents[3] / "shared" / "data") / "dev"
RUNS = DATA / "tau_bench_trajectories.jsonl"
ANSWER_CHARS = 400
OWN = [
    "Dear Ada Vermeer,\n\nyour order #W8020931 left for Kerkstraat 12, 1234 AB Utrecht. Write to "
    "ada.vermeer@posteo.net or call +31 6 12345678; Ms. Vermeer's card is NL91 ABNA 0417 1643 00.",
    "| name | e-mail |\n|---|---|\n| **Joost Hoekstra** | `joost@hoekstra.nl` |\n| Petra Lindqvist | petra@telia.se |",
    "JOOST HOEKSTRA & Petra Lindqvist: 100% ok; AT&T \\n 50%2 <br> a@b, (555) 123-4567 and 555.123.4567.",
]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(EngineOptions(taggers=(Tagger.load(),)))


def pseudonymized(engine: Engine, texts: list[str]) -> tuple[list[str], list[Entry]]:
    """The texts of one conversation as they would leave, and its entries."""
    namer, standing = Namer(b"k" * 32, {}), Standing(texts)
    left = [
        namer.replace(text, spans, standing).text
        for text, spans in zip(texts, engine.find([Leaf(text) for text in texts]), strict=True)
    ]
    return left, list(namer.restorable().values())


def conversations() -> Iterator[tuple[list[str], list[str]]]:
    """(all texts, answers) of recorded runs."""
    with RUNS.open(encoding="utf-8") as lines:
        for _, line in zip(range(6), lines, strict=False):
            messages = [m for m in json.loads(line)["messages"] if isinstance(m.get("content"), str)]
            answers = [m["content"] for m in messages if m["role"] == "assistant"]
            told = [m["content"] for m in messages if m["role"] != "system"]
            if answers:
                yield told, answers


def assert_no_cut_matters(said: str, wanted: str, entries: list[Entry]) -> None:
    assert Restorer(entries).restore(said) == wanted
    for cut in range(1, len(said)):
        restorer = Restorer(entries)
        assert restorer.feed(said[:cut]) + restorer.feed(said[cut:]) + restorer.flush() == wanted, cut
    restorer, out, longest = Restorer(entries), "", max((len(entry.pseudonym) for entry in entries), default=0)
    for char in said:
        out += restorer.feed(char)
        assert len(restorer._pending) <= max(longest, PARTIAL_CHARS), "more is held back than a pseudonym"
    assert out + restorer.flush() == wanted


@pytest.mark.parametrize("text", OWN)
def test_our_own_answers_come_back_at_every_cut(engine: Engine, text: str) -> None:
    (said,), entries = pseudonymized(engine, [text])
    assert len(entries) >= 3
    assert_no_cut_matters(said, text, entries)


@pytest.mark.skipif(not RUNS.exists(), reason="recorded runs are not there")
def test_recorded_answers_come_back_at_every_cut(engine: Engine) -> None:
    looked = 0
    for told, answers in conversations():
        left, entries = pseudonymized(engine, told)
        sent = dict(zip(told, left, strict=True))
        changed = [text for text in answers if sent[text] != text][:4]
        for text in changed:
            at = next(n for n, (a, b) in enumerate(zip(text, sent[text], strict=False)) if a != b)
            start = max(0, text.rfind(" ", 0, max(0, at - 60)))
            said = sent[text][start : start + ANSWER_CHARS]
            assert_no_cut_matters(said, Restorer(entries).restore(said), entries)
            assert Restorer(entries).restore(sent[text]) == text
            looked += 1
    assert looked >= 5


def test_what_flows_is_not_delayed_by_values_that_are_far_away(engine: Engine) -> None:
    """Ordinary words leave with the next piece, whatever the conversation knows."""
    _, entries = pseudonymized(engine, OWN)
    words = re.findall(
        r"\s*\S+", "We are glad to hear that all of it came in time and wish you a very nice summer. " * 5
    )
    restorer, delivered, given = Restorer(entries), 0, 0
    for word in words:
        assert given - delivered <= 12, "a word waits for the one behind the next"
        given += len(word)
        delivered += len(restorer.feed(word))
