"""`sluis report profiling` reads the register of a database."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path

from tests.cli.test_holds import Shell
from tests.reports.test_profiling import RECORD

from sluis.keys.ring import KeyRing
from sluis.profiling.register import ProfilingRegister
from sluis.storage.database import Database


async def fill(url: str) -> None:
    db = Database.open(url)
    register = ProfilingRegister(db, KeyRing.of(b"k" * 32))
    await register.add(RECORD)
    await register.add(replace(RECORD, bot="other", at=RECORD.at + 90_000))
    await register.close()
    db.close()


def test_records_are_chosen_by_bot_and_day(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    assert shell.run("reviewers", "add", "Ada").exit_code == 0  # makes the database and its keys
    asyncio.run(fill(shell.url))
    everything = shell.run("report", "profiling", "--format", "json").stdout.splitlines()
    assert [json.loads(line)["bot"] for line in everything] == ["desk", "other"]
    assert "1 acts" in shell.run("report", "profiling", "--bot", "other").stdout
    later = shell.run("report", "profiling", "--since", "2027-01-16", "--format", "csv").stdout.splitlines()
    assert len(later) == 2
