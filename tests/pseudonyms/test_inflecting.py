"""A model writes a pseudonym in its own way; what comes back is the value written in that way, at every cut."""

import html
import json
import unicodedata
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.nightly import examples

from sluis.pseudonyms.entries import Entry
from sluis.pseudonyms.inflecting import inflected, stands_in_url
from sluis.pseudonyms.mapping import Namer, Standing
from sluis.pseudonyms.restoring import Restorer

NAMER = Namer(b"k" * 32, {"NL_BSN": "placeholder"})


def made(kind: str, value: str) -> Entry:
    return NAMER.entry(kind, value, Standing([]))


ENTRIES = {
    "name": made("PERSON", "Mei Kovács"),
    "irish": made("PERSON", "Sean O'Brien"),
    "street": made("ADDRESS", "Praça São João 12"),
    "lines": made("ADDRESS", "Kerkstraat 12\n1234 AB Utrecht"),
    "french": made("ADDRESS", "12 Rue de l'Odéon"),
    "mail": made("EMAIL_ADDRESS", "mei.kovacs+x@mail.com"),
    "long": made("ADDRESS", "2603 Camino Ramon, Ste 278, Bishop Ranch"),
    "user": made("USERNAME", "mei_kovacs_8020"),
    "iban": made("IBAN_CODE", "NL91 ABNA 0417 1643 00"),
    "card": made("CREDIT_CARD", "4111 1111 1111 1111"),
    "post": made("POSTCODE", "1234 AB"),
    "phone": made("PHONE_NUMBER", "+31 6 12345678"),
    "order": made("ORDER_ID", "#W-8020-931"),
    "bsn": made("NL_BSN", "123456782"),
    "born": made("DATE_OF_BIRTH", "February 29, 1980"),
}
SAID = {name: entry.pseudonym for name, entry in ENTRIES.items()}
GIVEN, FAMILY = SAID["name"].split()


def bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


