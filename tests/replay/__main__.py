"""`python -m tests.replay --data FILE.jsonl [--chain] [--most N]`: recorded conversations played as Responses."""

import argparse
import asyncio
import json
from pathlib import Path

from tests.replay.responses import replay


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--chain", action="store_true", help="with previous_response_id instead of the history")
    parser.add_argument("--most", type=int, default=1000, help="conversations")
    parser.add_argument("--turns", type=int, default=1000, help="turns of each")
    parser.add_argument("--show", type=int, default=0, help="differing replies to print")
    asked = parser.parse_args()
    talks = [json.loads(line) for line in asked.data.read_text("utf-8").splitlines()][: asked.most]
    tally = asyncio.run(replay(talks, asked.chain, asked.turns))
    print(tally)
    for one in tally.differing[: asked.show]:
        print(one)


if __name__ == "__main__":
    main()
