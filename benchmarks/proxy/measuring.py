"""One connection, one request after another: how long each took, and what CPU the process behind it used."""

import os
import socket
import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
LOUD_CORES = 0.35
"""When other processes used more than so many cores during a round, its figures are set aside."""


@dataclass(frozen=True, slots=True)
class Round:
    """Medians of one round. cpu_seconds: of the contender, per answer. others: cores used by everyone else."""

    p50_seconds: float
    p99_seconds: float
    cpu_seconds: float
    others: float

    @property
    def is_loud(self) -> bool:
        return self.others > LOUD_CORES


class Connection:
    """A kept-alive connection that posts chat completions. RuntimeError for any answer but 200."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = bytearray(1 << 20)

    def post(self, body: bytes) -> float:
        """Seconds until the whole answer was here."""
        head = b"POST /v1/chat/completions HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer bench\r\n"
        head += b"content-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body)
        begun = time.perf_counter()
        self._socket.sendall(head + body)
        received = self._receive()
        spent = time.perf_counter() - begun
        if not received.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(received[:600].decode("utf-8", "replace"))
        return spent

    def _receive(self) -> bytes:
        have = bytearray()
        while (end := have.find(b"\r\n\r\n")) < 0:
            have += self._piece()
        head = bytes(have[:end]).lower()
        at = head.find(b"content-length:")
        if at < 0:
            raise RuntimeError("the answer has no content-length")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0])
        while len(have) < end + 4 + length:
            have += self._piece()
        return bytes(have)

    def _piece(self) -> bytes:
        size = self._socket.recv_into(self._buffer)
        if not size:
            raise RuntimeError("the connection broke off")
        return bytes(memoryview(self._buffer)[:size])

    def close(self) -> None:
        self._socket.close()


def process_cpu_seconds(pid: int) -> float:
    """User and system time of a process so far, threads included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def busy_cpu_seconds() -> float:
    """What all processes of the machine have used so far."""
    fields = [int(x) for x in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
    return (sum(fields[:3]) + sum(fields[5:8])) / TICKS


def run_round(port: int, pids: Iterable[int], watched: int | None, bodies: Iterable[bytes]) -> Round:
    """One round over one connection. pids: of everything that belongs to it; watched: whose CPU is told."""
    connection = Connection(port)
    ours = [*pids, os.getpid()]
    try:
        before = (sum(map(process_cpu_seconds, ours)), busy_cpu_seconds(), process_cpu_seconds(watched or os.getpid()))
        begun = time.perf_counter()
        times = [connection.post(body) for body in bodies]
        wall = time.perf_counter() - begun
        after = (sum(map(process_cpu_seconds, ours)), busy_cpu_seconds(), process_cpu_seconds(watched or os.getpid()))
    finally:
        connection.close()
    others = max(0.0, (after[1] - before[1]) - (after[0] - before[0])) / wall
    p99 = statistics.quantiles(times, n=100)[98]
    return Round(statistics.median(times), p99, (after[2] - before[2]) / len(times), others)
