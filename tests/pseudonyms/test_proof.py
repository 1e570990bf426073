"""The proof of an erasure finds what still opens before it, and nothing after."""

from pathlib import Path

from sluis.keys.ring import KeyRing
from sluis.pseudonyms.mapping import Namer, Standing
from sluis.pseudonyms.proof import SCAN_BYTES, collect, find_traces, prove
from sluis.pseudonyms.vault import Vault
from sluis.storage.database import Database

RING = KeyRing.of(b"m" * 32)


async def test_nothing_opens_after_an_erasure(tmp_path: Path) -> None:
    db = Database.open(f"sqlite:///{tmp_path / 'v.db'}")
    vault = Vault(db, RING)
    talk = await vault.conversation("bot", "anna", "c1")
    vault.remember(talk, [Namer(talk.key, {}).entry("PERSON", "Mei Kovacs", Standing([]))])
    await vault.flush()
    assert talk.subject_id is not None
    subject = talk.subject_id
    collected = await db.run(lambda c: collect(c, subject, str.encode))
    before = {p.store: p for p in await db.run(lambda c: prove(c, RING, collected))}
    assert before["vault_rows"].still_open == before["conversations"].still_open == 1
    assert not before["vault_rows"].is_clean
    await vault.erase(subject)
    after = await db.run(lambda c: prove(c, RING, collected))
    assert all(proof.is_clean for proof in after)
    assert sum(proof.sealed for proof in after) >= 2
    await vault.close()


def test_a_trace_is_found_across_pieces(tmp_path: Path) -> None:
    there, clean = tmp_path / "a", tmp_path / "b"
    there.write_bytes(b"x" * (SCAN_BYTES - 2) + b"trace")
    clean.write_bytes(b"trac e")
    assert find_traces([there, clean, tmp_path / "absent"], [b"trace"]) == [there]
