"""Runs pieces of heavy work beside the event loop, each in a process of its own, a few at once."""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from typing import Any

from sluis.errors import DetectorUnavailable, NotInspectable, Overloaded, SluisError

AT_ONCE = 2
WAITING = 32
SECONDS = 180.0
"""By the clock, for a machine that is busy; by the processor's clock the worker has less."""
MOST_OUTPUT = 64_000_000


class Workshop:
    """Not more than `at_once` workers at a time; when too many wait, more are refused."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING, seconds: float = SECONDS) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._most = at_once + waiting
        self._seconds = seconds
        self._here = 0

    async def work(self, do: str, data: bytes, **job: Any) -> tuple[dict[str, Any], bytes]:
        """What the worker answers. NotInspectable when it refuses or is ended; Overloaded, DetectorUnavailable."""
        if self._here >= self._most:
            raise Overloaded("Too many files and pictures are waiting to be inspected.")
        self._here += 1
        try:
            async with self._places:
                answered = await self._run(json.dumps({"do": do, **job}).encode("ascii") + b"\n" + data)
        finally:
            self._here -= 1
        head, _, out = answered.partition(b"\n")
        said: dict[str, Any] = json.loads(head)
        if "refused" in said:
            raise _refusal(said)
        return said, out

    async def _run(self, given: bytes) -> bytes:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",  # nothing of the environment or the working directory is imported
            "-m",
            "sluis.content.worker",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # a traceback quotes what was parsed
            env=_environment(),
        )
        try:
            async with asyncio.timeout(self._seconds):
                out, _ = await process.communicate(given)
        except TimeoutError as error:
            raise _too_much() from error
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode or len(out) > MOST_OUTPUT:
            raise _too_much()
        return out


def _environment() -> Mapping[str, str]:
    kept = ("PATH", "LANG", "LC_ALL", "TESSDATA_PREFIX", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
    return {name: os.environ[name] for name in kept if name in os.environ}


def _too_much() -> NotInspectable:
    return NotInspectable(
        "A file or picture takes more time or memory to inspect than is allowed.", code="content_too_complex"
    )


def _refusal(said: Mapping[str, Any]) -> SluisError:
    kind = DetectorUnavailable if said["retry"] else NotInspectable
    return kind(said["refused"], code=said["code"])
