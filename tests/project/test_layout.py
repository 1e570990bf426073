"""What a public project keeps in order: twins of modules, changelog, locks, no trace of a machine."""

import re
import tomllib
from pathlib import Path

import pytest
from tests.project.sources import PACKAGE, ROOT, committed_files, modules

TOP_LEVEL = {
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "benchmarks",
    "docker",
    "docs",
    "policies",
    "proxy",
    "pyproject.toml",
    "requirements-dev.lock",
    "requirements.lock",
    "tests",
}
WITHOUT_TWIN: dict[str, str] = {
    "sluis.values": "plain values; every test uses them",
    "sluis.errors": "tests/project/test_errors.py walks them",
    "sluis.cli.main": "tests/project/test_docs.py calls every command's help",
    "sluis.cli.serve": "tests/flows run it as a process",
    **dict.fromkeys(
        (
            "sluis.detection.learned",
            "sluis.detection.overlap",
            "sluis.detection.recognition",
            "sluis.detection.spread",
            "sluis.detection.tagger_features",
        ),
        "tests/detection/test_engine.py and the recognisers' tables",
    ),
    **dict.fromkeys(
        (
            "sluis.holds.answers",
            "sluis.holds.delivery",
            "sluis.holds.hold",
            "sluis.holds.ledger",
            "sluis.holds.reviewers",
            "sluis.holds.rows",
        ),
        "tests/holds/test_queue.py and tests/flows/test_holds.py",
    ),
    **dict.fromkeys(
        ("sluis.profiling.records",),
        "tests/profiling/test_register.py",
    ),
}
"""Modules without a test of their own, and where they are tested instead."""

TRACES = re.compile(
    r"/(?:work|home|root|Users)/[\w.-]+|/tmp/(?!x\b)[\w-]+/|(?:files\.python|pypi|registry\.npmjs|deb\.debian)\w*\.org|"
    r"--(?:extra-)?index-url|--find-links|find-links"
)
TEXT = {".py", ".md", ".toml", ".yaml", ".yml", ".lock", ".in", ".html", ".css", ".js", ".json", ".txt", ".mako", ""}


def test_only_known_things_stand_at_the_top_level() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in committed_files()} <= TOP_LEVEL


def test_every_module_has_a_twin_test() -> None:
    missing = []
    for module in modules():
        if module.path.name == "__init__.py" or "migrations" in module.path.parts or module.name in WITHOUT_TWIN:
            continue
        inside = module.path.relative_to(PACKAGE)
        if not (ROOT / "tests" / inside.parent / f"test_{inside.name}").exists():
            missing.append(module.name)
    assert not missing, f"no twin test: {', '.join(missing)}"


def test_modules_listed_without_a_twin_exist() -> None:
    assert set(WITHOUT_TWIN) <= {m.name for m in modules()}


def test_no_committed_file_names_a_machine_or_a_registry() -> None:
    found = []
    for path in committed_files():
        if path.suffix not in TEXT or path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
            if TRACES.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}")
    assert not found, "\n".join(found)


LOCKS = sorted(str(path.relative_to(ROOT)) for path in committed_files() if path.name.endswith(".lock"))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_a_lock_is_pinned_and_hashed(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8").replace("\\\n", "")
    rows = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    loose = [
        row[:80] for row in rows if not re.match(r"[\w.-]+(\[[\w,-]+\])?==\S+", row) or "--hash=sha256:" not in row
    ]
    assert rows
    assert not loose


def test_the_locks_hold_every_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    for lock, wanted in (
        ("requirements.lock", project["project"]["dependencies"]),
        ("requirements-dev.lock", project["project"]["dependencies"] + project["dependency-groups"]["dev"]),
    ):
        locked = {_name(row) for row in re.findall(r"^([\w.-]+)", (ROOT / lock).read_text("utf-8"), re.M)}
        assert {_name(re.split(r"[\[<>=!~; ]", row)[0]) for row in wanted} <= locked, lock


def _name(text: str) -> str:
    return re.sub(r"[-_.]+", "-", text).lower()


def test_every_library_that_the_package_imports_is_declared() -> None:
    import importlib.metadata
    import sys

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    groups = [project["dependencies"], *project.get("optional-dependencies", {}).values()]
    declared = {_name(re.split(r"[\[<>=!~; ]", row)[0]) for group in groups for row in group}
    owners = importlib.metadata.packages_distributions()
    foreign: dict[str, str] = {}
    for module in modules():
        for name in module.imports:
            top = name.split(".")[0]
            if top in sys.stdlib_module_names or top == "sluis":
                continue
            if not {_name(owner) for owner in owners.get(top, [top])} & declared:
                foreign.setdefault(top, module.name)
    assert not foreign


def test_the_changelog_is_newest_first_one_line_a_change() -> None:
    lines = (ROOT / "CHANGELOG.md").read_text("utf-8").splitlines()
    assert lines[0] == "# Changelog"
    heads = [line for line in lines if line.startswith("## ")]
    assert heads[0] == "## Unreleased"
    dated = [re.fullmatch(r"## (\d+)\.(\d+)\.(\d+) \(\d{4}-\d\d-\d\d\)", head) for head in heads[1:]]
    versions = [tuple(map(int, match.groups())) for match in dated if match]
    assert len(versions) == len(dated), "a version's head is `## 1.2.3 (2026-01-31)`"
    assert versions == sorted(versions, reverse=True)
    changes = lines[lines.index("## Unreleased") + 1 :]
    odd = [line for line in changes if line and not line.startswith(("- ", "## "))]
    assert not odd
    assert all(line.endswith(".") for line in changes if line.startswith("- "))
