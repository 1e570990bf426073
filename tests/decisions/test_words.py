"""Words and sentences as the lexicon sees them."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from sluis.decisions.words import fold, read_sentences, split_name
from sluis.pseudonyms.coining import coin
from sluis.pseudonyms.shaping import shape


def _forms(text: str) -> list[list[str]]:
    return [[word.form for word in sentence] for sentence in read_sentences(text)]


def test_accents_and_case_are_folded() -> None:
    assert fold("Refusé STRASSE ß Łódź") == "refuse strasse ss lodz"


def test_numbers_references_addresses_and_placeholders_are_marks() -> None:
    marks = _forms("pay 12.50 on AB-123 to x.y@example.org for <PERSON_1>")
    assert marks == [["pay", "<number>", "on", "<ref>", "to", "<ref>", "for", "<name>"]]


VALUES = {
    "PERSON": "Ada Vermeer",
    "EMAIL_ADDRESS": "ada.vermeer@posteo.net",
    "IBAN_CODE": "NL91 ABNA 0417 1643 00",
    "ORDER_ID": "4471-QRST",
    "ACCOUNT_ID": "AB12-CDE-99",
    "ADDRESS": "Dorpsstraat 44",
    "PHONE_NUMBER": "+31 6 1234 5678",
}


@settings(deadline=None)  # the first example reads the words that names are coined from
@given(st.binary(min_size=16, max_size=16), st.sampled_from(sorted(VALUES)), st.sampled_from([str, str.upper]))
def test_pseudonyms_are_marks_whatever_letters_were_drawn(key: bytes, kind: str, spelled: type[str]) -> None:
    """Some coined names begin like words of the lexicon: Pagvikazan paid nobody, and 4471-DENY denies nothing."""
    said = shape(kind, VALUES[kind], key, lambda word: coin(key, word.lower()).capitalize())
    forms = {form for sentence in _forms(spelled(said)) for form in sentence}
    assert forms <= {"<name>", "<number>", "<ref>"}, said


def test_words_that_look_coined_at_their_beginning_are_words() -> None:
    assert _forms("de vakverenigingen") == [["de", "vakverenigingen"]]


def test_titles_do_not_end_a_sentence_and_rows_do() -> None:
    assert len(_forms("Mr. Vela was heard. He waits.")) == 2
    assert len(_forms("| a | refused |\n| b | granted |")) >= 2


def test_a_contracted_not_is_a_word() -> None:
    assert _forms("we can't pay") == [["we", "ca", "not", "pay"]]


def test_identifiers_are_split_into_words() -> None:
    assert split_name("denyLoan_request-now").split() == ["deny", "Loan", "request", "now"]


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_folding_takes_every_accent_off_and_changes_nothing_twice(text: str) -> None:
    folded = fold(text)
    assert not any(unicodedata.combining(c) for c in folded)
    assert fold(folded) == folded
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))
