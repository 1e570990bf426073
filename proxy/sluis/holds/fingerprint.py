"""Fingerprints: whether a request or a decision is the same as an earlier one. Pure; the key comes as an argument.

Why a keyed hash: the fingerprint stands in the database in clear, and an unkeyed hash of a short question about a
person could be guessed by trying names.
"""

import hmac
import json
from collections.abc import Mapping, Sequence

from sluis.holds.digest import Json, canonical, text_of

COMPARED = (
    "messages",
    "input",
    "instructions",
    "previous_response_id",
    "tools",
    "tool_choice",
    "functions",
    "function_call",
    "response_format",
    "text",
)
"""What makes two requests the same question. Not here: streaming, sampling values, metadata and storage wishes,
which a client's retry or its framework changes without asking anything else."""

RETRY_SECONDS = 15 * 60
"""How long a marked retry may join the hold of the request it repeats."""


def request_fingerprint(
    key: bytes,
    body: Mapping[str, Json],
    *,
    bot_id: str,
    endpoint: str,
    subject: str | None = None,
    idempotency_key: str | None = None,
) -> str:
    """64 hex digits that are equal for a repeated request of the same bot for the same subject.

    body: as the bot sent it, before pseudonymizing. subject: only where one is identified.
    idempotency_key: the header of that name; it wins over the body, within the same bot.
    """
    about: dict[str, Json] = {"v": 1, "bot": bot_id, "endpoint": endpoint, "subject": subject}
    if idempotency_key:
        about["idempotency_key"] = idempotency_key
    else:
        about["model"] = body.get("model")
        about["body"] = {name: _plain(body[name]) for name in COMPARED if body.get(name) is not None}
    return _keyed(key, about)


def decision_key(key: bytes, *, bot_id: str, conversation: str, decision: Mapping[str, Json]) -> str:
    """64 hex digits that are equal for the same decision in the same conversation: a rejected one is known again.

    decision: what `tool_decision` or `text_decision` made of the output.
    """
    return _keyed(key, {"v": 1, "bot": bot_id, "conversation": conversation, "decision": decision})


def tool_decision(name: str, arguments: str) -> dict[str, Json]:
    """A tool call without what changes from try to try (its call id, the spelling of its JSON)."""
    try:
        parsed: Json = json.loads(arguments) if arguments.strip() else {}
    except (ValueError, RecursionError):
        parsed = arguments
    return {"tool": name, "arguments": _plain(parsed)}


def text_decision(domain: str, affected: str, direction: str) -> dict[str, Json]:
    """A decision made in words: what about, about whom, and which way."""
    return {"domain": domain, "affected": affected, "direction": direction}


def may_join(*, identified: bool, retry_count: int, age_seconds: float) -> bool:
    """Whether a request with an equal fingerprint shares the hold that is already open.

    Two people behind one bot's key may ask the same in the same words, so without an identified subject only a
    marked retry, and only for a while, is taken for a repeat. `identified` also holds for an idempotency key.
    """
    return identified or (retry_count >= 1 and age_seconds <= RETRY_SECONDS)


def _keyed(key: bytes, about: Mapping[str, Json]) -> str:
    return hmac.digest(key, canonical(about), "sha256").hex()


def _plain(value: Json) -> Json:
    """The value without nulls, and with text parts joined into one string."""
    if isinstance(value, Mapping):
        return {name: _plain_member(name, member) for name, member in value.items() if member is not None}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(member) for member in value]
    return value


def _plain_member(name: str, member: Json) -> Json:
    if name == "content" and isinstance(member, Sequence) and not isinstance(member, str) and _is_all_text(member):
        return text_of(member)
    return _plain(member)


def _is_all_text(parts: Sequence[Json]) -> bool:
    return bool(parts) and all(
        isinstance(part, Mapping) and part.get("type") in {"text", "input_text", "output_text"} for part in parts
    )
