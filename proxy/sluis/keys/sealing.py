"""Sealing bytes: AES-256-GCM in a small versioned envelope, bound to the place where the blob belongs.

    version (1 byte) · nonce (12) · ciphertext and tag

Moved to another row, a blob does not open: its context is authenticated with it.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sluis.errors import KeyUnavailable

KEY_BYTES = 32
VERSION = 1
_NONCE_BYTES = 12
_TAG_BYTES = 16
_HEAD = bytes([VERSION])


def new_key() -> bytes:
    """A random key."""
    return os.urandom(KEY_BYTES)


def context(*parts: str) -> bytes:
    """What a blob is bound to, from what names its place. No two lists of parts give the same bytes."""
    return b"".join(len(raw).to_bytes(4, "big") + raw for raw in (part.encode() for part in parts))


def seal(key: bytes, plaintext: bytes, context: bytes) -> bytes:
    """The blob that `open_sealed` opens with the same key and context. ValueError unless the key has 32 bytes."""
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes")
    nonce = os.urandom(_NONCE_BYTES)
    return _HEAD + nonce + AESGCM(key).encrypt(nonce, plaintext, _HEAD + context)


def open_sealed(key: bytes, blob: bytes, context: bytes) -> bytes:
    """The plaintext. KeyUnavailable when the key or context is another, or a byte was changed."""
    if len(blob) < 1 + _NONCE_BYTES + _TAG_BYTES:
        raise KeyUnavailable("A sealed value is cut off.")
    if blob[0] != VERSION:
        raise KeyUnavailable("A sealed value has a format that this version of Sluis does not know.")
    try:
        return AESGCM(key).decrypt(blob[1 : 1 + _NONCE_BYTES], blob[1 + _NONCE_BYTES :], _HEAD + context)
    except (InvalidTag, ValueError) as problem:
        raise KeyUnavailable("A sealed value does not open with the keys at hand.") from problem
