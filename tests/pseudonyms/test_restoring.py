"""What comes back is what went out, at every cut, in text and in JSON, and nothing else is touched."""

import json
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.nightly import examples

from sluis.pseudonyms.entries import Entry
from sluis.pseudonyms.mapping import Namer, Standing
from sluis.pseudonyms.restoring import Restorer
from sluis.values import Span

KEY = b"k" * 32
TYPES = ["PERSON", "EMAIL_ADDRESS", "PHONE_NUMBER", "USERNAME", "ACCOUNT_ID", "ADDRESS", "DATE_OF_BIRTH", "POSTCODE"]
VALUES = {
    "PERSON": [
        "Mei Kovács",
        "KOVÁCS, Mei",
        "mei",
        "McDonald",
        "Mcdonald",
        "Jean-Luc de la Croix",
        "Sean O'Brien",
        "van der Berg",
        "Γιώργος Παπαδόπουλος",
        "Иван Петров",
        "محمد علي",
        "राजेश कुमार",
        "王小明",
        "Weiß",
        "Weiss",
        "Jose\u0301 Nu\u0301n\u0303ez",
        "José Núñez",
        'Ann "Nan" Lee',
        "Anna\nBell",
        "A\\B Cole",
    ],
    "EMAIL_ADDRESS": ["mei.kovacs@mail.com", "m_k+tag@x.org", "MEI@MAIL.COM"],
    "PHONE_NUMBER": ["+31 6 12345678", "(555) 123-4567", "555.987.6543", "+49 (0) 30 1234567"],
    "USERNAME": ["mei_kovacs_8020", "xX_ana_Xx", "jo42"],
    "ACCOUNT_ID": ["#W8020931", "A-77-310-42", "00312"],
    "ADDRESS": ["12 Main St, Apt 4", "Kerkstraat 12\n1234 AB Utrecht", "Rua São João, 55"],
    "DATE_OF_BIRTH": ["1980-02-29", "March 5, 1971", "05/07/1990", "3 mei 1966"],
    "POSTCODE": ["1234 AB", "SW1A 1AA", "90210"],
}
PICKED = st.sampled_from([(kind, value) for kind, values in VALUES.items() for value in values])
FILL = st.text(alphabet='ab ,.:"\\\n\tz0e\u0301é😀\u202e\u200b１-_', max_size=8)


def replaced(parts: list[tuple[str, tuple[str, str]]], end: str) -> tuple[str, str, tuple[Entry, ...]]:
    """(the text, the text as sent, entries) of fillings and values in turn."""
    text, spans = "", []
    for filling, (kind, value) in parts:
        text += filling + " "
        spans.append(Span(len(text), len(text) + len(value), kind, 1.0))
        text += value + " "
    text += end
    done = Namer(KEY, {}).replace(text, tuple(spans), Standing([text]))
    return text, done.text, tuple(done.entries.values())


@settings(max_examples=examples(150), deadline=None)
@given(st.lists(st.tuples(FILL, PICKED), max_size=4), FILL, st.data())
def test_text_comes_back_whole_and_at_any_cut(parts: list, end: str, data: st.DataObject) -> None:
    text, sent, entries = replaced(parts, end)
    assert Restorer(entries).restore(sent) == text
    cuts = sorted(data.draw(st.lists(st.integers(0, len(sent)), max_size=6)))
    assert fed(Restorer(entries), sent, cuts) == text
    assert fed(Restorer(entries), sent, list(range(len(sent)))) == text


SAID = st.sampled_from(["", "Hi {} and {}", "{}'s card {}", "\u2014{}{}", "({}), {}.", "dizvonazul {} kavzurenol"])


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(PICKED, min_size=2, max_size=6), SAID, st.booleans(), st.data())
def test_learning_only_what_can_stand_in_a_text_changes_nothing(
    values: list[tuple[str, str]], said: str, upper: bool, data: st.DataObject
) -> None:
    namer = Namer(KEY, {"ACCOUNT_ID": "placeholder"})
    entries = [namer.entry(kind, value, Standing([])) for kind, value in values]
    parts = [p for e in entries for p in (e.pseudonym, *(w for w, _ in e.words), e.pseudonym[:7], e.pseudonym[-4:])]
    text = said.format(data.draw(st.sampled_from(parts)), data.draw(st.sampled_from(parts)))
    text = text.upper() if upper else text
    every, some = Restorer(entries), Restorer.of_text(entries, text)
    assert some.restore(text) == every.restore(text)
    assert some.restore_leaf(text) == every.restore_leaf(text)
    assert some.left == every.left


