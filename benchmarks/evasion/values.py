"""Who is planted, and in which ordinary sentences. Everybody is invented; numbers pass their check digits."""

import random
from dataclasses import dataclass

from benchmarks.identifiers.values import make
from sluis.detection.checks import card, iban, stdnum

FIRST = ("Ada", "Bram", "Elena", "Joris", "Katja", "Marta", "Thomas", "Sophie", "Pedro", "Giulia", "Marcus", "Hannah")
LAST = ("Vermeer", "Oosterhuis", "Lindqvist", "Moreau", "Castillo", "Brandsma", "Kowalska", "Ferrari", "Hoekstra")
HOSTS = ("posteo.net", "gmx.de", "hoekstra.nl", "telia.se", "proximus.be", "orange.fr")
SAID = {
    "name": ("My name is {}, can you help me?", "Mijn naam is {} en ik heb een vraag.", "Ich heiße {} und warte noch."),
    "e-mail": (
        "You can mail me at {} any time.",
        "Mijn e-mailadres is {} zoals altijd.",
        "Mi correo es {} desde ayer.",
    ),
    "phone": (
        "Please call me on {} after five.",
        "Mijn telefoonnummer is {} overdag.",
        "Meine Handynummer ist {} nun.",
    ),
    "IBAN": (
        "My IBAN is {} since last year.",
        "Mijn rekeningnummer is {} bij de bank.",
        "Meine IBAN lautet {} noch.",
    ),
    "card": (
        "My credit card number is {} still.",
        "Mijn creditcard is {} zoals vorig jaar.",
        "Meine Kreditkarte: {} hier.",
    ),
    "BSN": (
        "My BSN is {} as you know.",
        "Mijn BSN is {} voor het dossier.",
        "Het burgerservicenummer is {} volgens mij.",
    ),
}
"""What is planted, and sentences that would make it found were it written plainly."""
_FORMS = {
    "IBAN": ("NL99INGB9999999999", iban),
    "card": ("4999999999999999", card),
    "BSN": ("999999999", stdnum("nl.bsn")),
}


@dataclass(frozen=True, slots=True)
class Planted:
    """kind: a key of SAID. sentence: with {} where the value goes."""

    kind: str
    value: str
    sentence: str


def planted(kind: str, count: int) -> list[Planted]:
    """`count` values of one kind, the same at every run."""
    source = random.Random(f"attacks {kind}")
    return [Planted(kind, _value(kind, source), SAID[kind][n % len(SAID[kind])]) for n in range(count)]


def _value(kind: str, source: random.Random) -> str:
    first, last = source.choice(FIRST), source.choice(LAST)
    if kind == "name":
        return f"{first} {last}"
    if kind == "e-mail":
        return f"{first}.{last}{source.randrange(10, 99)}@{source.choice(HOSTS)}".lower()
    if kind == "phone":
        return source.choice(("06-{}", "+31 6 {}")).format("".join(source.choices("123456789", k=8)))
    return make(*_FORMS[kind], source)
