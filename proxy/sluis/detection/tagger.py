"""The built-in tagger: names of people and places in seven languages, a small convolutional net in plain numpy.

Words are looked up once and kept; a message of 30 words costs about 0.2 ms. Model and data: docs/models/tagger.md.
"""

import threading
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sluis.detection.tagger_features import FAMILY_NAME, GIVEN_NAME, PLACES, TOKEN, feature_rows
from sluis.errors import DetectorUnavailable
from sluis.values import Span

Floats = NDArray[np.float32]
ENTITY_TYPES = ("PERSON", "LOCATION", "ADDRESS", "ORGANIZATION")
TAGS = ("O", *(f"{place}-{kind}" for kind in ENTITY_TYPES for place in "BIES"))
WEIGHTS = Path(__file__).parent / "weights" / "tagger.npz"
CACHE_WORDS = 30_000
CLEAR_MARGIN = 4.0
"""Tokens whose `O` wins by more than this (in log odds) are not looked at again."""
UNLISTED = 0.75
"""The most that a name scores of which no word stands in the lists of given and family names."""
PLACE_ONLY = 0.6
"""The most that a person scores whose every word is a place or an ordinary word in the lists."""
LISTED_PLACE, UNLISTED_PLACE, UNLISTED_IN_COMMAND = 0.6, 0.7, 0.8
"""The least that is believed of a place, one that no list has, and a person whom no list has in a command."""
COMMAND_TOKENS = 20
"""A text in small letters without a question before it, no longer than this, may be a command."""
MAX_QUESTION_CHARS = 300
PIECE_TOKENS = 4096
SCRATCH_ROWS = 512
_AT_START = 2
"""Before the first word of a text that no question stands before."""


def _legal(before: str, after: str) -> bool:
    if before == "O" or before[0] in "ES":
        return after == "O" or after[0] in "BS"
    return after[0] in "IE" and after[2:] == before[2:]


_FORBIDDEN = -1e4
_STEP = np.array([[0.0 if _legal(a, b) else _FORBIDDEN for b in TAGS] for a in TAGS], np.float32)
_FIRST = np.array([0.0 if t == "O" or t[0] in "BS" else _FORBIDDEN for t in TAGS], np.float32)
_LAST = np.array([0.0 if t == "O" or t[0] in "ES" else _FORBIDDEN for t in TAGS], np.float32)
_ALL = np.arange(len(TAGS))
_MAY_FOLLOW = [frozenset(n for n, b in enumerate(TAGS) if _legal(a, b)) for a in TAGS]
_MAY_BEGIN = frozenset(n for n, t in enumerate(TAGS) if t == "O" or t[0] in "BS")
_MAY_END = frozenset(n for n, t in enumerate(TAGS) if t == "O" or t[0] in "ES")


@dataclass(frozen=True, slots=True)
class _Tokens:
    """words, where each stands, and whether a blank (1), nothing (0) or the text's start (2) is before it."""

    words: list[str]
    spans: list[tuple[int, int]]
    before: list[int]


def _tokenize(text: str, shift: int = 0) -> _Tokens:
    """shift: how many characters stand before this text; 0 where it begins."""
    spans = [match.span() for match in TOKEN.finditer(text)]
    words = [text[start:end] for start, end in spans]
    before = [int(start > end) for (_, end), (start, _) in pairwise(((0, 0), *spans))]
    if before and not shift:
        before[0] = _AT_START
    return _Tokens(words, spans, before)


_NOTHING = _Tokens([], [], [])


BEFORES = 3
"""What can stand before a word: nothing, a blank, the text's start."""


@dataclass(frozen=True, slots=True)
class _Known:
    """The words met so far, each with the first of its rows: one for whatever stands before it."""

    places: dict[str, int]
    vectors: Floats

    @classmethod
    def for_words(cls, count: int, width: int) -> "_Known":
        return cls({}, np.empty((count * BEFORES, width), np.float32))


