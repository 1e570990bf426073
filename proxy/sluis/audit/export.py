"""The audit log as JSON lines, with all that is needed to verify it elsewhere: rows, heads, checkpoints, public key."""

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field

from sqlalchemy import Connection

from sluis.audit import rows
from sluis.audit.chain import FORMAT, Checkpoint, Head, Link
from sluis.audit.verify import Report, verify
from sluis.errors import InvalidRequest
from sluis.storage.database import begin_snapshot


@dataclass(slots=True)
class Exported:
    """An export, read back."""

    public_key: str = ""
    links: list[Link] = field(default_factory=list)
    heads: list[Head] = field(default_factory=list)
    checkpoints: list[Checkpoint] = field(default_factory=list)


def verify_database(connection: Connection, public_key: str) -> Report:
    """`verify` over the log as it stands at one moment."""
    begin_snapshot(connection)
    heads, points = rows.read_heads(connection), list(rows.read_checkpoints(connection))
    return verify(rows.read_links(connection), heads, points, public_key)


def export_lines(connection: Connection, public_key: str) -> Iterator[str]:
    """One JSON object a line; the first tells the format and the public key."""
    begin_snapshot(connection)
    yield _line("log", {"format": FORMAT, "public_key": public_key})
    for link in rows.read_links(connection):
        sealed = base64.b64encode(link.sealed).decode() if link.sealed is not None else None
        yield _line("row", asdict(link) | {"sealed": sealed})
    for head in rows.read_heads(connection):
        yield _line("head", asdict(head))
    for point in rows.read_checkpoints(connection):
        yield _line("checkpoint", asdict(point))


def parse_lines(lines: Iterable[str]) -> Exported:
    """What `export_lines` wrote. InvalidRequest, with the number of the line, when one cannot be read."""
    found = Exported()
    for number, line in enumerate(lines, start=1):
        try:
            _take(found, json.loads(line))
        except (ValueError, TypeError, KeyError) as problem:
            raise InvalidRequest(f"line {number} of the export cannot be read") from problem
    return found


def _take(found: Exported, parts: dict[str, object]) -> None:
    kind = parts.pop("line")
    if kind == "log":
        if parts["format"] != FORMAT:
            raise ValueError("another format")
        found.public_key = str(parts["public_key"])
    elif kind == "row":
        sealed = parts["sealed"]
        parts["sealed"] = base64.b64decode(str(sealed)) if sealed is not None else None
        found.links.append(Link(**parts))  # type: ignore[arg-type]
    elif kind == "head":
        found.heads.append(Head(**parts))  # type: ignore[arg-type]
    elif kind == "checkpoint":
        found.checkpoints.append(Checkpoint(**parts))  # type: ignore[arg-type]
    else:
        raise ValueError("another kind")


def _line(kind: str, parts: dict[str, object]) -> str:
    return json.dumps({"line": kind} | parts, separators=(",", ":"))  # `kind` is a checkpoint's own
