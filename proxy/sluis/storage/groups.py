"""Writing in groups: many small facts, one transaction, a few milliseconds later. Bounded, and loud when it fails.

What cannot be written stays, is tried again, and until then nothing more is taken: whoever adds learns of it.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Generic, TypeVar

import structlog

from sluis.errors import Overloaded, SluisError, StorageUnavailable

T = TypeVar("T")

GROUP_ITEMS = 2000
FIRST_PAUSE_SECONDS = 0.05
LONGEST_PAUSE_SECONDS = 1.0
CLOSE_SECONDS = 10.0


class GroupWriter(Generic[T]):
    """Belongs to one event loop. `write` puts a list of items on disk, all or none, and may see the same list again."""

    def __init__(
        self, name: str, write: Callable[[list[T]], Awaitable[None]], *, delay_seconds: float, limit: int
    ) -> None:
        self._name, self._write = name, write
        self._delay, self._limit = delay_seconds, limit
        self._items: deque[T] = deque()
        self._group: list[T] = []
        self._added = self._written = 0
        self._waiters: deque[tuple[int, asyncio.Future[None]]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._failing = self._closed = False
        self._pause = FIRST_PAUSE_SECONDS

    def __len__(self) -> int:
        """How many are not on disk yet."""
        return self._added - self._written

    @property
    def is_failing(self) -> bool:
        return self._failing

    def add(self, item: T) -> None:
        """Take an item; it is on disk within the delay and one commit.

        StorageUnavailable while writing fails or after closing, Overloaded when too much waits: it was not taken then.
        """
        if self._failing or self._closed:
            raise StorageUnavailable(f"The {self._name} cannot be written at the moment.")
        if self._added - self._written >= self._limit:
            raise Overloaded(f"Too much waits to be written to the {self._name}.")
        self._items.append(item)
        self._added += 1
        if self._timer is None and self._task is None:
            self._timer = asyncio.get_running_loop().call_later(self._delay, self._begin)

    async def add_durable(self, item: T) -> None:
        """`add`, and back when it is on disk. After an error it may still be written later."""
        self.add(item)
        await self.flush()

    async def flush(self) -> None:
        """Back when all that was added so far is on disk. StorageUnavailable when the next attempt fails."""
        if self._added == self._written:
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.append((self._added, waiter))
        if self._task is None:
            self._begin()
        await waiter

    async def close(self) -> None:
        """Write what waits and take nothing more. StorageUnavailable when some of it could not be written."""
        self._closed = True
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                while len(self):
                    with suppress(StorageUnavailable):
                        await self.flush()
        except TimeoutError as problem:
            raise StorageUnavailable(f"{len(self)} entries of the {self._name} could not be written.") from problem
        finally:
            if self._task is not None:
                self._task.cancel()

    def _begin(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run(), name=f"sluis-{self._name}")

    async def _run(self) -> None:
        try:
            if self._items:
                await self._write_group()
            while self._group or self._waiters or (self._items and self._failing):  # until what failed is written
                await self._write_group()
        finally:
            self._task = None
            if self._items and not self._closed:  # arrived meanwhile: the next group
                self._timer = asyncio.get_running_loop().call_later(self._delay, self._begin)

    async def _write_group(self) -> None:
        """One transaction. A group that failed is tried again as it was, before anything else."""
        if not self._group:
            self._group = [self._items.popleft() for _ in range(min(len(self._items), GROUP_ITEMS))]
        try:
            await self._write(self._group)
        except Exception as problem:
            self._fail(problem)
            await asyncio.sleep(self._pause)
            self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)
            return
        self._written += len(self._group)
        self._group = []
        self._failing, self._pause = False, FIRST_PAUSE_SECONDS
        while self._waiters and self._waiters[0][0] <= self._written:
            _settle(self._waiters.popleft()[1], None)

    def _fail(self, problem: Exception) -> None:
        if not self._failing:
            code = problem.code if isinstance(problem, SluisError) else type(problem).__name__
            structlog.get_logger().error("storage.write_failed", where=self._name, error=code, waiting=len(self))
        self._failing = True
        refusal = StorageUnavailable(f"The {self._name} cannot be written at the moment.")
        refusal.__cause__ = problem
        while self._waiters:
            _settle(self._waiters.popleft()[1], refusal)


def _settle(waiter: asyncio.Future[None], problem: StorageUnavailable | None) -> None:
    if waiter.done():  # whoever waited was cancelled
        return
    if problem is None:
        waiter.set_result(None)
    else:
        waiter.set_exception(problem)
