"""Every way of writing times every kind of value: what comes back is the value written in that way."""

import html
import json
import re
import unicodedata
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest

from sluis.pseudonyms.entries import Entry
from sluis.pseudonyms.mapping import Namer, Standing
from sluis.pseudonyms.restoring import Restorer

VALUES = [
    ("PERSON", "Mei Kovacs"),
    ("PERSON", "Joost van der Meer"),
    ("PERSON", "Anna-Lena Zoë Müller"),
    ("PERSON", "Sean O'Brien"),
    ("PERSON", "Vermeer"),
    ("EMAIL_ADDRESS", "mei.kovacs@mail.com"),
    ("EMAIL_ADDRESS", "m_kovacs+news@post-office.co.uk"),
    ("PHONE_NUMBER", "+31 6 12345678"),
    ("PHONE_NUMBER", "(555) 123-4567"),
    ("ADDRESS", "Kerkstraat 112"),
    ("ADDRESS", "Praça São João 345, 2º"),
    ("ADDRESS", "825 Laurel Lane, Suite 595"),
    ("DATE_OF_BIRTH", "1980-02-28"),
    ("DATE_OF_BIRTH", "28 februari 1980"),
    ("USERNAME", "mei_kovacs_8020"),
    ("ACCOUNT_ID", "ACC-0031-77"),
    ("CUSTOMER_ID", "80209312"),
    ("ORDER_ID", "#W8020931"),
    ("IBAN_CODE", "NL91 ABNA 0417 1643 00"),
    ("CREDIT_CARD", "4111 1111 1111 1111"),
    ("POSTCODE", "1234 AB"),
    ("IP_ADDRESS", "84.23.101.7"),
    ("NL_BSN", "123456782"),
    ("US_PASSPORT", "C12345678"),
]
NAMER = Namer(b"k" * 32, {"NL_BSN": "placeholder"})
MADE: dict[tuple[str, str], Entry] = {label: NAMER.entry(*label, Standing([])) for label in VALUES}


def bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))


def in_markdown(text: str) -> str:
    return re.sub(r"([_*#+.\-()])", r"\\\1", text)


INFLECTIONS: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "possessive": lambda text: f"{text}'s",
    "typeset possessive": lambda text: f"{text}’s",
    "bold": lambda text: f"**{text}**",
    "underlined": lambda text: f"__{text}__",
    "code": lambda text: f"`{text}`",
    "struck": lambda text: f"~~{text}~~",
    "link": lambda text: f"[{text}](https://shop.example/)",
    "cell": lambda text: f"| {text} |",
    "quotes": lambda text: f"“{text}”",
    "guillemets": lambda text: f"«{text}»",
    "brackets": lambda text: f"({text})",
    "tag": lambda text: f"<td>{text}</td>",
    "end of a sentence": lambda text: f"{text}.",
    "line break": lambda text: text.replace(" ", "\n"),
    "indented line break": lambda text: text.replace(" ", "\n  "),
    "Windows line break": lambda text: text.replace(" ", "\r\n"),
    "hard space": lambda text: text.replace(" ", "\u00a0"),
    "markdown escapes": in_markdown,
    "HTML escapes": html.escape,
    "HTML escapes by number": lambda text: re.sub(r"[@+#'ëüçã]", lambda m: f"&#{ord(m[0])};", text),
    "URL": lambda text: f"https://x.example/?q={quote(text, safe='')}",
    "form": lambda text: f"https://x.example/?q={quote_plus(text)}",
    "JSON": lambda text: json.dumps({"to": text}, ensure_ascii=False),
    "JSON in ASCII": lambda text: json.dumps({"to": text}),
    "JSON in JSON": lambda text: json.dumps(json.dumps({"to": text}, ensure_ascii=False), ensure_ascii=False),
}
READ = {"HTML escapes by number": html.unescape, "JSON in ASCII": lambda text: re.sub(r"\\u00(..)", unescaped, text)}
"""A coined word has no sign that would be escaped; a value that has one may come back without, and reads the same."""


def restored(entry: Entry, said: str) -> set[str]:
    """What comes back whole, in two pieces cut anywhere, and sign by sign."""
    got = {Restorer([entry]).restore(said), Restorer.of_text([entry], said).restore(said)}
    for cut in range(1, len(said), max(1, len(said) // 8)):
        restorer = Restorer([entry])
        got.add(restorer.feed(said[:cut]) + restorer.feed(said[cut:]) + restorer.flush())
    restorer = Restorer([entry])
    got.add("".join(map(restorer.feed, said)) + restorer.flush())
    return got


@pytest.mark.parametrize("label", VALUES, ids=lambda label: label[1])
def test_a_value_comes_back_in_the_way_its_pseudonym_is_written(label: tuple[str, str]) -> None:
    entry = MADE[label]
    for how, write in INFLECTIONS.items():
        read = READ.get(how, str)
        got = set(map(read, restored(entry, f"So {write(entry.pseudonym)} it is")))
        assert got == {read(f"So {write(entry.value)} it is")}, how
    for write in (str.upper, str.lower):
        assert restored(entry, f"so {write(entry.pseudonym)} it is") == {f"so {write(entry.value)} it is"}
    said = bare(entry.pseudonym)
    wanted = entry.value if said == entry.pseudonym else bare(entry.value)
    assert restored(entry, f"So {said} it is") == {f"So {wanted} it is"}


PEOPLE = [label for label in VALUES if label[0] == "PERSON"]
NAMED: dict[str, Callable[[str], str]] = {
    "genitive": lambda name: f"{name}s",
    "Mr.": lambda name: f"Mr. {name.split()[-1]}",
    "Frau": lambda name: f"Frau {name.split()[-1]}s",
    "given name": lambda name: f"Dear {name.split()[0]},",
    "family name first": lambda name: f"{name.split()[-1]}, {name.split()[0]}",
    "initial": lambda name: f"J. {name.split()[-1]}",
    "hyphen at the end of a line": lambda name: f"{name[:4]}-\n{name[4:]}",
    "soft hyphen": lambda name: f"{name[:4]}\u00ad{name[4:]}",
}


@pytest.mark.parametrize("label", PEOPLE, ids=lambda label: label[1])
def test_a_name_comes_back_in_part_with_a_title_and_inflected(label: tuple[str, str]) -> None:
    entry = MADE[label]
    for how, write in NAMED.items():
        wanted = entry.value if "hyphen" in how else write(entry.value)
        assert restored(entry, f"So {write(entry.pseudonym)} it is") == {f"So {wanted} it is"}, how
