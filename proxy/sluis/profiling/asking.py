"""What evaluation of people a text asks for, in seven languages: which of their aspects, sentence by sentence.

A sentence asks for one when it holds an act of evaluating, a personal aspect (GDPR Art. 4(4)) and a person, or an act
whose object is the person; not negated, and no question about the world, code or a story. Each text is read once and
remembered, by digest. `lexicon/asked.txt` has the words.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from importlib.resources import files
from itertools import compress
from typing import Final

from sluis.decisions.languages import languages_of
from sluis.decisions.lexicon import LANGUAGES, Hit, Lexicon, parse_lexicon
from sluis.decisions.words import Sentence, fold, read_sentences, word_set
from sluis.detection.phrases import Phrases

ASPECTS: Final = word_set(
    "work economic_situation health preferences reliability behaviour location personality beliefs"
)
UNNAMED: Final = "personal_aspects"
"""The aspect of an evaluation that names none."""
MOST_CHARACTERS: Final = 20_000
MOST_REMEMBERED: Final = 4000
_NEAR: Final = 3
_REACH: Final = 14
"""Words between the act and what it is about; beyond, a long sentence speaks of other things too."""
_NOT_BEFORE: Final = 4
_NOT_AFTER: Final = 8
_GERMANIC: Final = sum(1 << LANGUAGES.index(language) for language in ("nl", "de"))
_FRENCH: Final = 1 << LANGUAGES.index("fr")
_GERMAN: Final = 1 << LANGUAGES.index("de")
_BREAKS: Final = word_set(", : ob dass of dat")
_WORD: Final = re.compile(r"[^\W\d_]+")
_END: Final = re.compile(r"[.!?;]\s+|\n+")
_NOUNS: Final = word_set(
    "profile profiles segment segments score scores rate rates rating rank ranks grade grades note notes guess classe "
    "analyse judge classifica flag"
)
_ARTICLES: Final = word_set(
    "a an the this that my your his her their our its one any no for of in customer user account credit interest "
    "exchange een de het die dit mijn uw ein eine einen das der le la les une un ma ta sa votre el una su o uma um sua "
    "il lo"
)
_OBJECTS: Final = word_set("me him her hem haar mij ihn mich lui")
_NUMBERS: Final = word_set("<number> <ref>")
_LINKS: Final = word_set(
    "on from below above as by for using based against with in and or according to out op voor met als naar volgens en "
    "auf nach fur mit anhand von et sur selon de d pour avec por segun con para como y sobre com segundo e per su "
    "secondo da , : ? ! ( ) . < > <number> <ref>"
)
"""What may follow a person who is the object of the act; another noun would be the object instead."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sentence that evaluates somebody. people: whether a person is spoken of; names: words that may be one's."""

    aspects: frozenset[str]
    people: bool
    anybody: bool
    names: frozenset[str]
    capital_nouns: bool


_remembered: dict[bytes, tuple[_Candidate, ...]] = {}


def aspects_in(text: str, names: Callable[[], frozenset[str]] = frozenset, standing: bool = False) -> frozenset[str]:
    """The aspects of people that a text wants evaluated.

    names: words of people's names in the request, as `fold` gives them; asked only where German is possible, which
    writes every noun like a name. standing: an instruction for whoever comes, as in system text, where "applicants"
    are people too.
    """
    found: set[str] = set()
    for one in _candidates(text):
        named = bool(one.names and (not one.capital_nouns or one.names & names()))
        if one.people or named or (standing and one.anybody):
            found |= one.aspects
    return frozenset(found)


def aspects_named(text: str) -> frozenset[str]:
    """The aspects of people that a text speaks of at all, whoever says what of them."""
    lexicon, found = asking_lexicon(), set[str]()
    for sentence in read_sentences(text[:MOST_CHARACTERS]):
        found.update(lexicon.concepts[hit.concept] for hit in lexicon.find(sentence, languages_of([sentence])))
    return frozenset(found & ASPECTS)