class _Scratch(threading.local):
    """Memory that one thread computes in again and again: what was just used is fast to reach, and fresh pages are not."""

    def __init__(self, width: int) -> None:
        self.padded = np.zeros((SCRATCH_ROWS, width), np.float32)
        self.joined = np.empty((SCRATCH_ROWS, 3 * width), np.float32)
        self.z = np.empty((SCRATCH_ROWS, width), np.float32)


class Tagger:
    """Finds people and places. One per process, for several threads: one at a time adds words, all may read them."""

    def __init__(
        self,
        weights: Mapping[str, Any],
        outside_bias: float = -1.0,
        types: frozenset[str] = frozenset(ENTITY_TYPES[:3]),
    ) -> None:
        """outside_bias: added to the odds of "no name"; lower finds more and errs more. types: what is reported."""
        self._rows = weights["E"]
        self._scales = weights["Es"].astype(np.float32)
        self._flags, self._gain, self._shift = weights["fl.weight"], weights["ln.weight"], weights["ln.bias"]
        self._in, self._in_bias = np.ascontiguousarray(weights["inp.weight"].T), weights["inp.bias"]
        self._out, self._out_bias = np.ascontiguousarray(weights["out.weight"].T), weights["out.bias"].copy()
        self._out_bias[0] += outside_bias
        self._dilations = [int(d) for d in weights["dil"]]
        count = len(self._dilations)
        self._layers = [np.ascontiguousarray(weights[f"conv.{n}.weight"].T) for n in range(count)]
        self._biases = [weights[f"conv.{n}.bias"] for n in range(count)]
        self._width = self._in.shape[1]
        self._lists = _read_lists(weights)
        self._types = types
        self._cache = _Known.for_words(CACHE_WORDS, self._width)
        self._making = threading.Lock()
        self._scratch = _Scratch(self._width)

    @classmethod
    def load(cls, path: Path | None = None) -> "Tagger":
        """The tagger with the shipped weights, or those at `path`. DetectorUnavailable when they cannot be read."""
        try:
            with np.load(path or WEIGHTS, allow_pickle=False) as weights:
                return cls({name: weights[name] for name in weights.files if name != "towns"})
        except (OSError, ValueError, KeyError) as error:
            raise DetectorUnavailable("The tagger's weights cannot be read.") from error

    def tag(self, texts: Sequence[str], questions: Sequence[str] = ()) -> list[list[Span]]:
        """The names and places in each text, in one pass. questions: what was said just before each text, if anything."""
        asked = [self._heard(question) for question in questions] or [_NOTHING] * len(texts)
        tokens = [_tokenize(text, len(head.words)) for head, text in zip(asked, texts, strict=True)]
        found: list[list[Span]] = [[] for _ in texts]
        batch: list[int] = []
        size = 0
        for n, one in enumerate(tokens):
            if one.words:
                batch.append(n)
                size += len(one.words)
            if size >= PIECE_TOKENS:
                self._tag_batch(batch, tokens, asked, found)
                batch, size = [], 0
        self._tag_batch(batch, tokens, asked, found)
        return found

    def _heard(self, question: str) -> _Tokens:
        """The words at the end of a question, as many as the net sees from the first word behind it."""
        if not question:
            return _NOTHING
        heard = _tokenize(f"{question[-MAX_QUESTION_CHARS:]}\n")
        seen = sum(self._dilations)
        return _Tokens(heard.words[-seen:], heard.spans[-seen:], heard.before[-seen:])

    def _tag_batch(
        self, batch: list[int], tokens: list[_Tokens], asked: list[_Tokens], found: list[list[Span]]
    ) -> None:
        if not batch:
            return
        logits, places = self._logits([(asked[n], tokens[n]) for n in batch])
        for n, (start, end) in zip(batch, places, strict=True):
            found[n].extend(self._spans(logits[start:end], tokens[n]))

    # ---------------------------------------------------------------- the net
    def _known(self, words: list[str]) -> tuple[Floats, list[int]]:
        """The first row of each of these words, and in what: rows once written are never written again."""
        known = self._cache
        ids: list[int | None] = list(map(known.places.get, words))
        if None in ids:
            with self._making:
                known = self._cache
                fresh = {word for word in words if word not in known.places}
                if (len(known.places) + len(fresh)) * BEFORES > len(known.vectors):
                    known = self._cache = _Known.for_words(max(CACHE_WORDS, len(set(words))), self._width)
                    ids = [None] * len(words)
                ids = [self._place(known, w) if at is None else at for w, at in zip(words, ids, strict=True)]
        return known.vectors, ids  # type: ignore[return-value]

    def _place(self, known: "_Known", word: str) -> int:
        """The first row of a word, made at first sight; those of a long number are shared by all with its features."""
        at = known.places.get(word)
        if at is not None:
            return at
        if len(word) > 2 and word.isdigit():
            word = word[0] + "0" * (len(word) - 1)
            at = known.places.get(word)
            if at is not None:
                return at
        at = BEFORES * len(known.places)
        known.vectors[at : at + BEFORES] = self._vectors_of(word).astype(np.float16)
        known.places[word] = at
        return at

    def _vectors_of(self, word: str) -> Floats:
        """Of a word: what the net sees of it at the beginning, behind a blank and behind another character."""
        rows = np.array(feature_rows(word, self._lists))
        total: Floats = (self._rows[rows].astype(np.float32) * self._scales[rows, None]).sum(0) / np.sqrt(len(rows))
        x = total[None] + self._flags
        x = x - x.mean(1, keepdims=True)
        x /= np.sqrt((x * x).mean(1, keepdims=True) + 1e-5)
        return np.maximum((x * self._gain + self._shift) @ self._in + self._in_bias, 0)  # type: ignore[no-any-return]

    def _logits(self, texts: list[tuple[_Tokens, _Tokens]]) -> tuple[Floats, list[tuple[int, int]]]:
        """Scores of every tag for every token of texts, each behind its question, kept apart by zeros; where each text is."""
        pad = max(self._dilations)
        places, at = [], pad
        for head, text in texts:
            at += len(head.words)
            places.append((at, at + len(text.words)))
            at += len(text.words) + pad
        padded, joined, z = self._room(at, at - 2 * pad)
        gaps = [(0, pad)]
        for (head, text), (start, end) in zip(texts, places, strict=True):
            first = start - len(head.words)
            vectors, ids = self._known([*head.words, *text.words])
            rows = [row + before for row, before in zip(ids, [*head.before, *text.before], strict=True)]
            vectors.take(rows, axis=0, out=padded[first:end], mode="clip")
            gaps.append((end, end + pad))
        for start, end in gaps:
            padded[start:end] = 0
        x, between = padded[pad : at - pad], [(start - pad, end - pad) for start, end in gaps[1:-1]]
        for layer, bias, d in zip(self._layers, self._biases, self._dilations, strict=True):
            np.concatenate((padded[pad - d : at - pad - d], x, padded[pad + d : at - pad + d]), axis=1, out=joined)
            np.dot(joined, layer, out=z)
            z += bias
            np.maximum(z, 0, out=z)
            for start, end in between:
                z[start:end] = 0
            x += z
        logits = x @ self._out
        logits += self._out_bias
        return logits, [(start - pad, end - pad) for start, end in places]

    def _room(self, padded: int, joined: int) -> tuple[Floats, Floats, Floats]:
        """Memory for so many rows: the thread's own where they fit."""
        width = self._width
        if padded <= SCRATCH_ROWS:
            own = self._scratch
            return own.padded[:padded], own.joined[:joined], own.z[:joined]
        rows = (padded, width), (joined, 3 * width), (joined, width)
        made: list[Floats] = [np.empty(shape, np.float32) for shape in rows]
        return made[0], made[1], made[2]

    # ---------------------------------------------------------------- reading the tags
    def _spans(self, logits: Floats, tokens: _Tokens) -> list[Span]:
        near = np.flatnonzero(logits[:, 1:].max(1) > logits[:, 0] - CLEAR_MARGIN)
        if not len(near):
            return []
        close = logits[near]
        scores = close - close.max(1, keepdims=True)
        odds = np.exp(scores)
        names = (1 - odds[:, 0] / odds.sum(1)).tolist()
        likeliest = scores.argmax(1).tolist()
        ends = [*(np.flatnonzero(np.diff(near) > 1) + 1).tolist(), len(near)]
        spans: list[Span] = []
        i = 0
        for j in ends:
            tags = likeliest[i:j]
            if any(tags):
                first = int(near[i])
                self._read(tags if _is_legal(tags) else _viterbi(scores[i:j]), first, tokens, names[i:j], spans)
            i = j
        return spans

    def _read(self, tags: list[int], offset: int, tokens: _Tokens, names: list[float], spans: list[Span]) -> None:
        """names: how likely each of these tokens, the first of which is `offset`, is part of a name."""
        begin = 0
        for n, tag in enumerate(tags):
            if tag == 0:
                continue
            place, kind = TAGS[tag][0], TAGS[tag][2:]
            if place in "BS":
                begin = n
            if place in "ES" and kind in self._types:
                first, last = offset + begin, offset + n
                score = fmean(names[begin : n + 1])
                if kind != "ADDRESS":
                    score = self._believed(kind, score, tokens.words[first : last + 1], tokens)
                if score:
                    spans.append(Span(tokens.spans[first][0], tokens.spans[last][1], kind, min(score, 0.99), "tagger"))

    def _believed(self, kind: str, score: float, words: list[str], text: _Tokens) -> float:
        """How far a name is believed by the lists of names and places; 0.0: not at all."""
        bits = [self._lists.get(word.lower(), 0) for word in words if word.isalpha()]
        if kind == "LOCATION":
            return score if score >= (LISTED_PLACE if any(b & PLACES for b in bits) else UNLISTED_PLACE) else 0.0
        if kind != "PERSON" or any(b & (GIVEN_NAME | FAMILY_NAME) for b in bits):
            return score
        if bits and all(bits):
            return min(score, PLACE_ONLY)
        return 0.0 if score < UNLISTED_IN_COMMAND and _is_command(text) else min(score, UNLISTED)


