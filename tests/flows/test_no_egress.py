"""Nothing phones home: the whole product runs with its sockets watched, and reaches the configured upstream only."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.support.processes import Model, Server, environment, sluis_process
from tests.support.replies import Call, Reply
from tests.support.watching import Reached, reached, require_strace, watch

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("egress")]
SENTENCE = "My name is Ada Vermeer, e-mail ada.vermeer@posteo.net, phone +31 6 12345678, IBAN NL91ABNA0417164300."


@pytest.fixture(autouse=True)
def _strace() -> None:
    require_strace()


def watched_run(report: Path, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*watch(report), sys.executable, *words],
        cwd=report.parent,
        env=environment(),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def settled(report: Path) -> set[Reached]:
    """What was reached, once strace has written its last line."""
    size = -1
    while size != (size := report.stat().st_size):
        time.sleep(0.2)
    return reached(report)


def test_the_watch_sees_connections_and_look_ups_that_pythons_hooks_do_not(tmp_path: Path, model: Model) -> None:
    program = (
        "import asyncio, sys, uvloop\n"
        "uvloop.run(asyncio.wait_for(asyncio.open_connection('127.0.0.1', int(sys.argv[1])), 5))\n"
    )
    report = tmp_path / "watch"
    assert watched_run(report, "-c", program, str(model.port)).returncode == 0
    assert settled(report) == {Reached("connect", "127.0.0.1", model.port)}


def test_a_server_under_traffic_reaches_its_upstream_and_nothing_else(tmp_path: Path, model: Model) -> None:
    report = tmp_path / "watch"
    with sluis_process(tmp_path, model.url, before=watch(report)) as server:
        exercise(server, model)
    assert {(r.host, r.port) for r in settled(report)} == {("127.0.0.1", model.port)}


def exercise(server: Server, model: Model) -> None:
    """Every way through that exists: whole, streamed, tools, structured, held, refused, models, pages, metrics."""
    tool = {"type": "function", "function": {"name": "decide_loan_application", "parameters": {"type": "object"}}}
    refusal = Call("decide_loan_application", {"decision": "refuse", "name": "«name is (\\w+)»"})
    model.say(Reply(text="Hello."), Reply(text="Streamed."), Reply(text="{}"), Reply(calls=(refusal,)))
    assert server.chat(SENTENCE).status_code == 200
    assert server.chat(SENTENCE, stream=True).status_code == 200
    assert server.chat(SENTENCE, response_format={"type": "json_object"}).status_code == 200
    assert server.chat(f"{SENTENCE} Decide on my loan.", tools=[tool]).headers.get("x-sluis-hold")
    assert server.chat("x", messages="none").status_code == 400
    model.say(Reply(behaviour="die"), Reply(behaviour="html"))
    assert server.chat(SENTENCE).status_code >= 500
    assert server.chat(SENTENCE).status_code >= 500
    for path in ("/v1/models", "/healthz", "/readyz", "/metrics", "/console/"):
        subprocess.run(
            ["curl", "-s", "-o", os.devnull, "-H", "authorization: Bearer t", server.root + path], check=True
        )


@pytest.mark.parametrize(
    ("words", "stdin"),
    [
        (("policy", "check", "gdpr"), ""),
        (("policy", "show", "ccpa"), ""),
        (("scan", "--jsonl"), json.dumps({"id": "1", "text": SENTENCE}) + "\n"),
        (
            ("judge", "--jsonl", "--policy", "gdpr"),
            json.dumps(
                {
                    "id": "1",
                    "tools": [],
                    "messages": [{"role": "user", "content": SENTENCE}],
                    "output": {"role": "assistant", "content": "Your loan is refused."},
                }
            )
            + "\n",
        ),
        (("verify",), ""),
        (("doctor",), ""),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_commands_reach_nothing(tmp_path: Path, words: tuple[str, ...], stdin: str) -> None:
    report = tmp_path / "watch"
    done = watched_run(report, "-m", "sluis.cli.main", *words, stdin=stdin)
    assert done.returncode in (0, 1), done.stderr[-2000:]
    assert "Traceback" not in done.stderr
    assert settled(report) == set()


def test_the_demo_reaches_only_itself(tmp_path: Path) -> None:
    report = tmp_path / "watch"
    done = watched_run(report, "-m", "sluis.cli.main", "demo", "--exit", "--port", "0")
    assert done.returncode == 0, done.stderr[-2000:]
    assert {r.host for r in settled(report)} == {"127.0.0.1"}
    assert len({r.port for r in reached(report)}) == 1
