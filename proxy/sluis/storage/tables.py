"""Every table, as SQLModel classes; the plain tables behind them (`HOLDS`, ...) are what the rooms use.

Times are whole seconds since 1970 (UTC) unless the name ends in `_ms`. Ids are random. Real values stand only in
`bytes` columns, sealed; each sealed blob begins with the version of its format. Words chosen by others than us (labels
of people and chats) stand here only as keyed hashes, in columns that end in `_index`.
"""

from sqlalchemy import BigInteger, Index, MetaData, Table, UniqueConstraint
from sqlmodel import Field, SQLModel

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Row(SQLModel):
    """What all tables share."""

    metadata = METADATA


class Meta(Row, table=True):
    """Facts about this database: the sealed root key, and the like."""

    __tablename__ = "meta"

    name: str = Field(primary_key=True)
    value: bytes


class Bot(Row, table=True):
    """A client application added by `sluis bots add`. settings: JSON of its configuration, without the key."""

    __tablename__ = "bots"

    id: str = Field(primary_key=True)
    name: str = Field(unique=True)
    key_hash: str = Field(unique=True)
    settings: str
    created_at: int = Field(sa_type=BigInteger)
    revoked_at: int | None = Field(default=None, sa_type=BigInteger)


class Subject(Row, table=True):
    """A person, as one bot knows them. After erasure only the id and the time are left."""

    __tablename__ = "subjects"
    __table_args__ = (UniqueConstraint("bot_id", "label_index"),)

    id: str = Field(primary_key=True)
    bot_id: str
    label_index: str | None = None
    wrapped_key: bytes | None = None
    created_at: int = Field(sa_type=BigInteger)
    erased_at: int | None = Field(default=None, sa_type=BigInteger)


class OptOut(Row, table=True):
    """One thing a person has said no to. source: who put it on file. Gone with the erasure of the subject."""

    __tablename__ = "opt_outs"

    subject_id: str = Field(primary_key=True, foreign_key="subjects.id")
    scope: str = Field(primary_key=True)
    source: str
    since: int = Field(sa_type=BigInteger)


class Conversation(Row, table=True):
    """A named chat. wrapped_key: under its subject's key, or under the bot's where no subject is known.

    policies: names of all that it was under (`gdpr+lgpd`); they say how long it stays after its last use.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        UniqueConstraint("bot_id", "label_index"),
        Index(None, "subject_id"),
        Index(None, "policies", "last_used_at"),
    )

    id: str = Field(primary_key=True)
    bot_id: str
    subject_id: str | None = Field(default=None, foreign_key="subjects.id")
    label_index: str
    wrapped_key: bytes
    created_at: int = Field(sa_type=BigInteger)
    last_used_at: int = Field(sa_type=BigInteger)
    policies: str = Field(default="", sa_column_kwargs={"server_default": ""})


class VaultRow(Row, table=True):
    """One value and its pseudonym, sealed under the conversation's key. value_index dies with that key too."""

    __tablename__ = "vault_rows"

    conversation_id: str = Field(primary_key=True, foreign_key="conversations.id", ondelete="CASCADE")
    value_index: str = Field(primary_key=True)
    entity_type: str
    sealed: bytes
    created_at: int = Field(sa_type=BigInteger)


class Hold(Row, table=True):
    """An output waiting for a person. version: compare-and-set. key: of `contents`, wrapped; None once destroyed.

    open_key: set while the hold is open, so that a repeat finds it and no second one opens. policy: names of those it
    was opened under; they say how long its contents stay, and then itself.
    """

    __tablename__ = "holds"
    __table_args__ = (
        UniqueConstraint("bot_id", "open_key"),
        Index(None, "state", "expires_at"),
        Index(None, "bot_id", "fingerprint"),
        Index(None, "bot_id", "conversation", "decision_key"),
        Index(None, "subject"),
    )

    hold_id: str = Field(primary_key=True)
    bot_id: str
    state: str
    version: int
    domain: str
    direction: str
    opened_at: int = Field(sa_type=BigInteger)
    expires_at: int = Field(sa_type=BigInteger)
    subject: str | None = None
    conversation: str | None = None
    fingerprint: str = ""
    open_key: str | None = None
    decision_key: str | None = None
    outcome: str | None = None
    reviews_needed: int = 1
    round: int = 1
    claimed_by: str | None = None
    claimed_until: int | None = Field(default=None, sa_type=BigInteger)
    closed_at: int | None = Field(default=None, sa_type=BigInteger)
    delivered_at: int | None = Field(default=None, sa_type=BigInteger)
    consumed_at: int | None = Field(default=None, sa_type=BigInteger)
    key: bytes | None = None
    contents: bytes | None = None
    policy: str = Field(default="", sa_column_kwargs={"server_default": ""})


