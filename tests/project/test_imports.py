"""Knowledge runs one way: each room imports what stands below it, never above, and never in a circle."""

import ast
import subprocess
import sys

import pytest
from tests.project.sources import PACKAGE, ROOT, Module, modules

LEVELS: tuple[tuple[str, ...], ...] = (
    ("cli",),
    ("app",),
    ("verifying",),
    ("planting",),
    ("conversations", "pipeline", "stored"),
    ("answering",),
    ("withholding",),
    ("judging",),
    ("answer_receipts", "chains", "next_turn", "profiled", "reported"),
    ("services",),
    ("reasons",),
    ("applying", "metrics", "proposing", "released"),
    ("exchange", "known", "trails"),
    ("protocols",),
    ("console",),
    ("reports",),
    ("duties",),
    ("holds",),
    ("profiling",),
    ("decisions",),
    ("pseudonyms",),
    ("detection",),
    ("content",),
    ("upstream", "demo"),
    ("audit",),
    ("keys",),
    ("storage",),
    ("policy",),
    ("wire",),
    ("bots", "identity", "coverage", "logs"),
    ("settings",),
    ("addresses",),
    ("errors",),
    ("values",),
)
HEAVY = (
    "litellm",
    "guardrails",
    "spacy",
    "presidio_analyzer",
    "torch",
    "thinc",
    "transformers",
    "pypdf",
    "docx",
    "openpyxl",
    "PIL",
    "lxml",
)
START_SECONDS = 2.0
LIBRARIES_SECONDS = 0.5
"""What sqlmodel takes to import on the machine that the two seconds are meant for."""
ROOMS = {room: level for level, rooms in enumerate(reversed(LEVELS)) for room in rooms}


def test_no_room_imports_one_above_it() -> None:
    wrong = [
        f"{module.name} imports {name}"
        for module in modules()
        for name in sorted(module.imports)
        if name.startswith("sluis.") and module.room in ROOMS and name.split(".")[1] in ROOMS
        if name.split(".")[1] != module.room and ROOMS[name.split(".")[1]] >= ROOMS[module.room]
    ]
    assert not wrong, "\n".join(wrong)


def test_every_room_has_its_place_in_the_order() -> None:
    assert {m.room for m in modules()} - {""} <= set(ROOMS)


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {m.name: {name for name in m.imports if name.startswith("sluis")} - {m.name} for m in modules()}
    done: set[str] = set()

    def walk(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, "a circle: " + " -> ".join((*path[path.index(name) :], name))
        if name not in done:
            for other in sorted(graph.get(name, ())):
                walk(other, (*path, name))
            done.add(name)

    for name in graph:
        walk(name, ())


def test_every_module_says_first_what_it_is() -> None:
    silent = [m.name for m in modules() if m.path.name != "__init__.py" and not ast.get_docstring(m.tree)]
    assert not silent


def test_no_module_is_longer_than_500_lines_and_no_function_than_40() -> None:
    long = [m.name for m in modules() if len(m.path.read_text("utf-8").splitlines()) > 500]
    long += [
        f"{m.name}.{name} ({lines})"
        for m in modules()
        for name, lines in _functions(m)
        if lines > 40 and "migrations" not in m.name
    ]
    assert not long, "\n".join(long)


def _functions(module: Module) -> list[tuple[str, int]]:
    nodes = [n for n in ast.walk(module.tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [(n.name, (n.end_lineno or n.lineno) - n.lineno + 1) for n in nodes]


def test_the_packages_init_files_are_empty_but_for_the_version() -> None:
    full = [m.name for m in modules() if m.path.name == "__init__.py" and m.path.stat().st_size and m.name != "sluis"]
    assert not full


@pytest.mark.parametrize("module", ["sluis.app", "sluis.cli.main", "sluis.cli.serve", "sluis.cli.demo"])
def test_importing_loads_nothing_heavy_and_opens_no_connection(module: str) -> None:
    """In a process of its own; an audit hook sees every look-up and connection."""
    program = f"""
import sys, time
seen = []
sys.addaudithook(lambda event, args: seen.append(event) if event in ("socket.connect", "socket.getaddrinfo") else None)
begun = time.process_time()
import sqlmodel
libraries = time.process_time() - begun
import {module}
spent = time.process_time() - begun
assert not seen, seen
heavy = [name for name in {HEAVY!r} if name in sys.modules]
assert not heavy, heavy
print(spent / max(1.0, libraries / {LIBRARIES_SECONDS}))  # on a slow machine the libraries are slow too
"""
    spent: list[float] = []
    while not spent or (len(spent) < 4 and min(spent) >= START_SECONDS):  # the first run may have to compile
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={"PYTHONPATH": str(PACKAGE.parent)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        spent.append(float(done.stdout))
    assert min(spent) < START_SECONDS, f"{spent} s of CPU"
