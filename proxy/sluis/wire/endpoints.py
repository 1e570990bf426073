"""The endpoints that take a body, and the table of what may stand in it: one row for each position."""

from collections.abc import Mapping

from sluis.wire.completions import COMPLETIONS
from sluis.wire.embeddings import EMBEDDINGS, MODERATIONS
from sluis.wire.messages_positions import MESSAGES
from sluis.wire.positions import CHAT, Position
from sluis.wire.responses_positions import RESPONSES

TABLES: Mapping[str, tuple[Position, ...]] = {
    "chat/completions": CHAT,
    "responses": RESPONSES,
    "completions": COMPLETIONS,
    "embeddings": EMBEDDINGS,
    "moderations": MODERATIONS,
    "messages": MESSAGES,
    "messages/count_tokens": MESSAGES,
}
"""By the path below /v1."""


def positions_of(endpoint: str, path: str) -> tuple[Position, ...]:
    """The rows of a table that a path of OpenAI's types falls under: one of them, unless the table has a gap.

    path: as in the table, down to the very field: `messages[].content[].image_url.url`. A refused row covers all that
    stands below it.
    """
    return tuple(row for row in TABLES[endpoint] if _covers(row, path))


def _covers(row: Position, path: str) -> bool:
    if row.name.endswith(".*"):
        return path.startswith(row.name[:-1])
    below = path.removeprefix(row.name)
    return path == row.name or (row.treatment == "refused" and below != path and below[0] in ".[")
