"""The steps of the image's build, run word by word in a folder of their own, and Sluis served from what they made."""

import contextlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import httpx
import pytest
import yaml
from tests.project.sources import ROOT, committed_files
from tests.support.dockerfile import stages, target
from tests.support.documents import data_url, pdf
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
    for word, rest in stages()["build"]:
        clean.take(word, rest)
    home = clean.root / "opt" / "sluis"
    assert (home / "certificates.py").exists()
    with serving(home, tmp_path / "state") as url:
        check = re.search(r"CMD (\[.*\])", dict(target())["HEALTHCHECK"])
        assert check is not None
        words = [word.replace("http://127.0.0.1:8080", url) for word in yaml.safe_load(check[1])]
        words[0] = str(home / "bin" / words[0])
        assert subprocess.run(words, check=False, timeout=30).returncode == 0
    for word, rest in stages()["build-documents"]:
        clean.take(word, rest)
    policy = tmp_path / "reads.yaml"
    policy.write_text("extends: gdpr\ncontent: {files: extract, images: ocr}\n")
    with serving(home, tmp_path / "more", "--policy", str(policy)) as url:
        file = {"filename": "a.pdf", "file_data": data_url("application/pdf", pdf("My name is Ada Vermeer."))}
        said = [{"type": "text", "text": "Who am I?"}, {"type": "file", "file": file}]
        asked = {"model": "m", "messages": [{"role": "user", "content": said}]}
        answered = httpx.post(f"{url}/v1/chat/completions", json=asked, headers={"authorization": "Bearer k"})
        assert answered.status_code == 200, answered.text
        assert "files=1" in answered.headers["x-sluis-coverage"]


@contextlib.contextmanager
def serving(home: Path, state: Path, *words: str) -> Iterator[str]:
    """The URL of Sluis of an image, at work in a folder of its own. It writes nothing where it is installed."""
    state.mkdir()
    port, log = free_port(), state / "log"
    entry = [str(home / "bin" / "sluis"), "serve", "--host", "127.0.0.1", "--port", str(port), *words]
    env = {"PATH": f"{home / 'bin'}:/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(state)}
    before = {path for path in home.rglob("*") if path.is_file()}
    with running(entry, log, state, env) as process:
        wait_until_ready(f"http://127.0.0.1:{port}/readyz", process, log, 240.0)
        yield f"http://127.0.0.1:{port}"
    assert {path for path in home.rglob("*") if path.is_file()} == before


@pytest.mark.skipif(shutil.which("apt-cache") is None, reason="Debian's lists are not here")
def test_what_the_image_takes_from_debian_is_there() -> None:
    (install,) = [rest for word, rest in stages()["documents"] if word == "RUN"]
    wanted = set(re.findall(r"tesseract-ocr[\w-]*", install))
    listed = subprocess.run(["apt-cache", "pkgnames", "tesseract-ocr"], capture_output=True, text=True, check=True)
    if not listed.stdout:
        pytest.skip("Debian's lists are empty here")
    assert wanted <= set(listed.stdout.split())
