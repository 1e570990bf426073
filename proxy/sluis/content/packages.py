"""Packages of office documents: opened within bounds, their XML read without entities, networks or surprises."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from sluis.content.extracted import MAX_EXPANDED_BYTES, MAX_RATIO, Text, unreadable
from sluis.content.sources import too_large, wrong_type
from sluis.errors import NotInspectable

MAX_PARTS = 5_000
_PLAIN_RATIO_BYTES = 1_000_000
"""A small part may be packed as tightly as it likes."""
_DECLARATION = re.compile(
    rb"<!(?:DOCTYPE|ENTITY)|<\x00!\x00(?:D\x00O\x00C|E\x00N\x00T)|\x00<\x00!\x00(?:D\x00O|E\x00N)", re.I
)
_LEFT_OUT = (
    ("vbaproject", "macros"),
    ("/embeddings/", "attachments"),
    ("/media/", "pictures"),
    ("/charts/", "charts"),
    ("/activex/", "controls"),
    ("/diagrams/data", "diagrams"),
    ("docprops/", "properties"),
    ("customxml/item", "hidden_data"),
)


def open_package(data: bytes, text: Text) -> dict[str, bytes]:
    """The parts of a package by name, checked; what stands in parts that are not read is counted in `text`.

    NotInspectable: damaged, encrypted, unfolds to too much, or holds declarations that such XML never needs.
    """
    parts: dict[str, bytes] = {}
    left = MAX_EXPANDED_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = [m for m in package.infolist() if not m.is_dir()]
            if len(members) > MAX_PARTS:
                raise too_large(f"A file holds more than {MAX_PARTS} parts.")
            for member in members:
                kind = _not_read(member.filename)
                if kind:
                    text.left_out[kind] += 1
                    continue
                parts[member.filename] = _read(package, member, left)
                left -= len(parts[member.filename])
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise unreadable() from error
    except RuntimeError as error:  # what zipfile says of a password
        raise NotInspectable("A file is encrypted, so it cannot be inspected.", code="content_encrypted") from error
    if len({name.lower() for name in parts}) != len(parts) or len(parts) > len({m.lstrip("/") for m in parts}):
        raise unreadable()
    return parts


def _read(package: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> bytes:
    """One part. The size that a package states is not believed: reading stops where the bounds are."""
    with package.open(member) as stream:
        found = stream.read(left + 1)
    if len(found) > left or (len(found) > _PLAIN_RATIO_BYTES and len(found) > MAX_RATIO * max(member.compress_size, 1)):
        raise too_large("A file unfolds to more than is allowed.")
    if found.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise wrong_type("A file holds an archive.")
    if _DECLARATION.search(found):
        raise NotInspectable("A file holds declarations that its format does not allow.", code="content_unreadable")
    return found


def _not_read(name: str) -> str | None:
    lowered = f"/{name.lower()}"
    return next((kind for mark, kind in _LEFT_OUT if mark in lowered), None)


def repacked(parts: dict[str, bytes]) -> io.BytesIO:
    """A package of the checked parts, for a library that opens packages itself: it sees nothing else."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    out.seek(0)
    return out


def parse_xml(data: bytes) -> Any:
    """The root of an XML part; no entity, no network. NotInspectable when it is not XML. Needs lxml."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise unreadable() from error


def local_name(element: Any) -> str:
    """The name of an element without its namespace; empty for comments and instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def texts_below(element: Any, names: frozenset[str]) -> Iterator[str]:
    """The texts of the elements of these names, in order."""
    for each in element.iter():
        if local_name(each) in names and each.text:
            yield each.text