def _candidates(text: str) -> tuple[_Candidate, ...]:
    digest = blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()
    found = _remembered.get(digest)
    if found is None:
        if len(_remembered) >= MOST_REMEMBERED:
            _remembered.clear()
        found = _remembered[digest] = tuple(_read(text[:MOST_CHARACTERS]))
    return found


def _read(text: str) -> Iterator[_Candidate]:
    folded = fold(text)
    if not _may_ask(_WORD.findall(folded)):
        return
    low = _pieces(folded)
    asking = [_may_ask(_WORD.findall(words)) for words in low]
    if True not in asking:
        return
    pieces = _pieces(text)
    if len(low) != len(pieces):
        asking = [_may_ask(_WORD.findall(fold(piece))) for piece in pieces]
    for piece in compress(pieces, asking):
        for sentence in read_sentences(piece):
            candidate = _candidate(sentence)
            if candidate is not None:
                yield candidate


def _pieces(text: str) -> list[str]:
    """The text cut at line ends and behind the signs that end a sentence."""
    found, at = list[str](), 0
    for match in _END.finditer(text):
        found.append(text[at : match.start() + (text[match.start()] != "\n")])
        at = match.end()
    return [*found, text[at:]]


def _may_ask(words: Iterable[str]) -> bool:
    """Whether both an act and what it is about may stand among these words. Most sentences are done here."""
    met = frozenset(words)
    return all(phrases.among(met) for phrases in _hints())


def _candidate(sentence: Sentence) -> _Candidate | None:
    languages = languages_of([sentence])
    lexicon = asking_lexicon()
    hits: dict[str, list[Hit]] = {}
    for hit in lexicon.find(sentence, languages):
        hits.setdefault(lexicon.concepts[hit.concept], []).append(hit)
    if hits.keys() & {"general", "code", "story"} or any(word.form in ("```", "{", "=") for word in sentence):
        return None
    asks = [q for q in hits.get("question", ()) if q.start <= 1 and sentence[-1].form == "?"]
    acts = [*(act for act in hits.get("ask", ()) if not _is_thing(act, sentence)), *asks]
    acts = [act for act in acts if not _is_negated(act, hits.get("no", ()), sentence, languages)]
    if not acts:
        return None
    for name, found in hits.items():
        hits[name] = [hit for hit in found if any(abs(hit.start - act.start) <= _REACH for act in acts)]
    persons = [p for p in hits.get("person", ()) if _is_definite(p, hits, sentence)]
    several = [p for p in hits.get("people", ()) if _is_definite(p, hits, sentence)]
    names = _names(sentence, lexicon, acts)
    people = bool(persons or several or hits.get("pronoun") or hits.get("title"))
    aspects = {a for a in ASPECTS if any(_tells(hit, acts, hits) for hit in hits.get(a, ()))}
    them = [p for p in hits.get("pronoun", ()) if sentence[p.start].form in _OBJECTS]
    if not aspects and _has_object(hits, acts, [*persons, *several, *them], sentence):
        aspects = {UNNAMED}
    if not aspects:
        called = _called(hits, acts, sentence)
        return _Candidate(frozenset({UNNAMED}), bool(hits.get("title")), False, called, True) if called else None
    anybody = people or bool(hits.get("person") or hits.get("people"))
    return _Candidate(frozenset(aspects), people, anybody, names, _may_be_german(sentence, languages))


def _may_be_german(sentence: Sentence, languages: int) -> bool:
    """Whether the act is one in German, too; then capitals tell nothing."""
    lexicon = asking_lexicon()
    return any(lexicon.concepts[hit.concept] == "ask" for hit in lexicon.find(sentence, languages & _GERMAN))


def _is_thing(act: Hit, sentence: Sentence) -> bool:
    """ "My profile", "that segment": a noun, spelled like the act."""
    word = sentence[act.start].form
    return act.end - act.start == 1 and word in _NOUNS and act.start > 0 and sentence[act.start - 1].form in _ARTICLES


