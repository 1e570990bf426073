"""The table of clients is what the tests show: each case that there is, with the versions of the locks, and no other.

The tests themselves run in CI and must pass, so a cell cannot say yes for long where it is no.
"""

import json
import re
from pathlib import Path

import pytest
from tests.flows.clients.bots import CLIENTS, HERE, HOWS, Client
from tests.flows.clients.matrix import FACTS, recorded
from tests.project.sources import ROOT

AGAIN = "run `make matrix` and commit what it wrote"


def test_every_case_is_recorded_and_passed() -> None:
    wanted = {(client.name, api, how) for client in CLIENTS for api in client.apis for how in HOWS}
    assert {(row["client"], row["api"], row["how"]) for row in recorded()} == wanted, AGAIN
    assert all(row.get(fact) is True for row in recorded() for fact in FACTS.values()), AGAIN


def test_the_recorded_versions_are_those_of_the_locks() -> None:
    assert {(row["client"], row["version"]) for row in recorded()} == {(c.name, c.version) for c in CLIENTS}, AGAIN


def test_every_column_is_a_test() -> None:
    written = (ROOT / "tests/flows/clients/test_clients.py").read_text("utf-8")
    assert set(FACTS) == set(re.findall(r"^def (test_\w+)", written, re.M))


@pytest.mark.parametrize("client", [c for c in CLIENTS if c.is_node], ids=lambda client: client.name)
def test_a_lock_for_node_is_hashed_and_names_no_registry(client: Client) -> None:
    packages = json.loads(client.lock.read_text("utf-8"))["packages"]
    assert not [name for name, package in packages.items() if "resolved" in package]
    assert not [
        name for name, package in packages.items() if name and not package.get("integrity", "").startswith("sha512-")
    ]


def test_every_client_has_a_bot_and_every_lock_a_client() -> None:
    assert all(Path(client.command[-1]).exists() for client in CLIENTS)
    folders = {
        path.parent.name for name in ("requirements.lock", "package-lock.json") for path in HERE.glob(f"*/{name}")
    }
    assert folders == {client.name for client in CLIENTS} - {"openai_python"}
