"""Opt-outs and objections: what a person has said no to, on file for a subject or said by a browser's signal.

Two scopes. `decisions`: of being decided about automatically. `sharing`: of sale and sharing of their data, which is
what the signal `Sec-GPC: 1` means in law; Sluis itself sells and shares nothing, so it confirms and records it, and the
bot acts on it. An opt-out asks no proof of who one is (11 CCR 7221(f), 7060); taking one back is for an operator.
"""

import time
from collections.abc import Callable
from typing import Any, Final, Literal, cast

from sqlalchemy import Connection, delete, select

from sluis.audit.outbox import Recorder
from sluis.identity import Identity
from sluis.keys.ring import KeyRing
from sluis.keys.subjects import find_subject, get_or_make_subject, label_index
from sluis.policy.model import Policy
from sluis.settings import BotConfig
from sluis.storage.database import Database
from sluis.storage.statements import insert_unless_there
from sluis.storage.tables import OPT_OUTS, SUBJECTS

Scope = Literal["decisions", "sharing"]
Source = Literal["operator", "signal"]
NONE: Final[frozenset[Scope]] = frozenset()
SIGNAL_HEADER = "sec-gpc"
LOOK_SECONDS = 1.0
"""How old what a process knows of a subject may be: an opt-out at the shell counts from then on everywhere."""
MAX_KNOWN = 4096
_OBJECTABLE = frozenset({"legitimate_interests", "public_task"})
"""GDPR Art. 21(1): one objects to processing on these grounds."""


def said_by_signal(signal: str | None, policy: Policy, basis: str | None) -> frozenset[Scope]:
    """What the header `Sec-GPC` opts a person out of under a policy. basis: the bot's. Any value but `1` says nothing.

    Of a policy merged from several, all that each of them says.
    """
    if signal is None or signal.strip() != "1":
        return NONE
    return NONE.union(*(_said_under(part, basis) for part in policy.parts or (policy,)))


def _said_under(policy: Policy, basis: str | None) -> frozenset[Scope]:
    meaning = policy.rights.opt_out_signal
    if meaning == "decisions":
        return frozenset({"decisions", "sharing"})
    if meaning == "honour":
        return frozenset({"sharing"})
    if meaning == "objection" and (basis is None or basis in _OBJECTABLE):
        return frozenset({"decisions"})
    return NONE


# ---------------------------------------------------------------- on file
def read_opt_outs(connection: Connection, ring: KeyRing, bot: str, label: str) -> frozenset[Scope]:
    """What the subject whom this bot calls `label` is opted out of."""
    wanted = (
        select(OPT_OUTS.c.scope)
        .join(SUBJECTS, SUBJECTS.c.id == OPT_OUTS.c.subject_id)
        .where(SUBJECTS.c.bot_id == bot, SUBJECTS.c.label_index == label_index(ring, bot, label))
    )
    return frozenset(cast(Scope, scope) for scope in connection.execute(wanted).scalars())


def opt_out(
    connection: Connection, ring: KeyRing, bot: str, label: str, scopes: frozenset[Scope], source: Source, now: int
) -> str:
    """Puts opt-outs on file; what was on file already stays as it was. The subject's random id, made when new."""
    subject_id, _ = get_or_make_subject(connection, ring, bot, label, now)
    for scope in sorted(scopes):
        row = {"subject_id": subject_id, "scope": scope, "source": source, "since": now}
        connection.execute(insert_unless_there(connection, OPT_OUTS), row)
    return subject_id


def opt_in(connection: Connection, ring: KeyRing, bot: str, label: str, scopes: frozenset[Scope]) -> str | None:
    """Takes opt-outs back. The subject's random id, or None when none of them was on file."""
    subject_id = find_subject(connection, ring, bot, label)
    if subject_id is None:
        return None
    wanted = delete(OPT_OUTS).where(OPT_OUTS.c.subject_id == subject_id, OPT_OUTS.c.scope.in_(sorted(scopes)))
    return subject_id if connection.execute(wanted).rowcount else None


# ---------------------------------------------------------------- in an exchange
class OptOuts:
    """What holds for one request. One a process, in its event loop; clock: Unix seconds."""

    def __init__(
        self, db: Database, ring: KeyRing, audit: Recorder | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._db, self._ring, self._audit, self._clock = db, ring, audit, clock
        self._known: dict[tuple[str, str], tuple[float, frozenset[Scope]]] = {}

    async def of(self, bot: BotConfig, identity: Identity, policy: Policy, signal: str | None) -> frozenset[Scope]:
        """What the person of this request is opted out of: what is on file, and what the signal says now.

        What a signal says of a known subject is on file, on disk, before this returns, and stays when the signal does
        not come again. Without a subject it counts for this request only. StorageUnavailable: refuse the request.
        """
        said = said_by_signal(signal, policy, bot.basis)
        label = identity.subject
        if label is None:
            return said
        on_file = await self._on_file(bot.name, label)
        if new := said - on_file:
            noted = await self._db.run(lambda connection: self._put_on_file(connection, bot.name, label, new))
            if self._audit is not None:
                await self._audit.tell(noted)
            self._know(bot.name, label, on_file | new)
        return on_file | said

    def _put_on_file(self, connection: Connection, bot: str, label: str, new: frozenset[Scope]) -> list[Any]:
        subject = opt_out(connection, self._ring, bot, label, new, "signal", int(self._clock()))
        if self._audit is None:
            return []
        told = {"subject": subject, "bot": bot, "scope": "+".join(sorted(new)), "source": "signal"}
        return [self._audit.note(connection, "subject.opted_out", **told)]

    async def _on_file(self, bot: str, label: str) -> frozenset[Scope]:
        looked, found = self._known.get((bot, label), (-LOOK_SECONDS, NONE))
        if time.monotonic() - looked >= LOOK_SECONDS:
            found = await self._db.read(lambda connection: read_opt_outs(connection, self._ring, bot, label))
            self._know(bot, label, found)
        return found

    def _know(self, bot: str, label: str, scopes: frozenset[Scope]) -> None:
        if len(self._known) >= MAX_KNOWN:
            self._known.clear()
        self._known[bot, label] = (time.monotonic(), scopes)
