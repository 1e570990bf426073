"""`sluis judge`: which outputs are decisions about people, as a policy's tools and the built-in judge see them."""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from sluis.applying import declared_tools
from sluis.decisions.declared import DeclaredTool
from sluis.decisions.findings import Finding, Judgement
from sluis.decisions.judge import judge as judge_output
from sluis.errors import InvalidRequest
from sluis.policy.loading import load_policy


def judge(
    files: Annotated[list[Path] | None, typer.Argument(help="Files to read; none: standard input.")] = None,
    policy: Annotated[str, typer.Option(help="Name or file of the policy.")] = "gdpr",
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Lines {"id","tools","messages","output"}; always so, kept for clearness.')
    ] = True,
    explain: Annotated[bool, typer.Option("--explain", help="Say what weighed, part by part.")] = False,
) -> None:
    """Show which outputs are decisions about people: one JSON line for each line read."""
    chosen = load_policy(policy)
    declared, scores = declared_tools(chosen), chosen.decisions.scores == "decide"
    for row in _rows(files):
        typer.echo(json.dumps(judged(row, declared, explain, scores), ensure_ascii=False))


def judged(
    row: Mapping[str, Any], declared: Mapping[str, DeclaredTool], explain: bool = False, scores: bool = False
) -> dict[str, Any]:
    """The verdict on one case. InvalidRequest when a field has the wrong shape.

    scores: whether the policy counts a profile of a person as a decision by itself.
    """
    tools, messages, output = row.get("tools") or [], row.get("messages") or [], row.get("output")
    if isinstance(output, str):
        output = {"role": "assistant", "content": output}
    if not isinstance(output, dict) or not _are_objects(tools) or not _are_objects(messages):
        raise InvalidRequest("A line holds `tools` and `messages` as lists of objects and `output` as a message.")
    found = judge_output(tools, messages, output, declared, explain=explain)
    if scores:
        found = Judgement(tuple(_counted(finding) for finding in found.findings))
    weighty = [f for f in found.findings if f.decision] or [f for f in found.findings if f.profiling]
    first = max(weighty or found.findings, key=lambda f: f.score, default=None)
    answer: dict[str, Any] = {
        "id": row.get("id"),
        "decision": found.decision,
        "adverse": _adverse(weighty) if found.decision else None,
        "domain": first.domain if first and weighty else "none",
        "profiling": any(f.profiling for f in found.findings),
        "special_category": any(f.special_category for f in weighty),
        "rule": first.rule if first else "",
        "score": round(first.score, 4) if first else 0.0,
    }
    if explain:
        answer["findings"] = [_explained(f) for f in found.findings]
    return answer


def _counted(finding: Finding) -> Finding:
    """A finding where a profile is a decision."""
    if finding.decision or not finding.profiling:
        return finding
    return replace(finding, decision=True, domain=finding.matter)


def _adverse(findings: list[Finding]) -> bool | None:
    """Unfavourable as soon as one part is."""
    said = [f.adverse for f in findings if f.adverse is not None]
    return any(said) if said else None


def _explained(finding: Finding) -> dict[str, Any]:
    return {
        "where": finding.where,
        "index": finding.index,
        "decision": finding.decision,
        "profiling": finding.profiling,
        "domain": finding.domain,
        "rule": finding.rule,
        "score": round(finding.score, 4),
        "features": list(finding.features),
    }


def _are_objects(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _rows(files: list[Path] | None) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_lines(files), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InvalidRequest(f"Line {number} is no JSON.") from error
        if not isinstance(row, dict):
            raise InvalidRequest(f"Line {number} is no JSON object.")
        yield row


def _lines(files: list[Path] | None) -> Iterator[str]:
    if not files:
        yield from sys.stdin
        return
    for file in files:
        try:
            with file.open(encoding="utf-8") as lines:
                yield from lines
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidRequest(f"{file} cannot be read as text.") from error
