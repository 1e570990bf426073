"""The key ring: master keys wrap, and one root key, itself wrapped, gives every derived key.

The root is random, written once into the database and never changes, so lookups and derived pseudonyms stay as they
are when master keys are exchanged. It also tells, at start, whether the master key belongs to this database.
"""

from functools import lru_cache
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr
from sqlalchemy import Connection, select

from sluis.errors import ConfigurationError, KeyUnavailable
from sluis.keys.masters import KeyManagement, MasterKeys, load_key_file, load_or_create_key_file, parse_keys
from sluis.keys.sealing import KEY_BYTES, context, new_key
from sluis.storage.database import Database
from sluis.storage.statements import insert_unless_there
from sluis.storage.tables import META

ROOT = "root_key"
ROOT_CONTEXT = context("root key", "1")
"""Name in `meta`, and what the wrapped root key is bound to."""


class KeySettings(Protocol):
    """What the ring needs of the settings."""

    @property
    def master_key(self) -> SecretStr | None: ...

    @property
    def master_key_file(self) -> Path | None: ...


class KeyRing:
    """wrap and unwrap by the master keys; derive from the root. Safe in any thread."""

    def __init__(self, masters: KeyManagement, root: bytes) -> None:
        self.masters = masters
        self._derive = lru_cache(4096)(lambda label: _hkdf(root, label))

    @classmethod
    def open(cls, settings: KeySettings, db: Database, service: KeyManagement | None = None) -> "KeyRing":
        """The ring of this database. service: instead of master keys in the settings.

        ConfigurationError when no master key is given and none may be made, or when it is another database's.
        """
        masters = service or load_masters(settings, db)
        try:
            root = db.run_sync(lambda connection: _get_root(connection, masters))
        except KeyUnavailable as problem:
            raise ConfigurationError(
                "setting master_key: not the one this database was written with",
                hint="Bring back the key, or its file; without it what is stored cannot be read.",
            ) from problem
        return cls(masters, root)

    @classmethod
    def of(cls, *masters: bytes) -> "KeyRing":
        """A ring without a database, for tests and tools: the root is derived from the first key given."""
        return cls(MasterKeys(masters), _hkdf(masters[0], "root without a database"))

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """`key`, wrapped by the newest master key."""
        return self.masters.wrap(key, context)

    def unwrap(self, blob: bytes, context: bytes) -> bytes:
        """The key that was wrapped. KeyUnavailable when its master is gone or the blob belongs elsewhere."""
        return self.masters.unwrap(blob, context)

    def derive(self, label: str) -> bytes:
        """32 bytes that are always the same for this deployment and label, and tell nothing about others."""
        return self._derive(label)


def load_masters(settings: KeySettings, db: Database) -> MasterKeys:
    """The master keys of the settings; else, beside a SQLite file, those of a key file made at the first start."""
    if settings.master_key is not None:
        return MasterKeys(parse_keys(settings.master_key.get_secret_value()))
    if settings.master_key_file is not None:
        return load_key_file(settings.master_key_file)
    if db.file is not None:
        file = default_key_file(db.file)
        if db.run_sync(_has_root) and not file.exists():
            raise ConfigurationError(f"The master key file {file} of this database is missing.", hint="Bring it back.")
        return load_or_create_key_file(file)
    if db.is_sqlite:
        return MasterKeys([new_key()])  # a database in memory needs no key that outlives it
    raise ConfigurationError(
        "setting master_key: PostgreSQL needs one, the same in every process",
        hint="Make one with: openssl rand -base64 32",
    )


def default_key_file(database: Path) -> Path:
    """Where the embedded default keeps its master key: beside the database, with the ending .key."""
    return database.with_name(database.name + ".key")


def _has_root(connection: Connection) -> bool:
    return connection.execute(select(META.c.name).where(META.c.name == ROOT)).first() is not None


def _get_root(connection: Connection, masters: KeyManagement) -> bytes:
    """The root key; made and stored by the first process that needs it, read by all others."""
    wanted = select(META.c.value).where(META.c.name == ROOT)
    stored: bytes | None = connection.execute(wanted).scalar_one_or_none()
    if stored is None:
        row = {"name": ROOT, "value": masters.wrap(new_key(), ROOT_CONTEXT)}
        connection.execute(insert_unless_there(connection, META), row)
        stored = connection.execute(wanted).scalar_one()
    return masters.unwrap(stored, ROOT_CONTEXT)


def _hkdf(secret: bytes, label: str) -> bytes:
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=b"sluis 1 " + label.encode()).derive(secret)
