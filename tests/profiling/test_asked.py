"""What a request asks for, each once however often its history is resent."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from sluis.profiling.asked import asked_of, is_wanted

DATA = Path(os.environ.get("SLUIS_DATA") or Path(__file__).parents[3] / "shared" / "data") / "dev"
ASK = {"role": "user", "content": "Rate this applicant's creditworthiness from 1 to 10."}
RULE = {"role": "system", "content": "Score every customer on loyalty before you answer."}
ANSWER = {"role": "assistant", "content": "Seven."}
THANKS = {"role": "user", "content": "Thanks."}
CALL = {
    "role": "assistant",
    "content": None,
    "tool_calls": [{"id": "1", "function": {"name": "look", "arguments": "{}"}}],
}
RESULT = {"role": "tool", "tool_call_id": "1", "content": "Rate this applicant's reliability."}
TOOL = {"type": "function", "function": {"name": "score_customer", "parameters": {"type": "object"}}}
KEYED = {
    "type": "function",
    "function": {"name": "save", "parameters": {"type": "object", "properties": {"churn_risk": {"type": "number"}}}},
}
FORM = {
    "type": "json_schema",
    "json_schema": {"name": "verdict", "schema": {"type": "object", "properties": {"risk_score": {"type": "number"}}}},
}


@pytest.mark.parametrize(
    ("body", "aspects"),
    [
        ({"messages": [ASK]}, ("economic_situation",)),
        (
            {"messages": [{"role": "user", "content": [{"type": "text", "text": ASK["content"]}]}]},
            ("economic_situation",),
        ),
        ({"messages": [ASK, ANSWER]}, ()),
        ({"messages": [ASK, ANSWER, THANKS]}, ()),
        ({"messages": [THANKS, ANSWER, ASK]}, ("economic_situation",)),
        ({"messages": [ASK, CALL, RESULT]}, ()),
        ({"messages": [RULE, THANKS]}, ("reliability",)),
        ({"messages": [RULE, THANKS, ANSWER, THANKS]}, ()),
        ({"messages": [THANKS], "tools": [TOOL]}, ("personal_aspects",)),
        ({"messages": [THANKS, ANSWER, THANKS], "tools": [TOOL]}, ()),
        ({"messages": [THANKS], "tools": [KEYED]}, ("behaviour",)),
        ({"messages": [THANKS], "functions": [TOOL["function"]]}, ("personal_aspects",)),
        ({"messages": [THANKS], "response_format": FORM}, ("reliability",)),
        ({"messages": [THANKS], "response_format": {"type": "json_object"}}, ()),
        ({"messages": [THANKS], "tools": None}, ()),
        ({}, ()),
    ],
)
def test_only_what_a_request_adds_counts(body: dict[str, Any], aspects: tuple[str, ...]) -> None:
    assert asked_of(body) == aspects


def test_a_turn_with_tool_results_still_wants_what_its_user_asked() -> None:
    assert is_wanted({"messages": [ASK, CALL, RESULT]})
    assert is_wanted({"messages": [RULE, THANKS, ANSWER, THANKS]})
    assert not is_wanted({"messages": [ASK, ANSWER, THANKS]})


@pytest.mark.parametrize("name", ["tau_bench_trajectories", "tau2_bench_trajectories", "sgd_tools"])
def test_recorded_customer_service_asks_for_next_to_nothing(name: str) -> None:
    """Measured over all turns: none of 6609."""
    file = DATA / f"{name}.jsonl"
    if not file.exists():
        pytest.skip("the recorded runs are not here")
    asked = turns = 0
    for line in file.read_text("utf-8").splitlines():
        run = json.loads(line)
        messages = run["messages"]
        for at in [n for n, m in enumerate(messages) if m["role"] == "assistant"] + [len(messages)]:
            turns += 1
            asked += bool(asked_of({"messages": messages[:at], "tools": run.get("tools")}))
    assert asked <= turns / 1000
