"""Bots: who is calling, by key. Configured bots come from the settings, added ones from the database."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePath

from pydantic import SecretStr

from sluis.errors import NotAllowed, NotAuthenticated
from sluis.settings import BotConfig

ANYONE = BotConfig(name="default", key=None, key_hash=None, upstream=None, duties=None, basis=None, notice=None)
"""The bot of a server without configured bots, reached over loopback only."""


@dataclass(frozen=True, slots=True)
class Caller:
    """An authenticated bot. key: what it sent, relayed upstream only where the operator has set no key."""

    config: BotConfig
    key: str | None = field(default=None, repr=False)

    @property
    def id(self) -> str:
        return self.config.name


def hash_key(key: str) -> str:
    """How a bot's key is kept: keys are random, so a plain SHA-256 is enough."""
    return hashlib.sha256(key.encode()).hexdigest()


class Bots:
    """Finds the bot of a key. `replace` swaps all of them at once, so a revoked key stops at the next request."""

    def __init__(self, configured: Iterable[BotConfig], open_to_anyone: bool) -> None:
        self._open = open_to_anyone
        self._by_hash: dict[str, BotConfig] = {}
        self._configured = tuple(configured)
        self.replace(())

    def replace(self, added: Iterable[BotConfig]) -> None:
        """Takes over the bots of the database beside the configured ones."""
        found: dict[str, BotConfig] = {}
        for bot in (*added, *self._configured):
            digest = bot.key_hash or (hash_key(bot.key.get_secret_value()) if isinstance(bot.key, SecretStr) else None)
            if digest:
                found[digest] = bot
        self._by_hash = found

    def __len__(self) -> int:
        return len(self._by_hash)

    def all(self) -> tuple[BotConfig, ...]:
        return tuple(self._by_hash.values())

    def authenticate(self, authorization: str | None) -> Caller:
        """The caller of an `Authorization: Bearer …` header. NotAuthenticated when there is none that we know."""
        scheme, _, key = (authorization or "").partition(" ")
        key = key.strip()
        if scheme.lower() != "bearer" or not key:
            if self._open and not self._by_hash:
                return Caller(ANYONE)
            raise NotAuthenticated("No API key was sent: use `Authorization: Bearer KEY`.")
        if not self._by_hash and self._open:
            return Caller(ANYONE, key)
        digest = hash_key(key)
        for known, bot in self._by_hash.items():
            if hmac.compare_digest(known, digest):
                return Caller(bot, key)
        raise NotAuthenticated("This API key is not known here.")


def choose_policies(bot: BotConfig, asked: str | None, default: str) -> tuple[str, ...]:
    """The policies of one request: what the header asks among what the bot may choose, else the bot's default.

    A policy is asked for by its word in the settings, or, where that is a file, by the file's name; small and capital
    letters are the same. NotAllowed, naming the bot's own, when a header names any other: it may choose, never widen.
    """
    allowed = bot.policies or (default,)
    if asked is None or not asked.strip():
        return allowed[:1]
    known = {PurePath(name).stem.lower(): name for name in reversed(allowed)} | {name.lower(): name for name in allowed}
    words = [part.strip().lower() for part in asked.split(",") if part.strip()]
    if not words or any(word not in known for word in words):
        mine = ", ".join(dict.fromkeys(PurePath(name).stem for name in allowed))
        raise NotAllowed(
            "X-Sluis-Region names a region that this bot may not choose.",
            code="region_not_allowed",
            hint=f"It may choose: {mine}.",
        )
    return tuple(dict.fromkeys(known[word] for word in words))


def choose_purpose(bot: BotConfig, asked: str | None) -> str | None:
    """The purpose of one request, among the bot's; None where none is declared. NotAllowed for any other."""
    if asked is None:
        return bot.purposes[0] if bot.purposes else None
    if asked not in bot.purposes:
        if not bot.enforces and not bot.purposes:
            return None
        raise NotAllowed("X-Sluis-Purpose names a purpose this bot may not choose.", code="purpose_not_allowed")
    return asked
