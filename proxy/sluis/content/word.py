"""The text of a Word document: body, tables, text boxes, headers, footers, notes, comments, also deleted text that
tracked changes still hold. python-docx knows the parts; the walk is ours, since it leaves out half of these.
"""

from typing import Any

from sluis.content.extracted import Text, table, unreadable
from sluis.content.packages import local_name, open_package, parse_xml, repacked

_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_NAMED = (
    ("header", "Header"),
    ("footer", "Footer"),
    ("footnotes", "Footnotes"),
    ("endnotes", "Endnotes"),
    ("comments", "Comments"),
    ("glossary", "Building blocks"),
)
_ALTERNATIVES = frozenset({"Fallback"})
"""The same text box once more, for older programs."""
_ATTRIBUTES = ("descr", "title", "alt")
"""What pictures say of themselves."""


def read_word(data: bytes, text: Text) -> None:
    """Fills `text`. NotInspectable: encrypted, damaged, too large. Needs python-docx and lxml."""
    from docx.opc.package import OpcPackage

    parts = open_package(data, text)
    try:
        main = OpcPackage.open(repacked(_without_missing(parts))).main_document_part.partname.lstrip("/")
    except Exception as error:  # python-docx lets through what its parsers say
        raise unreadable() from error
    if main not in parts:
        raise unreadable()
    text.turn_page()
    text.add(_said(parse_xml(parts[main])))
    folder = main.rpartition("/")[0]
    for name in sorted(parts):
        file = name.rpartition("/")[2]
        title = next((title for mark, title in _NAMED if file.startswith(mark) or f"/{mark}/" in name), None)
        if name == main or not name.startswith(f"{folder}/") or not name.endswith(".xml") or title is None:
            continue
        said = _said(parse_xml(parts[name]))
        if said.strip():
            text.add(f"[{title}]\n{said}")


def _without_missing(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The parts without relations to what is left out, which the library would look for in vain."""
    from lxml import etree

    out = dict(parts)
    for name, data in parts.items():
        if not name.endswith(".rels"):
            continue
        root = parse_xml(data)
        base = name.rpartition("_rels/")[0]
        for relation in list(root):
            target = relation.get("Target", "")
            path = _joined(base, target)
            if relation.get("TargetMode") != "External" and path not in parts:
                root.remove(relation)
        out[name] = etree.tostring(root)
    return out


def _joined(base: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    steps: list[str] = base.rstrip("/").split("/") if base else []
    for step in target.split("/"):
        if step == ".." and steps:
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)


def _said(root: Any) -> str:
    """Paragraph by paragraph; a table as one in Markdown."""
    out: list[str] = []
    _blocks(root, out)
    return "\n".join(out)


def _blocks(element: Any, out: list[str]) -> None:
    for child in element:
        name = local_name(child)
        if name == "p":
            line, inside = _paragraph(child)
            if line.strip():
                out.append(line)
            for box in inside:
                _blocks(box, out)
        elif name == "tbl":
            rows = [[_said(cell).replace("\n", " ") for cell in _near(row, "tc")] for row in _near(child, "tr")]
            out.append(table(rows))
        elif name and name not in _ALTERNATIVES:
            _blocks(child, out)


def _near(element: Any, wanted: str) -> list[Any]:
    """The nearest elements of a name below this one, not those inside them."""
    found: list[Any] = []
    for child in element:
        if local_name(child) == wanted:
            found.append(child)
        elif local_name(child) not in ("tbl", "p", ""):
            found += _near(child, wanted)
    return found


def _paragraph(element: Any) -> tuple[str, list[Any]]:
    """(what a paragraph says, the text boxes in it)."""
    pieces: list[str] = []
    boxes: list[Any] = []

    def walk(at: Any) -> None:
        for child in at:
            name = local_name(child)
            if name in ("t", "delText", "instrText", "delInstrText"):
                pieces.append(child.text or "")
            elif name in _BREAKS:
                pieces.append(_BREAKS[name])
            elif name == "txbxContent":
                boxes.append(child)
            elif name and name not in _ALTERNATIVES:
                if name in ("docPr", "cNvPr"):
                    pieces.extend(f" {child.get(each)} " for each in _ATTRIBUTES if child.get(each))
                walk(child)

    walk(element)
    return "".join(pieces), boxes
