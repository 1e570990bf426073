"""The pages say what the code does: generated tables are fresh, and what is written by hand names only what exists."""

import importlib.util
import re
import shlex
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from tests.project.sources import PACKAGE, ROOT, modules
from typer.main import get_command

from sluis.cli import main as command_line
from sluis.policy import model  # noqa: F401  what stands in a policy is known once this is read
from sluis.policy.entities import ENTITY_TYPES
from sluis.policy.terms import Deadline, Duration, Term
from sluis.settings import Settings

README = (ROOT / "README.md").read_text("utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")
MAKE_TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_tables_are_those_of_the_code() -> None:
    assert _generator().stale() == [], "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    dead = [target for target in LINK.findall(page.read_text("utf-8")) if not (page.parent / target).exists()]
    assert not dead


def test_the_readme_names_every_setting_route_and_header() -> None:
    missing = [name for name in Settings.model_fields if f"`{name}`" not in README]
    sources = "\n".join(m.path.read_text("utf-8") for m in modules())
    headers = set(re.findall(r"[\"'](x-sluis-[a-z]+)[\"']", sources))
    missing += sorted(h for h in headers if h not in README.lower())
    assert not missing


def test_make_targets_on_the_pages_exist() -> None:
    named = {t for page in PAGES for t in re.findall(r"\bmake ([a-z]+)\b", _code(page.read_text("utf-8")))}
    assert "demo" in named
    assert named <= MAKE_TARGETS


def _code(text: str) -> str:
    """Only what is set as code: fenced blocks and inline."""
    return "\n".join([body for _, body in FENCE.findall(text)] + re.findall(r"`([^`\n]+)`", FENCE.sub("", text)))


def _commands() -> set[tuple[str, ...]]:
    found = set()
    for page in PAGES:
        for line in _code(page.read_text("utf-8")).replace("\\\n", " ").splitlines():
            if re.match(r"(\.venv/bin/)?sluis [a-z]", line):
                found.add(tuple(shlex.split(line, comments=True))[1:])
    return found


@pytest.mark.parametrize("words", sorted(_commands()), ids=" ".join)
def test_commands_on_the_pages_exist_with_their_options(words: tuple[str, ...]) -> None:
    known = {*command_line.VERBS, *command_line.NOUNS}
    if words[0] not in known or not (PACKAGE / "cli" / f"{words[0]}.py").exists():
        pytest.fail(f"there is no command sluis {words[0]}")
    command = get_command(command_line.build(list(words))).commands[words[0]]  # type: ignore[attr-defined]
    rest = words[1:]
    if hasattr(command, "commands") and rest and not rest[0].startswith("-"):
        assert rest[0] in command.commands, f"sluis {words[0]} has no {rest[0]}"
        command, rest = command.commands[rest[0]], rest[1:]
    options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    assert [word for word in rest if word.startswith("--") and word.split("=")[0] not in options] == []


def _kinds(kind: type[Term]) -> set[type[Term]]:
    return {kind}.union(*(_kinds(each) for each in kind.__subclasses__()))


def test_every_key_a_policy_may_hold_stands_in_its_page() -> None:
    """Also those inside maps and lists, whatever the generator of the page finds or misses."""
    page = (ROOT / "docs" / "policies.md").read_text("utf-8")
    shown = {word for row in re.findall(r"^\| `([\w.]+)` \|", page, re.M) for word in row.split(".")}
    ours = {kind for kind in _kinds(Term) if kind.__module__.startswith("sluis.policy")} - {Duration}
    keys = {row.alias or name for kind in ours for name, row in kind.model_fields.items()} - {"articles"}
    assert len(keys) > 120
    assert keys - set(Deadline.model_fields) - {"from"} <= shown, sorted(keys - shown)
    types = set(re.findall(r"`([A-Z][A-Z_]+)`", page.partition("## Entity types")[2]))
    assert types == ENTITY_TYPES


def test_the_settings_file_of_the_readme_loads(tmp_path: Path) -> None:
    from sluis.settings import load_settings

    (block,) = [body for language, body in FENCE.findall(README) if language == "yaml"]
    assert yaml.safe_load(block)["bots"]
    path = tmp_path / "sluis.yaml"
    path.write_text(block)
    assert load_settings(path).bots[0].enforces


def test_nothing_is_called_anonymous_but_to_say_that_it_is_not() -> None:
    """Pseudonymized data is personal data; a page or a text of ours that says otherwise would mislead people."""
    said = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in (*PAGES, *sorted(PACKAGE.rglob("*.html")), *sorted(PACKAGE.rglob("*.py")))
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"\banonym", line, re.I) and not re.search(r"\b(not|never|no|de-?anonym)", line, re.I)
    ]
    assert not said, "\n".join(said)
