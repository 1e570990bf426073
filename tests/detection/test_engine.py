"""The engine: a leaf once seen is not detected again, and what one leaf teaches is found in the others."""

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from sluis.detection.engine import Engine, EngineOptions
from sluis.values import Leaf, Personal, Span


class Counting:
    """A tagger that knows one name and counts what it is asked."""

    def __init__(self) -> None:
        self.batches: list[int] = []

    def tag(self, texts: Sequence[str], questions: Sequence[str]) -> list[list[Span]]:
        assert len(texts) == len(questions)
        self.batches.append(len(texts))
        return [[Span(at, at + 12, "PERSON", 0.99)] if (at := text.find("Zofia Wolska")) >= 0 else [] for text in texts]


HISTORY = [Leaf("The file of Zofia Wolska is open."), Leaf("It belongs to Wolska."), Leaf("Thank you for waiting.")]


def values(leaves: Sequence[Leaf], spans: Sequence[tuple[Span, ...]]) -> list[list[str]]:
    return [[leaf.text[s.start : s.end] for s in own] for leaf, own in zip(leaves, spans, strict=True)]


def test_leaves_not_seen_before_go_through_the_tagger_together_and_only_once() -> None:
    tagger = Counting()
    engine = Engine(EngineOptions(taggers=(tagger,)))
    engine.find(HISTORY)
    again = [*HISTORY, Leaf("And what of the other one?")]
    engine.find(again)
    assert tagger.batches == [3, 1]
    assert engine.calls == 4


def test_a_name_found_by_the_tagger_is_found_by_its_parts_elsewhere() -> None:
    engine = Engine(EngineOptions(taggers=(Counting(),)))
    assert values(HISTORY, engine.find(HISTORY)) == [["Zofia Wolska"], ["Wolska"], []]


def test_what_is_known_from_before_is_found_without_a_tagger() -> None:
    leaves = [Leaf("Does Wolska agree?")]
    assert values(leaves, Engine().find(leaves, [Personal("PERSON", "Zofia Wolska")])) == [["Wolska"]]
    assert values(leaves, Engine().find(leaves)) == [[]]


def test_a_type_switched_off_is_not_found() -> None:
    leaves = [Leaf("mail ada@posteo.net")]
    assert values(leaves, Engine(EngineOptions(off=frozenset({"EMAIL_ADDRESS"}))).find(leaves)) == [[]]


def test_the_name_of_a_field_is_no_value() -> None:
    leaf = Leaf("address1", ("address",), literal="string")
    assert Engine().find([leaf]) == [()]


def test_threads_with_a_small_cache_between_them_find_the_same() -> None:
    texts = [f"My order number is ORD-{n:06d} and my mail is ada{n}@posteo.net." for n in range(40)]
    alone = [Engine().find([Leaf(text)]) for text in texts]
    engine = Engine(EngineOptions(cache_leaves=3))
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(6) as pool:
            found = list(pool.map(lambda text: engine.find([Leaf(text)]), texts * 20))
    finally:
        sys.setswitchinterval(before)
    assert found == alone * 20


def test_what_somebody_is_beside_their_name_is_not_looked_for_elsewhere() -> None:
    record = Leaf(
        "Verna Nelson, Licensed Marriage & Family Therapist", keys=("therapist_name",), role="tool", literal="string"
    )
    said = Leaf("I need a Family Counselor or a Therapist, not Verna Nelson.")
    _, spans = Engine(EngineOptions()).find([record, said])
    assert [said.text[s.start : s.end] for s in spans] == ["Verna Nelson"]


def test_a_code_of_three_capitals_behind_a_key_is_no_name_that_was_heard() -> None:
    known = [Personal("PERSON", "Mia")]
    leaves = [Leaf("MIA", ("origin",), "tool", literal="string"), Leaf("MIA"), Leaf("Where is Mia?")]
    assert [len(spans) for spans in Engine(EngineOptions()).find(leaves, known)] == [0, 1, 1]
