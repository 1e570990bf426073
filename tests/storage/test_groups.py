"""Writing in groups: soon, together, in order; loud while it fails, and well again by itself."""

import asyncio

import pytest

from sluis.errors import Overloaded, StorageUnavailable
from sluis.storage.groups import GroupWriter


class Disk:
    """Takes groups, unless it is full. tried: every group that came, also those that failed."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.tried: list[list[int]] = []
        self.is_full = False

    async def write(self, group: list[int]) -> None:
        self.tried.append(list(group))
        if self.is_full:
            raise StorageUnavailable("full")
        self.groups.append(list(group))


def writer(disk: Disk, delay_seconds: float = 0.01, limit: int = 100) -> GroupWriter[int]:
    return GroupWriter("test", disk.write, delay_seconds=delay_seconds, limit=limit)


async def until_well(group: GroupWriter[int]) -> None:
    for _ in range(500):
        if not group.is_failing and not len(group):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("still failing")


async def test_what_is_added_together_is_written_together_within_the_delay() -> None:
    disk = Disk()
    group = writer(disk)
    for n in range(3):
        group.add(n)
    assert (disk.groups, len(group)) == ([], 3)
    await asyncio.sleep(0.05)
    assert (disk.groups, len(group)) == ([[0, 1, 2]], 0)


async def test_what_must_be_on_disk_does_not_wait_for_the_delay() -> None:
    disk = Disk()
    group = writer(disk, delay_seconds=60)
    group.add(1)
    await group.add_durable(2)
    assert disk.groups == [[1, 2]]


async def test_after_a_failure_nothing_is_taken_until_it_is_well_again_and_then_nothing_is_lost() -> None:
    """Nobody asks again: it tries by itself."""
    disk = Disk()
    group = writer(disk)
    disk.is_full = True
    group.add(1)
    await asyncio.sleep(0.05)
    assert group.is_failing
    with pytest.raises(StorageUnavailable):
        group.add(2)
    disk.is_full = False
    await until_well(group)
    group.add(3)
    await group.flush()
    assert disk.groups == [[1], [3]]


async def test_a_group_that_failed_is_tried_again_as_it_was() -> None:
    disk = Disk()
    group = writer(disk)
    disk.is_full = True
    group.add(1)
    group.add(2)
    with pytest.raises(StorageUnavailable):
        await group.flush()
    disk.is_full = False
    await until_well(group)
    assert {tuple(tried) for tried in disk.tried} == {(1, 2)}


async def test_too_much_at_once_is_refused_and_was_not_taken() -> None:
    group = writer(disk := Disk(), limit=2)
    group.add(1)
    group.add(2)
    with pytest.raises(Overloaded):
        group.add(3)
    await group.flush()
    assert disk.groups == [[1, 2]]


async def test_closing_writes_what_waits_and_takes_nothing_more() -> None:
    group = writer(disk := Disk(), delay_seconds=60)
    group.add(1)
    await group.close()
    assert disk.groups == [[1]]
    with pytest.raises(StorageUnavailable):
        group.add(2)


async def test_closing_on_a_full_disk_says_how_much_was_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sluis.storage.groups.CLOSE_SECONDS", 0.1)
    disk = Disk()
    disk.is_full = True
    group = writer(disk)
    group.add(1)
    with pytest.raises(StorageUnavailable, match="1 entries of the test"):
        await group.close()
