"""The lexicon's phrases, and its file format."""

import pytest

from sluis.decisions.lexicon import LANGUAGES, Lexicon, load_lexicon, parse_lexicon
from sluis.decisions.words import read_sentences
from sluis.errors import ConfigurationError

SMALL = "[no] comment\nen: reject* | turn* .. down\nnl: *afwijzing\n[any]\n*: *visa*\n"


def _found(text: str, language: str = "en") -> set[str]:
    lexicon = Lexicon(parse_lexicon(SMALL, "small"))
    (sentence,) = read_sentences(text)
    return {lexicon.concepts[hit.concept] for hit in lexicon.find(sentence, 1 << LANGUAGES.index(language))}


@pytest.mark.parametrize("text", ["rejected", "we turned your nice offer down"])
def test_stems_and_gaps_match(text: str) -> None:
    assert _found(text) == {"no"}


def test_a_gap_has_an_end() -> None:
    assert _found("turn one two three four five six down") == set()


def test_a_language_counts_only_in_its_own_texts() -> None:
    assert _found("kredietafwijzing", "nl") == {"no"}
    assert _found("kredietafwijzing", "en") == set()
    assert _found("evisas", "fr") == {"any"}


def test_a_line_without_a_concept_or_language_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="small:1"):
        parse_lexicon("xx: word", "small")


def test_the_lexicon_of_the_package_speaks_every_language_of_every_outcome() -> None:
    lexicon = load_lexicon()
    assert {"refuse", "grant", "end", "block", "decides", "own_wish"} <= set(lexicon.concepts)
    assert lexicon.knows("rejected")
    assert not lexicon.knows("zzyzx")
