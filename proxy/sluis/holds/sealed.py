"""A hold's contents as sealed bytes, under a key of the hold's own that the subject's key wraps, else a master key.

The hold carries its own map of pseudonyms, so it can be released after the vault's clock ran out. Destroying the
subject's key erases it, in backups too.
"""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from sluis.errors import KeyUnavailable
from sluis.holds.digest import Message
from sluis.holds.hold import Contents, Evidence, Ground, HeldPart
from sluis.keys.ring import KeyRing
from sluis.keys.sealing import new_key, open_sealed, seal
from sluis.keys.subjects import unwrap_for, wrap_for

FORMAT = 1


class HoldKey:
    """The key of one hold. `wrapped` is what is stored."""

    def __init__(self, hold_id: str, key: bytes, wrapped: bytes) -> None:
        self._hold_id, self._key, self.wrapped = hold_id, key, wrapped

    @classmethod
    def new(cls, connection: Connection, ring: KeyRing, hold_id: str, subject: str | None) -> "HoldKey":
        """A new key. subject: the id of whom it dies with; KeyUnavailable when that person was erased."""
        key = new_key()
        return cls(hold_id, key, wrap_for(connection, ring, subject, key, key_place(hold_id)))

    @classmethod
    def opened(
        cls, connection: Connection, ring: KeyRing, hold_id: str, subject: str | None, wrapped: bytes
    ) -> "HoldKey":
        return cls(hold_id, unwrap_for(connection, ring, subject, wrapped, key_place(hold_id)), wrapped)

    def seal_contents(self, contents: Contents) -> bytes:
        return seal(self._key, _as_bytes(contents), _context(self._hold_id, "contents"))

    def open_contents(self, blob: bytes) -> Contents:
        return _from_bytes(open_sealed(self._key, blob, _context(self._hold_id, "contents")))

    def seal_words(self, words: Mapping[str, str], place: str) -> bytes:
        """A reviewer's own words. place: which review, so that no two can be swapped."""
        return seal(self._key, json.dumps(words).encode(), _context(self._hold_id, place))

    def open_words(self, blob: bytes, place: str) -> dict[str, str]:
        words: dict[str, str] = json.loads(open_sealed(self._key, blob, _context(self._hold_id, place)))
        return words


def key_place(hold_id: str) -> bytes:
    """What a hold's wrapped key is bound to."""
    return _context(hold_id, "key")


def _context(hold_id: str, place: str) -> bytes:
    return f"hold:{FORMAT}:{hold_id}:{place}".encode()


def _as_bytes(contents: Contents) -> bytes:
    seen = contents.evidence
    body = {
        "format": FORMAT,
        "completion": contents.completion,
        "parts": [[part.kind, part.index, part.choice] for part in contents.parts],
        "names": contents.names,
        "notice": contents.notice,
        "edited": contents.edited,
        "shared_reason": contents.shared_reason,
        "protocol": contents.protocol,
        "native": dict(contents.native),
        "evidence": {
            "messages": seen.messages,
            "tools": seen.tools,
            "policy": seen.policy,
            "article": seen.article,
            "affected": seen.affected,
            "facts": dict(seen.facts),
            "since": seen.since,
            "grounds": [_ground_as_list(ground) for ground in seen.grounds],
        },
    }
    return json.dumps(body, separators=(",", ":")).encode()


def _ground_as_list(ground: Ground) -> list[Any]:
    return [
        ground.where,
        ground.index,
        ground.domain,
        ground.adverse,
        ground.rule,
        ground.score,
        list(ground.features),
        ground.profiling,
        ground.special_category,
    ]


def _ground_from_list(row: list[Any]) -> Ground:
    where, index, domain, adverse, rule, score, features, profiling, special = row
    return Ground(where, index, domain, adverse, rule, score, tuple(features), profiling, special)


def _from_bytes(data: bytes) -> Contents:
    body = json.loads(data)
    if body.get("format") != FORMAT:
        raise KeyUnavailable("A hold was sealed by a newer version of Sluis.", code="hold_format")
    seen = body["evidence"]
    evidence = Evidence(
        messages=_messages(seen["messages"]),
        grounds=tuple(_ground_from_list(row) for row in seen["grounds"]),
        policy=seen["policy"],
        article=seen["article"],
        affected=seen["affected"],
        tools=_messages(seen["tools"]),
        facts=seen["facts"],
        since=_messages(seen["since"]),
    )
    return Contents(
        completion=body["completion"],
        parts=tuple(HeldPart(kind, index, choice) for kind, index, choice in body["parts"]),
        evidence=evidence,
        names=tuple(body["names"]),
        notice=body["notice"],
        edited=_messages(body["edited"]),
        shared_reason=body["shared_reason"],
        protocol=body.get("protocol", "chat"),
        native=body.get("native", {}),
    )


def _messages(rows: list[Message]) -> tuple[Message, ...]:
    return tuple(rows)
