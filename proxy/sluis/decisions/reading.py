"""What a text says in concepts: found in its sentences, outcomes turned round where they are negated.

The concept `grant` reads `grant-` where it is negated ("cannot be approved"), so that what follows need not know how
seven languages say no. Some things are read from several concepts together: that a person has decided (`human_did`),
that nothing of a kind is given (`no_thing`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from sluis.decisions.languages import languages_of
from sluis.decisions.lexicon import LANGUAGES, Hit, Lexicon, load_lexicon
from sluis.decisions.wording import wording_of
from sluis.decisions.words import TITLES, Sentence, Word, read_sentences, word_set

POLAR: Final = word_set(
    "refuse grant end block reduce recover qualify offer pay renew restore receive assign trait wealth churn"
)
DONE_BY_PEOPLE: Final = word_set("refuse grant end block reduce decision restore renew")
NOT_A_THING: Final = frozenset(("d.fraud", "d.criminal_justice", "d.pricing"))
MOST_REMEMBERED: Final = 4000
_BEFORE: Final = 4
_AFTER: Final = 3
_AFTER_LANGUAGES: Final = sum(1 << LANGUAGES.index(language) for language in ("nl", "de"))
_NOUNS_ARE_CAPITAL: Final = 1 << LANGUAGES.index("de")
NAME: Final = Word("<name>", True)
_HUMAN_REACH: Final = 9
_SHORT_QUESTION: Final = 8
"""Words up to which a question that holds a bare "and" asks for what became of something: "Hi, and my loan?"."""
_BREAKS: Final = frozenset(",:")
_PEOPLE: Final = frozenset(("decider", "title", "human"))
_READ_TOGETHER: Final = _PEOPLE | {"negation"}
"""Without one of these in a sentence, nothing is read from several concepts together."""
_SIGNS: Final = frozenset(
    {"?", "!", "<number>", "<money>", "<ref>", "%", ":", '"', "“", "„", "«", "{", "[", "```", "="}
)


class Said(NamedTuple):
    """A concept in a sentence, from one word to before another; a negated outcome ends in "-"."""

    start: int
    end: int
    concept: str


Sentences = tuple[tuple[Said, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What a text says. asks: places of the sentences that are questions. lengths: words of each sentence.

    wording: how it says it, in numbers, where that was wanted now or before.

    Told apart by identity: texts met before give the same object, so that what is made of it can be remembered.
    """

    sentences: Sentences
    asks: frozenset[int]
    lengths: tuple[int, ...]
    languages: int
    signs: frozenset[str]
    concepts: frozenset[str] = frozenset()
    wording: frozenset[int] = frozenset()


EMPTY: Final = Reading((), frozenset(), (), 0, frozenset())
_remembered: dict[tuple[int, int], tuple[Reading, bool]] = {}


def read(text: str, worded: bool = False) -> Reading:
    """What a text says, and if wanted its wording.

    Texts met before (system text, history, what was just answered) are remembered, by keyed hash and length.
    """
    key = (hash(text), len(text))  # SipHash with this process' own key: 64 bits that nobody outside can foresee
    reading, has_wording = _remembered.get(key, (EMPTY, False))
    if reading is EMPTY or (worded and not has_wording):
        if len(_remembered) >= MOST_REMEMBERED:
            _remembered.clear()
        reading = _read(text, worded)
        _remembered[key] = reading, worded
    return reading


def _read(text: str, worded: bool) -> Reading:
    sentences = read_sentences(text)
    if not sentences:
        return EMPTY
    languages = languages_of(sentences)
    lexicon = load_lexicon()
    masked = [_mask_names(sentence, lexicon, languages) for sentence in sentences]
    said = tuple([_say(sentence, lexicon, languages) for sentence in masked])
    return Reading(
        sentences=said,
        asks=frozenset(at for at, sentence in enumerate(sentences) if sentence[-1].form == "?"),
        lengths=tuple(len(sentence) for sentence in sentences),
        languages=languages,
        signs=_SIGNS.intersection([word.form for sentence in sentences for word in sentence]),
        concepts=frozenset([one.concept for sentence in said for one in sentence]),
        wording=wording_of(masked) if worded else frozenset(),
    )


def _say(sentence: Sentence, lexicon: Lexicon, languages: int) -> tuple[Said, ...]:
    names = lexicon.concepts
    hits = _meant(lexicon.find(sentence, languages), names, sentence)
    said = [Said(hit.start, hit.end, names[hit.concept]) for hit in hits]
    met = {one.concept for one in said}
    if "negation" in met:
        breaks = [at for at, word in enumerate(sentence) if word.form in _BREAKS]
        said = list(_turn_negated(hits, names, breaks, languages))
    if not met.isdisjoint(_READ_TOGETHER):
        said.extend(_read_together(tuple(said)))
    return tuple(said)


