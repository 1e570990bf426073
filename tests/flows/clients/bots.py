"""Runs a bot made with a real client library as a process: a line in is what the user says, a line out what it did."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.support.processes import ROOT, environment

HERE = Path(__file__).parent
ANSWER_SECONDS = 400.0
ENVIRONMENTS = ROOT / ".venv-clients"


@dataclass(frozen=True, slots=True)
class Client:
    """A client library with a lock and an environment of its own, which `make clients` makes.

    shown: its name and that of its package, for docs/clients.md. apis: what it speaks. `bot.py` beside the lock is a
    bot made with it, in Python or, `bot.mjs`, for Node.
    """

    name: str
    shown: str
    package: str
    apis: tuple[str, ...] = ("chat", "responses")
    is_node: bool = False

    @property
    def command(self) -> list[str]:
        if self.is_node:
            return ["node", str(HERE / self.name / "bot.mjs")]
        # Ours has the OpenAI client, which the tests use too; its version is that of the lock for development.
        return [str(self.python), str(HERE / self.name / "bot.py")]

    @property
    def python(self) -> Path:
        return Path(sys.executable) if self.name == "openai_python" else ENVIRONMENTS / self.name / "bin" / "python"

    @property
    def is_installed(self) -> bool:
        return self.name == "openai_python" or (ENVIRONMENTS / self.name / ".installed").exists()

    @property
    def lock(self) -> Path:
        if self.name == "openai_python":
            return ROOT / "requirements-dev.lock"
        return HERE / self.name / ("package-lock.json" if self.is_node else "requirements.lock")

    @property
    def version(self) -> str:
        """Of its package, from the lock."""
        text = self.lock.read_text("utf-8")
        if self.is_node:
            return str(json.loads(text)["packages"][f"node_modules/{self.package}"]["version"])
        found = re.search(rf"^{re.escape(self.package)}(?:\[[\w,]+\])?==(\S+)", text, re.M)
        assert found, f"{self.lock} does not hold {self.package}"
        return found[1]


CLIENTS: Final = (
    Client("openai_python", "OpenAI for Python", "openai"),
    Client("openai_node", "OpenAI for Node", "openai", is_node=True),
    Client("langchain_openai", "LangChain", "langchain-openai"),
    Client("openai_agents", "OpenAI Agents SDK", "openai-agents"),
    Client("litellm", "LiteLLM", "litellm", ("chat",)),
    Client("pydantic_ai", "Pydantic AI", "pydantic-ai-slim"),
    Client("anthropic_python", "Anthropic for Python", "anthropic", ("messages",)),
    Client("ai_sdk", "AI SDK", "@ai-sdk/openai", is_node=True),
)
HOWS: Final = ("whole", "stream")


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

    def forget(self) -> None:
        """A new conversation."""
        assert self.say(None) == Turn("")

    def say(self, text: str | None) -> Turn:
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
def bot(client: Client, url: str, how: str, api: str) -> Iterator[BotProcess]:
    """The bot of a client library, talking to `url`. how: whole or stream."""
    env = {**environment(), "PYTHONPATH": str(HERE)}
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [*client.command, url, how, api], env=env, stdin=pipe, stdout=pipe, stderr=pipe, text=True
    ) as process:
        try:
            yield BotProcess(process)
        finally:
            process.kill()
