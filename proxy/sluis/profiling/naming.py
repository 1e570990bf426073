"""What evaluation of people the names of tools, schemas and their keys speak of: `score_customer`, `risk_score`."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from sluis.decisions.lexicon import ANY_LANGUAGE, Hit
from sluis.decisions.words import Sentence, Word, read_sentences, split_name, word_set
from sluis.profiling.asking import ASPECTS, UNNAMED, asking_lexicon

MOST_KEYS: Final = 400
MOST_DEPTH: Final = 12
MOST_CHARACTERS: Final = 200
_NAMED_SCHEMAS: Final = word_set("properties $defs definitions")
_HOLD_SCHEMAS: Final = _NAMED_SCHEMAS | word_set("items anyOf oneOf allOf")
_TAILS: Final = word_set("score rating risk profile grade rank class level v <number> <ref> by id data from for using")
"""What may follow a person in a name: a `customer_ticket` is no customer."""


def aspects_of_keys(schema: object) -> Iterator[str]:
    """What the properties of a JSON Schema hold of a person."""
    for key in _keys(schema, 0, [0]):
        yield from aspects_of_key(key)


def _keys(schema: object, depth: int, count: list[int]) -> Iterator[str]:
    """Names of a JSON Schema's properties, also of nested ones."""
    if depth > MOST_DEPTH or count[0] > MOST_KEYS:
        return
    if isinstance(schema, list):
        for inner in schema:
            yield from _keys(inner, depth + 1, count)
    elif isinstance(schema, Mapping):
        for name in _HOLD_SCHEMAS & schema.keys():
            inner = schema[name]
            named = isinstance(inner, Mapping) and name in _NAMED_SCHEMAS
            if named and name == "properties":
                count[0] += len(inner)
                yield from (str(key) for key in inner)
            for one in inner.values() if named else (inner,):
                yield from _keys(one, depth + 1, count)


@lru_cache(maxsize=8192)
def aspects_of_name(name: str) -> frozenset[str]:
    """What a tool by this name evaluates: `score_customer`, `predict_churn`, `assessCreditworthiness`."""
    sentence, hits = _read_name(name)
    found = _strong(hits)
    if found or not hits.get("ask"):
        return found
    aspects = {a for a in ASPECTS if hits.get(a)}
    people = [*hits.get("person", ()), *hits.get("people", ())]
    if aspects and people:
        return frozenset(aspects)
    last = [p for p in people if all(word.form in _TAILS for word in sentence[p.end :])]
    acts = hits.get("object", ())
    return frozenset({UNNAMED}) if any(a.start < p.start for a in acts for p in last) else frozenset()


@lru_cache(maxsize=8192)
def aspects_of_key(key: str) -> frozenset[str]:
    """What a value under this key says of a person: `risk_score`, `churn_probability`."""
    return _strong(_read_name(key)[1])


def _strong(hits: Mapping[str, Sequence[Hit]]) -> frozenset[str]:
    strong = hits.get("strong", ())
    if not strong:
        return frozenset()
    return frozenset(a for a in ASPECTS if hits.get(a)) or frozenset({UNNAMED})


def _read_name(name: str) -> tuple[Sentence, dict[str, list[Hit]]]:
    sentences = read_sentences(split_name(name[:MOST_CHARACTERS]))
    sentence = [Word(word.form, False) for part in sentences for word in part]
    lexicon, hits = asking_lexicon(), dict[str, list[Hit]]()
    for hit in lexicon.find(sentence, ANY_LANGUAGE):
        hits.setdefault(lexicon.concepts[hit.concept], []).append(hit)
    return sentence, hits
