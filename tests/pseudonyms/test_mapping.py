"""One value has one pseudonym wherever it is made, and nothing that stands in the request is one."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sluis.errors import NotAllowed
from sluis.pseudonyms.mapping import Entry, Memo, Namer, Standing, Style
from sluis.values import Span

KEY = b"k" * 32
NONE = Standing([])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(alphabet="abAB éßǅİ-'.1", min_size=1, max_size=12).map(str.strip).filter(bool), max_size=6))
def test_different_names_never_meet(values: list[str]) -> None:
    namer = Namer(KEY, {})
    said = {value: namer.entry("PERSON", value, NONE).pseudonym for value in values}
    assert len(set(said.values())) == len(said)


def test_ten_thousand_values_never_meet() -> None:
    namer = Namer(KEY, {})
    names = {namer.entry("PERSON", f"Ann{n:05d}".translate(LETTERS), NONE).pseudonym for n in range(10_000)}
    mails = {namer.entry("EMAIL_ADDRESS", f"a{n}@x.org", NONE).pseudonym for n in range(2_000)}
    assert (len(names), len(mails)) == (10_000, 2_000)


STYLES: dict[str, Style] = {"NL_BSN": "placeholder", "LOCATION": "keep", "PASSWORD": "redact"}
_VALUES = st.sampled_from(
    [
        ("PERSON", "Mei Kovacs"),
        ("PERSON", "mei kovacs"),
        ("PERSON", "MEI"),
        ("PERSON", "Kovacs"),
        ("PERSON", "McKovacs"),
        ("EMAIL_ADDRESS", "mei.kovacs7@x.org"),
        ("USERNAME", "mei_kovacs_77"),
        ("PHONE_NUMBER", "+31 6 12345678"),
        ("ORDER_ID", "12"),
        ("ORDER_ID", "#W7712"),
        ("CARD_LAST_FOUR", "1234"),
        ("NL_BSN", "123456782"),
        ("ADDRESS", "Lindenlaan 12"),
        ("LOCATION", "Kovacs"),
        ("PASSWORD", "hunter2"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.lists(_VALUES, max_size=8), st.booleans(), st.booleans()), min_size=2, max_size=5))
def test_a_memo_changes_no_pseudonym(requests: list[tuple[list[tuple[str, str]], bool, bool]]) -> None:
    """Whatever was asked before, is known, and stands in the request now: pseudonyms of earlier ones included."""
    memo, made = Memo(), [""]
    made_before: list[Entry] = []
    for values, quotes, knows in requests:
        standing = Standing(made if quotes else [])
        known = made_before if knows else ()
        plain, quick, texts = Namer(KEY, STYLES, known), Namer(KEY, STYLES, known, memo), []
        for at in range(0, len(values), 2):
            text, spans = "", []
            for kind, value in values[at : at + 2]:
                spans.append(Span(len(text), len(text) + len(value), kind, 1.0))
                text += value + " | "
            texts.append((text, tuple(spans)))
        fresh = [plain.replace(text, spans, standing) for text, spans in texts]
        assert [quick.replace(text, spans, standing) for text, spans in texts] == fresh
        entries = [plain.entry(kind, value, standing) for kind, value in values]
        assert [quick.entry(kind, value, standing) for kind, value in values] == entries
        made += [entry.pseudonym for entry in entries]
        made_before = [*made_before, *entries]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.lists(_VALUES, max_size=4), st.integers(0, 3), st.booleans(), st.booleans()), max_size=8))
def test_a_resent_history_changes_no_pseudonym(turns: list[tuple[list[tuple[str, str]], int, bool, bool]]) -> None:
    """Longer each turn or said anew from some turn on, beside whatever else stands in the request and is known."""
    memo, history = Memo(), list[tuple[str, tuple[Span, ...]]]()
    made, made_before = [""], list[Entry]()
    for values, dropped, quotes, knows in turns:
        text, spans = "Said. ", list[Span]()
        for kind, value in values:
            spans.append(Span(len(text), len(text) + len(value), kind, 1.0))
            text += value + " | "
        history = [*history[: len(history) - dropped], (text, tuple(spans)), ("No value.", ())]
        standing, known = Standing(made if quotes else []), made_before if knows else ()
        plain, quick = Namer(KEY, STYLES, known), Namer(KEY, STYLES, known, memo)
        fresh = [plain.replace(text, spans, standing) for text, spans in history]
        assert quick.replace_all(history, standing) == fresh
        assert quick.restorable() == plain.restorable()
        made += [entry.pseudonym for entry in plain.restorable().values()]
        made_before = [*made_before, *plain.restorable().values()]


def test_a_full_memo_starts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Memo, "MOST", 3)
    memo = Memo()
    for n in range(10):
        namer = Namer(KEY, {}, memo=memo)
        assert namer.entry("ORDER_ID", f"ORD-{n}", NONE) == Namer(KEY, {}).entry("ORDER_ID", f"ORD-{n}", NONE)
    assert len(memo.firsts) <= 3


LETTERS = str.maketrans("0123456789", "abcdefghij")


def test_order_and_process_do_not_matter() -> None:
    first, second = Namer(KEY, {}), Namer(KEY, {})
    values = [("PERSON", "Mei Kovacs"), ("EMAIL_ADDRESS", "mei.kovacs@x.org"), ("PHONE_NUMBER", "+31 6 12345678")]
    one = [first.entry(kind, value, NONE).pseudonym for kind, value in values]
    two = [second.entry(kind, value, NONE).pseudonym for kind, value in reversed(values)]
    assert one == two[::-1]
    program = (
        "from sluis.pseudonyms.mapping import Entry, Memo, Namer, Standing, Style\n"
        "print(Namer(b'k' * 32, {}).entry('PERSON', 'Mei Kovacs', Standing([])).pseudonym)"
    )
    import sluis

    there = {"PYTHONPATH": str(sluis.__path__[0]).removesuffix("/sluis"), "PYTHONHASHSEED": "7"}
    done = subprocess.run([sys.executable, "-c", program], env=there, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == one[0]


def test_known_entries_win() -> None:
    known = Namer(b"other" * 8, {}).entry("PERSON", "Mei Kovacs", NONE)
    namer = Namer(KEY, {}, [known])
    assert namer.entry("PERSON", "Mei Kovacs", NONE).pseudonym == known.pseudonym
    assert namer.entry("PERSON", "Kovacs", NONE).pseudonym == known.pseudonym.split()[1]


@pytest.mark.parametrize(
    ("kind", "value"), [("PERSON", "Mei"), ("ACCOUNT_ID", "8020931"), ("CARD_LAST_FOUR", "4821"), ("POSTCODE", "90210")]
)
def test_what_stands_in_the_request_is_no_pseudonym(kind: str, value: str) -> None:
    usual = Namer(KEY, {}).entry(kind, value, NONE).pseudonym
    other = Namer(KEY, {}).entry(kind, value, Standing([f"also {usual.upper()} here"])).pseudonym
    assert other.casefold() != usual.casefold()


def test_parts_fit_each_other() -> None:
    namer = Namer(KEY, {})
    first, last = namer.entry("PERSON", "Mei Kovacs", NONE).pseudonym.split()
    assert namer.entry("PERSON", "KOVACS, Mei", NONE).pseudonym == f"{last.upper()}, {first}"
    assert namer.entry("PERSON", "Mei", NONE).pseudonym == first
    mail = namer.entry("EMAIL_ADDRESS", "mei.kovacs@x.org", NONE).pseudonym
    assert mail.startswith(f"{first}.{last}@".lower())
    user = namer.entry("USERNAME", "mei_kovacs_8020", NONE).pseudonym
    assert user.startswith(f"{first}_{last}_".lower())
    assert user.rpartition("_")[2].isdigit()


def test_styles() -> None:
    namer = Namer(KEY, {"A": "keep", "B": "redact", "C": "block", "D": "placeholder"})
    text = "x yy zzz"
    done = namer.replace(text, (Span(0, 1, "A", 1.0), Span(2, 4, "B", 1.0)), NONE)
    assert done.text == "x [B] zzz"
    assert [kind for kind, _ in done.entries] == ["B"]
    assert namer.entry("D", "zzz", NONE).pseudonym.startswith("<D_")
    with pytest.raises(NotAllowed) as refused:
        namer.entry("C", "zzz", NONE)
    assert "zzz" not in str(refused.value)


def test_a_placeholder_is_the_same_beside_the_words_of_its_type() -> None:
    """ "credit" and "card" stand in many requests: no reason for another pseudonym at the next turn."""
    styles: dict[str, Style] = {"CREDIT_CARD": "placeholder"}
    said = {
        Namer(KEY, styles).entry("CREDIT_CARD", "4111 1111 1111 1111", Standing([text])).pseudonym
        for text in ("", "my credit card", "CREDIT_CARD")
    }
    assert len(said) == 1
    (tag,) = (pseudonym[-7:-1] for pseudonym in said)
    assert Namer(KEY, styles).entry("CREDIT_CARD", "4111 1111 1111 1111", Standing([tag])).pseudonym not in said


def test_what_has_no_plain_form_becomes_a_placeholder() -> None:
    """A pseudonym of its form would keep what cannot be permuted: Arabic digits, single letters."""
    namer = Namer(KEY, {})
    (span,) = (Span(5, 21, "PERSON", 0.9, disguised=True),)
    assert namer.replace("I am QWRhIFZlcm1lZXI= now", (span,), NONE).text.startswith("I am <PERSON_")
    for entity_type, value in (
        ("PHONE_NUMBER", "٠٦١٢٣٤٥٦٧٨"),
        ("PERSON", "A d a   V e r m e e r"),
        ("NL_BSN", "１２３"),
    ):
        assert namer.entry(entity_type, value, NONE).style == "placeholder"
    redacted = Namer(KEY, {"PERSON": "redact"}).replace(
        "see QWRhIFZlcm1lZXI=", (Span(4, 20, "PERSON", 0.9, "", True),), NONE
    )
    assert redacted.text == "see [PERSON]"
    with pytest.raises(NotAllowed):
        Namer(KEY, {"PERSON": "block"}).entry("PERSON", "QWRhIFZlcm1lZXI=", NONE, disguised=True)


def test_an_address_keeps_its_pseudonym_where_someone_says_example() -> None:
    """Every coined address ends in .example, so the word is no sign of one."""
    said = {
        Namer(KEY, {}).entry("EMAIL_ADDRESS", "ada@posteo.net", Standing([text])).pseudonym
        for text in ("", "for example this one", "write to ada@example.com")
    }
    assert len(said) == 1
    assert said.pop().endswith(".example")
