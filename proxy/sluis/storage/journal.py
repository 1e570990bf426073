"""The erasure journal: who was erased, in a file outside the database, so that a restored backup forgets them too.

One line each: `1 sub_… 1764000000` (format, id, Unix seconds). Ids are random and tell nothing about anyone. The line
is on disk before the database is touched: an erasure once begun is finished at the next start.
"""

import os
import re
from pathlib import Path

from sluis.errors import StorageUnavailable

_LINE = re.compile(r"1 (sub_[0-9a-f]{32}) (\d{1,12})")


class ErasureJournal:
    """The file may be missing; it is made by the first erasure. Appending is atomic between processes."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def add(self, subject_id: str, at: int) -> None:
        """Put an erasure on disk. StorageUnavailable when that fails: nothing may be reported as erased then."""
        line = f"1 {subject_id} {at}\n".encode()
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                written = os.write(descriptor, _mended(descriptor) + line)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as problem:
            raise StorageUnavailable(f"The erasure journal {self.file} cannot be written.") from problem
        if written < len(line):
            raise StorageUnavailable(f"The erasure journal {self.file} cannot be written.")

    def read(self) -> dict[str, int]:
        """Erased ids and when. A line cut off by a crash was never acted upon and counts for nothing."""
        try:
            lines = self.file.read_text(encoding="ascii", errors="replace").splitlines()
        except FileNotFoundError:
            return {}
        except OSError as problem:
            raise StorageUnavailable(f"The erasure journal {self.file} cannot be read.") from problem
        found = (_LINE.fullmatch(line) for line in lines)
        return {match[1]: int(match[2]) for match in found if match}


def _mended(descriptor: int) -> bytes:
    """What has to stand before the next line: a line end, when a crash cut the last one off."""
    size = os.fstat(descriptor).st_size
    return b"\n" if size and os.pread(descriptor, 1, size - 1) != b"\n" else b""
