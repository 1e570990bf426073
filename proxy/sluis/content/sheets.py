"""The text of an Excel workbook: every sheet as a table, hidden ones too, with comments, headers, footers and text
boxes. Of a formula the value last computed is read, not the formula.
"""

import warnings
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from sluis.content.extracted import MAX_CELLS, Text, table, unreadable
from sluis.content.packages import open_package, parse_xml, repacked, texts_below
from sluis.content.sources import too_large
from sluis.errors import SluisError

_DROPPED = ("/drawing", "/pivotTable", "/image", "/chart", "/ctrlProp", "/oleObject", "/control", "/package")
"""Relations of a sheet to what is counted or read beside openpyxl."""


def read_sheets(data: bytes, text: Text) -> None:
    """Fills `text`. NotInspectable: encrypted, damaged, too large. Needs openpyxl and lxml."""
    import openpyxl

    parts = open_package(data, text)
    text.left_out["pivot_tables"] += sum("pivotcache" in name.lower() and name.endswith(".xml") for name in parts)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(repacked(_plain(parts)), data_only=True, keep_links=False)
            for sheet in book.worksheets:
                _sheet(sheet, text)
    except SluisError:
        raise
    except Exception as error:  # openpyxl lets through whatever its parsers and types say
        raise unreadable() from error
    for name in sorted(parts):
        if name.startswith("xl/drawings/") and name.endswith(".xml"):
            said = " ".join(texts_below(parse_xml(parts[name]), frozenset({"t"})))
            if said.strip():
                text.add(f"[Text box] {said}")


def _plain(parts: dict[str, bytes]) -> dict[str, bytes]:
    from lxml import etree

    out = dict(parts)
    for name, data in parts.items():
        if name.endswith(".rels") and "/worksheets/" in name:
            root = parse_xml(data)
            for relation in list(root):
                if relation.get("Type", "").endswith(_DROPPED):
                    root.remove(relation)
            out[name] = etree.tostring(root)
    return out


def _sheet(sheet: Any, text: Text) -> None:
    text.turn_page()
    if sheet.max_row * sheet.max_column > MAX_CELLS:
        raise too_large(f"A sheet holds more than {MAX_CELLS} cells.")
    state = "" if sheet.sheet_state == "visible" else " (hidden)"
    text.add(f"[Sheet {sheet.title}{state}]")
    for block in _blocks([[_written(cell) for cell in row] for row in sheet.iter_rows()]):
        text.add(table(block))
    for row in sheet.iter_rows():
        for cell in row:
            if cell.comment is not None and cell.comment.text:
                text.add(f"[Comment on {cell.coordinate}] {cell.comment.text}")
    for line in _margins(sheet):
        text.add(line)


def _blocks(rows: Iterable[list[str]]) -> list[list[list[str]]]:
    """Rows without a gap belong together: below an empty row another table begins."""
    blocks: list[list[list[str]]] = [[]]
    for row in rows:
        if any(row):
            blocks[-1].append(row)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _written(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, (datetime, date, time)):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _margins(sheet: Any) -> list[str]:
    found = []
    for kind in ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"):
        margin = getattr(sheet, kind, None)
        said = [piece.text for piece in (margin.left, margin.center, margin.right) if piece.text] if margin else []
        if said:
            found.append(f"[{'Header' if 'Header' in kind else 'Footer'}] {' '.join(said)}")
    return found
