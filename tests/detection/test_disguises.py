"""How a text in disguise reads, and where each of its characters really stands."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sluis.detection.disguises import ALIKE, has_plain_form, plain_of
from sluis.detection.engine import Engine, EngineOptions
from sluis.detection.reading import Reading
from sluis.values import Leaf, Personal

READS = [
    ("write to ad\u200ba@pos\u00adteo.net", "write to ada@posteo.net"),
    ("pay \u202dNL9\u200f1INGB\u202c now", "pay NL91INGB now"),
    ("Аdа Vеrmееr is here", "Ada Vermeer is here"),
    ("call ０６－１２３４５６７８ now", "call 06-12345678 now"),
    ("I am 𝐀𝐝𝐚 here", "I am Ada here"),
    ("call ٠٦١٢٣٤٥٦٧٨", "call 0612345678"),
    ("it is 0 6 1 2 3 4 5 6 7 8 then", "it is 0612345678 then"),
    ("A d a   V e r m e e r", "Ada Vermeer"),
    ("it is N.L.9.1.I.N.G.B.", "it is NL91INGB."),
    ("?mail=ada%40posteo.net&x=1", "?mail=ada@posteo.net&x=1"),
    ("Jos%C3%A9 was here", "José was here"),
    ("twice %2540 over", "twice @ over"),
    ("ada&#64;posteo&#x2e;net &amp; co", "ada@posteo.net & co"),
    (r"ada\u0040posteo.net", "ada@posteo.net"),
    ("Ver**me**er and 06-*123*45678", "Vermeer and 06-12345678"),
    ("Ver<b><i>me</i></b>er came", "Vermeer came"),
    ("ada.vermeer@\nposteo.net", "ada.vermeer@posteo.net"),
    ("Mr Ver-\nmeer", "Mr Vermeer"),
    ("call 06 1234\n5678", "call 06 1234 5678"),
    ("it is 999900\n112 here", "it is 999900112 here"),
    (f"see {base64.b64encode(b'Ada Vermeer').decode()} now", "see Ada Vermeer now"),
    (f"see {base64.urlsafe_b64encode(b'ada?>vermeer???').decode()} now", "see ada?>vermeer??? now"),
    (f"see {base64.b64encode(base64.b64encode(b'Ada Vermeer')).decode()} now", "see Ada Vermeer now"),
    (f"see {b'Ada Vermeer'.hex()} now", "see Ada Vermeer now"),
    (
        base64.encodebytes(b"Ada Vermeer lives here and there, " * 4).decode().strip(),
        "Ada Vermeer lives here and there, " * 4,
    ),
]


@pytest.mark.parametrize(("text", "plain"), READS)
def test_a_disguise_is_read(text: str, plain: str) -> None:
    found = plain_of(Reading(text))
    assert found is not None
    assert found.text == plain


ORDINARY = [
    "",
    "Please tell me when the parcel arrives, and what a 50% discount & a new one cost.",
    "**Bold** and *slanted* words, `code_with_names`, 2 * 3 = 6.",
    "- a\n- b\n- c\nchapter 12\nverse 13",
    "Order: #W2417020\nStatus: done",
    "Привет, Анна пришла и сказала: хорошо. Она в Осло.",
    "Ο Νίκος ήρθε και είπε καλημέρα.",
    "<b>Ada</b> <i>Vermeer</i>",
    "می\u200cخواهم بدانم",
    "I love it ❤️ 👩‍💻 so much",
    "会议在三点，请准时参加！谢谢（大家）。",
    "see https://example.org/internationalization/Straßenverkehrsordnung for more",
    "commit 3f2504e04f8911d39a0c0305e82c3301 and 550e8400-e29b-41d4-a716-446655440000",
    "version 1.2.3.4 of 10.0.0.1, U.S.A., i.e. e.g. p.m.",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_has_no_other_reading(text: str) -> None:
    assert plain_of(Reading(text)) is None


@pytest.mark.parametrize(("text", "plain"), READS)
def test_every_place_leads_back(text: str, plain: str) -> None:
    """Whatever is found covers what was written for it, and reads the same by itself but for an encoded run."""
    found = plain_of(Reading(text))
    assert found is not None
    places = [found.original(n, n + 1) for n in range(len(plain))]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)
    for n, (start, end) in enumerate(places):
        there = text[start:end]
        assert end - start > 1 or there == plain[n] or there in ALIKE or there == "\n" or not there.isascii()


@given(st.text(st.sampled_from("ab1 .@%&;*\\<>\n-é\u200b\u00adА０4=#x"), max_size=60))
def test_any_text_can_be_read_and_every_span_leads_back_into_it(text: str) -> None:
    found = plain_of(Reading(text))
    if found is None:
        return
    for start in range(len(found.text)):
        for end in (start + 1, len(found.text)):
            first, last = found.original(start, end)
            assert 0 <= first < last <= len(text)


def test_a_real_russian_word_is_not_folded_beside_real_russian() -> None:
    found = plain_of(Reading("Сара Vеrmeer сказала"))
    assert found is not None
    assert found.text == "Сара Vermeer сказала"


ENGINE = Engine(EngineOptions())


def _disguised(text: str) -> list[tuple[str, str]]:
    return [(text[s.start : s.end], s.entity_type) for s in ENGINE.find([Leaf(text)])[0] if s.disguised]


@pytest.mark.parametrize(
    ("text", "value", "entity_type"),
    [
        ("Mijn BSN is OTk5OTkwMDE5Cg== voor u", "OTk5OTkwMDE5Cg==", "NL_BSN"),
        ("mail ada%2Evermeer%40posteo.net now", "ada%2Evermeer%40posteo.net", "EMAIL_ADDRESS"),
        ("pay to NL91 ABNA\n0417 1643 00", None, None),
        ("I pay to NL91 ABNA 0417\n1643 00", "NL91 ABNA 0417\n1643 00", "IBAN_CODE"),
    ],
)
def test_what_is_found_is_the_whole_disguise(text: str, value: str | None, entity_type: str | None) -> None:
    assert _disguised(text) == ([(value, entity_type)] if value and entity_type else [])


def test_a_value_learned_elsewhere_is_found_in_disguise_and_the_other_way_round() -> None:
    keys = ("full_name",)
    leaves = [Leaf("Xanthia Grolmbak", keys, literal="string"), Leaf("the grol\u200bmbak was late")]
    (span,) = ENGINE.find(leaves)[1]
    assert leaves[1].text[span.start : span.end] == "grol\u200bmbak"
    assert span.disguised
    turned = [Leaf("Xan\u200bthia Grolm\u200bbak", keys, literal="string"), Leaf("the grolmbak was late")]
    (span,) = ENGINE.find(turned)[1]
    assert turned[1].text[span.start : span.end] == "grolmbak"
    assert not span.disguised


def test_of_a_known_value_in_disguise_what_it_reads_is_looked_for_and_not_its_pieces() -> None:
    text = "the ver said AD and Ver, so ask vermeer"
    for value in ("Ad\u200ba Ver\u200bmeer", "A d a   V e r m e e r", "Ada%20Vermeer"):
        spans = ENGINE.find([Leaf(text)], [Personal("PERSON", value)])[0]
        assert [text[s.start : s.end] for s in spans] == ["vermeer"]
    sentence = base64.b64encode(b"My name is Ada and I live by the sea").decode()
    assert ENGINE.find([Leaf("the Name of my Sea")], [Personal("PERSON", sentence)]) == [()]


def test_lines_of_a_form_stay_lines() -> None:
    text = "my new address is 475 Dora Creek Apt. 176\n16469 Newdegate"
    assert _disguised(text) == []


def test_a_form_is_seen_by_its_characters() -> None:
    assert has_plain_form("ada@posteo.net")
    assert has_plain_form("José Nuñez")
    assert has_plain_form("Анна")
    assert not has_plain_form("٠٦١٢٣٤")
    assert not has_plain_form("a\u200bda")
    assert not has_plain_form("A d a   V e r m e e r")


def test_long_hostile_texts_take_no_longer_than_their_length() -> None:
    """Each of these made a naive pattern quadratic; here the work is counted in edits, and the text is read at all."""
    for piece in ("A" * 76 + "\n", "a-", "a ", "a.", "%41", "&amp;", "\\u0041", "a*", "<b>", "1\n", "QUJD"):
        text = "x " + piece * (200_000 // len(piece)) + "é"
        plain = plain_of(Reading(text))
        assert plain is None or len(plain.text) <= len(text)
