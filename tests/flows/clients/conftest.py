"""`make matrix` records what the clients did, for docs/clients.md: `SLUIS_RECORD_CLIENTS=1` in one process.

Of a run with `-k` what it has seen; the rest stays as it was.
"""

import json
import os
from collections.abc import Generator
from typing import Any

import pytest
from tests.flows.clients.bots import CLIENTS, HOWS
from tests.flows.clients.matrix import FACTS, RESULTS, recorded

_seen: dict[tuple[str, str, str], dict[str, bool]] = {}


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    outcome = yield
    report = outcome.get_result()
    case = getattr(item, "callspec", None)
    fact = FACTS.get(item.name.partition("[")[0])
    if report.when == "call" and case is not None and fact is not None:
        client, api, how = case.params["running"]
        _seen.setdefault((client.name, api, how), {})[fact] = report.passed


def pytest_sessionfinish() -> None:
    if not os.environ.get("SLUIS_RECORD_CLIENTS"):
        return
    versions = {client.name: client.version for client in CLIENTS}
    wanted = {(client.name, api, how) for client in CLIENTS for api in client.apis for how in HOWS}
    before = {(row["client"], row["api"], row["how"]): row for row in recorded()}
    now = {
        case: {
            **before.get(case, {}),
            **dict(zip(("client", "api", "how"), case, strict=True)),
            "version": versions[case[0]],
            **facts,
        }
        for case, facts in _seen.items()
    }
    rows = [row for case, row in sorted({**before, **now}.items()) if case in wanted]
    RESULTS.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
