"""`sluis demo`: a short conversation through the real proxy, against a scripted model, side by side on the screen."""

import asyncio
import contextlib
import json
import secrets
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import httpx
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sluis.demo.conversation import INTRODUCTION, REQUEST, Answer, Bot, Step, message_text
from sluis.demo.model import LABEL
from sluis.demo.transport import DemoTransport
from sluis.errors import ConfigurationError
from sluis.settings import load_settings

if TYPE_CHECKING:
    import uvicorn

HOST = "127.0.0.1"
REVIEWER = "demo"
READY_SECONDS = 60.0
WIDTH_OF_FILES = 140
"""Columns of the table where the output is no terminal."""


def demo(
    port: Annotated[int, typer.Option(help="Port to serve on; 0 takes a free one.")] = 8080,
    stop: Annotated[bool, typer.Option("--exit", help="End after printing instead of serving on.")] = False,
    policy: Annotated[str, typer.Option(help="Name or file of the policy.")] = "gdpr",
) -> None:
    """Play a short conversation through the proxy against a scripted model."""
    screen = Console(width=None if Console().is_terminal else WIDTH_OF_FILES, highlight=False)
    with tempfile.TemporaryDirectory(prefix="sluis-demo-") as directory:
        database = f"sqlite:///{Path(directory) / 'demo.db'}"
        watched: list[dict[str, Any]] = []
        with _serving(_free(port), policy, database, watched) as url:
            password = _add_reviewer(database)
            with contextlib.suppress(KeyboardInterrupt):
                _play(screen, url, watched, password, database, stop)


def _play(screen: Console, url: str, watched: list[dict[str, Any]], password: str, database: str, stop: bool) -> None:
    with httpx.Client(base_url=url, timeout=60.0, trust_env=False, headers={"authorization": "Bearer demo"}) as http:
        bot = Bot(lambda body: _post(http, body))
        screen.print(f"Sluis at {url}/v1, between a bank's bot and a demo model ({LABEL}).\n")
        steps = bot.say(INTRODUCTION) + bot.say(REQUEST)
        screen.print(_table(steps, watched))
        hold_id = steps[-1].answer.hold_id
        if hold_id is None:
            screen.print("Nothing is held: the policy does not hold this decision.")
        else:
            screen.print(f"One decision waits for a person ({hold_id}): nothing of it has reached the bot.")
            screen.print(f"To decide, open {url}/console and sign in as {REVIEWER} with the password {password}")
            screen.print(f"or use the shell: sluis holds list --database {database}")
        if stop:
            return
        screen.print("\nServing until interrupted (Ctrl+C).")
        if hold_id is not None:
            _await_verdict(screen, http, bot, hold_id, watched)
        while True:
            time.sleep(3600)


def _post(http: httpx.Client, body: dict[str, Any]) -> Answer:
    response = http.post("/v1/chat/completions", json=body, headers={"x-sluis-conversation": "demo"})
    answer = response.json()
    if response.status_code != 200:
        raise ConfigurationError(f"The proxy refused the demo's request: {answer['error']['message']}")
    return Answer(answer["choices"][0]["message"], response.headers.get("x-sluis-hold"))


def _await_verdict(screen: Console, http: httpx.Client, bot: Bot, hold_id: str, watched: list[dict[str, Any]]) -> None:
    """Polls as a bot would; shows what the verdict brings and lets the bot carry it out."""
    while True:
        state = http.get(f"/v1/holds/{hold_id}", params={"wait": 30}).raise_for_status().json()
        if state.get("result"):
            break
        if state["status"] not in ("pending", "claimed"):
            screen.print(f"The decision is {state['status']}; the bot is told so in its next turn.")
            return
    message = state["result"]["choices"][0]["message"]
    screen.print(f"\nThe decision is {state['status']}. The bot polled and was given: {message_text(message)}")
    before = len(watched)
    steps = bot.take_up(message)
    if steps:
        screen.print(_table(steps, watched[before:]))


def _table(steps: list[Step], watched: list[dict[str, Any]]) -> Table:
    """A row for each request. What the model saw differs in the words that are marked."""
    table = Table(show_lines=True, expand=True)
    for title in ("The bot said", "The model saw", "What came back"):
        table.add_column(title, ratio=1, overflow="fold")
    for step, body in zip(steps, watched, strict=False):
        seen = body["messages"][-len(step.sent) :]
        said = "\n".join(_labelled(m) for m in step.sent)
        table.add_row(Text(said), _marked(said, "\n".join(_labelled(m) for m in seen)), Text(_came_back(step.answer)))
    return table


def _labelled(message: dict[str, Any]) -> str:
    return f"{message['role']}: {message_text(message)}"


def _came_back(answer: Answer) -> str:
    held = "held for a person; the bot was told:\n" if answer.hold_id else ""
    return held + message_text(answer.message)


def _marked(said: str, seen: str) -> Text:
    known = set(said.split())
    text = Text()
    for number, word in enumerate(seen.split(" ")):
        text.append(" " if number else "")
        text.append(word, style="" if set(word.split()) <= known else "bold cyan")
    return text


def _add_reviewer(database: str) -> str:
    """A new account for this run; its password, which is shown once and kept as a hash."""
    from sluis.holds.reviewers import Reviewers
    from sluis.storage.database import Database

    password = secrets.token_urlsafe(12)
    asyncio.run(Reviewers(Database.open(database)).add(REVIEWER, password))
    return password


def _free(port: int) -> int:
    """The port, or a free one where it is taken."""
    for wanted in (port, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((HOST, wanted))
                return int(probe.getsockname()[1])
    raise ConfigurationError("There is no free port.")


@contextlib.contextmanager
def _serving(port: int, policy: str, database: str, watched: list[dict[str, Any]]) -> Iterator[str]:
    """The proxy in a thread of this process, ready, without an upstream: the demo model answers."""
    import uvicorn

    from sluis.app import create_app
    from sluis.logs import configure_logs

    settings = load_settings(host=HOST, port=port, policy=policy, database=database, log_level="error")
    configure_logs(settings.log_level)
    app = create_app(settings, transport=DemoTransport(lambda raw: watched.append(json.loads(raw))))
    options = uvicorn.Config(app, host=HOST, port=port, ws="none", lifespan="on", access_log=False, log_config=None)
    server = uvicorn.Server(options)
    thread = threading.Thread(target=server.run, name="sluis-demo", daemon=True)
    thread.start()
    try:
        _wait_until_ready(f"http://{HOST}:{port}", server, thread)
        yield f"http://{HOST}:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
        server.force_exit = True  # the interpreter must not be taken down under a loop that still runs
        thread.join()


def _wait_until_ready(url: str, server: "uvicorn.Server", thread: threading.Thread) -> None:
    deadline = time.monotonic() + READY_SECONDS
    with httpx.Client(trust_env=False) as http:
        while time.monotonic() < deadline and thread.is_alive():
            with contextlib.suppress(httpx.HTTPError):
                if server.started and http.get(f"{url}/readyz").status_code == 200:
                    return
            time.sleep(0.05)
    raise ConfigurationError("The proxy did not become ready; `sluis doctor` says why.")
