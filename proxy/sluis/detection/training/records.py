"""Records as tools give them back: JSON, `key: value` lines, Markdown lists, rows of a table."""

import json
from random import Random

from sluis.detection.training.labelled import Labelled, Mark
from sluis.detection.training.slots import KINDS, Filler

KEYS = {
    "name": "name customer_name full_name contact assignee author patient employee recipient naam nombre nome nom user",
    "given": "first_name firstName given_name voornaam vorname prenom",
    "family": "last_name lastName surname achternaam nachname apellido cognome sobrenome",
    "city": "city town stad ville ciudad cidade citta ort destination origin location",
    "street": "street address_line1 address1 straat strasse calle via rua",
    "address": "address shipping_address delivery_address billing_address adresse indirizzo direccion endereco",
    "org": "company employer merchant organization bank",
    "country": "country land pais pays paese",
    "product": "product item title category model",
    "attribute": "status type cabin color plan method option",
    "code": "origin destination currency airport",
    "id": "id order_id reservation_id",
    "email": "email",
    "phone": "phone",
    "number": "amount price seats",
    "date": "date dob created_at",
}
_MARKDOWN = ("- **{}:** ", "- {}: ", "* {} – ", "**{}**: ")


def make_record(rng: Random, filler: Filler) -> Labelled:
    """One record, or a few of the same form one after the other."""
    slots = rng.sample(sorted(KEYS), rng.randint(2, 7))
    fields = [(rng.choice(KEYS[slot].split()), slot) for slot in slots]
    form = rng.random()
    if form < 0.35:
        return _as_json(rng, filler, fields)
    if form < 0.6:
        return _lines(filler, [(f"{key}: ", slot) for key, slot in fields])
    if form < 0.85:
        head = rng.choice(_MARKDOWN)
        return _lines(filler, [(head.format(key.replace("_", " ").capitalize()), slot) for key, slot in fields])
    mark = rng.choice(["|", ";", ","])
    rows = [_lines(filler, [("", slot) for _, slot in fields], f" {mark} ") for _ in range(rng.randint(1, 3))]
    return _stacked([Labelled(mark.join(key for key, _ in fields), (), filler.language), *rows])


def _lines(filler: Filler, fields: list[tuple[str, str]], between: str = "\n") -> Labelled:
    text, marks = "", []
    for n, (head, slot) in enumerate(fields):
        text += (between if n else "") + head
        value = filler.value(slot).replace("\n", ", ")
        if slot in KINDS:
            marks.append(Mark(len(text), len(text) + len(value), KINDS[slot]))
        text += value
    return Labelled(text, tuple(marks), filler.language, "made record")


def _as_json(rng: Random, filler: Filler, fields: list[tuple[str, str]]) -> Labelled:
    heads = [f"{json.dumps(key)}:{rng.choice([' ', ''])}" for key, _ in fields]
    space = rng.choice(["", "\n", "\n  "])
    text, marks = "{", []
    for n, ((_, slot), head) in enumerate(zip(fields, heads, strict=True)):
        text += ("," if n else "") + (space or (" " if n else "")) + head + '"'
        value = filler.value(slot).replace("\n", ", ").replace('"', "'")
        if slot in KINDS:
            marks.append(Mark(len(text), len(text) + len(value), KINDS[slot]))
        text += value + '"'
    return Labelled(text + space.rstrip(" ") + "}", tuple(marks), filler.language, "made record")


def _stacked(parts: list[Labelled]) -> Labelled:
    text, marks = "", []
    for n, part in enumerate(parts):
        text += "\n" if n else ""
        marks += [Mark(m.start + len(text), m.end + len(text), m.kind) for m in part.marks]
        text += part.text
    return Labelled(text, tuple(marks), parts[0].language, "made record")
