"""Logs say what happened and where, never what was said."""

import json
import subprocess
import sys

from tests.support.processes import environment

PROGRAM = """
import logging, structlog
from sluis.logs import configure_logs
configure_logs("info")
structlog.get_logger().info("request.refused", code="not_found")
structlog.get_logger().debug("left out")
try:
    raise ValueError("Ada Vermeer")
except ValueError:
    logging.getLogger("sqlalchemy.engine").exception("bad parameters: %s", "Ada Vermeer")
logging.getLogger("uvicorn.error").warning("Invalid HTTP request received from Ada Vermeer")
logging.getLogger("aiohttp").info("Ada Vermeer")
"""


def test_our_events_are_json_lines_and_the_libraries_words_are_left_out() -> None:
    """In a process of its own, since logging is configured for all of it."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
    rows = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(row["level"], row["event"]) for row in rows] == [
        ("info", "request.refused"),
        ("error", "library"),
        ("warning", "library"),
    ]
    assert (rows[1]["logger"], rows[1]["error"]) == ("sqlalchemy.engine", "ValueError")
    assert "Ada" not in done.stderr
    assert "timestamp" in rows[0]


def test_a_log_that_cannot_be_written_stops_nothing() -> None:
    program = PROGRAM + "\nprint('still here')"
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-c", program],
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=full,
            text=True,
            check=True,
        )
    assert done.stdout == "still here\n"
