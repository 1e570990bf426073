"""Master keys: what wraps all other keys. From the environment, a file, or a key-management service of the operator's.

A wrapped key is `version (1 byte) · key id (8) · sealed`. The id tells which master wrapped it, so that several can be
in use while they are exchanged; it is a hash of the key and tells nothing about it.
"""

import base64
import binascii
import hashlib
import os
import secrets
import tempfile
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from sluis.errors import ConfigurationError, KeyUnavailable, StorageUnavailable
from sluis.keys.sealing import KEY_BYTES, new_key, open_sealed, seal

VERSION = 2
"""1 begins a blob that is sealed by a key at hand (`sealing`), so the two are never taken for each other."""
ID_BYTES = 8
_HEAD_BYTES = 1 + ID_BYTES


class KeyManagement(Protocol):
    """An external service that keeps the master key. It is asked for the root key, subjects and holds, off the loop."""

    @property
    def key_id(self) -> str:
        """Which key wraps now; blobs that `is_current` denies are wrapped again by a rotation."""
        ...

    def wrap(self, key: bytes, context: bytes) -> bytes: ...

    def unwrap(self, blob: bytes, context: bytes) -> bytes:
        """The key. KeyUnavailable when the service cannot or will not open it."""
        ...

    def is_current(self, blob: bytes) -> bool: ...


class MasterKeys:
    """Master keys in memory, newest first: the first wraps, any of them unwraps. Changes of `file` are seen."""

    def __init__(self, keys: Iterable[bytes], file: Path | None = None) -> None:
        self._file = file
        self._stamp = _stamp(file)
        self._lock = threading.Lock()
        self._use(tuple(keys))

    def __repr__(self) -> str:
        return f"MasterKeys({', '.join(self.ids)})"

    @property
    def key_id(self) -> str:
        self._reload()
        return self._newest.hex()

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of all keys, newest first."""
        return tuple(key_id.hex() for key_id in self._keys)

    def items(self) -> list[tuple[str, bytes]]:
        """Ids and keys, newest first."""
        return [(key_id.hex(), key) for key_id, key in self._keys.items()]

    @property
    def file(self) -> Path | None:
        return self._file

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """`key`, sealed by the newest master."""
        self._reload()
        head = bytes([VERSION]) + self._newest
        return head + seal(self._keys[self._newest], key, head + context)

    def unwrap(self, blob: bytes, context: bytes) -> bytes:
        """The key that was wrapped. KeyUnavailable when its master is not among ours, or the blob belongs elsewhere."""
        head, sealed = blob[:_HEAD_BYTES], blob[_HEAD_BYTES:]
        if len(head) < _HEAD_BYTES or head[0] != VERSION:
            raise KeyUnavailable("A wrapped key has a format that this version of Sluis does not know.")
        if head[1:] not in self._keys:
            self._reload()
        master = self._keys.get(head[1:])
        if master is None:
            raise KeyUnavailable(f"The master key {head[1:].hex()} is not at hand.", code="master_key_missing")
        return open_sealed(master, sealed, head + context)

    def is_current(self, blob: bytes) -> bool:
        return master_of(blob) == self.key_id

    def _use(self, keys: tuple[bytes, ...]) -> None:
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise ConfigurationError(f"setting master_key: each master key has {KEY_BYTES} bytes, in base64")
        found = {hashlib.sha256(b"sluis master key id\x00" + key).digest()[:ID_BYTES]: key for key in keys}
        self._keys, self._newest = found, next(iter(found))

    def _reload(self) -> None:
        """Take over a changed key file; while it cannot be read, the keys we have stay."""
        if self._file is None or _stamp(self._file) == self._stamp:
            return
        with self._lock:
            stamp = _stamp(self._file)
            if stamp is None or stamp == self._stamp:
                return
            self._use(parse_keys(self._file.read_text(encoding="ascii")))
            self._stamp = stamp


def master_of(blob: bytes) -> str:
    """The id of the master key that wrapped this."""
    return blob[1:_HEAD_BYTES].hex()


def parse_keys(text: str) -> tuple[bytes, ...]:
    """Master keys in base64, newest first, separated by commas or lines; lines that begin with # are comments.

    ConfigurationError when one is not 32 bytes. The message never holds a piece of it.
    """
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    words = [word.strip() for line in lines for word in line.split(",") if word.strip()]
    try:
        keys = tuple(base64.b64decode(word.replace("-", "+").replace("_", "/"), validate=True) for word in words)
    except (binascii.Error, ValueError) as problem:
        raise ConfigurationError("setting master_key: not base64") from problem
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise ConfigurationError(
            f"setting master_key: each master key has {KEY_BYTES} bytes, in base64",
            hint="Make one with: openssl rand -base64 32",
        )
    return keys


def load_key_file(file: Path) -> MasterKeys:
    """The keys of a file. ConfigurationError when it cannot be read."""
    try:
        return MasterKeys(parse_keys(file.read_text(encoding="ascii")), file)
    except (OSError, UnicodeDecodeError) as problem:
        raise ConfigurationError(f"The master key file {file} cannot be read.") from problem


def load_or_create_key_file(file: Path) -> MasterKeys:
    """The keys of a file of our own; a new one, readable by nobody else, where there is none.

    ConfigurationError when others may read it. Of two processes that create it, both get the keys of the first.
    """
    if not file.exists():
        create_key_file(file)
    found = load_key_file(file)
    if file.stat().st_mode & 0o077:
        raise ConfigurationError(
            f"Others may read the master key file {file}.", hint=f"Close it with: chmod 600 {file}"
        )
    return found


def create_key_file(file: Path) -> None:
    """A new key in a new file. An existing file is left alone."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        written = _write_beside(file, [new_key()])
        try:
            os.link(written, file)  # either the whole file appears, or that of another process stays
        except FileExistsError:
            return
        finally:
            written.unlink()
        _sync_directory(file.parent)
    except OSError as problem:
        raise StorageUnavailable(f"The master key file {file} cannot be written.") from problem


def replace_key_file(file: Path, keys: Iterable[bytes]) -> None:
    """Exchange the keys of a file in one step."""
    try:
        os.replace(_write_beside(file, keys), file)
        _sync_directory(file.parent)
    except OSError as problem:
        raise StorageUnavailable(f"The master key file {file} cannot be written.") from problem


def _write_beside(file: Path, keys: Iterable[bytes]) -> Path:
    descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)  # mode 0600
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(
            "# Master keys of Sluis, newest first. Whoever has them and the database can read it: keep them apart.\n"
        )
        out.writelines(base64.b64encode(key).decode() + "\n" for key in keys)
        out.flush()
        os.fsync(out.fileno())
    return Path(name)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _stamp(file: Path | None) -> tuple[int, int, int] | None:
    if file is None:
        return None
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size


def new_master_key() -> str:
    """A new master key, as settings take it."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
