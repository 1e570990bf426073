"""Names to fill phrases with: those of the phrase files, those of the tagger's word lists, those that the read sets mark."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

from sluis.detection.tagger_features import FAMILY_NAME, GIVEN_NAME
from sluis.detection.training.labelled import Labelled
from sluis.detection.training.phrases import LANGUAGES, WORLD, load_phrases, pick

CITY, LARGE_CITY, OTHER_USE = 4, 16, 32 | 64 | 128
PARTICLES = {
    "en": ("van", "de", "al", "Mc"),
    "nl": ("van", "de", "van der", "van den", "van de", "den", "ter", "te", "van 't", "el"),
    "de": ("von", "von der", "zu"),
    "fr": ("de", "du", "de la", "Le"),
    "es": ("de", "de la", "del"),
    "pt": ("da", "de", "dos", "do"),
    "it": ("di", "De", "Della", "Lo"),
}
_INITIALS = "ABCDEFGHIJKLMNOPRSTVWYZ"
_SECOND_SURNAMES = frozenset({"es", "pt"})


@dataclass(frozen=True)
class Names:
    """marked: names that read sets mark, by use and language; listed: names of the tagger's lists, by use. Uses are
    "given", "family" and "city". towns: where a language is spoken. held_out: whether to give names that training never sees."""

    marked: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    listed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    towns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    held_out: bool = False

    def given(self, rng: Random, language: str) -> str:
        return self._one(rng, "given", language)

    def family(self, rng: Random, language: str) -> str:
        """A family name, at times with a particle, a second one or a hyphen, as the language has them."""
        name = self._one(rng, "family", language)
        if " " not in name and rng.random() < (0.25 if language == "nl" else 0.05):
            name = f"{rng.choice(PARTICLES[language])} {name}"
        if language in _SECOND_SURNAMES and rng.random() < 0.3:
            name += " " + self._one(rng, "family", language)
        elif " " not in name and rng.random() < 0.04:
            name += "-" + self._one(rng, "family", language)
        return name

    def full(self, rng: Random, language: str) -> str:
        """Given and family name in one of the ways people write them."""
        given, family = self.given(rng, language), self.family(rng, language)
        kind = rng.random()
        if kind < 0.72:
            return f"{given} {family}"
        if kind < 0.79:
            return f"{given} {self.given(rng, language)} {family}"
        if kind < 0.84:
            return f"{given} {rng.choice(_INITIALS)}. {family}"
        if kind < 0.90:
            initials = given[0] + "." + (rng.choice(_INITIALS) + "." if rng.random() < 0.4 else "")
            return f"{initials} {family}"
        if kind < 0.94:
            return f"{family}, {given}"
        return f"{given}-{self.given(rng, language)} {family}" if kind < 0.97 else f"{family} {given}"

    def city(self, rng: Random, language: str) -> str:
        share = rng.random()
        pool = load_phrases(language).sections["cities"]
        if share > 0.85:
            pool = self.listed.get("city") or pool
        elif share > 0.65:
            pool = self.marked.get(("city", language)) or pool
        elif share > 0.3:
            pool = self.towns.get(language) or pool
        return pick(rng, pool, self.held_out)

    def country(self, rng: Random, language: str) -> str:
        return pick(rng, load_phrases(language).sections["countries"], self.held_out)

    def _one(self, rng: Random, use: str, language: str) -> str:
        share = rng.random()
        pool = load_phrases(language).sections[use]
        if share > 0.82:
            pool = load_phrases(WORLD).sections[use]
        elif share > 0.54:
            pool = self.listed.get(use) or pool
        elif share > 0.36:
            pool = self.marked.get((use, language)) or pool
        return pick(rng, pool, self.held_out)


def listed_names(lists: dict[str, int]) -> dict[str, tuple[str, ...]]:
    """Names from the tagger's word lists, which are in small letters, with a capital each."""
    words = [(word.title(), bits) for word, bits in sorted(lists.items()) if len(word) > 2 and not bits & OTHER_USE]
    return {
        "given": tuple(word for word, bits in words if bits & GIVEN_NAME),
        "family": tuple(word for word, bits in words if bits & FAMILY_NAME),
        "city": tuple(w for w, bits in words if bits & (CITY | LARGE_CITY) and len(w) > 3 and not bits & GIVEN_NAME),
    }


def marked_names(texts: Iterable[Labelled], least: int = 2) -> dict[tuple[str, str], tuple[str, ...]]:
    """Names that the texts mark, of each language: people's of two words, and places, met so often or more."""
    met: Counter[tuple[str, str, str]] = Counter()
    for labelled in texts:
        for mark in labelled.marks:
            name = labelled.text[mark.start : mark.end]
            if not name.replace(" ", "").replace("-", "").isalpha() or not name.istitle():
                continue
            words = name.split()
            if mark.kind == "PERSON" and len(words) == 2:
                met["given", labelled.language, words[0]] += 1
                met["family", labelled.language, words[1]] += 1
            elif mark.kind == "LOCATION" and len(name) > 3:
                met["city", labelled.language, name] += 1
    found: dict[tuple[str, str], list[str]] = {}
    for (use, language, name), times in sorted(met.items()):
        if times >= least and language in LANGUAGES and len(name) > 2:
            found.setdefault((use, language), []).append(name)
    return {key: tuple(names) for key, names in found.items()}
