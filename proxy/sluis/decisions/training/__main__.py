"""`python -m sluis.decisions.training --out FILE`: makes the cases, fits the classifier, writes its weights."""

import argparse
import sys
from pathlib import Path
from random import Random

from sluis.decisions.classifier import save_weights
from sluis.decisions.training.calls import make_call_cases
from sluis.decisions.training.cases import Case, make_text_cases
from sluis.decisions.training.examples import examples_of
from sluis.decisions.training.fit import Options, fit
from sluis.decisions.training.phrases import load_all_phrases

TEXT_CASES = 9000
CALL_CASES = 4000
SEED = 20


def make_cases(text: int = TEXT_CASES, calls: int = CALL_CASES, seed: int = SEED) -> list[Case]:
    """The training cases: so many of each language."""
    cases: list[Case] = []
    for language, phrases in load_all_phrases().items():
        rng = Random(f"{seed}{language}")  # noqa: S311 - cases, not secrets
        cases += make_text_cases(phrases, rng, text)
        cases += make_call_cases(phrases, rng, calls)
    return cases


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m sluis.decisions.training", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="where the weights go (.npz)")
    out: Path = parser.parse_args(arguments).out
    cases = make_cases()
    print(f"{len(cases)} cases", file=sys.stderr)
    text = fit(list(examples_of(cases, text=True)), Options())
    call = fit(list(examples_of(cases, text=False)), Options())
    save_weights(out, text, call)
    print(f"{out}: {len(text.names)} + {len(call.names)} features, {out.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