def _is_command(text: _Tokens) -> bool:
    """Whether a text can be what somebody tells an assistant to do: a few words in small letters, no answer."""
    return (
        text.before[0] == _AT_START
        and 2 < len(text.words) <= COMMAND_TOKENS
        and "\n" not in text.words
        and not any(word[0].isupper() for word in text.words)
    )


def _is_legal(tags: list[int]) -> bool:
    """Whether the likeliest tags can stand side by side as they are: then they are the best sequence."""
    return (
        tags[0] in _MAY_BEGIN
        and tags[-1] in _MAY_END
        and all(after in _MAY_FOLLOW[before] for before, after in pairwise(tags))
    )


def _viterbi(scores: Floats) -> list[int]:
    """The best legal sequence of tags."""
    best = scores[0] + _FIRST
    if len(scores) == 1:
        return [int((best + _LAST).argmax())]
    back = np.empty((len(scores), len(TAGS)), np.intp)
    for n in range(1, len(scores)):
        reached = best[:, None] + _STEP
        back[n] = reached.argmax(0)
        best = reached[back[n], _ALL] + scores[n]
    at = int((best + _LAST).argmax())
    path = [at]
    for n in range(len(scores) - 1, 0, -1):
        at = int(back[n, at])
        path.append(at)
    return path[::-1]


def _read_lists(weights: Mapping[str, Any]) -> dict[str, int]:
    """The words of the name lists with their bits, as `pack_lists` stored them."""
    words = zlib.decompress(weights["list_words"].tobytes()).decode().split("\n")
    return dict(zip(words, weights["list_bits"].tolist(), strict=True))


def pack_lists(lists: Mapping[str, int]) -> dict[str, NDArray[Any]]:
    """Word lists in the form in which weights carry them."""
    words = sorted(lists)
    packed = np.frombuffer(zlib.compress("\n".join(words).encode(), 9), np.uint8)
    return {"list_words": packed, "list_bits": np.array([lists[word] for word in words], np.uint16)}
