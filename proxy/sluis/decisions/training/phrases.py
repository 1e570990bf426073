"""Phrases of training cases: sections of a file per language, filled with coined names, references and amounts."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.resources import files
from random import Random
from typing import Final

from sluis.decisions.lexicon import LANGUAGES

_CHOICE = re.compile(r"\(([^()]*\|[^()]*)\)")
_SLOT = re.compile(r"\{(\w+)\}")
_HEADS: Final = "Bra Cor Del Fen Gal Hov Jas Kel Lum Mar Nev Ost Pel Quin Ras Sel Tam Ulv Ver Wex Yor Zan".split()  # noqa: SIM905
_TAILS: Final = "ada ek ilo inne okan or uni ath ema isk ovar yl anti ero".split()  # noqa: SIM905
_MONTHS: Final = {
    "en": "January March June September November",
    "nl": "januari maart juni september november",
    "de": "Januar März Juni September November",
    "fr": "janvier mars juin septembre novembre",
    "es": "enero marzo junio septiembre noviembre",
    "pt": "janeiro março junho setembro novembro",
    "it": "gennaio marzo giugno settembre novembre",
}
_WHEN: Final = {
    "en": "on Monday|on 1 {month}|tomorrow|next week|on the 3rd",
    "nl": "op maandag|op 1 {month}|morgen|volgende week|op de 3e",
    "de": "am Montag|am 1. {month}|morgen|nächste Woche|zum 1. {month}",
    "fr": "lundi|le 1er {month}|demain|la semaine prochaine|le 3",
    "es": "el lunes|el 1 de {month}|mañana|la próxima semana|el día 3",
    "pt": "na segunda-feira|em 1 de {month}|amanhã|na próxima semana|no dia 3",
    "it": "lunedì|il 1° {month}|domani|la prossima settimana|il 3",
}
_HE: Final = {
    "en": "he|she",
    "nl": "hij|zij",
    "de": "er|sie",
    "fr": "il|elle",
    "es": "él|ella",
    "pt": "ele|ela",
    "it": "lui|lei",
}


@dataclass(frozen=True)
class Phrases:
    """The sections of one language: name to phrases."""

    language: str
    sections: dict[str, list[str]] = field(default_factory=dict)

    @property
    def domains(self) -> list[str]:
        return [name.partition(".")[2] for name in self.sections if name.startswith("thing.")]

    def pick(self, rng: Random, section: str, domain: str, fixed: dict[str, str] | None = None) -> str:
        """A phrase of a section, its choices made and its slots filled. `adverse` of a domain falls back on none."""
        return self.fill(rng, rng.choice(self.sections[section]), domain, fixed)

    def has(self, section: str) -> bool:
        return section in self.sections

    def fill(self, rng: Random, phrase: str, domain: str, fixed: dict[str, str] | None = None) -> str:
        text = phrase
        while _CHOICE.search(text):
            text = _CHOICE.sub(lambda m: rng.choice(m.group(1).split("|")), text)
        text = _SLOT.sub(lambda m: (fixed or {}).get(m.group(1)) or self._slot(rng, m.group(1), domain), text)
        text = re.sub(r"  +", " ", text).strip()
        return text[:1].upper() + text[1:] if text[1:2] != "]" and text[:1].isalpha() and rng.random() < 0.97 else text

    def _slot(self, rng: Random, slot: str, domain: str) -> str:
        made = _MADE.get(slot)
        if made is not None:
            return made(rng, self.language)
        if slot == "because_cap":
            text = self._slot(rng, "because", domain)
            return text[:1].upper() + text[1:]
        for section in (f"{slot}.{domain}", slot):
            if section in self.sections:
                text = self.fill(rng, rng.choice(self.sections[section]), domain)
                keep = slot in ("info", "quoted", "foreign")
                return text if keep or text[:1].upper() != text[:1] else text[:1].lower() + text[1:]
        raise KeyError(f"{self.language}: no section for the slot {slot} of {domain}")


def load_phrases(language: str) -> Phrases:
    """The phrases of a language, from the package."""
    text = (files("sluis.decisions.training") / "phrases" / f"{language}.txt").read_text(encoding="utf-8")
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for raw in text.splitlines():
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("[") and line.endswith("]") and " " not in line:
            current = sections.setdefault(line[1:-1], [])
        else:
            current.append(line)
    return Phrases(language, sections)


def load_all_phrases() -> dict[str, Phrases]:
    """The phrases of every language that has some; what a language lacks (code) is taken from English."""
    folder = files("sluis.decisions.training") / "phrases"
    own = {language: load_phrases(language) for language in LANGUAGES if (folder / f"{language}.txt").is_file()}
    english = own["en"].sections
    return {language: Phrases(language, {**english, **phrases.sections}) for language, phrases in own.items()}


def coin_name(rng: Random) -> str:
    """A name nobody has: one or two coined words."""
    words = [rng.choice(_HEADS) + rng.choice(_TAILS) for _ in range(rng.choice((1, 2, 2)))]
    return " ".join(words)


def _reference(rng: Random, language: str) -> str:
    shapes = (
        lambda: f"{rng.choice('ABCKLMRTX')}-{rng.randint(3, 9999)}",
        lambda: f"{rng.choice(('AP', 'LN', 'CL', 'REQ'))}{rng.randint(1000, 99999)}",
        lambda: f"#{rng.randint(100, 99999)}",
        lambda: f"<CUSTOMER_ID_{rng.choice('KQRT')}{rng.randint(2, 9)}M{rng.choice('XYZ')}>",
        lambda: str(rng.randint(1000, 999999)),
    )
    return rng.choice(shapes)()


def _money(rng: Random, language: str) -> str:
    amount = rng.choice((rng.randint(10, 99), rng.randint(1, 99) * 10, rng.randint(1, 60) * 500))
    if language in ("en",):
        return rng.choice((f"{amount:,} euros", f"€{amount:,}", f"${amount:,}", f"£{amount:,}"))
    written = f"{amount:,}".replace(",", ".")
    return rng.choice(
        (f"{written} euro" + ("s" if language in ("fr", "es", "pt") else ""), f"€ {written}", f"{written} €")
    )


def _when(rng: Random, language: str) -> str:
    return rng.choice(_WHEN[language].split("|")).format(month=_month(rng, language))


def _month(rng: Random, language: str) -> str:
    return rng.choice(_MONTHS[language].split())


_MADE: Final[dict[str, Callable[[Random, str], str]]] = {
    "name": lambda rng, language: coin_name(rng),
    "org": lambda rng, language: rng.choice(_HEADS) + rng.choice(("bank", "co", " Group", "via", "nova", "link")),
    "ref": _reference,
    "money": _money,
    "when": _when,
    "month": _month,
    "number": lambda rng, language: str(rng.randint(2, 98)),
    "percent": lambda rng, language: f"{rng.randint(1, 90)}" + rng.choice((" %", "%", ".5 %")),
    "time": lambda rng, language: f"{rng.randint(8, 19)}:{rng.choice(('00', '15', '30', '45'))}",
    "year": lambda rng, language: str(rng.randint(2021, 2027)),
    "he": lambda rng, language: rng.choice(_HE[language].split("|")),
}