CASES = [
    # possessive, genitive, titles, given name alone
    (f"{SAID['name']}'s bag, {GIVEN}’s and {FAMILY}' bags", "Mei Kovács's bag, Mei’s and Kovács' bags"),
    (f"{GIVEN}s Tasche, Herrn {FAMILY}s Tasche", "Meis Tasche, Herrn Kovácss Tasche"),
    (f"{GIVEN.upper()}'S AND {FAMILY.upper()}S", "MEI'S AND KOVÁCSS"),
    (f"Mr. {FAMILY}, Mrs.{FAMILY}, mevrouw {FAMILY}, {GIVEN}", "Mr. Kovács, Mrs.Kovács, mevrouw Kovács, Mei"),
    (f"{FAMILY}, {GIVEN}; {FAMILY.upper()}, {GIVEN[0]}.", f"Kovács, Mei; KOVÁCS, {GIVEN[0]}."),
    # case
    (SAID["name"].upper(), "MEI KOVÁCS"),
    (SAID["name"].lower(), "mei kovács"),
    (SAID["street"].upper(), "PRAÇA SÃO JOÃO 12"),
    (SAID["mail"].upper(), "MEI.KOVACS+X@MAIL.COM"),
    (SAID["mail"].capitalize(), "Mei.kovacs+x@mail.com"),
    (SAID["user"].capitalize(), "Mei_kovacs_8020"),
    (SAID["born"].upper(), "FEBRUARY 29, 1980"),
    # accents
    (bare(SAID["street"]), "Praca Sao Joao 12"),
    # markdown
    (f"**{SAID['name']}**, __{GIVEN}__, _{FAMILY}_, `{GIVEN}`", "**Mei Kovács**, __Mei__, _Kovács_, `Mei`"),
    (f"***{GIVEN}** {FAMILY}*, ~~{FAMILY}~~", "***Mei** Kovács*, ~~Kovács~~"),
    (f"[{GIVEN}](mailto:{SAID['mail']})", "[Mei](mailto:mei.kovacs+x@mail.com)"),
    (SAID["user"].replace("_", r"\_"), r"mei\_kovacs\_8020"),
    (SAID["mail"].replace(".", r"\."), r"mei\.kovacs+x@mail\.com"),
    (SAID["bsn"].replace("_", r"\_"), "123456782"),
    (f"| {SAID['post']} | **{SAID['order']}** |", "| 1234 AB | **#W-8020-931** |"),
    # line break inside
    (f"{GIVEN}\n{FAMILY}", "Mei\nKovács"),
    (SAID["street"].replace(" ", "\n"), "Praça\nSão\nJoão\n12"),
    (SAID["phone"].replace(" ", "\n"), "+31\n6\n12345678"),
    (SAID["iban"].replace(" ", "\n"), "NL91\nABNA\n0417\n1643\n00"),
    (SAID["lines"].replace("\n", ", "), "Kerkstraat 12, 1234 AB Utrecht"),
    (SAID["lines"].replace("\n", "<br>"), "Kerkstraat 12<br>1234 AB Utrecht"),
    (SAID["lines"].replace("\n", "<br />"), "Kerkstraat 12<br />1234 AB Utrecht"),
    # in part, and with other signs between
    (SAID["long"].replace(",", ""), "2603 Camino Ramon Ste 278 Bishop Ranch"),
    (SAID["long"].split(",")[0], "2603 Camino Ramon"),
    (SAID["long"].partition(" ")[2].rpartition(",")[0], "Camino Ramon, Ste 278"),
    (SAID["long"].replace(", ", "\n").upper(), "2603 CAMINO RAMON\nSTE 278\nBISHOP RANCH"),
    (SAID["long"].replace("Ste ", "Ste. #"), "2603 Camino Ramon, Ste. #278, Bishop Ranch"),
    # HTML
    (html.escape(SAID["irish"]), "Sean O&#x27;Brien"),
    (html.escape(SAID["bsn"]), "123456782"),
    (html.escape(SAID["french"]), "12 Rue de l&#x27;Odéon"),
    (SAID["french"].replace("'", "&rsquo;"), "12 Rue de l&rsquo;Odéon"),
    (SAID["street"].replace(" ", "&nbsp;"), "Praça&nbsp;São&nbsp;João&nbsp;12"),
    (f"<td>{SAID['mail'].replace('@', '&#64;')}</td>", "<td>mei.kovacs+x&#64;mail.com</td>"),
    # URL
    (quote(SAID["name"]), "Mei%20Kov%C3%A1cs"),
    (quote(SAID["mail"], safe=""), "mei.kovacs%2Bx%40mail.com"),
    (f"tel:{quote(SAID['phone'], safe='')}", "tel:%2B31%206%2012345678"),
    (quote_plus(SAID["post"]), "1234+AB"),
    (quote(SAID["bsn"]), "123456782"),
    (f"https://x.example/?q={FAMILY}&u={SAID['user']}", "https://x.example/?q=Kov%C3%A1cs&u=mei_kovacs_8020"),
    # JSON, in prose
    (json.dumps({"to": SAID["lines"]}), '{"to": "Kerkstraat 12\\n1234 AB Utrecht"}'),
    (json.dumps(SAID["french"]).replace("'", r"\u0027"), '"12 Rue de l\\u0027Odéon"'),
    # hyphenation
    (f"{GIVEN[:5]}-\n{GIVEN[5:]} was", "Mei was"),
    (f"{GIVEN[:2]}-\n  {GIVEN[2:].lower()}s", "Meis"),
    (f"{FAMILY[:3]}\u00ad{FAMILY[3:6]}\u00ad{FAMILY[6:]}", "Kovács"),
    (f"{FAMILY[:4]}\u200b{FAMILY[4:]}'s", "Kovács's"),
    # quotes
    (f"“{SAID['name']}” «{FAMILY}» ‘{GIVEN}’ '{GIVEN}'", "“Mei Kovács” «Kovács» ‘Mei’ 'Mei'"),
    (SAID["french"].replace("'", "’"), "12 Rue de l’Odéon"),
    (SAID["order"].replace("-", "‑"), "#W‑8020‑931"),
    # codes in other groups
    (SAID["iban"].replace(" ", ""), "NL91ABNA0417164300"),
    (SAID["iban"].replace(" ", "-"), "NL91-ABNA-0417-1643-00"),
    (SAID["card"].replace(" ", ""), "4111111111111111"),
    (SAID["card"].replace(" ", "-"), "4111-1111-1111-1111"),
    (SAID["post"].replace(" ", ""), "1234AB"),
    (SAID["phone"].replace(" ", ""), "+31612345678"),
    # the last four digits, where something says what they are
    (f"IBAN ending in {SAID['iban'][-5:].replace(' ', '')[-4:]}?", "IBAN ending in 4300?"),
    (f"IBAN …{SAID['iban'].replace(' ', '')[-4:]}, tel. ***{SAID['phone'][-4:]}", "IBAN …4300, tel. ***5678"),
]


