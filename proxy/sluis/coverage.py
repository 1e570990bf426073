"""The coverage receipt: what of an exchange was inspected and replaced, in counts. Nothing personal."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Coverage:
    """Counts of one exchange. types: replaced values by entity type. dropped: what was left out of the answer.

    content: files, pages, pictures, painted places and sounds inspected. left_out: what of them was not read, by kind.
    topics: special categories of data that it speaks of, by name. left: the pseudonyms that stand in the answer as it
    is delivered, each once.

    detected: leaves not seen before, by any bot. For metrics only: in a receipt it would tell a bot what others sent.
    """

    positions: int = 0
    leaves: int = 0
    detected: int = 0
    types: Counter[str] = field(default_factory=Counter)
    armed: bool = False
    duties: str = "observe"
    unfit: int = 0
    dropped: list[str] = field(default_factory=list)
    content: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    topics: frozenset[str] = frozenset()
    left: set[str] = field(default_factory=set, repr=False)

    @property
    def unrestored(self) -> int:
        """How many pseudonyms stand in the answer."""
        return len(self.left)

    def header(self) -> str:
        """The receipt as a header value: `name=count` pairs, entity types after `values`."""
        parts = [f"positions={self.positions}", f"leaves={self.leaves}", f"values={sum(self.types.values())}"]
        parts += [f"{name}={count}" for name, count in sorted(self.types.items())]
        parts += [f"armed={int(self.armed)}", f"duties={self.duties}"]
        parts += [f"{name}={count}" for name, count in sorted(self.content.items())]
        if self.topics:
            parts.append("topics=" + "+".join(sorted(self.topics)))
        if self.left_out:
            parts.append("left_out=" + "+".join(f"{name}:{count}" for name, count in sorted(self.left_out.items())))
        if self.unrestored:
            parts.append(f"unrestored={self.unrestored}")
        if self.unfit:
            parts.append(f"unfit={self.unfit}")
        if self.dropped:
            parts.append("dropped=" + "+".join(sorted(set(self.dropped))))
        return "; ".join(parts)
