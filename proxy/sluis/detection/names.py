"""What a name is made of, and which words look like names but are not. Word lists of seven languages, ours, short."""

from sluis.detection.reading import fold, fold_phrase
from sluis.detection.word_lists import load_words

PARTICLES = load_words("name_particles")
TITLES = load_words("name_titles")

ROLES = load_words("name_roles")
"""What somebody is, written beside their name: "Family Therapist", "Inc". No name by itself."""

WORDS_THAT_ARE_NAMES = load_words("names_that_are_words")
"""Ordinary words that are also names: found elsewhere only with a capital, and at the head of a sentence only when more speaks for it."""

NOT_NAMES = load_words("not_names")
"""Words that are no part of a name where a name is expected."""

NAMES_DESPITE = load_words("names_despite")
"""Among those, the ones that are names often enough to count where someone says a name and writes it with a capital."""


def name_words(name: str) -> list[str]:
    """The folded words of a name that are worth looking for alone: no particles, titles or initials."""
    return [w for w in fold_phrase(name) if len(w) > 1 and w not in PARTICLES and w not in TITLES]


def plain_name(value: str) -> bool:
    """Whether a capitalised text can be a name: no word of it is one that names never have."""
    content = [w for w in fold_phrase(value) if w not in PARTICLES and w != "o"]  # O'Brien
    if not content or all(len(w) < 2 for w in content) or any(len(w) > 24 for w in content):
        return False
    if len(content) == 1 and value.isupper() and len(value) < 4:
        return False
    return content[0] not in TITLES and not any(w in NOT_NAMES and w not in NAMES_DESPITE for w in content)


def is_given_name_like(value: str) -> bool:
    """The same for a text that may be in lower case, so that every word must be free of doubt."""
    words = fold_phrase(value)
    content = [w for w in words if w not in PARTICLES]
    if not 1 <= len(content) <= 4 or not all(w.isalpha() for w in words):
        return False
    return not any(w in NOT_NAMES for w in content) and all(2 <= len(w) <= 20 for w in content)


def is_common(word: str) -> bool:
    """Whether a folded word, though it may be a name, is also an ordinary word."""
    return word in WORDS_THAT_ARE_NAMES or word in NOT_NAMES or fold(word) in TITLES
