"""What stands around the text of a file: its kind, its name, and what of it was not read."""

import re
from collections.abc import Mapping

KINDS = {
    "pdf": "PDF",
    "docx": "Word document",
    "xlsx": "Excel workbook",
    "csv": "table",
    "html": "web page",
    "text": "text",
}
MAX_NAME_CHARS = 120
_APART = re.compile(r"[_+\s.\-\[\]()]+|(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def heading(filename: str, kind: str, pages: int, left_out: Mapping[str, int]) -> tuple[str, str]:
    """(the line above a file's text, the line below it)."""
    more = [KINDS[kind]]
    if kind in ("pdf", "xlsx"):
        more.append(f"{pages} {'page' if kind == 'pdf' else 'sheet'}{'' if pages == 1 else 's'}")
    if left_out:
        more.append(
            "not read: " + ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in sorted(left_out.items()))
        )
    name = said_name(filename)
    return f"[File{f': {name}' if name else ''} ({'; '.join(more)})]\n", "\n[/File]"


def said_name(filename: str) -> str:
    """A file's name as words, without its ending: `CV_AdaVermeer-2.pdf` is `CV Ada Vermeer 2`."""
    stem = _CONTROL.sub(" ", filename).replace("\\", "/").rpartition("/")[2]
    if "." in stem[1:]:
        stem = stem.rpartition(".")[0]
    return " ".join(_APART.sub(" ", stem).split())[:MAX_NAME_CHARS]
