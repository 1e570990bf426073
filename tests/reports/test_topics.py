"""The report of special categories: whose conversation it was stands nowhere, how often each came can be counted."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Connection, select
from tests.cli.test_holds import Shell
from tests.flows.inside import product
from tests.support.replies import Reply

from sluis.audit.chain import Link
from sluis.audit.rows import read_private
from sluis.detection.topics import CATEGORIES, EMERGENCY
from sluis.duties.topics import topics_of_record, topics_on_record
from sluis.keys.ring import KeyRing
from sluis.keys.subjects import get_subject_key
from sluis.pseudonyms.proof import collect, prove
from sluis.pseudonyms.vault import bot_key
from sluis.reports.topics import EVENT, Counted, Spoken, as_json, as_text, count
from sluis.storage.tables import AUDIT_ROWS, SUBJECTS

BOTS = [{"name": "clinic", "key": "k" * 32, "subject": "header"}]
TOLD = {"ada": "My son has epilepsy.", "joost": "I am a union member.", None: "Hello there."}


def counted(connection: Connection, ring: KeyRing, rows: list[Link], bot: str | None = None) -> Counted:
    def key_of(subject_id: str | None, name: str) -> bytes:
        return get_subject_key(connection, ring, subject_id) if subject_id else bot_key(ring, name)

    return count(rows, key_of, bot)


@pytest.mark.both_databases
async def test_no_row_of_the_audit_log_names_a_category_and_who_is_erased_takes_theirs_along() -> None:
    async with product(tagger="none", bots=BOTS) as running:
        s = running.app.services
        for who, said in TOLD.items():
            running.say(Reply(text="Fine."))
            headers: dict[str, str] = {"authorization": f"Bearer {'k' * 32}", "x-sluis-conversation": f"c {who}"}
            answer = await running.chat(said, headers=headers | ({"x-sluis-subject": who} if who else {}))
            assert answer.status_code == 200, answer.text
        await s.audit.flush()
        rows = await s.db.read(lambda c: list(read_private(c, EVENT)))
        assert len({len(row.sealed or b"") for row in rows}) == 1
        everything = await s.db.read(lambda c: [tuple(row) for row in c.execute(select(AUDIT_ROWS))])
        assert not [word for word in (*CATEGORIES, "topics") if word in repr(everything)]

        found = await s.db.read(lambda c: counted(c, s.ring, rows))
        assert {(what.category, n) for what, n in found.topics.items()} == {("health", 1), ("union", 1)}
        assert (found.requests, found.erased) == (3, 0)

        ids = await s.db.read(lambda c: c.execute(select(SUBJECTS.c.id)).scalars().all())
        before = await s.db.read(lambda c: [collect(c, one, lambda _: b"") for one in ids])
        await s.vault.erase_subject("clinic", "ada")
        found = await s.db.read(lambda c: counted(c, s.ring, rows))
        assert [what.category for what in found.topics] == ["union"]
        assert (found.requests, found.erased) == (2, 1)
        proofs = await s.db.read(lambda c: [prove(c, s.ring, one) for one in before])
        still = [next(p for p in proof if p.store == "audit_rows") for proof in proofs]
        assert sorted((p.sealed, p.still_open) for p in still) == [(1, 0), (1, 1)]


def test_a_record_says_nothing_by_its_length() -> None:
    every: list[set[str]] = [set(), {"health"}, {*CATEGORIES, EMERGENCY}]
    assert len({len(topics_on_record(topics)) for topics in every}) == 1
    assert [set(topics_of_record(topics_on_record(topics))) for topics in every] == every


def test_the_report_is_for_people_and_for_machines() -> None:
    found = Counted(count([], lambda *_: b"").topics, 3, 1)
    found.topics[Spoken("clinic", "gdpr@1", "health")] = 2
    assert as_text(found).splitlines() == [
        "3 requests read, 1 of people who were erased", "  2\tclinic\tgdpr@1\thealth"
    ]  # fmt: skip
    assert json.loads(as_json(found)) == {"bot": "clinic", "policy": "gdpr@1", "category": "health", "count": 2}


def test_the_command_counts_in_a_database(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    assert shell.run("reviewers", "add", "Ada").exit_code == 0  # makes the database and its keys
    assert shell.run("report", "topics").stdout.startswith("0 requests read, 0 of people who were erased")