@settings(max_examples=examples(150), deadline=None)
@given(st.lists(st.tuples(FILL, PICKED), min_size=1, max_size=4), FILL, st.booleans())
def test_json_stays_valid_and_comes_back(parts: list, end: str, ascii_only: bool) -> None:
    text, sent, entries = replaced(parts, end)
    wire = json.dumps({"text": sent}, ensure_ascii=ascii_only)
    assert json.loads(Restorer(entries, "json").restore(wire)) == {"text": text}
    assert json.loads(fed(Restorer(entries, "json"), wire, list(range(len(wire))))) == {"text": text}


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(PICKED, min_size=1, max_size=3), st.lists(st.one_of(FILL, st.integers(0, 2)), max_size=8))
def test_any_text_is_restored_alike_at_every_cut(values: list, pieces: list) -> None:
    _, _, entries = replaced([("", value) for value in values], "")
    said = [entry.pseudonym for entry in entries] or ["x"]
    text = "".join(piece if isinstance(piece, str) else said[piece % len(said)] for piece in pieces)
    assert fed(Restorer(entries), text, list(range(len(text)))) == Restorer(entries).restore(text)


@settings(max_examples=examples(100), deadline=None)
@given(st.text(max_size=60), st.lists(PICKED, max_size=4))
def test_what_holds_no_pseudonym_is_untouched(text: str, values: list) -> None:
    entries = [Namer(KEY, {}).entry(kind, value, Standing([text])) for kind, value in values]
    assert Restorer(entries).restore(text) == text


def fed(restorer: Restorer, text: str, cuts: list[int]) -> str:
    edges = [0, *cuts, len(text)]
    out = [restorer.feed(text[a:b]) for a, b in pairwise(edges)]
    return "".join(out) + restorer.flush()


def one(kind: str, value: str) -> Entry:
    return Namer(KEY, {}).entry(kind, value, Standing([]))


def test_inflected_names_come_back_inflected() -> None:
    entry = one("PERSON", "Mei Kovacs")
    first, last = entry.pseudonym.split()
    restorer = Restorer([entry])
    assert restorer.restore(f"{last.upper()}, {first}") == "KOVACS, Mei"
    assert restorer.restore(f"{first}'s and {last}s, {first.lower()}") == "Mei's and Kovacss, mei"
    assert restorer.restore(f"**{first}**\n{last} <b>{last}</b> Mr.{last}") == "**Mei**\nKovacs <b>Kovacs</b> Mr.Kovacs"
    assert restorer.restore(f"{first.lower()}_{last.lower()}_1") == "mei_kovacs_1"


def test_foreign_and_mangled_pseudonyms_restore_nothing() -> None:
    mine = one("PERSON", "Mei Kovacs")
    foreign = Namer(b"f" * 32, {}).entry("PERSON", "Mei Kovacs", Standing([])).pseudonym
    mangled = " ".join(f"{word[:3]}q{word[4:]}" for word in mine.pseudonym.split())
    restorer = Restorer([mine])
    assert restorer.restore(f"{foreign} {mangled}") == f"{foreign} {mangled}"
    assert len(restorer.left) >= 2


def test_whatever_stays_of_a_pseudonym_is_told_once_at_every_cut() -> None:
    """Coined words and placeholders of nobody here, what was redacted, digits that may be a price, or two people's."""
    tagged = Namer(KEY, {"ACCOUNT_ID": "placeholder"}).entry("ACCOUNT_ID", "8020931", Standing([]))
    word = Namer(KEY, {"PASSWORD": "redact"}).entry("PASSWORD", "hunter2!", Standing([]))
    name, last = one("PERSON", "Mei Kovacs"), one("CARD_LAST_FOUR", "4821")
    foreign = Namer(b"f" * 32, {}).entry("PERSON", "Mei Kovacs", Standing([])).pseudonym
    text = (
        f"Dear {name.pseudonym}, {foreign} paid {last.pseudonym} euros for {tagged.pseudonym} and <ACCOUNT_ID_Z2Z3Z4>;"
        f" {foreign.upper()} has {word.pseudonym}, the card ends in {last.pseudonym}."
    )
    want = {*foreign.casefold().split(), last.pseudonym, "<ACCOUNT_ID_Z2Z3Z4>", "[PASSWORD]"}
    for step in (1, 2, 3, 7, len(text)):
        restorer = Restorer([tagged, word, name, last])
        fed(restorer, text, list(range(step, len(text), step)))
        assert restorer.left == want
    assert Restorer.of_text([tagged, word, name, last], text).left == set()
    whole = Restorer.of_text([tagged, word, name, last], text)
    whole.restore(text)
    assert whole.left == want


