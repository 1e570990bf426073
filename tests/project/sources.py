"""The project's own sources, read as syntax trees: what the project tests look at."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "proxy" / "sluis"


@dataclass(frozen=True, slots=True)
class Module:
    """One module of the package. name: dotted, `sluis.holds.queue`. imports: the modules of ours it names."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def imports(self) -> frozenset[str]:
        return frozenset(_imports(self.tree))

    @property
    def room(self) -> str:
        """`holds` of `sluis.holds.queue`, `pipeline` of `sluis.pipeline`."""
        return self.name.split(".")[1] if "." in self.name else ""


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def modules() -> list[Module]:
    """Every module of the package."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found.append(Module(name, path, ast.parse(path.read_text("utf-8"), str(path))))
    return found


def committed_files() -> list[Path]:
    """Every file that git keeps, or would keep."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = [name for name in listed.stdout.decode().split("\0") if name]
    return [ROOT / name for name in dict.fromkeys(names) if (ROOT / name).is_file()]
