"""What a reviewer reads: nothing in foreign text hides, and times say how much is left."""

import pytest

from sluis.console.words import domain_words, fact_words, left_words, readable, rule_words, span_words, time_words

HIDDEN = {
    "right-to-left override": "\u202e",
    "right-to-left mark": "\u200f",
    "isolate": "\u2067",
    "zero-width space": "\u200b",
    "zero-width non-joiner": "\u200c",
    "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad",
    "word joiner": "\u2060",
    "tag letter": "\U000e0041",
    "variation selector supplement": "\U000e0101",
    "grapheme joiner": "\u034f",
    "Hangul filler": "\u3164",
    "blank braille": "\u2800",
    "line separator": "\u2028",
    "escape": "\x1b",
    "carriage return": "\r",
    "NUL": "\x00",
    "next line": "\x85",
    "private use": "\ue000",
    "half of a pair": "\ud800",
}


@pytest.mark.parametrize("letter", HIDDEN.values(), ids=HIDDEN)
def test_what_hides_or_reorders_is_spelled_out(letter: str) -> None:
    assert readable(f"re{letter}fuse") == f"re⟨U+{ord(letter):04X}⟩fuse"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "two\nlines\tand a tab",
        "Zoë Łukasz Ångström",
        "مرحبا بكم",
        "👩‍❤️‍👨 👨‍👩‍👧 1️⃣ ☎️",
        "क्‍ष",
        "日本語",
        "e\u0301",
    ],
)
def test_ordinary_text_of_any_script_stays_as_it_is(text: str) -> None:
    assert readable(text) == text


@pytest.mark.parametrize("text", ["re\u200dfuse", "a\ufe0fb", " \u200d", "❤\ufe0f\ufe0f", "👩\u200d\u200d", "\u200d"])
def test_a_joiner_that_joins_nothing_is_spelled_out(text: str) -> None:
    assert "⟨U+" in readable(text)


def test_a_run_of_selectors_cannot_carry_a_message() -> None:
    carried = "❤" + "".join(chr(0xFE00 + bit) for bit in (1, 0, 1, 1, 0, 0, 1))
    assert readable(carried).count("⟨U+FE") == 6


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "none"),
        (30, "less than a minute"),
        (60, "1 minute"),
        (3600, "1 hour"),
        (5400, "1 hour 30 minutes"),
        (86400 * 3 - 1, "2 days 23 hours"),
        (86400 + 600, "1 day"),
    ],
)
def test_what_is_left_is_told_in_two_units(seconds: float, words: str) -> None:
    assert left_words(seconds) == words


@pytest.mark.parametrize(("seconds", "words"), [(5, "less than a minute"), (61, "1 minute"), (7300, "2 hours")])
def test_how_long_ago_is_told_in_one(seconds: float, words: str) -> None:
    assert span_words(seconds) == words


def test_words_for_keys() -> None:
    assert domain_words("credit_lending") == "Credit and lending"
    assert domain_words("pet_care") == "Pet care"
    assert rule_words("classifier") == "It reads like a decision about a person"
    assert rule_words("guards.tox\u202e") == "Guards tox⟨U+202E⟩"
    assert fact_words("role", "advises") == ("Its part", "advises a person")
    assert fact_words("basis", "legitimate_interests") == ("Lawful basis", "legitimate interests")
    assert fact_words("purpose", "credit_check\u200b") == ("Purpose", "credit_check⟨U+200B⟩")
    assert time_words(0) == "1 Jan 1970, 00:00 UTC"