@pytest.mark.parametrize(("said", "wanted"), CASES, ids=range(len(CASES)))
def test_a_value_comes_back_in_the_inflection_of_its_pseudonym(said: str, wanted: str) -> None:
    said, wanted = f"So: {said} it is.", f"So: {wanted} it is."
    entries = list(ENTRIES.values())
    assert Restorer(entries).restore(said) == wanted
    assert Restorer.of_text(entries, said).restore(said) == wanted
    for cut in range(len(said) + 1):
        restorer = Restorer(entries)
        assert restorer.feed(said[:cut]) + restorer.feed(said[cut:]) + restorer.flush() == wanted, cut
    restorer = Restorer(entries)
    assert "".join(map(restorer.feed, said)) + restorer.flush() == wanted


PIECES = [*SAID.values(), GIVEN, FAMILY, GIVEN[:5], GIVEN[5:]]
PIECES += [
    "-\n",
    "\u00ad",
    "&amp;",
    "&#x2",
    "7;",
    "%2",
    "0",
    "%",
    "\\",
    "\\u00",
    "\\n",
    "+",
    ", ",
    "<br",
    "/>",
    " ",
    "’s",
    "x",
]


@settings(max_examples=examples(400), deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=8), st.data())
def test_no_cut_changes_what_comes_back(pieces: list[str], data: st.DataObject) -> None:
    said = "".join(pieces)
    entries = list(ENTRIES.values())
    whole = Restorer(entries).restore(said)
    cut = data.draw(st.integers(0, len(said)))
    restorer = Restorer(entries)
    assert restorer.feed(said[:cut]) + restorer.feed(said[cut:]) + restorer.flush() == whole
    restorer = Restorer(entries)
    assert "".join(map(restorer.feed, said)) + restorer.flush() == whole
    assert Restorer.of_text(entries, said).restore(said) == whole


def test_two_values_that_differ_in_case_only_are_told_apart() -> None:
    small, large = made("USERNAME", "mei_k_80"), made("USERNAME", "Mei_k_80")
    for entries in ([small, large], [large, small]):
        text = f"{large.pseudonym} and {small.pseudonym}"
        assert Restorer(entries).restore(text) == "Mei_k_80 and mei_k_80"


def test_last_four_digits_come_back_beside_a_cue_and_never_where_they_are_of_two() -> None:
    namer, known, taken = Namer(b"k" * 32, {}), {}, None
    for n in range(2000):
        entry = namer.entry("IBAN_CODE", f"NL91ABNA{n:010d}", Standing([]))
        taken = known.setdefault(entry.pseudonym[-4:], entry)
        if taken is not entry:
            break
    assert taken is not None
    assert taken is not entry
    tail = entry.pseudonym[-4:]
    assert Restorer([entry]).restore(f"ending in {tail}") == f"ending in {entry.value[-4:]}"
    assert Restorer([entry]).restore(f"It costs {tail} euros") == f"It costs {tail} euros"
    assert Restorer([entry, taken]).restore(f"ending in {tail}") == f"ending in {tail}"


@pytest.mark.parametrize("text", ["100% of A&B; C&D", "a\\nb \\\\ %zz &unknown; &#; -\n-", "AT&T &am", "50%2"])
def test_what_is_no_pseudonym_is_left_as_it_is(text: str) -> None:
    restorer = Restorer(ENTRIES.values())
    assert "".join(map(restorer.feed, text)) + restorer.flush() == text


def test_where_the_signs_differ_the_whole_value_takes_the_escapes() -> None:
    assert inflected("&lt;A&gt;", "<A>", "Bed & Bath") == "Bed &amp; Bath"
    assert inflected("%3CA%3E", "<A>", "Bed & Bath") == "Bed%20%26%20Bath"
    assert inflected('\\"A\\"', '"A"', 'Bed "Bath" 3') == 'Bed \\"Bath\\" 3'
    assert inflected("A-B", "a-b", "x y", in_text=False) == "X Y"


def test_only_what_is_percent_encoded_or_has_a_scheme_is_a_url() -> None:
    assert stands_in_url("see https://x.example/?q=")
    assert stands_in_url("a%20")
    assert not stands_in_url("https://x.example is where ")
    assert not stands_in_url("100% ")
