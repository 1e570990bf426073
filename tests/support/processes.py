"""The fake model and a real `sluis serve` as processes on loopback, for tests of the whole product."""

import contextlib
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from tests.support.replies import Reply
from tests.support.upstream import Seen

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 240.0
HTTP = httpx.Client(trust_env=False, timeout=30.0, limits=httpx.Limits(max_keepalive_connections=0))
"""How tests talk to loopback: never through a proxy of the environment, each request on a connection of its own."""


def free_port() -> int:
    """A port nobody listens on now. Another process may take it before we do; `wait_until_ready` then says so."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Model:
    """The fake model's process, seen from a test."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def say(self, *replies: Reply) -> None:
        """Queues replies."""
        rows = [reply.to_row() for reply in replies]
        HTTP.post(f"http://127.0.0.1:{self.port}/script", json=rows).raise_for_status()

    def reset(self) -> None:
        """Forgets what was scripted and what was seen."""
        HTTP.post(f"http://127.0.0.1:{self.port}/reset").raise_for_status()

    def state(self) -> dict[str, Any]:
        return dict(HTTP.get(f"http://127.0.0.1:{self.port}/seen").json())

    def seen(self) -> list[Seen]:
        """Every request so far, as it reached the model; those of health checks left out."""
        rows = self.state()["seen"]
        return [Seen(r["method"], r["path"], r["headers"], r["raw"].encode()) for r in rows if r["method"] == "POST"]


@dataclass(frozen=True, slots=True)
class Server:
    """A running `sluis serve`, seen from a test."""

    port: int
    directory: Path
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.root}/v1"

    @property
    def database(self) -> str:
        return f"sqlite:///{self.directory}/sluis.db"

    def chat(self, text: str, /, headers: Mapping[str, str] | None = None, **body: Any) -> httpx.Response:
        """One chat completion with one user message, or with `messages`."""
        whole = {"model": "fake", "messages": [{"role": "user", "content": text}], **body}
        return HTTP.post(
            f"{self.url}/chat/completions",
            json=whole,
            headers={"authorization": "Bearer test", **(headers or {})},
        )

    def command(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Runs `sluis WORDS` in this server's directory, with these variables in its environment."""
        return sluis_command(self.directory, *words, **variables)


def sluis_command(
    directory: Path,
    *words: str,
    before: Sequence[str] = (),
    module: Sequence[str] = ("sluis.cli.main",),
    **variables: str,
) -> subprocess.CompletedProcess[str]:
    """Runs `sluis WORDS` to its end. before, module: as of `sluis_process`."""
    return subprocess.run(
        [*before, sys.executable, "-m", *module, *words],
        cwd=directory,
        env=environment(**variables),
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )


def environment(**more: str) -> dict[str, str]:
    """The environment of a child process: ours, without settings of Sluis and proxies, with the sources on the path."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SLUIS_") and not k.lower().endswith("_proxy")}
    return {**kept, "PYTHONPATH": f"{ROOT / 'proxy'}{os.pathsep}{ROOT}", **more}


@contextlib.contextmanager
def running(command: Sequence[str], log: Path, cwd: Path, env: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A child process whose output goes to `log`; it is stopped at the end."""
    with log.open("wb") as out, subprocess.Popen(command, cwd=cwd, env=dict(env), stdout=out, stderr=out) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path, seconds: float = READY_SECONDS) -> None:
    """Returns once `url` answers 200. AssertionError with the end of the log when it does not or the process ends."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(httpx.HTTPError):
            if HTTP.get(url).status_code == 200:
                return
        time.sleep(0.05)
    state = f"ended with {process.returncode}" if process.poll() is not None else "is not ready"
    raise AssertionError(f"{url}: the process {state}\n{log.read_text(errors='replace')[-3000:]}")


@contextlib.contextmanager
def model_process(directory: Path) -> Iterator[Model]:
    """The fake model, ready."""
    port = free_port()
    log = directory / "model.log"
    command = [sys.executable, "-m", "tests.support.upstream", "--port", str(port)]
    with running(command, log, directory, environment()) as process:
        wait_until_ready(f"http://127.0.0.1:{port}/v1/models", process, log)
        yield Model(port)


@contextlib.contextmanager
def sluis_process(
    directory: Path,
    upstream: str,
    *options: str,
    before: Sequence[str] = (),
    module: Sequence[str] = ("sluis.cli.main",),
    name: str = "sluis",
    **env: str,
) -> Iterator[Server]:
    """`sluis serve` on the database in `directory`, ready: models loaded, a planted value found.

    options: further words of the command, as `--database URL` for another one. before: words put before the command,
    to run it under another program. module: what Python runs, and its own words. name: of its log, where several run
    in one directory. env: further environment.
    """
    port = free_port()
    log = directory / f"{name}.log"
    command = [*before, sys.executable, "-m", *module, "serve", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--upstream", upstream, "--policy", "gdpr", "--database", f"sqlite:///{directory}/sluis.db", *options]
    with running(command, log, directory, environment(**env)) as process:
        wait_until_ready(f"http://127.0.0.1:{port}/readyz", process, log)
        yield Server(port, directory, process, log)


@contextlib.contextmanager
def full_disk(server: Server) -> Iterator[None]:
    """Within, the server can write to no file, its own log included."""
    before = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, before)
