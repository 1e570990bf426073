"""`python -m benchmarks.conversations [--seed N] [--count N]`: conversations as lines of JSON, for replaying."""

import argparse
import json

from benchmarks.conversations.runs import make_runs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    asked = parser.parse_args()
    for run in make_runs(asked.seed, asked.count):
        print(json.dumps(run.as_json(), ensure_ascii=False))


if __name__ == "__main__":
    main()
