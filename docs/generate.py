"""Writes the generated tables of README.md and docs/ from the code, or with --check says which of them are out of date.

A table stands between `<!-- generated: NAME -->` and `<!-- end: NAME -->`; what is outside is written by hand.
"""

import ast
import re
import sys
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from typer.main import get_command

from sluis import errors
from sluis.cli import main as command_line
from sluis.policy.deciding import BasisName, Exemption, Operator
from sluis.policy.entities import ENTITY_TYPES
from sluis.policy.loading import load_policy
from sluis.policy.model import Policy
from sluis.policy.presidio_names import PRESIDIO_NAMES
from sluis.policy.section import Section
from sluis.policy.showing import word as one_line
from sluis.policy.terms import (
    STYLES,
    UNITS,
    Deadline,
    Direction,
    Domain,
    DomainOrNone,
    Duration,
    Language,
    Outcome,
    Style,
    Term,
)
from sluis.settings import BotConfig, Settings
from sluis.wire.endpoints import TABLES

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "proxy" / "sluis"
POLICY_SECTIONS = (
    "basis", "decisions", "profiling", "notice", "rights", "minors", "identifiers", "retention", "breach", "transfer",
    "topics", "streaming", "provider_tools", "upstream", "content",
)  # fmt: skip
BLOCK = re.compile(r"(<!-- generated: (?P<name>[\w-]+) -->\n).*?(<!-- end: (?P=name) -->)", re.S)


def pages() -> list[Path]:
    """The pages that may hold generated tables."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


# ---------------------------------------------------------------- settings
def settings_table() -> str:
    rows = [
        (f"`{name}`", f"`SLUIS_{name.upper()}`", _type_name(f.annotation), _default(f), _sentence(f))
        for name, f in Settings.model_fields.items()
    ]
    return table(("Setting", "Environment", "Type", "Default", "Meaning"), rows)


def bots_table() -> str:
    return _model_table(BotConfig)


def _model_table(model: type[BaseModel]) -> str:
    rows = [
        (f"`{name}`", _type_name(f.annotation), _default(f), _sentence(f)) for name, f in model.model_fields.items()
    ]
    return table(("Key", "Type", "Default", "Meaning"), rows)


def _type_name(annotation: object) -> str:
    """The type as one writes it in YAML."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return " or ".join(_type_name(a) for a in arguments if a is not types.NoneType)
    if origin is typing.Literal:
        return ", ".join(f"`{value}`" for value in arguments)
    if origin is tuple:
        return f"list of {_type_name(arguments[0])}"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "bot"
    plain = {str: "text", int: "number", float: "number", bool: "yes or no", Path: "file", SecretStr: "secret"}
    return plain.get(typing.cast("type", annotation), str(annotation))


def _default(row: FieldInfo) -> str:
    if row.is_required():
        return "must be set"
    if row.default is None or row.default == ():
        return "none"
    return f"`{str(row.default).lower() if isinstance(row.default, bool) else row.default}`"


def _sentence(row: FieldInfo) -> str:
    if not row.description:
        raise SystemExit("every setting needs a description")
    return row.description[0].upper() + row.description[1:]


# ---------------------------------------------------------------- policies
def policy_keys_table() -> str:
    """Every key of a policy file, with the clause that `gdpr` gives for it; what stands in lists and maps is `…`."""
    gdpr = load_policy("gdpr")
    top = [(f"`{k}`", *_value_cells(r), gdpr.article(k) or "-", r.description or "-") for k, r in _top_rows()]
    top[0] = ("`name`", "text", "the file's name", "-", "how the policy stands in records, headers and errors")
    extends = ("`extends`", "a name or a file", "none", "-", "whose fields stand where this file says nothing")
    rows = [row for name in POLICY_SECTIONS for row in _section_rows(name, getattr(gdpr, name))]
    return table(("Key", "Value", "Default", "Clause in `gdpr`", "What it does"), [extends, *top, *rows])


def _top_rows() -> Iterator[tuple[str, FieldInfo]]:
    """The keys of a policy that are no sections."""
    for name, row in Policy.model_fields.items():
        if name not in POLICY_SECTIONS and name != "articles":
            yield row.alias or name, row


def _section_rows(key: str, section: Section) -> Iterator[tuple[str, ...]]:
    for name, row in type(section).model_fields.items():
        word = row.alias or name
        if word == "articles":
            continue
        value = getattr(section, name)
        if isinstance(value, Section):
            yield from _section_rows(f"{key}.{word}", value)
            continue
        yield f"`{key}.{word}`", *_value_cells(row), section.article(word) or "-", row.description or "-"


def _value_cells(row: FieldInfo) -> tuple[str, str]:
    """(what one writes, the default)."""
    empty = row.default in (None, "", (), {})
    default = "must be set" if row.is_required() else "none" if empty else f"`{one_line(row.default)}`"
    return _written(row.annotation), default


