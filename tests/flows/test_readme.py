"""The README's code works as it stands there, but for the port and the key."""

import re
import subprocess
import sys

import pytest
from tests.project.sources import ROOT
from tests.support.processes import Model, Server, environment
from tests.support.replies import Reply

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("readme")]
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.M | re.S)


def block(language: str, word: str) -> str:
    """The one block of a language that holds a word."""
    (found,) = [body for name, body in BLOCKS if name == language and word in body]
    return found


def run(server: Server, command: list[str], code: str) -> str:
    code = code.replace("http://127.0.0.1:8080", server.root)
    done = subprocess.run([*command, code], env=environment(), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_the_python_client_greets_by_the_real_name(server: Server, model: Model) -> None:
    model.say(Reply(text="Hello «I'm (\\w+ \\w+)»!"))
    assert run(server, [sys.executable, "-c"], block("python", "OpenAI")) == "Hello Ada Vermeer!\n"
    (seen,) = model.seen()
    assert "Vermeer" not in seen.text
    assert seen.headers["authorization"] == "Bearer your key"


def test_curl_gets_an_answer(server: Server, model: Model) -> None:
    model.say(Reply(text="Hello «I am (\\w+ \\w+)»!"))
    assert '"content":"Hello Ada Vermeer!"' in run(server, ["bash", "-c"], block("bash", "curl"))


def test_the_node_example_is_sound_javascript() -> None:
    code = block("javascript", "OpenAI")
    done = subprocess.run(
        ["node", "--input-type=module", "--check"], input=code, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
