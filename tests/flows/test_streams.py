"""Streams in order, and a client that does not read: what it does not take is not fetched."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.support.processes import Model, Server, sluis_process
from tests.support.replies import Call, Reply

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("streams")]
ASKED = "My name is Ada Vermeer and my e-mail is ada.vermeer@posteo.net."
NAME = r"«name is (\w+ \w+)»"
TOOL = {"type": "function", "function": {"name": "find_customer", "parameters": {"type": "object"}}}
SLOW_CLIENTS = 3
GROWTH_BYTES = 22_500_000
"""What three stalled answers, 36 MB each, may cost: what fits into the buffers of sockets, not the answers."""
SETTLED_BYTES = 1_500_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, model_server: Model) -> Iterator[Server]:
    with sluis_process(tmp_path_factory.mktemp("streams"), model_server.url) as running:
        yield running


def chunks_of(text: str) -> list[dict[str, Any]]:
    """The chunks of a stream whose last event is [DONE], once."""
    lines = [line.removeprefix("data: ") for line in text.splitlines() if line.startswith("data: ")]
    assert lines[-1] == "[DONE]"
    assert lines.count("[DONE]") == 1
    return [json.loads(line) for line in lines[:-1]]


@pytest.mark.parametrize("piece", [1, 5, 200])
def test_each_choice_ends_after_all_it_says_and_usage_after_all_choices(
    server: Server, model: Model, piece: int
) -> None:
    other = Reply(text=None, refusal=f"Not for {NAME}.", finish="content_filter", piece=piece)
    third = Reply(text="One moment.", calls=(Call("find_customer", {"name": NAME}),), piece=piece)
    model.say(Reply(text=f"Dear {NAME}", reasoning=f"It is {NAME}.", piece=piece, alternatives=(other, third)))
    response = server.chat(ASKED, n=3, stream=True, tools=[TOOL], stream_options={"include_usage": True})
    parts = chunks_of(response.text)
    assert [part["choices"] for part in parts if part.get("usage")] == [[]]
    assert parts[-1]["usage"]["prompt_tokens"] == 10
    told: dict[int, dict[str, str]] = {}
    ended: dict[int, str] = {}
    for choice in (choice for part in parts for choice in part["choices"]):
        at, delta = choice["index"], choice["delta"]
        assert at not in ended, "nothing is said after the end"
        for name in ("content", "refusal", "reasoning_content"):
            told.setdefault(at, {})[name] = told.get(at, {}).get(name, "") + (delta.get(name) or "")
        for call in delta.get("tool_calls") or ():
            told[at]["call"] = told[at].get("call", "") + call["function"]["arguments"]
        if choice["finish_reason"]:
            ended[at] = choice["finish_reason"]
    assert ended == {0: "stop", 1: "content_filter", 2: "tool_calls"}
    assert told[0] == {"content": "Dear Ada Vermeer", "refusal": "", "reasoning_content": "It is Ada Vermeer."}
    assert told[1]["refusal"] == "Not for Ada Vermeer."
    assert told[2]["content"] == "One moment."
    assert json.loads(told[2]["call"]) == {"name": "Ada Vermeer"}


def resident_bytes(server: Server) -> int:
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return 1024 * int(status.split("VmRSS:")[1].split()[0])


@contextmanager
def stalled(server: Server) -> Iterator[socket.socket]:
    """A client that asks for a stream, reads its first bytes and no more."""
    body = json.dumps({"model": "fake", "stream": True, "messages": [{"role": "user", "content": ASKED}]}).encode()
    head = (
        f"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer t\r\ncontent-length: {len(body)}\r\n"
    )
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        client.settimeout(120)
        client.connect(("127.0.0.1", server.port))
        client.sendall(f"{head}content-type: application/json\r\n\r\n".encode() + body)
        assert client.recv(1000).startswith(b"HTTP/1.1 200")
        yield client


def settled_bytes(server: Server) -> int:
    """What the server holds once it has not grown for a second."""
    deadline = time.monotonic() + 90
    held = resident_bytes(server)
    while time.monotonic() < deadline:
        time.sleep(1)
        now = resident_bytes(server)
        if now - held < SETTLED_BYTES:
            return now
        held = now
    raise AssertionError("it grows on")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_clients_that_do_not_read_cost_no_memory(server: Server, model: Model) -> None:
    reply = Reply(text=f"Dear {NAME}. All of it is on its way.", behaviour="endless", after=2, blocks=3000)
    server.chat(ASKED)
    before = resident_bytes(server)
    with ExitStack() as clients:
        for _ in range(SLOW_CLIENTS):
            model.say(reply)
            clients.enter_context(stalled(server))
        begun = time.monotonic() + 60
        while model.state()["open_streams"] < SLOW_CLIENTS and time.monotonic() < begun:
            time.sleep(0.05)
        most = settled_bytes(server)
        assert model.state()["open_streams"] == SLOW_CLIENTS, "the model waits too"
        assert server.chat(ASKED).status_code == 200, "others are served meanwhile"
    print(f"{SLOW_CLIENTS} stalled answers: {(most - before) / 1e6:.1f} MB more")
    assert most - before < GROWTH_BYTES
