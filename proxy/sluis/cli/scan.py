"""`sluis scan`: where personal data stands in texts, as the detector of a policy sees it."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from sluis.applying import engine_options
from sluis.detection.engine import Engine
from sluis.detection.explaining import Explanation
from sluis.errors import InvalidRequest
from sluis.policy.loading import load_policy
from sluis.values import Leaf, Span
from sluis.wire.structured import split

PART_OF = {"POSTCODE": "ADDRESS"}
"""What labelled sets call by the name of the whole; in lines of JSON the part is named beside it."""


def scan(
    files: Annotated[list[Path] | None, typer.Argument(help="Files to read; none: standard input.")] = None,
    policy: Annotated[str, typer.Option(help="Name or file of the policy.")] = "gdpr",
    jsonl: Annotated[bool, typer.Option("--jsonl", help='Lines {"id","text"} in, lines {"id","spans"} out.')] = False,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="Say who found each span, beside which word, over what, and which special categories are spoken of.",
        ),
    ] = False,
    tagger: Annotated[
        str, typer.Option(help="builtin, none, spacy:NAME, presidio:MODULE:NAME or remote:URL.")
    ] = "builtin",
) -> None:
    """Show where personal data stands in texts. Exit status 1 when some was found in a plain file."""
    engine = make_engine(policy, tagger)
    if jsonl:
        for row in _rows(files):
            typer.echo(json.dumps(_scanned(engine, row, explain), ensure_ascii=False))
        return
    found = 0
    for name, text in _texts(files):
        reasons = why(engine, text) if explain else {}
        for span in find(engine, text):
            found += 1
            line, column = text.count("\n", 0, span.start) + 1, span.start - text.rfind("\n", 0, span.start)
            reason = reasons.get((span.start, span.end, span.recognizer))
            size = f"{span.end - span.start} characters"
            said = f"\t{reason or span.recognizer}" if explain else ""
            typer.echo(f"{name}:{line}:{column}\t{span.entity_type}\t{span.score:.2f}\t{size}{said}")
            for rival in reason.over if reason else ():
                typer.echo(f"\t{rival}")
        topics = sorted(engine.look(split(text, "user", "").leaves).topics) if explain else []
        if topics:
            typer.echo(f"{name}\tspeaks of {', '.join(topics)} about a person")
    if found:
        raise typer.Exit(1)


def why(engine: Engine, text: str) -> dict[tuple[int, int, str], Explanation]:
    """The reason for each span that `find` gives, by its place and recogniser."""
    structured = split(text, "user", "")
    explained = engine.explain(structured.leaves)
    found: dict[tuple[int, int, str], Explanation] = {}
    at = 0
    for leaf, here in zip(structured.leaves, explained, strict=True):
        start = 0 if len(structured.leaves) == 1 and not structured.is_json else text.find(leaf.text, at)
        if start < 0:
            continue
        at = start
        for each in here:
            found[start + each.span.start, start + each.span.end, each.span.recognizer] = each
    return found


def make_engine(policy: str, tagger: str) -> Engine:
    """The detector that `sluis serve` would use."""
    from sluis.detection.other_taggers import load_tagger

    return Engine(engine_options(load_policy(policy), load_tagger(tagger)))


def find(engine: Engine, text: str, question: str = "") -> list[Span]:
    """Spans in the text as a whole; those in JSON inside it are counted in the raw text where they stand unescaped."""
    structured = split(text, "user", question)
    spans = engine.find(structured.leaves)
    if len(structured.leaves) == 1 and not structured.is_json:
        return list(spans[0])
    found = []
    at = 0
    for leaf, here in zip(structured.leaves, spans, strict=True):
        start = text.find(leaf.text, at)
        if start < 0:
            continue
        at = start
        found += [Span(start + s.start, start + s.end, s.entity_type, s.score, s.recognizer) for s in here]
    return found


def _scanned(engine: Engine, row: dict[str, Any], explain: bool) -> dict[str, Any]:
    said: dict[str, Any]
    if isinstance(row.get("turns"), list):
        leaves: list[Leaf] = []
        before: dict[str, Any] = {}
        for turn in row["turns"]:
            last = "" if before.get("role") == turn.get("role") is not None else str(before.get("text", ""))
            leaves.append(Leaf(str(turn.get("text", "")), (), "user", _question(turn) or last))
            before = turn
        found = engine.look(leaves)
        turns = [{"spans": _as_json(spans, explain)} for spans in found.spans]
        said = {"id": row.get("id"), "turns": turns}
        return {**said, "topics": sorted(found.topics)} if explain else said
    text, asked = str(row.get("text", "")), _question(row)
    said = {"id": row.get("id"), "spans": _as_json(find(engine, text, asked), explain)}
    return {**said, "topics": sorted(engine.look(split(text, "user", asked).leaves).topics)} if explain else said


def _question(row: dict[str, Any]) -> str:
    """What was asked before a text, if its row says so: a sentence, or the name of what was asked for."""
    asked = row.get("asked") or ""
    asked = ", ".join(map(str, asked)) if isinstance(asked, list) else str(asked)
    return f"What is your {asked}?" if asked and asked.replace("_", "").replace(" ", "").isalpha() else asked


def _as_json(spans: Any, explain: bool) -> list[dict[str, Any]]:
    rows = []
    for s in spans:
        label = PART_OF.get(s.entity_type, s.entity_type)
        row = {"start": s.start, "end": s.end, "label": label, "score": round(s.score, 4)}
        if label != s.entity_type:
            row["part"] = s.entity_type
        rows.append({**row, "recognizer": s.recognizer} if explain else row)
    return rows


def _texts(files: list[Path] | None) -> Iterator[tuple[str, str]]:
    if not files:
        yield "-", sys.stdin.read()
    for file in files or ():
        try:
            yield str(file), file.read_text(encoding="utf-8", errors="replace")
        except OSError as error:
            raise InvalidRequest(f"{file} cannot be read: {error.strerror}.") from error


def _rows(files: list[Path] | None) -> Iterator[dict[str, Any]]:
    for name, text in _texts(files):
        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                raise InvalidRequest(f"{name}:{number}: not JSON") from error
            if not isinstance(row, dict):
                raise InvalidRequest(f"{name}:{number}: not a JSON object")
            yield row
