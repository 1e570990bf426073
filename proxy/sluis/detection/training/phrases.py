"""What made texts are made of: sections of phrases and names, a file per language and one for the whole world.

`[section]` begins a section. Names and titles stand side by side (`_` for a blank inside one), lists of things are parted
by `|`, anything else is a phrase a line with slots, `{given}`, `{city}`, and choices: `(call|ring|) {given}`.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from zlib import crc32

LANGUAGES = ("en", "nl", "de", "fr", "es", "pt", "it")
WORLD = "world"
HELD_OUT = 10
"""One name or phrase of so many is kept from training, for made texts that measure."""
_CHOICE = re.compile(r"\(([^()|]*(?:\|[^()|]*)+)\)")
_BLANKS = re.compile(r" {2,}")
_FOLDER = Path(__file__).parent / "phrases"
_WORDS = frozenset({"given", "family", "titles", "codes", "brands"})
_THINGS = frozenset({"countries", "cities", "regions", "nature", "products", "attributes"})


@dataclass(frozen=True)
class Phrases:
    """The sections of one file. held_out: whether to take what training never sees, or all the rest."""

    sections: dict[str, tuple[str, ...]]
    held_out: bool = False

    def pick(self, rng: Random, section: str) -> str:
        return pick(rng, self.sections[section], self.held_out)


@cache
def load_phrases(language: str, held_out: bool = False) -> Phrases:
    """The phrases of a language, or of the world; FileNotFoundError for any other."""
    sections: dict[str, list[str]] = {}
    name = ""
    for line in (_FOLDER / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            name = line[1:-1]
            sections.setdefault(name, [])
        elif line.strip():
            sections[name] += _entries(name, line)
    return Phrases({name: tuple(dict.fromkeys(entries)) for name, entries in sections.items()}, held_out)


def _entries(section: str, line: str) -> list[str]:
    if section in _WORDS:
        return [word.replace("_", " ") for word in line.split()]
    return line.split("|") if section in _THINGS else [line]


def choose(rng: Random, phrase: str) -> str:
    """The phrase with one of each `(this|that|)` in its place; other brackets stay."""
    chosen = _CHOICE.sub(lambda choice: rng.choice(choice.group(1).split("|")), phrase)
    return chosen if chosen == phrase else _BLANKS.sub(" ", chosen).strip()


def is_held_out(text: str) -> bool:
    """Whether training never sees this name or phrase; capitals play no part."""
    return crc32(text.lower().encode()) % HELD_OUT == 0


def pick(rng: Random, entries: tuple[str, ...], held_out: bool) -> str:
    """One of the entries on the asked side; any of a list that has none there."""
    for _ in range(40):
        entry = rng.choice(entries)
        if is_held_out(entry) == held_out:
            return entry
    return rng.choice([entry for entry in entries if is_held_out(entry) == held_out] or entries)
