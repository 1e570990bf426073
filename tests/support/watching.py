"""Watches which addresses a process and its children reach for, by strace: uvloop bypasses Python's audit hooks."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

CALLS = "trace=connect,sendto,sendmsg,sendmmsg"
ADDRESS = re.compile(
    r"(?P<call>connect|sendto|sendmsg|sendmmsg)\(.*?sa_family=AF_INET6?, sin6?_port=htons\((?P<port>\d+)\)"
    r'.*?(?:inet_addr\("(?P<v4>[^"]+)"\)|inet_pton\(AF_INET6, "(?P<v6>[^"]+)")'
)


@dataclass(frozen=True, slots=True)
class Reached:
    """An attempt to reach an address, answered or not. Sockets in the file system do not count."""

    call: str
    host: str
    port: int


def require_strace() -> None:
    """Skips the test where strace is missing; fails it in CI."""
    if shutil.which("strace") is None:
        missing = "strace is not installed"
        pytest.fail(missing) if os.environ.get("SLUIS_CI") else pytest.skip(missing)


def watch(report: Path) -> tuple[str, ...]:
    """Words to put before a command. -D keeps the command our child, so that signals reach it and not strace."""
    return ("strace", "-D", "-f", "--seccomp-bpf", "-qq", "-e", "signal=none", "-e", CALLS, "-o", str(report))


def reached(report: Path) -> set[Reached]:
    """Every address that was reached for."""
    found = ADDRESS.finditer(report.read_text("utf-8", "replace"))
    return {Reached(m["call"], m["v4"] or m["v6"], int(m["port"])) for m in found}
