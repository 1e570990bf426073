"""The steps of the image's build, run word by word in a folder of their own, and Sluis served from what they made."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml
from tests.project.sources import ROOT, committed_files
from tests.support.dockerfile import stages
from tests.support.processes import environment, free_port, running, wait_until_ready


class Clean:
    """A folder in place of the image's root: absolute paths of the Dockerfile lead into it."""

    PLACES = ("/src", "/opt", "/wheels", "/var/lib/sluis")

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "bin").mkdir(parents=True)
        (root / "bin" / "python").symlink_to(Path(sys.base_prefix) / "bin" / "python3")
        self.env = {
            name: value
            for name, value in environment().items()
            if name.upper().startswith(("PIP_", "SSL_", "LANG")) or name == "HOME"
        } | {"PATH": f"{root / 'bin'}:/usr/bin:/bin"}
        self.cwd = root

    def inside(self, text: str) -> str:
        return re.sub(rf"(?<![\w.])({'|'.join(self.PLACES)})(?=[/\s:]|$)", lambda m: f"{self.root}{m[1]}", text)

    def take(self, word: str, rest: str) -> None:
        if word == "WORKDIR":
            self.cwd = Path(self.inside(rest))
            self.cwd.mkdir(parents=True, exist_ok=True)
        elif word == "ENV":
            self.env.update(pair.split("=", 1) for pair in shlex.split(rest) if not pair.startswith("PIP_NO_CACHE"))
        elif word == "COPY":
            *sources, target = rest.split()
            self.copy(sources, self.cwd / self.inside(target))
        elif word == "RUN":
            done = subprocess.run(
                ["sh", "-ec", self.inside(rest)],
                cwd=self.cwd,
                env=self.env,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, f"RUN {rest}\n{done.stdout[-1500:]}\n{done.stderr[-1500:]}"

    def copy(self, sources: list[str], target: Path) -> None:
        for source in sources:
            if (ROOT / source).is_dir():
                for path in committed_files():
                    if fnmatch(str(path.relative_to(ROOT)), f"{source}/*"):
                        to = target / path.relative_to(ROOT / source)
                        to.parent.mkdir(parents=True, exist_ok=True)
                        shutil.copy(path, to)
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / source, target / Path(source).name if target.is_dir() else target)


@pytest.mark.slow
@pytest.mark.xdist_group("docker")
@pytest.mark.skipif(not os.environ.get("SLUIS_TEST_IMAGE"), reason="`make image`: it installs everything once more")
def test_the_steps_of_the_build_make_a_sluis_that_serves_from_a_read_only_place(tmp_path: Path) -> None:
    clean = Clean(tmp_path / "image")
    for word, rest in stages()[0]:
        clean.take(word, rest)
    home = clean.root / "opt" / "sluis"
    assert (home / "certificates.py").exists()
    state, port = tmp_path / "state", free_port()
    state.mkdir()
    entry = [str(home / "bin" / "sluis"), "serve", "--host", "127.0.0.1", "--port", str(port)]
    env = {"PATH": f"{home / 'bin'}:/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(state)}
    before = {path for path in home.rglob("*") if path.is_file()}
    log = tmp_path / "log"
    with running(entry, log, state, env) as process:
        wait_until_ready(f"http://127.0.0.1:{port}/readyz", process, log, 240.0)
        check = re.search(r"CMD (\[.*\])", dict(stages()[-1])["HEALTHCHECK"])
        assert check is not None
        words = [word.replace(":8080", f":{port}") for word in yaml.safe_load(check[1])]
        assert subprocess.run(words, env=env, check=False, timeout=30).returncode == 0
    assert {path for path in home.rglob("*") if path.is_file()} == before  # nothing is written where it is installed
