"""The whole product for tests of flows: a fake model and a `sluis serve` process, started once for each module."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.processes import Model, Server, model_process, sluis_process


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("product")


@pytest.fixture(scope="module")
def model_server(directory: Path) -> Iterator[Model]:
    with model_process(directory) as running:
        yield running


@pytest.fixture(scope="module")
def server(directory: Path, model_server: Model) -> Iterator[Server]:
    with sluis_process(directory, model_server.url) as running:
        yield running


@pytest.fixture
def model(model_server: Model) -> Model:
    """The model that `server` talks to, with nothing scripted and nothing seen yet."""
    model_server.reset()
    return model_server


@pytest.fixture(scope="module")
def reviewer(server: Server) -> tuple[str, str]:
    """(name, password) of somebody who may decide."""
    made = server.command("reviewers", "add", "rev-1", "--database", server.database, "--json")
    assert made.returncode == 0, made.stderr
    return "rev-1", json.loads(made.stdout)["password"]
