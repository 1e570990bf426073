"""The texts as they are read in each pass: read and made ones, every time typed anew."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from random import Random

from sluis.detection.tagger import ENTITY_TYPES, Tagger
from sluis.detection.training.augmentation import Habits, augment
from sluis.detection.training.encoding import Encoded, encode
from sluis.detection.training.fit import Options
from sluis.detection.training.generator import make_texts
from sluis.detection.training.labelled import Labelled, join
from sluis.detection.training.names import Names
from sluis.detection.training.net import Floats
from sluis.detection.training.weak import told
from sluis.detection.training.writing import weights_of

TOLD_BEFORE = 1
"""Before this pass (counted from 0) the half-trained tagger tells names of unknown kind; the copy after it learns them."""
GLUED = 0.3
"""The share of made chats that stand beside a read text of their language, so that names are not told by the genre."""
SHARES = {"evi_en": 2.5, "sgd": 1.5, "multidogo": 2.0, "wikigold": 2.0, "presidio_synth": 1.5, "nlupp": 1.5,
          "europeana_de": 0.6, "europeana_fr": 0.5, "europeana_nl": 0.7}  # fmt: skip
"""How often a pass reads the texts of a set, where not once: rare forms of speech more, reading errors less."""


class Copies:
    """The texts as they are read in each pass: every time typed anew, made in a process beside the learning."""

    def __init__(self, read: list[Labelled], names: Names, made: int, seed: int, lists: dict[str, int]) -> None:
        self._read, self._given = read, (names, made, seed, lists)
        self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        self._next: Future[Encoded] = self._start(0)

    def __call__(self, number: int, learned: Mapping[str, Floats]) -> Encoded:
        """The copy for a pass, while the next one is begun."""
        encoded = self._next.result()
        if number == TOLD_BEFORE:
            lists = self._given[3]
            weights = weights_of(learned, Options().shape, lists)
            self._read = told(self._read, Tagger(weights, types=frozenset(ENTITY_TYPES)))
        self._next = self._start(number + 1)
        return encoded

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)

    def _start(self, number: int) -> "Future[Encoded]":
        names, made, seed, lists = self._given
        return self._pool.submit(make_copy, self._read, names, made, f"{seed} {number}", lists)


def make_copy(read: Sequence[Labelled], names: Names, made: int, seed: str, lists: dict[str, int]) -> Encoded:
    """All read texts as often as SHARES says, and so many made ones, each as somebody would have typed it."""
    rng = Random(seed)  # noqa: S311 - texts, not secrets
    beside: dict[str, list[Labelled]] = {}
    for labelled in read:
        if labelled.source.startswith("ud_"):
            beside.setdefault(labelled.language, []).append(labelled)
    often = [one for one in read for _ in range(int(SHARES.get(one.source, 1) + rng.random()))]
    texts = [*often, *(_beside(one, beside, rng) for one in make_texts(made, names, rng))]
    return encode((augment(one, names, rng, Habits()) for one in texts), lists)


def _beside(made: Labelled, beside: dict[str, list[Labelled]], rng: Random) -> Labelled:
    others = beside.get(made.language)
    if not others or made.source not in ("made chat", "made mail", "made news") or rng.random() >= GLUED:
        return made
    other = rng.choice(others)
    between = rng.choice([" ", "\n", "\n\n"])
    return join(made, other, between) if rng.random() < 0.5 else join(other, made, between)
