"""What the tests of real clients have shown, as `make matrix` recorded it and docs/clients.md tells it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tests.flows.clients.bots import CLIENTS

RESULTS: Final = Path(__file__).parent / "results.json"
FACTS: Final = {
    "test_text_comes_back_in_real_names_and_left_in_pseudonyms": "Values",
    "test_tools_are_called_with_real_values_and_their_results_leave_in_pseudonyms": "Tools",
    "test_parallel_calls_arrive_as_they_were_made": "Parallel calls",
    "test_the_history_leaves_at_the_next_turn_as_it_left_before": "History",
    "test_a_decision_is_held_and_its_tool_runs_only_after_a_person_approved": "Held decision",
}
"""Test to the column that it fills."""
APIS: Final = {"chat": "chat completions", "responses": "responses", "messages": "Anthropic's messages"}


def recorded() -> list[dict[str, Any]]:
    return list(json.loads(RESULTS.read_text("utf-8")))


def table_rows() -> Iterator[tuple[str, ...]]:
    """Client, version, API, streamed or whole, and a column for each fact."""
    shown = {client.name: client for client in CLIENTS}
    order = list(shown)
    for row in sorted(recorded(), key=lambda r: (order.index(r["client"]), r["api"], r["how"] == "stream")):
        client = shown[row["client"]]
        facts = ("yes" if row.get(fact) else "no" for fact in FACTS.values())
        yield client.shown, f"`{client.package}` {row['version']}", APIS[row["api"]], row["how"], *facts
