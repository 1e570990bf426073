"""`sluis demo` as a person calls it: one command, the real proxy, a table, a decision that waits."""

import contextlib
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.support.processes import HTTP, environment

from sluis.cli.demo import _free, _marked

WAIT_OF_A_POLL = 30.0
COMMAND = (sys.executable, "-m", "sluis.cli.main", "demo", "--port", "0")
PRIVATE = ("Ada", "Vermeer", "KD-204817", "ada.vermeer", "0417164300")


def columns(output: str) -> list[str]:
    """The text of each of the table's three columns."""
    rows = [line.split("│")[1:-1] for line in output.splitlines() if line.startswith("│")]
    return [re.sub(r"\s+", " ", " ".join(row[at] for row in rows if len(row) == 3)) for at in range(3)]


@pytest.mark.slow
def test_it_shows_what_was_said_what_the_model_saw_and_what_came_back(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "--exit"], cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    said, seen, came = columns(done.stdout)
    assert all(value in said for value in ("Ada Vermeer", "KD-204817"))
    assert not [value for value in PRIVATE if value in seen]
    assert "find_customer" in came
    assert "Thank you, Ada" in came
    assert "held for a person" in came
    assert "refuse" not in came
    assert re.search(r"hold_[0-9a-f]{32}", done.stdout)
    assert re.search(r"http://127\.0\.0\.1:\d+/console", done.stdout)
    assert "script" in done.stdout.splitlines()[0]
    assert list(tmp_path.iterdir()) == []


@contextlib.contextmanager
def serving(directory: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The demo, up to the line that says that it serves; the output so far."""
    with subprocess.Popen(COMMAND, cwd=directory, env=environment(), stdout=subprocess.PIPE, text=True) as process:
        output = ""
        try:
            while "Serving until interrupted" not in output:
                assert process.stdout is not None
                line = process.stdout.readline()
                assert line, output
                output += line
            yield process, output
        finally:
            process.kill()


@pytest.mark.slow
def test_it_keeps_serving_until_it_is_interrupted(tmp_path: Path) -> None:
    with serving(tmp_path) as (process, output):
        found = re.search(r"(http://127\.0\.0\.1:\d+)/console", output)
        assert found is not None
        assert HTTP.get(f"{found[1]}/readyz").status_code == 200
        interrupted = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        assert time.monotonic() - interrupted < WAIT_OF_A_POLL, "it waits for no poll of its own"
        time.sleep(0.1)
        with pytest.raises(httpx.ConnectError):
            HTTP.get(f"{found[1]}/readyz")


def test_a_taken_port_is_replaced_by_a_free_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert _free(taken.getsockname()[1]) not in (0, taken.getsockname()[1])


def test_words_that_only_the_model_saw_are_marked() -> None:
    text = _marked("I am Ada here", "I am Oda here")
    assert [text.plain[span.start : span.end] for span in text.spans if span.style] == ["Oda"]
