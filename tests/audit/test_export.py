"""An export verifies elsewhere, with the public key alone, and shows what was changed in it."""

import json
from pathlib import Path

import pytest

from sluis.audit.export import Exported, export_lines, parse_lines
from sluis.audit.log import record, signer_of
from sluis.audit.verify import verify
from sluis.errors import InvalidRequest
from sluis.keys.ring import KeyRing
from sluis.storage.database import Database

pytestmark = pytest.mark.both_databases

RING = KeyRing.of(b"k" * 32)


@pytest.fixture
def lines(tmp_path: Path) -> list[str]:
    db = Database.open(f"sqlite:///{tmp_path}/s.db")
    for number in range(3):
        record(db, RING, "test.happened", number=number)
    found = db.run_sync(lambda connection: list(export_lines(connection, signer_of(RING).public_key)))
    db.close()
    return found


def is_sound(found: Exported) -> bool:
    return verify(found.links, found.heads, found.checkpoints, found.public_key).is_sound


def test_what_was_exported_verifies(lines: list[str]) -> None:
    found = parse_lines(lines)
    assert (len(found.links), len(found.heads), len(found.checkpoints)) == (3, 3, 3)
    assert is_sound(found)


@pytest.mark.parametrize("at", range(1, 9))
def test_a_line_that_is_missing_shows(lines: list[str], at: int) -> None:
    """But for the last checkpoint: whoever kept its hash elsewhere sees that."""
    assert not is_sound(parse_lines([line for n, line in enumerate(lines) if n != at]))


def test_a_changed_line_shows(lines: list[str]) -> None:
    row = json.loads(lines[2])
    row["fields"] = '{"number":7}'
    assert not is_sound(parse_lines([*lines[:2], json.dumps(row), *lines[3:]]))


@pytest.mark.parametrize("line", ["no JSON", "{}", "[]", '{"line":"cat"}', '{"line":"row","sealed":null,"cat":1}'])
def test_a_line_that_cannot_be_read_is_named_by_its_number_and_not_repeated(lines: list[str], line: str) -> None:
    with pytest.raises(InvalidRequest, match="line 11") as problem:
        parse_lines([*lines, line])
    assert "cat" not in str(problem.value)