class Review(Row, table=True):
    """What a reviewer did, appended only; each row is linked to the one before by its hash."""

    __tablename__ = "reviews"

    hold_id: str = Field(primary_key=True, foreign_key="holds.hold_id")
    number: int = Field(primary_key=True)
    round: int
    reviewer_id: str
    role: str
    action: str
    digest_seen: str
    reviewed_at: int = Field(sa_type=BigInteger)
    seconds_open: int = Field(sa_type=BigInteger)
    words: bytes
    previous: str
    hash: str


class Reviewer(Row, table=True):
    """A local account. password: an argon2id hash."""

    __tablename__ = "reviewers"

    reviewer_id: str = Field(primary_key=True)
    name: str
    name_key: str = Field(unique=True)
    role: str
    password: str
    created_at: int = Field(sa_type=BigInteger)
    disabled_at: int | None = Field(default=None, sa_type=BigInteger)


class ConsoleSession(Row, table=True):
    """A signed-in browser. token_hash: of the cookie's value, which is not kept."""

    __tablename__ = "console_sessions"
    __table_args__ = (Index(None, "reviewer_id"), Index(None, "expires_at"))

    token_hash: str = Field(primary_key=True)
    reviewer_id: str = Field(foreign_key="reviewers.reviewer_id", ondelete="CASCADE")
    csrf: str = ""
    created_at: int = Field(sa_type=BigInteger)
    last_seen_at: int = Field(sa_type=BigInteger)
    expires_at: int = Field(sa_type=BigInteger)


class ProfilingRecord(Row, table=True):
    """One line of the profiling register. Categories: comma-separated words of the policy. Nothing personal in clear.

    subject_index: the subject's random id; None where none is known, and after erasure.
    """

    __tablename__ = "profiling_records"
    __table_args__ = (Index(None, "at"), Index(None, "subject_index"))

    id: str = Field(primary_key=True)
    at: int = Field(sa_type=BigInteger)
    bot_id: str
    request_id: str = ""
    subject_index: str | None = None
    purpose: str = ""
    basis: str = ""
    categories_used: str = ""
    categories_inferred: str = ""
    effect: str = ""
    policy: str = ""
    article: str = ""
    source: str


class AuditRow(Row, table=True):
    """One link of a process's chain. fields: canonical JSON. sealed: under the subject's key."""

    __tablename__ = "audit_rows"
    __table_args__ = (Index(None, "at_ms"), Index(None, "subject_id"))

    chain: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    v: int
    at_ms: int = Field(sa_type=BigInteger)
    event: str
    fields: str
    subject_id: str | None = None
    sealed: bytes | None = None
    previous: str
    hash: str


class AuditHead(Row, table=True):
    """Where a chain stands, signed; written in the same transaction as its newest rows.

    checkpointed: the last seq that a checkpoint covers; only to find what moved, so it is not signed.
    """

    __tablename__ = "audit_heads"

    chain: str = Field(primary_key=True)
    v: int
    seq: int = Field(sa_type=BigInteger)
    hash: str
    at_ms: int = Field(sa_type=BigInteger)
    signature: str
    checkpointed: int = Field(default=0, sa_type=BigInteger)


class AuditCheckpoint(Row, table=True):
    """The heads of all chains at one moment, signed. heads: JSON of [chain, seq, hash] of those that moved."""

    __tablename__ = "audit_checkpoints"

    number: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    v: int
    kind: str
    at_ms: int = Field(sa_type=BigInteger)
    heads: str
    previous: str
    hash: str
    signature: str


class AuditOutbox(Row, table=True):
    """What the audit log has still to say of something that is done: written with it, gone once the log has it.

    So no power cut between the two loses a row of the log. fields: canonical JSON, as in the log.
    """

    __tablename__ = "audit_outbox"

    id: str = Field(primary_key=True)
    at_ms: int = Field(sa_type=BigInteger)
    event: str
    fields: str


class Erasure(Row, table=True):
    """An erased subject, so that a restored backup can be brought up to date. counts: JSON, store by store."""

    __tablename__ = "erasures"

    seq: int | None = Field(default=None, primary_key=True)
    subject_id: str = Field(unique=True)
    bot_id: str
    erased_at: int = Field(sa_type=BigInteger)
    counts: str


def _table(name: str) -> Table:
    return METADATA.tables[name]


META = _table("meta")
BOTS = _table("bots")
SUBJECTS = _table("subjects")
OPT_OUTS = _table("opt_outs")
CONVERSATIONS = _table("conversations")
VAULT_ROWS = _table("vault_rows")
HOLDS = _table("holds")
REVIEWS = _table("reviews")
REVIEWERS = _table("reviewers")
CONSOLE_SESSIONS = _table("console_sessions")
PROFILING_RECORDS = _table("profiling_records")
AUDIT_ROWS = _table("audit_rows")
AUDIT_HEADS = _table("audit_heads")
AUDIT_CHECKPOINTS = _table("audit_checkpoints")
AUDIT_OUTBOX = _table("audit_outbox")
ERASURES = _table("erasures")
