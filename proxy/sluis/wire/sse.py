"""Server-sent events as OpenAI's servers send them: `data:` lines, empty lines between, `[DONE]` at the end."""

import re
from collections.abc import Iterator

DONE = b"[DONE]"
DONE_EVENT = b"data: [DONE]\n\n"
PING = b": ping\n"
MAX_EVENT_BYTES = 4_000_000
_LINE = re.compile(rb"\r\n|\n|\r")


class EventTooLarge(ValueError):
    """One event is larger than any honest server sends."""


class EventReader:
    """Cuts a byte stream into the `data` of its events, wherever the network cut it."""

    def __init__(self) -> None:
        self._rest = b""
        self._data: list[bytes] = []

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """The data of each event that is complete now. EventTooLarge beyond MAX_EVENT_BYTES."""
        self._rest += piece
        if self._rest.endswith(b"\r"):  # its line feed may come with the next piece
            whole, self._rest = self._rest[:-1], b"\r"
        else:
            whole, self._rest = self._rest, b""
        *lines, tail = _LINE.split(whole)
        self._rest = tail + self._rest
        if len(self._rest) + sum(map(len, self._data)) > MAX_EVENT_BYTES:
            raise EventTooLarge
        for line in lines:
            yield from self._line(line)

    def flush(self) -> Iterator[bytes]:
        """What stands after the last line end: a last event whose empty line never came."""
        rest, self._rest = self._rest.rstrip(b"\r"), b""
        if rest:
            yield from self._line(rest)
        yield from self._line(b"")

    def _line(self, line: bytes) -> Iterator[bytes]:
        if line.startswith(b"data:"):
            self._data.append(line[5:].removeprefix(b" "))
        elif not line and self._data:
            data, self._data = b"\n".join(self._data), []
            yield data


def event(data: bytes) -> bytes:
    """One event on the wire."""
    return b"data: " + data + b"\n\n"


def comment(text: str) -> bytes:
    """A line that clients pass over. text: one line."""
    return b": " + text.encode() + b"\n"
