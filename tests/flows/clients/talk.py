"""How a test talks to its bot: a line in is what the user says (null: a new conversation), a line out what it did."""

import json
import os
import sys
from collections.abc import Callable
from typing import Any

from bank import calls

URL, HOW, API = sys.argv[1:4]
STREAMS = HOW == "stream"
done: dict[str, Any] = {}
_line = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # what a library prints goes to the log, not between the lines of the test


def begin() -> None:
    done.clear()
    calls.clear()
    done.update({"text": "", "tools": calls, "pieces": 0, "ids": [], "error": ""})


def serve(turn: Callable[[str], None], forget: Callable[[], None]) -> None:
    """Answers until the test closes the pipe. turn: writes into `done` what it did for what the user said."""
    for line in sys.stdin:
        begin()
        text = json.loads(line)
        try:
            forget() if text is None else turn(text)
        except Exception as error:  # the test reads the library's complaint
            done["error"] = f"{type(error).__name__}: {error}"
        print(json.dumps(done), file=_line, flush=True)
