"""The chain: how a row of the audit log is written down, hashed and linked, and how heads are signed. Pure.

Each process has a chain of its own with a random name. A row's hash covers the row and the hash before it, so that a
changed, missing, added or moved row shows. The chain's head is signed with every commit, and checkpoints, themselves a
chain, sign the heads of all chains: what is cut off at the end shows by them.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

FORMAT = 1

Value = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Link:
    """One row. fields: canonical JSON, nothing personal. sealed: what is personal, under the subject's key."""

    chain: str
    seq: int
    at_ms: int
    event: str
    fields: str
    subject_id: str | None
    sealed: bytes | None
    previous: str
    hash: str = ""
    v: int = FORMAT


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain stands: its last row and that row's hash."""

    chain: str
    seq: int
    hash: str
    at_ms: int
    signature: str = ""
    v: int = FORMAT


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Heads of the chains that moved since the checkpoint before. kind: `heads`; `removed` tells where a chain begins
    after rows past their term were deleted."""

    number: int
    kind: str
    at_ms: int
    heads: str
    previous: str
    hash: str = ""
    signature: str = ""
    v: int = FORMAT


def genesis(chain: str) -> str:
    """What stands before the first row of a chain."""
    return _sha256(["sluis audit chain", FORMAT, chain])


def canonical(fields: Mapping[str, Value]) -> str:
    """The one way these fields are written."""
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def hash_link(link: Link) -> str:
    """SHA-256 over everything in the row but the hash itself."""
    sealed = hashlib.sha256(link.sealed).hexdigest() if link.sealed is not None else None
    return _sha256(
        [link.v, link.chain, link.seq, link.at_ms, link.event, link.fields, link.subject_id, sealed, link.previous]
    )


def hash_checkpoint(point: Checkpoint) -> str:
    """SHA-256 over everything in the checkpoint but hash and signature."""
    return _sha256([point.v, point.number, point.kind, point.at_ms, point.heads, point.previous])


def head_words(head: Head) -> bytes:
    """What is signed of a head."""
    return _bytes(["sluis audit head", head.v, head.chain, head.seq, head.hash, head.at_ms])


def checkpoint_words(point: Checkpoint) -> bytes:
    """What is signed of a checkpoint."""
    return _bytes(["sluis audit checkpoint", point.v, point.number, point.hash])


class Signer:
    """Signs heads and checkpoints; the public key lets others verify without being able to sign."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public_key = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()

    def sign(self, words: bytes) -> str:
        return self._key.sign(words).hex()


def is_signed(public_key: str, words: bytes, signature: str) -> bool:
    """Whether the holder of the private key signed these words."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(bytes.fromhex(signature), words)
    except (InvalidSignature, ValueError):
        return False
    return True


def _bytes(parts: list[str | int | None]) -> bytes:
    return json.dumps(parts, separators=(",", ":"), ensure_ascii=True).encode()


def _sha256(parts: list[str | int | None]) -> str:
    return hashlib.sha256(_bytes(parts)).hexdigest()
