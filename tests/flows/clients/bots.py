"""Runs a bot made with a real client library as a process: a line in is what the user says, a line out what it did."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.processes import ROOT, environment

HERE = Path(__file__).parent
ANSWER_SECONDS = 60.0
PYTHONS = {
    "openai_python": Path(sys.executable),
    **{name: ROOT / ".venv-clients" / name / "bin" / "python" for name in ("anthropic_python", "openai_agents")},
}
"""Each client's own environment; `make clients` makes those that are not ours."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What the bot did for one thing the user said. tools: run, as [name, arguments]. pieces: of streamed text."""

    text: str
    tools: list[list[Any]] = field(default_factory=list)
    pieces: int = 0
    ids: list[str] = field(default_factory=list)
    error: str = ""


class BotProcess:
    """A running bot."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def say(self, text: str) -> Turn:
        """Sends a line and waits for the bot's. AssertionError when it dies or is silent for too long."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        watchdog = threading.Timer(ANSWER_SECONDS, self._process.kill)
        watchdog.start()
        try:
            self._process.stdin.write(json.dumps(text) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        finally:
            watchdog.cancel()
        assert line, f"the bot ended: {self._process.stderr.read()[-3000:] if self._process.stderr else ''}"
        return Turn(**json.loads(line))


@contextmanager
def bot(client: str, url: str, stream: bool) -> Iterator[BotProcess]:
    """The bot of a client library, talking to `url`."""
    words = [str(PYTHONS[client]), str(HERE / client / "bot.py"), url, "stream" if stream else "whole"]
    env = {**environment(), "PYTHONPATH": str(HERE)}
    pipe = subprocess.PIPE
    with subprocess.Popen(words, env=env, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield BotProcess(process)
        finally:
            process.kill()
