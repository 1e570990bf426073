"""The erasure journal survives what a crash leaves behind."""

from pathlib import Path

import pytest

from sluis.errors import StorageUnavailable
from sluis.storage.journal import ErasureJournal

ONE, TWO = f"sub_{'1' * 32}", f"sub_{'2' * 32}"


def test_what_was_added_is_read_also_by_another_process(tmp_path: Path) -> None:
    ErasureJournal(tmp_path / "j").add(ONE, 1_764_000_000)
    assert ErasureJournal(tmp_path / "j").read() == {ONE: 1_764_000_000}
    assert not (tmp_path / "j").stat().st_mode & 0o077


def test_no_journal_names_nobody(tmp_path: Path) -> None:
    assert ErasureJournal(tmp_path / "j").read() == {}


@pytest.mark.parametrize("cut", range(1, len(f"1 {ONE} 1764000000")))
def test_a_line_cut_off_by_a_crash_counts_for_nothing_and_spoils_no_other(tmp_path: Path, cut: int) -> None:
    whole = f"1 {ONE} 1764000000"
    (tmp_path / "j").write_text(whole[:cut])
    journal = ErasureJournal(tmp_path / "j")
    journal.add(TWO, 5)
    found = journal.read()
    assert found.pop(TWO) == 5
    # Digits of the time may be missing: the person is erased all the same.
    assert set(found) <= {ONE}


def test_a_journal_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable):
        ErasureJournal(tmp_path).add(ONE, 1)
    with pytest.raises(StorageUnavailable):
        ErasureJournal(tmp_path).read()


def test_a_full_disk_is_no_erasure() -> None:
    with pytest.raises(StorageUnavailable):
        ErasureJournal(Path("/dev/full")).add(ONE, 1)