def policy_parts() -> str:
    """What stands inside the keys that hold maps and lists: a table for each kind, under the keys that hold it."""
    places: dict[type[Term], list[str]] = {}
    for key, row in _top_rows():
        _find_parts(key, row.annotation, places)
    for name in POLICY_SECTIONS:
        _find_parts(name, Policy.model_fields[name].annotation, places)
    parts = []
    for kind, keys in places.items():
        rows = [
            (f"`{row.alias or name}`", *_value_cells(row), row.description or "-")
            for name, row in kind.model_fields.items()
            if name != "articles"
        ]
        said = (kind.__doc__ or "").strip().split("\n")[0]
        held = ", ".join(f"`{key}`" for key in keys)
        parts.append(f"### {held}\n\n{said}\n\n" + table(("Key", "Value", "Default", "What it does"), rows))
    return "\n".join(parts)


def _find_parts(key: str, annotation: object, places: dict[type[Term], list[str]]) -> None:
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        _find_parts(key, inner[0], places)
    elif origin is dict:
        _find_parts(f"{key}.…", inner[1], places)
    elif origin is tuple:
        _find_parts(f"{key}[]", inner[0], places)
    elif origin in (typing.Union, types.UnionType):
        for member in inner:
            _find_parts(key, member, places)
    elif isinstance(annotation, type) and issubclass(annotation, Term) and annotation not in WRITTEN:
        known = annotation in places
        if not issubclass(annotation, Section):
            places.setdefault(annotation, []).append(key)
        for name, row in {} if known else annotation.model_fields.items():
            _find_parts(f"{key}.{row.alias or name}", row.annotation, places)


def _written(annotation: object) -> str:
    """What one writes for a value of this type."""
    named = [name for name, kind in WORDS.items() if kind == annotation]
    if named or annotation in WRITTEN:
        return named[0] if named else WRITTEN[annotation]
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Literal:
        return ", ".join(f"`{word}`" for word in inner)
    if origin in (typing.Union, types.UnionType):
        return " or ".join(dict.fromkeys(_written(a) for a in inner if a is not types.NoneType))
    inside = {typing.Annotated: (0, ""), tuple: (0, "list of "), dict: (1, "map to ")}.get(typing.cast("type", origin))
    return f"{inside[1]}{_written(inner[inside[0]])}" if inside else "keys below"


WRITTEN: Mapping[object, str] = {
    Duration: "duration", Deadline: "deadline", str: "text", int: "number", float: "number", bool: "yes or no",
    date: "date",
}  # fmt: skip
WORDS: Mapping[str, object] = {
    "outcome": Outcome, "style": Style, "domain": Domain, "domain or `none`": DomainOrNone, "direction": Direction,
    "exemption": Exemption, "basis": BasisName, "operator": Operator, "language": Language,
}  # fmt: skip
"""Lists of words that stand in many places, named in the tables and listed once."""


def policy_words_table() -> str:
    named = {name: kind for name, kind in WORDS.items() if " " not in name}
    listed = [(name, ", ".join(f"`{word}`" for word in typing.get_args(kind))) for name, kind in named.items()]
    times = [
        ("duration", "a number and a unit, `24h`, `45cd`: " + ", ".join(f"`{u}` {said}" for u, said in UNITS.items())),
        ("deadline", "`{n: 45, unit: cd, extend: 45cd, from: receipt}`; `extend` and `from` may be left out"),
        ("date", "`2027-01-01`"),
    ]
    return table(("Word", "Is one of"), [*listed, *times])


def entity_types_table() -> str:
    """Every entity type by the style in which it leaves under `gdpr`."""
    styles = load_policy("gdpr").styles
    rows = [
        (f"`{style}`", ", ".join(f"`{kind}`" for kind in sorted(ENTITY_TYPES) if styles[kind] == style))
        for style in STYLES
    ]
    return table(("Style in `gdpr`", "Entity types"), [(style, kinds or "-") for style, kinds in rows])


# ---------------------------------------------------------------- positions
def presidio_names_table() -> str:
    ours = sorted(set(PRESIDIO_NAMES.values()))
    rows = ((f"`{kind}`", ", ".join(f"`{n}`" for n, k in sorted(PRESIDIO_NAMES.items()) if k == kind)) for kind in ours)
    return table(("Here", "Presidio's names, and labels of models"), rows)


def positions_table() -> str:
    """A table for each endpoint."""
    parts = []
    for endpoint, known in TABLES.items():
        rows = [(f"`{row.name}`", row.treatment, row.reason) for row in known]
        parts.append(f"### `POST /v1/{endpoint}`\n\n" + table(("Position", "Treatment", "Why"), rows))
    return "\n".join(parts)


