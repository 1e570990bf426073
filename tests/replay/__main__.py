"""`python -m tests.replay --data FILE.jsonl [--chain] [--stream]`: recorded conversations played as Responses.

Exit status 1 when a limit does not hold (`LIMITS`).
"""

import argparse
import asyncio
import json
import sys
from pathlib import Path

from tests.replay.responses import replay


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--chain", action="store_true", help="with previous_response_id instead of the history")
    parser.add_argument("--stream", action="store_true", help="answers are streamed")
    parser.add_argument("--most", type=int, default=1000, help="conversations")
    parser.add_argument("--turns", type=int, default=1000, help="turns of each")
    parser.add_argument("--show", type=int, default=0, help="differing replies to print")
    asked = parser.parse_args()
    talks = [json.loads(line) for line in asked.data.read_text("utf-8").splitlines()][: asked.most]
    tally = asyncio.run(replay(talks, asked.chain, asked.turns, asked.stream))
    print(tally)
    for one in tally.differing[: asked.show]:
        print(one)
    missed = tally.missed()
    print(f"short of the limit: {', '.join(missed)}" if missed else "limits held")
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
