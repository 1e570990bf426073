"""The wheel holds all that the package needs at run time, and what is unpacked from it works without the sources."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.project.sources import PACKAGE, ROOT, committed_files

DATA = ("console/static", "console/templates", "decisions/lexicon", "decisions/weights", "detection/weights",
        "detection/words", "profiling/lexicon", "policies", "storage/migrations/versions")  # fmt: skip


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """Built as an installer builds it, by the backend that pyproject.toml names."""
    directory = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(directory)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=60)
    (file,) = directory.glob("*.whl")
    return zipfile.ZipFile(file)


@pytest.fixture(scope="module")
def unpacked(wheel: zipfile.ZipFile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("unpacked")
    wheel.extractall(directory)
    return directory


def names(wheel: zipfile.ZipFile) -> set[str]:
    return {name for name in wheel.namelist() if ".dist-info/" not in name}


def test_every_committed_file_of_the_package_is_in_it_and_the_policies(wheel: zipfile.ZipFile) -> None:
    package = {f"sluis/{path.relative_to(PACKAGE)}" for path in committed_files() if path.is_relative_to(PACKAGE)}
    rules = ROOT / "policies"
    policies = {f"sluis/policies/{path.name}" for path in committed_files() if path.is_relative_to(rules)}
    assert len(policies) >= 5
    assert package | policies <= names(wheel), sorted((package | policies) - names(wheel))


@pytest.mark.parametrize("room", DATA)
def test_what_is_read_at_run_time_is_there_and_not_empty(wheel: zipfile.ZipFile, room: str) -> None:
    sizes = [entry.file_size for entry in wheel.infolist() if entry.filename.startswith(f"sluis/{room}/")]
    assert sizes
    assert all(size for size in sizes) or room == "storage/migrations/versions"


def test_nothing_else_is_in_it(wheel: zipfile.ZipFile) -> None:
    assert {name.split("/")[0] for name in names(wheel)} == {"sluis"}
    assert not [name for name in names(wheel) if name.endswith((".pyc", ".db", ".key", ".log")) or "test" in name]


def python(unpacked: Path, program: str, *words: str, stdin: str = "") -> str:
    """Runs a program over the unpacked wheel, away from the sources."""
    own = f"import sluis; assert sluis.__file__.startswith({str(unpacked)!r}), sluis.__file__\n"
    env = {**{k: v for k, v in os.environ.items() if not k.startswith("SLUIS_")}, "PYTHONPATH": str(unpacked)}
    done = subprocess.run(
        [sys.executable, "-c", own + program, *words],
        input=stdin, cwd=unpacked, env=env, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def run(unpacked: Path, *words: str, stdin: str = "") -> str:
    """`sluis WORDS`."""
    return python(unpacked, "from sluis.cli.main import main; main()", *words, stdin=stdin)


def test_the_unpacked_wheel_knows_its_policies(unpacked: Path) -> None:
    listed = run(unpacked, "policy", "list")
    assert all(name in listed for name in ("gdpr", "ccpa", "lgpd"))


def test_the_unpacked_wheel_detects_by_words_and_weights(unpacked: Path) -> None:
    """Names in free text come from the trained tagger, the rest from rules and lists of words."""
    text = "My name is Wilhelmina Brandsma and my e-mail address is wilhelmina.brandsma@planted.nl"
    found = json.loads(run(unpacked, "scan", "--jsonl", stdin=json.dumps({"id": "1", "text": text}) + "\n"))
    assert {"PERSON", "EMAIL_ADDRESS"} <= {span["label"] for span in found["spans"]}


def test_the_unpacked_wheel_judges_by_lexicon_and_weights(unpacked: Path) -> None:
    output = {"role": "assistant", "content": "We have decided to refuse your application for a loan."}
    case = {"id": "1", "tools": [], "messages": [{"role": "user", "content": "May I have a loan?"}], "output": output}
    judged = json.loads(run(unpacked, "judge", "--jsonl", "--policy", "gdpr", stdin=json.dumps(case) + "\n"))
    assert judged["decision"] is True


def test_the_unpacked_wheel_makes_its_database_and_its_pages(unpacked: Path) -> None:
    run(unpacked, "bots", "add", "shop", "--database", f"sqlite:///{unpacked}/w.db")
    assert "shop" in run(unpacked, "bots", "list", "--database", f"sqlite:///{unpacked}/w.db")
    pages = sorted(path.name for path in (PACKAGE / "console" / "templates").iterdir())
    program = (
        "import sys\n"
        "from sluis.console.templating import make_environment\n"
        "environment = make_environment('/console', lambda: 0.0)\n"
        "print(*(environment.get_template(name).name for name in sys.argv[1:]))\n"
    )
    assert python(unpacked, program, *pages).split() == pages