def test_last_four_digits_of_two_numbers_stay_and_are_told() -> None:
    """Nobody's number is guessed."""
    one_, other = (
        Entry("ACCOUNT_ID", real, said, "shaped") for real, said in (("44441234", "88887777"), ("55555678", "99997777"))
    )
    restorer = Restorer([one_, other])
    assert restorer.restore("The account ending in 7777.") == "The account ending in 7777."
    assert restorer.left == {"7777"}


def test_what_no_value_was_replaced_for_is_watched_too_and_never_held_back() -> None:
    foreign = Namer(b"f" * 32, {}).entry("PERSON", "Mei Kovacs", Standing([])).pseudonym
    restorer = Restorer([])
    text = "so " * 340 + foreign + " and on" * 300
    assert [restorer.feed(letter) for letter in text] == list(text)
    assert restorer.flush() == ""
    assert restorer.left == set(foreign.casefold().split())


@pytest.mark.parametrize(
    ("text", "restored"),
    [("Card ending in {}.", True), ("That costs {} dollars.", False), ("In {} we met", False), ("x{}x card", False)],
)
def test_short_digits_need_their_cue(text: str, restored: bool) -> None:
    entry = one("CARD_LAST_FOUR", "4821")
    wanted = text.format("4821" if restored else entry.pseudonym)
    assert Restorer([entry]).restore(text.format(entry.pseudonym)) == wanted
    assert Restorer([entry]).restore_leaf(entry.pseudonym) == "4821"


def test_a_name_with_the_style_placeholder_comes_back() -> None:
    entry = Namer(KEY, {"PERSON": "placeholder"}).entry("PERSON", "Mei Kovacs", Standing([]))
    assert Restorer([entry]).restore(f"Dear {entry.pseudonym}!") == "Dear Mei Kovacs!"


def test_digits_inside_longer_digits_are_left() -> None:
    entry = one("ACCOUNT_ID", "8020931")
    text = f"9{entry.pseudonym} {entry.pseudonym}9 account"
    assert Restorer([entry]).restore(text) == text


def test_a_long_unbroken_token_is_not_held_back() -> None:
    restorer = Restorer([one("PERSON", "Mei Kovacs"), one("EMAIL_ADDRESS", "mei@mail.com")])
    held = 0
    started = time.process_time()
    for _ in range(20_000):
        restorer.feed("b")
        held = max(held, len(restorer._pending))
    assert held < 100
    assert time.process_time() - started < 5


SUITE = Entry(
    "ADDRESS", "350 Laurel Lane, Suite 733", "755 Detzijalig Lane, Suite 612", "shaped", (("Detzijalig", "Laurel"),)
)
SAME_SUITE = Entry(
    "ADDRESS", "9 Oak Lane, Suite 801", "9 Fovgebupir Lane, Suite 612", "shaped", (("Fovgebupir", "Oak"),)
)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Is it Suite 612?", "Is it Suite 733?"),
        ("suite #612.", "suite #733."),
        ("Suite 6120", "Suite 6120"),
        ("Apt 612", "Apt 612"),
        ("612 people", "612 people"),
    ],
)
def test_a_suite_said_without_its_street_comes_back(said: str, meant: str) -> None:
    assert Restorer([SUITE]).restore(said) == meant
    for cut in range(len(said)):
        assert fed(Restorer([SUITE]), said, [cut]) == meant


def test_a_suite_of_two_addresses_is_nobodys_and_told() -> None:
    restorer = Restorer([SUITE, SAME_SUITE])
    assert restorer.restore("Suite 612") == "Suite 612"
    assert restorer.left == {"Suite 612"}
    assert restorer.restore(SAME_SUITE.pseudonym) == SAME_SUITE.value
    twice = Entry("ADDRESS", "9 Oak Lane, Suite 733", "9 Fovgebupir Lane, Suite 612", "shaped", SAME_SUITE.words)
    assert Restorer([SUITE, twice]).restore("Suite 612") == "Suite 733"
