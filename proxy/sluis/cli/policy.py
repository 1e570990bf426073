"""`sluis policy`: check, show, compare and try out policy files."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from sluis.applying import make_guards
from sluis.errors import InvalidRequest, PolicyError
from sluis.policy.cases import load_cases, run_case
from sluis.policy.comparing import Change, changed_fields, compare_verdicts
from sluis.policy.loading import examine, load_policy, shipped_names
from sluis.policy.matching import DecisionFacts
from sluis.policy.model import Policy
from sluis.policy.reading import Problem
from sluis.policy.schema import schema_text
from sluis.policy.showing import as_json, as_lines
from sluis.proposing import as_yaml, propose, read_tools

app = typer.Typer(no_args_is_help=True)
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
WRONG_CALL = 2
ON_FILE = ("role", "basis", "exceptions", "notice", "minor", "opted_out", "enforces")
"""Facts that an output does not hold: what is known of the bot and the person."""


@app.command("check")
def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Policy files, or names of shipped ones.")],
    as_json_: JsonOption = False,
) -> None:
    """Say whether policy files can be used, and if not, which key is wrong and what was meant."""
    found: list[Problem] = []
    for file in files:
        if any(c in file for c in "./\\") and not Path(file).is_file():
            typer.echo(f"sluis: there is no file {file}", err=True)
            raise typer.Exit(WRONG_CALL)
        loaded, problems = examine(file)
        if loaded is not None and loaded.policy.guards:
            problems = _unmade_guards(file, loaded.policy)
            loaded = None if problems else loaded
        found += problems
        if not as_json_:
            for line in [f"{file}: fine, {loaded.policy.id}"] if loaded else map(_with_line, problems):
                typer.echo(line)
    if as_json_:
        rows = [{"file": p.file, "key": p.key, "problem": p.what, "hint": p.hint, "line": p.line} for p in found]
        typer.echo(json.dumps(rows, indent=1, ensure_ascii=False))
    raise typer.Exit(1 if found else 0)


def _unmade_guards(file: str, policy: Policy) -> tuple[Problem, ...]:
    try:
        make_guards(policy)
    except PolicyError as error:
        return (Problem(file, "guards", error.message.partition("guards: ")[2], "install it beside Sluis"),)
    return ()


def _with_line(problem: Problem) -> str:
    return f"{problem} [line {problem.line}]" if problem.line else str(problem)


@app.command("list")
def list_(as_json_: JsonOption = False) -> None:
    """List the policies that come with Sluis."""
    policies = [load_policy(name) for name in shipped_names()]
    if as_json_:
        rows = [{"name": p.name, "id": p.id, "title": p.title, "places": p.places} for p in policies]
        typer.echo(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    for policy in policies:
        typer.echo(f"{policy.name}\t{policy.id}\t{policy.title}\t{', '.join(policy.places)}")


@app.command("show")
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of a shipped policy, or a file.")],
    as_json_: JsonOption = False,
) -> None:
    """Show what a policy says, field by field, with the clause behind each and what it extends filled in."""
    policy = load_policy(name)
    if as_json_:
        typer.echo(json.dumps(as_json(policy), indent=1, ensure_ascii=False))
        return
    for line in as_lines(policy):
        typer.echo(line)


@app.command("schema")
def schema() -> None:
    """Print the JSON Schema of policy files, for editors."""
    typer.echo(schema_text(), nl=False)


@app.command("test")
def run_cases(
    cases: Annotated[Path, typer.Argument(metavar="CASES", help="Folder with .case files, or one of them.")],
    as_json_: JsonOption = False,
) -> None:
    """Run cases: a request, a dashed line, and the verdict (or error text) that must come out."""
    if not cases.exists():
        typer.echo(f"sluis: there is no {cases}", err=True)
        raise typer.Exit(WRONG_CALL)
    done = [run_case(case, _judge, _today()) for case in load_cases(cases)]
    failed = [outcome for outcome in done if not outcome.passed]
    if as_json_:
        rows = [
            {"case": o.case.name, "passed": o.passed, "expected": o.case.expected, "actual": o.actual} for o in done
        ]
        typer.echo(json.dumps(rows, indent=1, ensure_ascii=False))
    else:
        for outcome in failed:
            expected, actual = _indented(outcome.case.expected), _indented(outcome.actual)
            typer.echo(f"{outcome.case.name}: expected\n{expected}\n  but was\n{actual}")
        typer.echo(f"{len(done) - len(failed)} of {len(done)} cases passed")
    raise typer.Exit(1 if failed else 0)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


@app.command("diff")
def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="Name or file of a policy.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Name or file of the policy it is compared with.")],
    on: Annotated[
        Path | None,
        typer.Option("--on", help="File of outputs (JSON lines with tools, messages and output) to weigh under both."),
    ] = None,
    as_json_: JsonOption = False,
) -> None:
    """Show which fields differ between two policies, and which outputs of a file would fare differently."""
    before, after = load_policy(old), load_policy(new)
    fields = changed_fields(before, after)
    changes = _changes(before, after, on) if on else []
    if as_json_:
        rows = [
            {"id": c.id, "old": c.old, "new": c.new, "old_rule": c.old_rule, "new_rule": c.new_rule} for c in changes
        ]
        typer.echo(json.dumps({"fields": fields, "outputs": rows}, indent=1, ensure_ascii=False))
    else:
        for key, (was, is_) in fields.items():
            typer.echo(f"{key}: {was} -> {is_}")
        for change in changes:
            typer.echo(f"{change.id}: {change.old} ({change.old_rule}) -> {change.new} ({change.new_rule})")
        if on:
            typer.echo(f"{len(changes)} outputs fare differently", err=True)


def _changes(before: Policy, after: Policy, file: Path) -> list[Change]:
    rows = _rows(file)
    for row in rows:
        if isinstance(row, dict) and isinstance(row.get("output"), str):  # as `sluis judge` takes it
            row["output"] = {"role": "assistant", "content": row["output"]}
    if not all(isinstance(row, dict) and isinstance(row.get("output"), dict) for row in rows):
        raise PolicyError(f"{file}: each line must hold an `output`.")
    pairs = ((str(r.get("id", n)), _judge(before, r), _judge(after, r)) for n, r in enumerate(rows, 1))
    return compare_verdicts(before, after, pairs, _today())


def _rows(file: Path) -> list[Any]:
    """The values of a file of JSON lines. PolicyError names the line that is none."""
    try:
        lines = file.read_text("utf-8").split("\n")
    except (OSError, ValueError) as error:
        raise PolicyError(f"{file} cannot be read.") from error
    rows = []
    for number, line in enumerate(lines, 1):
        try:
            rows += [json.loads(line)] if line.strip() else []
        except (ValueError, RecursionError) as error:
            raise PolicyError(f"{file}: line {number} is no JSON.") from error
    return rows


def _judge(policy: Policy, request: Mapping[str, Any]) -> Sequence[DecisionFacts]:
    """What the judge finds in an output, as facts; the bot's and the person's part of them comes from the request."""
    from sluis.applying import declared_tools, facts_of
    from sluis.decisions.judge import judge
    from sluis.settings import BotConfig

    found = judge(request.get("tools") or (), request.get("messages") or (), request["output"], declared_tools(policy))
    known = {name: request[name] for name in ON_FILE if name in request}
    bot = BotConfig.model_validate({"name": "case"})
    return [replace(facts_of(bot, each, request["output"], date.min), **known) for each in found.findings]


def _today() -> date:
    return datetime.now(UTC).date()


@app.command("tools")
def tools(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="A bot's tools: a JSON array, an object or recorded requests with `tools`."
        ),
    ],
    as_json_: JsonOption = False,
) -> None:
    """Propose what a bot's tools are (decides, profiles, harmless), to be confirmed and put into a policy file."""
    if not file.is_file():
        typer.echo(f"sluis: there is no file {file}", err=True)
        raise typer.Exit(WRONG_CALL)
    try:
        proposals = [propose(tool) for tool in read_tools(file.read_text(encoding="utf-8", errors="replace"))]
    except InvalidRequest as error:
        typer.echo(f"sluis: {file}: {error.message}", err=True)
        raise typer.Exit(WRONG_CALL) from error
    if as_json_:
        rows = [{"tool": p.name, "kind": p.kind, "why": p.why, "declaration": p.declaration()} for p in proposals]
        typer.echo(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    typer.echo("# Proposed from names, descriptions and schemas. Look at each line: what stands here is final.")
    typer.echo(as_yaml(proposals), nl=False)