def _meant(hits: list[Hit], names: Sequence[str], sentence: Sentence) -> list[Hit]:
    """The hits that say something: nothing inside an idle phrase ("of course"), and a bare "and" only where it asks."""
    met = {names[hit.concept] for hit in hits}
    if "idle" in met:
        idle = [hit for hit in hits if names[hit.concept] == "idle"]
        hits = [hit for hit in hits if not any(_is_inside(hit, phrase) for phrase in idle)]
    if "then" in met:
        asks = sentence[-1].form == "?" and len(sentence) <= _SHORT_QUESTION
        ask = names.index("ask_result")
        hits = [
            hit._replace(concept=ask) if names[hit.concept] == "then" else hit
            for hit in hits
            if names[hit.concept] != "then" or hit.start == 0 or asks
        ]
    return hits


def _is_inside(hit: Hit, idle: Hit) -> bool:
    """Whether a hit is shorter than an idle phrase and inside it, or the phrase itself."""
    shorter = hit.end - hit.start < idle.end - idle.start
    return hit.concept == idle.concept or (shorter and idle.start <= hit.start and hit.end <= idle.end)


def _mask_names(sentence: Sentence, lexicon: Lexicon, languages: int) -> Sentence:
    """The sentence without names that read like words of ours: "Grant Vela" grants nothing.

    Capitalised words side by side are a name when one of them is unknown; so is what follows a title. German writes
    every noun so: there only a title tells.
    """
    capitals = [word.capital for word in sentence]
    if True not in capitals[1:] and not (capitals[0] and sentence[0].form in TITLES):
        return sentence
    if sum(capitals) * 2 > len(sentence):
        return sentence
    masked = list(sentence)
    starts = [at for at, capital in enumerate(capitals) if capital and (at == 0 or not capitals[at - 1])]
    for start in starts:
        end = capitals.index(False, start) if False in capitals[start:] else len(sentence)
        titled = sentence[start].form in TITLES
        first = start + 1 if titled or start == 0 else start
        known = all(lexicon.knows(word.form) for word in sentence[first:end])
        if titled or (end - first > 1 and not known and languages != _NOUNS_ARE_CAPITAL):
            masked[first:end] = [NAME] * (end - first)
    return masked


def _turn_negated(hits: Sequence[Hit], names: Sequence[str], breaks: Sequence[int], languages: int) -> Iterator[Said]:
    """Outcomes with a "-" where a negation of the same clause stands in reach and is no part of their own phrase."""
    own = {at for hit in hits if hit.negated and names[hit.concept] in POLAR for at in range(hit.start, hit.end)}
    no = [hit.start for hit in hits if names[hit.concept] == "negation" and hit.start not in own]
    after = _AFTER if languages & _AFTER_LANGUAGES else 0
    for hit in hits:
        name = names[hit.concept]
        if name in POLAR and not hit.negated and any(_reaches(n, hit, after, breaks) for n in no):
            name += "-"
        yield Said(hit.start, hit.end, name)


def _reaches(negation: int, hit: Hit, after: int, breaks: Sequence[int]) -> bool:
    if not hit.start - _BEFORE <= negation < hit.end + after:
        return False
    low, high = sorted((negation, hit.start))
    return not any(low < at < high for at in breaks)


def _read_together(said: Sequence[Said]) -> Iterator[Said]:
    people = [s for s in said if s.concept in _PEOPLE]
    for s in said:
        if s.concept == "negation" and any(_is_thing(t) and s.end <= t.start <= s.end + 1 for t in said):
            yield Said(s.start, s.end, "no_thing")
        if s.concept.rstrip("-") in DONE_BY_PEOPLE and people and _done_by_a_person(s, people, said):
            yield Said(s.start, s.end, "human_did")


def _is_thing(said: Said) -> bool:
    return said.concept.startswith("d.") and said.concept not in NOT_A_THING


def _done_by_a_person(act: Said, people: Sequence[Said], said: Sequence[Said]) -> bool:
    """ "Dr Vela approved", "our underwriter has decided", "declined by the committee"; not "Mr Vela is refused"."""
    for person in people:
        passive = any(s.concept == "is" and person.start < s.start < act.start for s in said)
        if person.start < act.start <= person.start + _HUMAN_REACH and not passive:
            return True
        told_by = any(s.concept == "by" and 0 < person.start - s.start <= 3 for s in said)
        if told_by and abs(person.start - act.start) <= _HUMAN_REACH:
            return True
    return False
