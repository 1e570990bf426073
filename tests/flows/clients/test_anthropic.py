"""The Anthropic package as it is installed for the tests: every string field of a request for a message is decided."""

import json
import os
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.flows.clients.bots import ENVIRONMENTS, HERE
from tests.support.transport import AsgiTransport

from sluis.app import create_app
from sluis.settings import Settings
from sluis.verifying import Recorder, is_on_wire, plant
from sluis.wire.endpoints import TABLES, positions_of

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("clients-1")]
WALKER = Path(__file__).parents[2] / "support" / "fields.py"


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    """What the walker prints in that package's own environment."""
    python = ENVIRONMENTS / "anthropic_python" / "bin" / "python"
    if not python.exists():
        missing = "anthropic_python has no environment: make clients"
        pytest.fail(missing) if os.environ.get("SLUIS_CI") else pytest.skip(missing)
    script = HERE / "anthropic_python" / "fields.py"
    done = subprocess.run([python, script, WALKER], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout))


@pytest.fixture
async def running() -> AsyncIterator[tuple[Recorder, httpx.AsyncClient]]:
    recorder = Recorder()
    app = create_app(Settings(database="sqlite://", tagger="none"), transport=recorder.transport())
    await app.services.open()
    try:
        async with httpx.AsyncClient(
            transport=AsgiTransport(app), base_url="http://sluis", headers={"x-api-key": "key"}, timeout=60
        ) as client:
            yield recorder, client
    finally:
        await app.services.close()


def test_every_string_field_has_one_row_in_the_table(found: dict[str, Any]) -> None:
    rows = {path: [row.name for row in positions_of("messages", path)] for path in found["fields"]}
    assert {path: names for path, names in rows.items() if len(names) != 1} == {}
    assert len(rows) > 150
    assert set(found["streaming"]) == set(rows)


def test_no_row_of_the_table_is_without_a_field(found: dict[str, Any]) -> None:
    used = {row.name for path in found["fields"] for row in positions_of("messages", path)}
    assert {row.name for row in TABLES["messages"]} - used == set()


async def test_an_ordinary_client_is_refused_in_no_field_but_those_the_table_refuses(
    found: dict[str, Any], running: tuple[Recorder, httpx.AsyncClient]
) -> None:
    _, client = running
    passed = {}
    for path, bodies in found["fields"].items():
        replies = [await client.post("/v1/messages", json=ordinary) for ordinary, _ in bodies]
        passed[path] = any(reply.status_code == 200 for reply in replies)
    refused = {path for path, ok in passed.items() if not ok}
    assert refused == {path for path in passed if positions_of("messages", path)[0].treatment == "refused"}


async def test_a_value_in_any_field_of_the_package_never_leaves(
    found: dict[str, Any], running: tuple[Recorder, httpx.AsyncClient]
) -> None:
    recorder, client = running
    wrong = []
    for path, bodies in found["fields"].items():
        (row,) = positions_of("messages", path)
        for _, marked in bodies:
            value = plant()
            recorder.bodies.clear()
            body = json.loads(json.dumps(marked).replace("MARK", value))
            reply = await client.post("/v1/messages", json=body)
            left = b"".join(recorder.bodies)
            may_pass = row.treatment in ("inspected", "hashed")
            if is_on_wire(value, left) or reply.status_code >= 500 or (bool(left) and not may_pass):
                wrong.append(f"{path} ({row.treatment}): status {reply.status_code}, {reply.text[:120]}")
    assert wrong == []
