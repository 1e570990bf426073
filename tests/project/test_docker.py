"""The image and the compose file, read without a container engine; tests/flows/test_image.py runs the build's steps."""

import importlib.util
import os
import re
import shutil
import ssl
import stat
import subprocess
import sys
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.project.sources import ROOT
from tests.support.dockerfile import stages, steps, target

from sluis.content.ocr import LANGUAGES
from sluis.settings import load_settings
from sluis.storage.address import is_local_or_encrypted

DOCKER = ROOT / "docker"
COMPOSE: dict[str, Any] = yaml.safe_load((DOCKER / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
SERVICE_KEYS = {
    "build", "cap_add", "cap_drop", "command", "depends_on", "entrypoint", "environment", "healthcheck", "image",
    "network_mode", "ports", "read_only", "restart", "secrets", "security_opt", "stop_grace_period", "tmpfs", "user",
    "volumes",
}  # fmt: skip
INSTRUCTIONS = {
    "FROM", "WORKDIR", "ENV", "RUN", "COPY", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT",
    "CMD",
}  # fmt: skip


# ---------------------------------------------------------------- the image
def test_every_instruction_is_one_that_is_known() -> None:
    assert {word for word, _ in steps()} <= INSTRUCTIONS


def test_images_it_is_made_from_have_a_version() -> None:
    sources = [rest.partition(" AS ")[0] for word, rest in steps() if word == "FROM"]
    assert all(source in stages() or re.fullmatch(r"[\w./-]+:\d[\w.-]*", source) for source in sources)
    assert len({source for source in sources if source not in stages()}) == 1


IMAGES = ("", "documents")


@pytest.mark.parametrize("name", IMAGES)
def test_who_runs_has_a_number_and_is_nobody_special(name: str) -> None:
    final = dict(target(name))
    user, _, group = final["USER"].partition(":")
    assert int(user) > 1000
    assert int(group) > 1000
    order = [word for word, _ in target(name)]
    assert "RUN" not in order[order.index("USER") :]


def test_what_is_installed_has_a_hash_or_comes_from_here() -> None:
    installs = re.findall(
        r"pip (?:--python \S+ )?(?:install|wheel) [^&]*", " & ".join(r for w, r in steps() if w == "RUN")
    )
    assert len(installs) == 5
    assert all("--require-hashes" in each or "--no-index" in each for each in installs)


@pytest.mark.parametrize(("name", "build"), [("", "build"), ("documents", "build-documents")])
def test_the_build_backend_stays_behind_and_no_secret_is_baked_in(name: str, build: str) -> None:
    assert [rest for word, rest in target(name) if word == "COPY"] == [f"--from={build} /opt/sluis /opt/sluis"]
    assert not re.search(r"KEY|PASSWORD|SECRET|TOKEN", " ".join(rest for word, rest in steps() if word == "ENV"))


@pytest.mark.parametrize("name", IMAGES)
def test_health_is_readiness_and_a_stop_is_the_one_sluis_knows(name: str) -> None:
    final = dict(target(name))
    assert "/readyz" in final["HEALTHCHECK"]
    assert {"--interval", "--timeout", "--start-period", "--retries"} <= set(
        re.findall(r"--[a-z-]+", final["HEALTHCHECK"])
    )
    assert final["STOPSIGNAL"] == "SIGTERM"


def test_only_the_larger_image_has_tesseract_with_every_language_that_is_read_and_keeps_no_lists() -> None:
    (install,) = [rest for word, rest in stages()["documents"] if word == "RUN"]
    assert {f"tesseract-ocr-{language}" for language in LANGUAGES} <= set(install.split())
    assert "--no-install-recommends" in install
    assert install.endswith("rm -rf /var/lib/apt/lists/*")
    assert "apt-get" not in str(target())


def test_what_the_larger_image_adds_is_the_extra_in_the_versions_of_the_smaller() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    locked, mine = (dict(re.findall(r"^([\w.-]+)==(\S+)", lock.read_text("utf-8"), re.M)) for lock in
                    (DOCKER / "documents.lock", ROOT / "requirements.lock"))  # fmt: skip
    assert {re.split("[<>=]", row)[0] for row in wanted["documents"]} <= locked.keys()
    assert mine.items() <= locked.items()


def test_the_linter_of_the_dockerfile_finds_what_is_wrong() -> None:
    linter = [str(Path(sys.executable).with_name("hadolint")), "--config", str(DOCKER / "hadolint.yaml"), "-"]
    said = (DOCKER / "Dockerfile").read_text("utf-8")
    for text, status in ((said, 0), (f"{said}RUN cd /tmp\n", 1), (f"FROM debian\n{said}", 1)):
        done = subprocess.run(linter, input=text, text=True, capture_output=True, check=False)
        assert done.returncode == status, done.stdout


def copied() -> list[str]:
    """What the build takes from the project."""
    rows = [rest.split() for word, rest in target("build-documents") if word == "COPY"]
    return [source for row in rows for source in row[:-1] if not source.startswith("--")]


def test_what_is_copied_is_there_and_is_all_that_the_build_is_shown() -> None:
    allowed = [
        line[1:] for line in (DOCKER / "Dockerfile.dockerignore").read_text().splitlines() if line.startswith("!")
    ]
    assert sorted(allowed) == sorted(copied())
    assert all((ROOT / source).exists() for source in copied())


def test_the_build_backend_of_the_image_is_that_of_the_project() -> None:
    assert "hatchling==" in (DOCKER / "build.lock").read_text("utf-8")
    wanted = next(line for line in (ROOT / "pyproject.toml").read_text("utf-8").splitlines() if "requires = " in line)
    assert wanted == 'requires = ["hatchling"]'


# ---------------------------------------------------------------- the compose file
def test_only_known_keys_stand_in_the_compose_file() -> None:
    assert {key for key in COMPOSE if not key.startswith("x-")} == {"name", "services", "volumes", "secrets"}
    assert {key for service in SERVICES.values() for key in service} <= SERVICE_KEYS


@pytest.mark.parametrize("name", ["sluis", "certificates"])
def test_our_services_cannot_change_what_they_run_from(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_what_serves_has_no_privileges_and_listens_on_this_machine_only() -> None:
    sluis = SERVICES["sluis"]
    assert not {"user", "cap_add", "privileged", "network_mode"} & sluis.keys()
    assert all(port.startswith("127.0.0.1:") for port in sluis["ports"])
    assert not any("ports" in service for name, service in SERVICES.items() if name != "sluis")
    assert SERVICES["certificates"]["network_mode"] == "none"


def test_secrets_are_files_and_every_one_is_used() -> None:
    said = yaml.safe_dump([service.get("environment", {}) for service in SERVICES.values()])
    assert set(COMPOSE["secrets"]) == set(re.findall(r"/run/secrets/(\w+)", said))
    for service in SERVICES.values():
        used = set(re.findall(r"/run/secrets/(\w+)", yaml.safe_dump(service.get("environment", {}))))
        assert used == set(service.get("secrets", ()))
    assert all(key.endswith("_FILE") for key in re.findall(r"\w*(?:PASSWORD|KEY)\w*(?=:)", said))
    assert all(set(secret) == {"file"} for secret in COMPOSE["secrets"].values())


def test_every_volume_is_declared_and_every_dependence_has_its_condition() -> None:
    named = {v.split(":")[0] for s in SERVICES.values() for v in s.get("volumes", ()) if not v.startswith(".")}
    assert named == set(COMPOSE["volumes"])
    for service in SERVICES.values():
        for other, how in service.get("depends_on", {}).items():
            assert how["condition"] in ("service_healthy", "service_completed_successfully")
            assert how["condition"] != "service_healthy" or "healthcheck" in SERVICES[other]


def test_the_database_is_spoken_to_in_tls_and_its_certificate_is_checked() -> None:
    url = SERVICES["sluis"]["environment"]["SLUIS_DATABASE"]
    assert is_local_or_encrypted(url)
    assert "sslmode=verify-full" in url
    root = re.search(r"sslrootcert=(\S+)", url)
    assert root is not None
    assert root[1] == f"{SERVICES['certificates']['entrypoint'][-1]}/ca.crt"
    assert "ssl=on" in SERVICES["database"]["command"]
    assert SERVICES["certificates"]["entrypoint"][3] == "database"  # the name in the URL


def prepared(folder: Path) -> dict[str, str]:
    subprocess.run(["sh", folder / "prepare.sh"], check=True, capture_output=True)
    return {path.name: path.read_text() for path in (folder / "secrets").iterdir()}


def test_what_sluis_is_told_there_are_settings_that_can_be_honoured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """prepare.sh, then the settings as the container gets them."""
    folder = tmp_path / "docker"
    shutil.copytree(DOCKER, folder, ignore=shutil.ignore_patterns("secrets", "sluis.yaml"))
    found = prepared(folder)
    assert found.keys() == set(COMPOSE["secrets"])
    assert len(found["database_password"]) == 64
    assert prepared(folder) == found  # a second time changes nothing
    assert stat.S_IMODE((folder / "secrets").stat().st_mode) == 0o700
    (folder / "secrets" / "upstream_key").write_text("sk-model\n")
    for name, value in SERVICES["sluis"]["environment"].items():
        monkeypatch.setenv(name, value.replace("/run/secrets", str(folder / "secrets")))
    settings = load_settings(folder / "sluis.yaml", host="0.0.0.0")
    assert settings.upstream_key is not None
    assert settings.upstream_key.get_secret_value() == "sk-model"
    assert settings.database_url.startswith(f"postgresql://sluis:{found['database_password']}@database/sluis?sslmode=")
    assert settings.bots[0].enforces
    assert "sk-model" not in repr(settings)


# ---------------------------------------------------------------- its certificates
def certificates() -> Any:
    spec = importlib.util.spec_from_file_location("certificates", DOCKER / "certificates.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shaken(folder: Path, host: str) -> None:
    """A handshake in memory, as libpq's verify-full does it. ssl.SSLError when it fails."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "server.crt", folder / "server.key")
    client = ssl.create_default_context(cafile=str(folder / "ca.crt"))
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    one = client.wrap_bio(back, there, server_hostname=host)
    other = server.wrap_bio(there, back, server_side=True)
    for _ in range(4):
        for side in (one, other):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    assert one.getpeercert()


def test_the_certificate_is_good_for_the_database_and_nobody_else(tmp_path: Path) -> None:
    words = [sys.executable, str(DOCKER / "certificates.py"), "--name", "database", str(tmp_path)]
    subprocess.run(words, check=True)
    shaken(tmp_path, "database")
    with pytest.raises(ssl.SSLError):
        shaken(tmp_path, "elsewhere")
    assert stat.S_IMODE((tmp_path / "server.key").stat().st_mode) == 0o640
    first = (tmp_path / "server.crt").read_bytes()
    subprocess.run(words, check=True)
    assert (tmp_path / "server.crt").read_bytes() == first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ca.crt", "server.crt", "server.key"]


def test_a_certificate_that_ends_soon_is_made_anew(tmp_path: Path) -> None:
    module, now = certificates(), datetime.now(UTC)
    module.write(tmp_path, module.make("database", now - module.VALID + timedelta(days=20)), os.getgid())
    assert not module.is_current(tmp_path, now)
    module.write(tmp_path, module.make("database", now), None)
    assert module.is_current(tmp_path, now)
    (tmp_path / "server.crt").write_text("no certificate")
    assert not module.is_current(tmp_path, now)
