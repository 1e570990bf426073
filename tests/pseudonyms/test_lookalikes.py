"""Look-alikes: of people and numbers that resemble each other, each comes back as itself, or not at all."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.nightly import examples

from sluis.pseudonyms.entries import Entry
from sluis.pseudonyms.mapping import Namer, Standing
from sluis.pseudonyms.restoring import Restorer
from sluis.values import Span

KEY = b"k" * 32
NONE = Standing([])
ALIKE = [
    ("PERSON", "Ada Vermeer"),
    ("PERSON", "Ruben Vermeer"),
    ("PERSON", "Vermeer"),
    ("PERSON", "Ann"),
    ("PERSON", "Anna"),
    ("PERSON", "Ann Annable"),
    ("PERSON", "Mary Ann"),
    ("PERSON", "Mary-Ann Vermeer"),
    ("PERSON", "van der Meer"),
    ("PERSON", "Meer"),
    ("USERNAME", "ann"),
    ("USERNAME", "ann1"),
    ("USERNAME", "ann12"),
    ("USERNAME", "ann_vermeer"),
    ("EMAIL_ADDRESS", "ann@x.org"),
    ("EMAIL_ADDRESS", "ann@x.org.uk"),
    ("EMAIL_ADDRESS", "mary.ann@x.org"),
    ("ACCOUNT_ID", "8020931"),
    ("ACCOUNT_ID", "18020931"),
    ("ACCOUNT_ID", "80209312"),
    ("ORDER_ID", "#8020931"),
    ("ORDER_ID", "W8020931"),
    ("ORDER_ID", "8020-931"),
    ("PHONE_NUMBER", "802 0931"),
    ("PHONE_NUMBER", "+1 802 0931"),
    ("PHONE_NUMBER", "555 802 0931"),
    ("CARD_LAST_FOUR", "0931"),
    ("POSTCODE", "8020"),
    ("POSTCODE", "80209"),
    ("ADDRESS", "12 Main St"),
    ("ADDRESS", "112 Main St"),
    ("ADDRESS", "12 Main St, Apt 4"),
    ("DATE_OF_BIRTH", "1980-02-03"),
    ("DATE_OF_BIRTH", "1980-03-02"),
]


def sent(values: list[tuple[str, str]], namer: Namer) -> tuple[str, str, list[Entry]]:
    """(what was said, as it left, entries) of sentences with a value each."""
    text, spans = "", []
    for kind, value in values:
        text += "Account or card: "
        spans.append(Span(len(text), len(text) + len(value), kind, 1.0))
        text += f"{value}. "
    done = namer.replace(text, tuple(spans), Standing([text]))
    return text, done.text, list(done.entries.values())


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(st.sampled_from(ALIKE), min_size=2, max_size=12), st.binary(min_size=16, max_size=16), st.randoms())
def test_each_of_those_alike_comes_back_as_itself(values: list[tuple[str, str]], key: bytes, order: object) -> None:
    text, left, entries = sent(values, Namer(key, {}))
    order.shuffle(entries)  # type: ignore[attr-defined]
    assert Restorer(entries).restore(left) == text
    assert Restorer.of_text(entries, left).restore(left) == text
    restorer = Restorer(entries)
    assert "".join(map(restorer.feed, left)) + restorer.flush() == text


def test_ten_thousand_values_of_one_conversation_come_back_each_as_itself() -> None:
    digits = str.maketrans("0123456789", "abcdefghij")
    values = [("PERSON", f"Ann{n:04d} Bell{n % 70:02d}".translate(digits)) for n in range(4000)]
    values += [("EMAIL_ADDRESS", f"user{n}@mail{n % 9}.com") for n in range(2000)]
    values += [("PHONE_NUMBER", f"+31 6 {n:08d}") for n in range(100)]
    values += [("PHONE_NUMBER", f"{200 + n} 555 {n:04d}") for n in range(900)]
    values += [("ACCOUNT_ID", f"{n:05d}") for n in range(1000)]
    values += [("ORDER_ID", f"#W{n:05d}") for n in range(1000)]
    values += [("ADDRESS", f"{n} Main St") for n in range(1, 1001)]
    text, left, entries = sent(values, Namer(KEY, {}))
    assert len({entry.pseudonym for entry in entries}) == len(entries) == 10_000
    assert Restorer(entries).restore(left) == text
    restorer = Restorer(entries)
    assert "".join(restorer.feed(left[at : at + 7]) for at in range(0, len(left), 7)) + restorer.flush() == text


@pytest.mark.parametrize("size", [2, 3, 4])
def test_a_short_code_never_becomes_itself(size: int) -> None:
    namer = Namer(KEY, {})
    codes = [f"{n:0{size}d}" for n in range(min(10**size, 2000))]
    assert not [code for code in codes if namer.entry("ORDER_ID", code, NONE).pseudonym == code]


@pytest.mark.parametrize(
    ("kind", "value"),
    [("PERSON", "Mei Kovacs"), ("ACCOUNT_ID", "8020931"), ("PHONE_NUMBER", "+31 6 12345678"), ("POSTCODE", "1234 AB"),
     ("EMAIL_ADDRESS", "mei@mail.com"), ("CARD_LAST_FOUR", "4821"), ("NL_BSN", "123456782")],
)  # fmt: skip
def test_a_pseudonym_that_is_typed_is_given_up_in_a_known_conversation_too(kind: str, value: str) -> None:
    known = Namer(KEY, {"NL_BSN": "placeholder"}).entry(kind, value, NONE)
    other = Namer(KEY, {}).entry("PERSON", "Ruben Vermeer", NONE)
    for said in (known.pseudonym, known.pseudonym.upper(), *(word for word, _ in known.words)):
        standing = Standing([f"Whose is {said}?"])
        namer = Namer(KEY, {"NL_BSN": "placeholder"}, [known, other])
        namer.forget_typed(standing)
        assert list(namer.restorable().values()) == [other]
        assert Restorer(namer.restorable().values()).restore(f"It is {said}.") == f"It is {said}."
        again = namer.entry(kind, value, standing)
        assert again.pseudonym != known.pseudonym
        assert not {w.casefold() for w, _ in again.words} & set(re.findall(r"\w+", said.casefold()))