# ---------------------------------------------------------------- clients
def clients_table() -> str:
    sys.path.insert(0, str(ROOT))
    from tests.flows.clients.matrix import FACTS, table_rows

    return table(("Client", "Package", "API", "Answer", *FACTS.values()), table_rows())


# ---------------------------------------------------------------- errors
def error_classes() -> list[type[errors.SluisError]]:
    """All classes of the tree in its order."""
    found = [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, errors.SluisError)]
    return [c for c in found if c is not errors.SluisError]


def meanings() -> dict[str, str]:
    """Class name to the sentence beside it in the tree at the top of `sluis/errors.py`."""
    tree = re.findall(r"^ +(\w+) {2,}(\S.*)$", errors.__doc__ or "", re.M)
    return dict(tree)


def errors_table() -> str:
    said = meanings()
    rows = [
        (f"`{c.code}`", str(c.status), "yes" if c.retry else "no", said[c.__name__][0].upper() + said[c.__name__][1:])
        for c in error_classes()
    ]
    return table(("Code", "Status", "Retry", "Meaning"), rows)


def codes_table() -> str:
    """Every code that stands in the sources, with what the caller is told."""
    rows: dict[tuple[str, str], str] = {}
    for path in sorted(SOURCES.rglob("*.py")):
        for code, status, message in _raised(ast.parse(path.read_text(encoding="utf-8"))):
            rows.setdefault((code, status), message)
    return table(("Code", "Status", "Message"), [(f"`{c}`", s, rows[c, s]) for c, s in sorted(rows)])


def _raised(tree: ast.AST) -> Iterator[tuple[str, str, str]]:
    classes = {c.__name__: c for c in error_classes()}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in classes):
            continue
        made = classes[node.func.id]
        named = next((k.value for k in node.keywords if k.arg == "code"), None)
        code = named.value if isinstance(named, ast.Constant) else made.code if named is None else None
        if isinstance(code, str) and node.args:
            yield code, str(made.status), _as_text(node.args[0])


def _as_text(node: ast.expr) -> str:
    """The words of a message; what is filled in shows as `…`."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_as_text(part) for part in node.values)
    if isinstance(node, ast.BinOp):
        return _as_text(node.left) + _as_text(node.right)
    return "…"


# ---------------------------------------------------------------- commands
def commands_table() -> str:
    rows = [(f"`sluis {name}`", said) for name, said in {**command_line.VERBS, **command_line.NOUNS}.items()]
    return table(("Command", "What it does"), rows)


def command_pages() -> str:
    """The help of every command."""
    parts = []
    for name in (*command_line.VERBS, *command_line.NOUNS):
        try:
            group = get_command(command_line.build([name]))
        except ModuleNotFoundError as error:
            raise SystemExit(f"sluis {name}: {error}") from error
        parts.append(_command_help(group.commands[name], f"sluis {name}"))  # type: ignore[attr-defined]
    return "\n".join(parts)


def _command_help(command: typing.Any, words: str) -> str:
    inner: Mapping[str, typing.Any] = getattr(command, "commands", {})
    if inner:
        return "\n".join(_command_help(each, f"{words} {name}") for name, each in inner.items() if not each.hidden)
    rows = []
    for option in command.params:
        if option.name == "help" or getattr(option, "hidden", False):
            continue
        name = ", ".join(option.opts) if option.param_type_name == "option" else option.name.upper()
        rows.append((f"`{name}`", (getattr(option, "help", None) or "").strip()))
    said = (command.help or "").strip().split("\n\n")[0].replace("\n", " ")
    body = "\n" + table(("Option", "Meaning"), rows) if rows else ""
    return f"### `{words}`\n\n{said}\n{body}"


GENERATORS: Mapping[str, Callable[[], str]] = {
    "settings": settings_table,
    "bots": bots_table,
    "policy-keys": policy_keys_table,
    "policy-parts": policy_parts,
    "policy-words": policy_words_table,
    "entity-types": entity_types_table,
    "presidio-names": presidio_names_table,
    "positions": positions_table,
    "clients": clients_table,
    "errors": errors_table,
    "codes": codes_table,
    "commands": commands_table,
    "command-help": command_pages,
}


def renewed(text: str) -> str:
    """The page with every generated block made anew. KeyError for a block that nobody makes."""
    return BLOCK.sub(lambda found: found[1] + GENERATORS[found["name"]]() + found[3], text)


def stale() -> list[str]:
    """The pages whose generated tables differ from the code."""
    return [str(p.relative_to(ROOT)) for p in pages() if renewed(p.read_text("utf-8")) != p.read_text("utf-8")]


def main() -> None:
    if "--check" in sys.argv[1:]:
        found = stale()
        if found:
            sys.exit(f"out of date: {', '.join(found)}; run `make docs`")
        return
    for page in pages():
        page.write_text(renewed(page.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
