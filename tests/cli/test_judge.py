"""`sluis judge`: a line in, a verdict out."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sluis.cli.judge import judged
from sluis.cli.main import build
from sluis.errors import InvalidRequest

DECIDING = {
    "id": "a",
    "tools": [{"type": "function", "function": {"name": "decide_loan_application", "parameters": {}}}],
    "messages": [{"role": "user", "content": "Please look at the application."}],
    "output": {
        "role": "assistant",
        "content": None,
        "tool_calls": [
            {
                "id": "c1",
                "type": "function",
                "function": {"name": "decide_loan_application", "arguments": '{"decision": "refuse"}'},
            }
        ],
    },
}
IDLE = {"id": "b", "messages": [], "output": {"role": "assistant", "content": "We are open until six."}}


def test_lines_in_lines_out(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text("\n".join(map(json.dumps, (DECIDING, IDLE))))
    done = CliRunner().invoke(build(["judge"]), ["judge", "--jsonl", "--policy", "gdpr", str(file)])
    assert done.exit_code == 0, done.output
    first, second = map(json.loads, done.output.splitlines())
    assert (first["id"], first["decision"], first["adverse"], first["domain"]) == ("a", True, True, "credit_lending")
    assert (second["id"], second["decision"], second["adverse"], second["domain"]) == ("b", False, None, "none")
    assert set(first) == {"id", "decision", "adverse", "domain", "profiling", "special_category", "rule", "score"}


def test_a_profile_is_a_decision_under_a_policy_that_says_so(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    said = "The applicant comes across as unreliable; creditworthiness two out of five."
    file.write_text(json.dumps({"id": "p", "messages": [], "output": said}))
    found = {}
    for policy in ("gdpr", "lgpd"):
        done = CliRunner().invoke(build(["judge"]), ["judge", "--jsonl", "--policy", policy, str(file)])
        row = json.loads(done.output)
        found[policy] = (row["decision"], row["profiling"], row["domain"])
    assert found == {"gdpr": (False, True, "none"), "lgpd": (True, True, "credit_lending")}


def test_explaining_names_the_part_and_what_weighed() -> None:
    found = judged(DECIDING, {}, explain=True)["findings"]
    assert [(f["where"], f["index"], f["decision"]) for f in found] == [("tool_call", 0, True)]


def test_an_output_may_be_a_text() -> None:
    assert judged({"output": "We are open until six."}, {})["decision"] is False


@pytest.mark.parametrize("row", [{}, {"output": 5}, {"output": {}, "tools": "x"}, {"output": {}, "messages": [1]}])
def test_a_line_of_another_shape_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(InvalidRequest):
        judged(row, {})
