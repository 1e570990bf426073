"""Who an exchange is about and which conversation it belongs to, as far as the request says so. Pure.

A label a client sends is no proof: it chooses among what this bot keeps, and reaches nothing of another bot.
"""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from sluis.errors import InvalidRequest
from sluis.settings import BotConfig

MAX_LABEL_CHARS = 256
HASHED_FIELDS = ("user", "safety_identifier", "prompt_cache_key")


class HeaderLookup(Protocol):
    def get(self, name: str) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Identity:
    """subject: the bot's label of the person, or None. conversation: the label of the chat, or None (unnamed)."""

    subject: str | None = field(default=None, repr=False)
    conversation: str | None = field(default=None, repr=False)


def identify(bot: BotConfig, headers: HeaderLookup, body: Mapping[str, Any]) -> Identity:
    """The labels of one request. InvalidRequest when one is not a string of at most 256 characters."""
    metadata = body.get("metadata")
    named = headers.get("x-sluis-conversation") or (
        metadata.get("conversation_id") if isinstance(metadata, dict) else None
    )
    return Identity(_label(_subject(bot, headers, body), "subject"), _label(named, "conversation"))


def _subject(bot: BotConfig, headers: HeaderLookup, body: Mapping[str, Any]) -> Any:
    if bot.subject == "header":
        return headers.get("x-sluis-subject")
    if bot.subject in ("user", "safety_identifier"):
        return body.get(bot.subject)
    return None


def _label(value: Any, what: str) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > MAX_LABEL_CHARS:
        raise InvalidRequest(
            f"The label of the {what} must be a string of at most {MAX_LABEL_CHARS} characters.", code="invalid_label"
        )
    return value


def unnamed_key(bot_key: bytes, identity: Identity) -> bytes:
    """The key behind the pseudonyms of an unnamed conversation: the same for a bot and, if known, a subject.

    Nothing of the messages goes in: histories are trimmed, and a message that was the first is gone at the next turn.
    """
    return hmac.digest(bot_key, b"unnamed\x00" + (identity.subject or "").encode(), "sha256")


def bot_wide_key(bot_key: bytes) -> bytes:
    """The key behind the pseudonyms of what a bot embeds: the same for everything, so that it can be found again."""
    return hmac.digest(bot_key, b"bot wide", "sha256")


def hash_outgoing(bot_key: bytes, body: dict[str, Any], labels: Iterable[str] = ("conversation_id",)) -> None:
    """Replaces what names a person or a chat to the provider by a keyed hash, in place. labels: of `metadata`."""
    for name in HASHED_FIELDS:
        if isinstance(body.get(name), str):
            body[name] = _hashed(bot_key, name, body[name])
    metadata = body.get("metadata")
    for name in labels:
        if isinstance(metadata, dict) and isinstance(metadata.get(name), str):
            metadata[name] = _hashed(bot_key, name, metadata[name])


def _hashed(bot_key: bytes, name: str, value: str) -> str:
    return hmac.digest(bot_key, f"{name}\x00{value}".encode(), "sha256").hex()[:32]
