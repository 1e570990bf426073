"""`python -m benchmarks.identifiers.generate`: writes the cases, one file a kind, from a seed; `--check` only compares.

A case is a line of JSON: text, question (what was asked before it), lang, way, and spans ({start, end, label}), none
for a text that holds nothing. Ways:

  said      in a sentence that names it           asked    a bare answer to a question that names it
  form      in JSON, a table, a form, YAML, HTML   grouped  digits in other groups, or small letters, in a sentence
  alone     nothing beside it; check digits only   wrong    check digits disagree, in a sentence that names it: still found
  not_it    check digits disagree, nothing beside it: not to be taken for one
  nothing   numbers and codes of things, sums, times and places
"""

import argparse
import json
import random
import re
import string
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.identifiers import sentences
from benchmarks.identifiers.everyday import MAKERS
from benchmarks.identifiers.kinds import KINDS, Kind
from benchmarks.identifiers.values import make, of_form, regrouped, spoiled

CASES = Path(__file__).parent / "cases"
SEED = 4
COUNTS = {"said": 70, "asked": 20, "form": 30, "grouped": 20, "alone": 20, "wrong": 20, "not_it": 30, "nothing": 60}
CASED = ("API_KEY", "CRYPTO", "PASSWORD")
"""In small letters they are something else."""
Case = dict[str, Any]


def cases(kind: Kind) -> Iterator[Case]:
    """Every case of a kind, the same at each call."""
    source = random.Random(f"{SEED}{kind.name}")
    for way, count in COUNTS.items():
        for _ in range(count if _applies(kind, way) else 0):
            language = source.choice(list(sentences.LOOKALIKES if way == "nothing" else kind.names))
            yield _case(kind, way, language, source)


def _applies(kind: Kind, way: str) -> bool:
    if way in ("wrong", "not_it"):
        return kind.check is not None and not kind.shapeless
    if way == "alone":
        return kind.alone
    return way != "form" or bool(kind.keys)


def _case(kind: Kind, way: str, language: str, source: random.Random) -> Case:
    if way == "nothing":
        text = _filled(source.choice(sentences.LOOKALIKES[language]), source)
        return {"text": text, "lang": language, "way": way, "spans": []}
    value = _value(kind, language, source)
    if way in ("wrong", "not_it"):
        assert kind.check is not None
        value = spoiled(value, kind.check, source)
    if way == "grouped":
        small = _has_letters(value) and kind.entity_type not in CASED
        value = regrouped(value, source) if kind.regroup else value.lower() if small else value
    name, question = source.choice(kind.names[language]), ""
    if way == "asked":
        question = source.choice(sentences.ASKED[language]).format(c=name)
        frame = source.choice(sentences.ANSWERED)
    elif way == "form":
        frame = source.choice(sentences.FORMS)
    elif way in ("alone", "not_it"):
        frame = source.choice(sentences.BARE[language])
    else:
        frame = source.choice(sentences.SAID[language])
    key = source.choice(kind.keys) if kind.keys else ""
    before = frame.split("{v}")[0].format(c=name, k=key)
    text = frame.format(c=name, k=key, v=value)
    if way == "said" and source.random() < 0.25:
        before, text = _typed(before), _typed(text) if not _has_letters(value) else text
    start = len(before)
    assert text[start : start + len(value)] == value, (text, value)
    spans = [] if way == "not_it" else [{"start": start, "end": start + len(value), "label": kind.entity_type}]
    return {"text": text, "question": question, "lang": language, "way": way, "spans": spans}


def _value(kind: Kind, language: str, source: random.Random) -> str:
    if kind.fixed and source.random() < 0.2:
        return source.choice(kind.fixed)
    form = source.choice(kind.forms)
    return MAKERS[form](language, source) if form in MAKERS else make(form, kind.check, source)


def _has_letters(value: str) -> bool:
    return any(c.isalpha() for c in value)


def _typed(text: str) -> str:
    """As many type: small letters. Length stays."""
    low = text.lower()
    return low if len(low) == len(text) else text


def _filled(frame: str, source: random.Random) -> str:
    def fill(match: re.Match[str]) -> str:
        kind, size = match.group(1), int(match.group(2) or 1)
        if kind == "uuid":
            return of_form("hhhhhhhh-hhhh-4hhh-ahhh-hhhhhhhhhhhh", source)
        if kind == "h":
            return of_form("h" * size, source)
        if kind == "ean":
            body = of_form("4" + "9" * 11, source)
            total = sum(int(d) * (1, 3)[n % 2] for n, d in enumerate(body))
            return f"{body}{-total % 10}"
        if kind == "d":
            return source.choice("123456")
        return source.choice(string.digits[1:]) + of_form("9" * (size - 1), source)

    return re.sub(r"\{(uuid|ean|h|n|d)(\d*)\}", fill, frame)


def written(kind: Kind) -> str:
    """The file of a kind."""
    return "".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases(kind))


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.identifiers.generate", description=__doc__.split("\n")[0]
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; 1 when a file is not what would be written"
    )
    checks = parser.parse_args(arguments).check
    CASES.mkdir(exist_ok=True)
    differing = 0
    for kind in KINDS:
        file = CASES / f"{kind.name}.jsonl"
        text = written(kind)
        if not file.exists() or file.read_text("utf-8") != text:
            differing += 1
            if not checks:
                file.write_text(text, "utf-8")
    print(f"{len(KINDS)} kinds, {differing} files {'differ' if checks else 'written'}")
    return 1 if checks and differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
