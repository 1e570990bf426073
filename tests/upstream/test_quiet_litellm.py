"""litellm is imported without a word to anybody."""

import subprocess
import sys

from tests.support.processes import environment


def test_the_import_looks_nothing_up_and_opens_no_connection() -> None:
    program = """
import sys
seen = []
sys.addaudithook(lambda event, args: seen.append(event) if event in ("socket.connect", "socket.getaddrinfo") else None)
from sluis.upstream.quiet_litellm import load_litellm
assert "litellm" not in sys.modules
litellm = load_litellm()
assert load_litellm() is litellm
assert not seen, seen
import logging
logging.getLogger("LiteLLM").error("a person's name")
assert litellm.telemetry is False
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(HTTPS_PROXY="http://127.0.0.1:9", USE_LITELLM_PROXY="True"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "person" not in done.stdout + done.stderr
