"""Made texts: chats, dialogues, bare answers, commands, mails, news and records in seven languages, names marked."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from sluis.detection.training.labelled import Labelled, join
from sluis.detection.training.names import Names
from sluis.detection.training.phrases import LANGUAGES
from sluis.detection.training.records import make_record
from sluis.detection.training.slots import Filler

FORMS = {
    "chat": 30,
    "agent": 12,
    "answer": 14,
    "dialogue": 6,
    "command": 13,
    "news": 30,
    "mail": 6,
    "record": 9,
    "plain": 6,
}
"""How many of what, in parts of their sum."""
_ANSWERS = {
    "asked.name": ("{name}", "{both}", "{both}", "{given}", "{family}", "{family}, {given}", "{titled}", "{spelled}"),
    "asked.address": ("{address}", "{street}", "{street_city}", "{street}, {postcity}"),
    "asked.postcode": ("{postcity}",),
    "asked.city": ("{city}", "{city}, {country}", "{country}"),
}
_AROUND = ("{}", "{}", "{}", "{}.", "ok, {}", "sure, {}", "yes {}", "{} thanks", "it's {}", "uh {}")
_SPEAKERS = (
    "Agent: ",
    "Customer: ",
    "User: ",
    "Assistant: ",
    "Klant: ",
    "Kunde: ",
    "Client : ",
    "Cliente: ",
    "{given}: ",
)


def make_texts(count: int, names: Names, rng: Random) -> Iterator[Labelled]:
    """So many texts, the languages in turn. The same names and source of chance give the same texts."""
    fillers = [Filler(rng, names, language) for language in LANGUAGES]
    forms, weights = list(FORMS), list(FORMS.values())
    for n in range(count):
        form = rng.choices(forms, weights)[0]
        yield make_text(form, fillers[n % len(fillers)], rng)


def make_text(form: str, filler: Filler, rng: Random) -> Labelled:
    """One text of a form of FORMS."""
    if form == "record":
        return make_record(rng, filler)
    if form == "answer":
        return _answer(filler, rng)
    if form == "mail":
        return _filled(_mail(filler, rng), filler, form)
    if form == "dialogue":
        turns = [rng.choice(_SPEAKERS) + _pick(filler, rng, "said", "agent") for _ in range(rng.randint(2, 5))]
        return _filled("\n".join(turns), filler, form)
    sections = {
        "chat": ("said",),
        "agent": ("agent",),
        "command": ("commands",),
        "news": ("news", "wiki", "wiki", "wiki"),
        "plain": ("plain",),
    }
    few = 1 if form == "command" or rng.random() < 0.6 else rng.randint(2, 4)
    return _filled(" ".join(_pick(filler, rng, *sections[form]) for _ in range(few)), filler, form)


def _filled(phrase: str, filler: Filler, form: str) -> Labelled:
    return filler.fill(phrase, f"made {form}")


def _pick(filler: Filler, rng: Random, *sections: str) -> str:
    return filler.phrases.pick(rng, rng.choice(sections))


def _answer(filler: Filler, rng: Random) -> Labelled:
    """A bare answer behind its question, or by itself; at times no answer to what was asked."""
    asked = rng.choice(sorted(_ANSWERS))
    question = filler.fill(_pick(filler, rng, asked), "made answer")
    if rng.random() < 0.2:
        answer = filler.fill(_pick(filler, rng, "plain"), "made answer")
    else:
        around = rng.choice(_AROUND) if filler.language == "en" else "{}"
        answer = filler.fill(around.replace("{}", rng.choice(_ANSWERS[asked])), "made answer")
    return join(question, answer) if rng.random() < 0.75 else replace(answer, source="made answer")


def _mail(filler: Filler, rng: Random) -> str:
    body = " ".join(_pick(filler, rng, "said", "said", "plain", "news") for _ in range(rng.randint(1, 3)))
    closing = rng.choice(
        ["{name}", "{given}", "{name}\n{org}", "{name}\n{address}", "{name}\n{org}\n{address}\n{phone}"]
    )
    mail = f"{_pick(filler, rng, 'mail.open')}\n\n{body}\n\n{_pick(filler, rng, 'mail.close')}\n{closing}"
    if rng.random() < 0.3:
        mail = rng.choice(["From: {name} <{email}>\nTo: {name}\n", "{name} <{email}>\n"]) + "Re: {plain}\n\n" + mail
    return mail
