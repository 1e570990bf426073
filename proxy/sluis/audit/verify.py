"""Verifying the audit log: which row is the first that was changed, moved, added or taken away.

It needs the public key only, so an export can be verified by people who cannot sign.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from sluis.audit.chain import (
    Checkpoint,
    Head,
    Link,
    checkpoint_words,
    genesis,
    hash_checkpoint,
    hash_link,
    head_words,
    is_signed,
)
from sluis.audit.rows import GENESIS_CHECKPOINT, heads_of

MAX_PROBLEMS = 100

Kind = Literal["altered", "moved", "missing", "added", "cut_off", "unsigned"]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at one place. seq: the row of the chain, or the number of the checkpoint (chain `checkpoints`)."""

    kind: Kind
    chain: str
    seq: int
    what: str


@dataclass(frozen=True, slots=True)
class Report:
    """How much was verified, and what is wrong: the first problem of each chain, in order of chains."""

    rows: int
    chains: int
    checkpoints: int
    last_checkpoint: str
    problems: tuple[Problem, ...] = ()

    @property
    def is_sound(self) -> bool:
        return not self.problems


@dataclass(slots=True)
class _Signed:
    """What signatures promise: where chains begin, and which rows must be there."""

    begins: dict[str, tuple[int, str]] = field(default_factory=dict)
    rows: dict[str, dict[int, str]] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)
    last: str = ""
    number: int = 0


def verify(links: Iterable[Link], heads: Iterable[Head], checkpoints: Iterable[Checkpoint], public_key: str) -> Report:
    """Check every row against the one before it, every head and every checkpoint. links: chain by chain, in order."""
    problems: list[Problem] = []
    signed = _read_checkpoints(checkpoints, public_key, problems)
    _read_heads(heads, public_key, signed, problems)
    rows, seen = 0, dict[str, int]()
    for chain, of_chain in _by_chain(links):
        count, last, problem = _verify_chain(chain, of_chain, signed)
        rows += count
        seen[chain] = last
        if problem is not None:
            problems.append(problem)
    problems.extend(_missing_chains(signed, seen))
    return Report(rows, len(seen), signed.number, signed.last, tuple(problems[:MAX_PROBLEMS]))


def _read_checkpoints(points: Iterable[Checkpoint], public_key: str, problems: list[Problem]) -> _Signed:
    """The promises of all checkpoints; those after a broken one are not believed."""
    signed = _Signed(last=GENESIS_CHECKPOINT)
    for point in points:
        problem = _checkpoint_problem(point, signed, public_key)
        if problem is not None:
            problems.append(problem)
            break
        signed.number, signed.last = point.number, point.hash
        for chain, seq, digest in heads_of(point):
            if point.kind == "removed":
                signed.begins[chain] = (seq, digest)
            else:
                signed.rows.setdefault(chain, {})[seq] = digest
                signed.ends[chain] = max(seq, signed.ends.get(chain, 0))
    return signed


def _checkpoint_problem(point: Checkpoint, signed: _Signed, public_key: str) -> Problem | None:
    where = ("checkpoints", point.number)
    if point.number != signed.number + 1:
        return Problem("missing", "checkpoints", signed.number + 1, "this checkpoint is not there")
    if point.previous != signed.last:
        return Problem("moved", *where, "it does not follow the checkpoint before it")
    if hash_checkpoint(point) != point.hash:
        return Problem("altered", *where, "its hash does not fit its contents")
    if not is_signed(public_key, checkpoint_words(point), point.signature):
        return Problem("unsigned", *where, "its signature is not ours")
    return None


def _read_heads(heads: Iterable[Head], public_key: str, signed: _Signed, problems: list[Problem]) -> None:
    """A head is written with its rows, so the chain ends exactly there. One older than a checkpoint was put back."""
    found: dict[str, int] = {}
    for head in heads:
        if not is_signed(public_key, head_words(head), head.signature):
            problems.append(Problem("unsigned", head.chain, head.seq, "the signature of the chain's head is not ours"))
            continue
        if head.seq < signed.ends.get(head.chain, 0):
            problems.append(Problem("cut_off", head.chain, head.seq + 1, "the head is older than a checkpoint"))
        signed.rows.setdefault(head.chain, {})[head.seq] = head.hash
        found[head.chain] = head.seq
    for chain, seq in signed.ends.items():
        if chain not in found:
            problems.append(Problem("missing", chain, seq, "the head of this chain is not there"))
    signed.ends = {chain: max(seq, signed.ends.get(chain, 0)) for chain, seq in (signed.ends | found).items()}


def _by_chain(links: Iterable[Link]) -> Iterator[tuple[str, Iterator[Link]]]:
    yield from groupby(links, key=lambda link: link.chain)


def _verify_chain(chain: str, links: Iterator[Link], signed: _Signed) -> tuple[int, int, Problem | None]:
    """Rows read, the last one's number, and the first thing wrong."""
    begin, previous = signed.begins.get(chain, (0, genesis(chain)))
    promised = {seq: digest for seq, digest in signed.rows.get(chain, {}).items() if seq > begin}
    seq, count, problem = begin, 0, None
    for link in links:
        count += 1
        if problem is None:
            problem = _link_problem(link, seq, previous, promised)
            seq, previous = (link.seq, link.hash) if problem is None else (seq, previous)
    end = signed.ends.get(chain)
    if problem is None and end is None:
        problem = Problem("added", chain, begin + 1, "this chain was never signed")
    elif problem is None and end is not None and seq < max(end, begin):
        problem = Problem("cut_off", chain, seq + 1, f"rows {seq + 1} to {end} are not there")
    elif problem is None and end is not None and seq > max(end, begin):
        problem = Problem("added", chain, end + 1, "rows stand after the signed end")
    return count, seq, problem


def _link_problem(link: Link, seq: int, previous: str, promised: Mapping[int, str]) -> Problem | None:
    where = (link.chain, link.seq)
    if link.seq != seq + 1:
        return Problem("missing", link.chain, seq + 1, "this row is not there")
    if hash_link(link) != link.hash:
        return Problem("altered", *where, "its hash does not fit its contents")
    if link.previous != previous:
        return Problem("moved", *where, "it does not follow the row before it")
    if promised.get(link.seq, link.hash) != link.hash:
        return Problem("altered", *where, "it is not the row that was signed")
    return None


def _missing_chains(signed: _Signed, seen: Mapping[str, int]) -> Iterator[Problem]:
    for chain, end in sorted(signed.ends.items()):
        begin = signed.begins.get(chain, (0, ""))[0]
        if chain not in seen and end > begin:
            yield Problem("cut_off", chain, begin + 1, "the whole chain is not there")
