"""What an extractor hands on: the text of a document, and what of it is left out. Values and their limits only."""

from collections import Counter
from dataclasses import dataclass, field

from sluis.content.sources import too_large
from sluis.errors import NotInspectable

MAX_EXPANDED_BYTES = 200_000_000
"""What a packed document may unfold to in all."""
MAX_RATIO = 300
"""How much smaller than itself a part of a package may be packed; ordinary XML shrinks 5 to 30 times."""
MAX_CELLS = 500_000


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one document may hold."""

    pages: int = 200
    characters: int = 400_000
    pixels: int = 25_000_000
    confidence: int = 60


@dataclass(slots=True)
class Text:
    """Text that grows within bounds. left_out: kinds of content that are not in it, with how many of each."""

    bounds: Bounds
    left_out: Counter[str] = field(default_factory=Counter)
    pages: int = 0
    _pieces: list[str] = field(default_factory=list, repr=False)
    _length: int = 0

    def add(self, piece: str) -> None:
        """Appends a piece. NotInspectable when the text grows too long."""
        self._length += len(piece) + 1
        if self._length > self.bounds.characters:
            raise too_large(f"A file holds more than {self.bounds.characters} characters.")
        self._pieces.append(piece)

    def turn_page(self) -> None:
        """Counts a page, or a sheet. NotInspectable when there are too many."""
        self.pages += 1
        if self.pages > self.bounds.pages:
            raise too_large(f"A file holds more than {self.bounds.pages} pages or sheets.")

    def said(self) -> str:
        """All of it. NotInspectable when there is no text at all: then it would have to be seen to be read."""
        text = "\n".join(self._pieces).replace("\x00", "").strip()
        if not text:
            raise NotInspectable("A file holds no text that can be read.", code="content_without_text")
        return text


def unreadable() -> NotInspectable:
    """The refusal of what its extractor cannot read."""
    return NotInspectable("A file cannot be read; it may be damaged.", code="content_unreadable")


def table(rows: list[list[str]]) -> str:
    """Rows as a table in Markdown, which detection and models both read by the heads of its columns."""
    width = max((len(row) for row in rows), default=0)
    cleaned = [[" ".join(cell.replace("|", "/").split()) for cell in row] + [""] * (width - len(row)) for row in rows]
    kept = [n for n in range(width) if any(row[n] for row in cleaned)]
    lines = [f"| {' | '.join(row[n] for n in kept)} |" for row in cleaned if any(row[n] for n in kept)]
    if len(lines) > 1:
        lines.insert(1, f"|{' --- |' * len(kept)}")
    return "\n".join(lines)
