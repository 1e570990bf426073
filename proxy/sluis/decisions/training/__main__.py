"""`python -m sluis.decisions.training --out FILE`: makes the cases, fits the classifier, writes its weights."""

import argparse
import sys
from pathlib import Path
from random import Random

from sluis.decisions.classifier import save_weights
from sluis.decisions.training.calls import make_call_cases
from sluis.decisions.training.cases import Case, make_text_cases
from sluis.decisions.training.examples import examples_of, scene_examples
from sluis.decisions.training.fit import Options, fit
from sluis.decisions.training.phrases import load_all_phrases
from sluis.decisions.training.written import make_written_cases

TEXT_CASES = 3500
CALL_CASES = 2000
WRITTEN_EACH = 14
SEED = 20


def make_cases(
    text: int = TEXT_CASES, calls: int = CALL_CASES, written: int = WRITTEN_EACH, seed: int = SEED
) -> list[Case]:
    """The training cases: so many of each language, and of each written line."""
    cases: list[Case] = []
    for language, phrases in load_all_phrases().items():
        rng = Random(f"{seed}{language}")  # noqa: S311 - cases, not secrets
        cases += make_text_cases(phrases, rng, text)
        cases += make_call_cases(phrases, rng, calls)
        cases += make_written_cases(phrases, rng, written)
    return cases


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m sluis.decisions.training", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="where the weights go (.npz)")
    out: Path = parser.parse_args(arguments).out
    cases = make_cases()
    print(f"{len(cases)} cases", file=sys.stderr)
    text = fit(list(examples_of(cases, text=True)), Options())
    call = fit(list(examples_of(cases, text=False)), Options())
    scene = fit(list(scene_examples(cases)), Options(networks=2))
    save_weights(out, text, call, scene)
    sizes = " + ".join(f"{len(part.names)} features, {len(part.wording)} words" for part in (text, call, scene))
    print(f"{out}: {sizes}, {out.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
