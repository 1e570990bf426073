"""Word lists that ship beside the code in `words/*.txt`: folded words parted by white space, `#` begins a comment."""

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "words"


@cache
def load_words(name: str) -> frozenset[str]:
    """The words of `words/<name>.txt`; FileNotFoundError when the package was built without it."""
    lines = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines for word in line.partition("#")[0].split())