def _is_definite(person: Hit, hits: Mapping[str, Sequence[Hit]], sentence: Sentence) -> bool:
    """ "This customer", "customer 4411"; not "a customer"."""
    numbered = person.end < len(sentence) and sentence[person.end].form in _NUMBERS
    return numbered or any(0 < person.start - d.start <= _NEAR for d in hits.get("definite", ()))


def _tells(aspect: Hit, acts: Sequence[Hit], hits: Mapping[str, Sequence[Hit]]) -> bool:
    """Whether the word is no part of something else, as "income" is in "income tax", and is not the act itself."""
    if any(n.start < aspect.end and aspect.start < n.end for n in hits.get("nothing", ())):
        return False
    return not any(act.start <= aspect.start and aspect.end <= act.end and act.end - act.start == 1 for act in acts)


def _is_negated(act: Hit, negations: Sequence[Hit], sentence: Sentence, languages: int) -> bool:
    after = _NOT_AFTER if languages & _GERMANIC else _NEAR if languages & _FRENCH else 0
    for no in negations:
        if act.start - _NOT_BEFORE <= no.start < act.end + after:
            low, high = sorted((no.start, act.start))
            if not any(word.form in _BREAKS for word in sentence[low + 1 : high]):
                return True
    return False


def _has_object(
    hits: Mapping[str, Sequence[Hit]], acts: Sequence[Hit], people: Sequence[Hit], sentence: Sentence
) -> bool:
    """Whether a person is what the act is done to: "rate this driver", not "rate this driver's answers"."""
    starts = {act.start for act in acts}
    for act in hits.get("object", ()):
        for person in people:
            after = sentence[person.end].form if person.end < len(sentence) else "."
            if act.start in starts and 0 <= person.start - act.end <= _NEAR and after in _LINKS:
                return True
    return False


def _called(hits: Mapping[str, Sequence[Hit]], acts: Sequence[Hit], sentence: Sentence) -> frozenset[str]:
    """The words of a name to whose bearer the act is done: "evaluate Jane Porter as a tenant". Whether it is one of a
    person, only a title or who knows the names can say.
    """
    starts = {act.start for act in acts}
    for act in hits.get("object", ()):
        start = end = next((t.end for t in hits.get("title", ()) if t.start == act.end), act.end)
        while end < len(sentence) and sentence[end].capital:
            end += 1
        after = sentence[end].form if end < len(sentence) else "."
        if act.start in starts and end > start and after in _LINKS:
            return frozenset(word.form for word in sentence[start:end])
    return frozenset()


def _names(sentence: Sentence, lexicon: Lexicon, acts: Sequence[Hit]) -> frozenset[str]:
    """Capitalised words not far from an act that mean nothing here."""
    if sum(word.capital for word in sentence) * 2 > len(sentence):
        return frozenset()
    return frozenset(
        word.form
        for at, word in enumerate(sentence)
        if at and word.capital and len(word.form) > 1 and not lexicon.knows(word.form)
        if any(abs(at - act.start) <= _REACH for act in acts)
    )


@lru_cache(maxsize=1)
def _blocks() -> dict[str, list[tuple[int, str]]]:
    name = "asked.txt"
    return parse_lexicon((files("sluis.profiling") / "lexicon" / name).read_text(encoding="utf-8"), name)


@lru_cache(maxsize=1)
def asking_lexicon() -> Lexicon:
    """The words of this room, read once."""
    return Lexicon(_blocks())


@lru_cache(maxsize=1)
def _hints() -> tuple[Phrases, Phrases]:
    """What every act has in it, and whatever an act is about."""
    blocks = {name: [phrase for _, phrase in phrases] for name, phrases in _blocks().items()}
    about = {name: blocks[name] for name in (*ASPECTS, "person", "people", "title")}
    return Phrases({name: blocks[name] for name in ("ask", "question")}), Phrases({**about, "objects": _OBJECTS})
