"""The chain: every part of a row is in its hash, and only the key's holder signs."""

from dataclasses import fields, replace

import pytest

from sluis.audit.chain import (
    Checkpoint,
    Head,
    Link,
    Signer,
    canonical,
    checkpoint_words,
    genesis,
    hash_checkpoint,
    hash_link,
    head_words,
    is_signed,
)

LINK = Link("chain_1", 3, 1_764_000_000_000, "hold.opened", '{"hold":"hold_1"}', "sub_1", b"sealed", "before")
POINT = Checkpoint(2, "heads", 1_764_000_000_000, '[["chain_1",3,"hash"]]', "before")
HEAD = Head("chain_1", 3, "hash", 1_764_000_000_000)


def changes(value: object) -> list[str]:
    return [f.name for f in fields(value) if f.name not in ("hash", "signature")]  # type: ignore[arg-type]


def other(value: object) -> object:
    return value + 1 if isinstance(value, int) else value + b"x" if isinstance(value, bytes) else f"{value}x"


@pytest.mark.parametrize("name", changes(LINK))
def test_each_part_of_a_row_is_in_its_hash(name: str) -> None:
    assert hash_link(replace(LINK, **{name: other(getattr(LINK, name))})) != hash_link(LINK)


def test_a_row_without_a_subject_is_not_one_of_a_subject_without_a_name() -> None:
    assert hash_link(replace(LINK, subject_id=None)) != hash_link(replace(LINK, subject_id=""))
    assert hash_link(replace(LINK, sealed=None)) != hash_link(replace(LINK, sealed=b""))


@pytest.mark.parametrize("name", changes(POINT))
def test_each_part_of_a_checkpoint_is_in_its_hash(name: str) -> None:
    assert hash_checkpoint(replace(POINT, **{name: other(getattr(POINT, name))})) != hash_checkpoint(POINT)


@pytest.mark.parametrize("name", [*changes(HEAD), "hash"])
def test_each_part_of_a_head_is_signed(name: str) -> None:
    signer = Signer(b"s" * 32)
    signature = signer.sign(head_words(HEAD))
    assert is_signed(signer.public_key, head_words(HEAD), signature)
    changed = replace(HEAD, **{name: other(getattr(HEAD, name))})
    assert not is_signed(signer.public_key, head_words(changed), signature)


def test_a_signature_of_another_key_or_of_another_kind_is_none() -> None:
    signer, stranger = Signer(b"s" * 32), Signer(b"t" * 32)
    assert not is_signed(stranger.public_key, head_words(HEAD), signer.sign(head_words(HEAD)))
    assert not is_signed(signer.public_key, head_words(HEAD), signer.sign(checkpoint_words(POINT)))
    for signature in ("", "00", "no hex"):
        assert not is_signed(signer.public_key, head_words(HEAD), signature)


def test_chains_begin_differently() -> None:
    assert genesis("chain_1") != genesis("chain_2")


def test_fields_are_written_in_one_way() -> None:
    assert canonical({"b": 1, "a": "é"}) == canonical({"a": "é", "b": 1}) == '{"a":"\\u00e9","b":1}'
