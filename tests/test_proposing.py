"""Proposals for a bot's tools: what shows in names, descriptions and schemas, and nothing where nothing shows."""

import json
from pathlib import Path
from typing import Any

import pytest

from sluis.errors import InvalidRequest
from sluis.policy.loading import load_policy
from sluis.proposing import Proposal, as_yaml, propose, read_tools


def tool(name: str, description: str = "", **properties: Any) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties}
    return {"type": "function", "function": {"name": name, "description": description, "parameters": schema}}


def enum(*values: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            tool("decide_loan", "", decision=enum("Approve", "refuse", "on_hold"), applicant_id={"type": "string"}),
            {
                "decides": "credit_lending",
                "argument": "decision",
                "outcomes": {"approve": "favourable", "refuse": "adverse"},
                "person": "applicant_id",
            },
        ),
        (
            tool(
                "update_application", "A job application.", body={"properties": {"status": enum("rejected", "hired")}}
            ),
            {
                "decides": "employment",
                "argument": "body.status",
                "outcomes": {"rejected": "adverse", "hired": "favourable"},
            },
        ),
        (tool("deny_claim", "Deny an insurance claim."), {"decides": "insurance", "direction": "adverse"}),
        (tool("terminateLease", "", tenant={}), {"decides": "housing", "direction": "adverse", "person": "tenant"}),
        (
            tool("setBenefit", "", eligible={"type": "boolean"}),
            {
                "decides": "essential_public",
                "argument": "eligible",
                "outcomes": {"true": "favourable", "false": "adverse"},
            },
        ),
        (
            tool("afwijzen_aanvraag", "Wijst een kredietaanvraag af."),
            {"decides": "credit_lending", "direction": "adverse"},
        ),
        (tool("score_customer", "", customer_id={}), {"profiles": True, "person": "customer_id"}),
        (tool("get_loan_rates", "Interest on loans."), "harmless"),
        (tool("zoek_polis", ""), "harmless"),
        (tool("send_email", "Sends an e-mail."), None),
        (tool("update_ticket", "", status=enum("open", "closed")), None),
    ],
    ids=lambda given: given["function"]["name"] if isinstance(given, dict) and "function" in given else "",
)
def test_what_shows_is_proposed_and_what_does_not_is_left_to_the_judge(given: dict[str, Any], said: object) -> None:
    assert propose(given).declaration() == said


def test_a_bare_function_and_a_server_of_tools_are_read_alike() -> None:
    schema = {"properties": {"decision": enum("refuse", "grant")}}
    shapes = (
        {"name": "decide_loan", "parameters": schema},
        {"name": "decide_loan", "inputSchema": schema},
        {"type": "custom", "custom": {"name": "decide_loan", "input_schema": schema}},
    )
    assert {propose(shape).argument for shape in shapes} == {"decision"}


def test_what_is_proposed_can_be_put_into_a_policy(tmp_path: Path) -> None:
    names = ("deny_claim", "score_customer", "get_loan_rates", "send_email", "yes", "a: b", "'", "naïve_lookup #1")
    proposals = [propose(tool(name)) for name in names]
    proposals.append(propose(tool("set_benefit", "Welfare.", eligible={"type": "boolean"})))
    file = tmp_path / "own.yaml"
    file.write_text("extends: gdpr\n" + as_yaml(proposals))
    declared = load_policy(file).tools
    assert {p.name for p in proposals if p.declaration() is not None} == set(declared)
    assert declared["set_benefit"].outcomes == {"true": "favourable", "false": "adverse"}
    file.write_text("extends: gdpr\n" + as_yaml([propose(tool("send_email"))]))
    assert not load_policy(file).tools


def test_tools_are_read_from_arrays_objects_and_recorded_requests() -> None:
    one, two = tool("deny_claim"), tool("send_email")
    lines = "\n".join(json.dumps({"tools": tools, "messages": []}) for tools in ([one], [one, two], None))
    for text in (json.dumps([one, two]), json.dumps({"tools": [one, two]}), lines):
        assert [propose(t).name for t in read_tools(text)] == ["deny_claim", "send_email"]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"tools": 7}', "[[]]", '[{"name": ""}]', "7"])
def test_a_file_without_tools_is_said(text: str) -> None:
    with pytest.raises(InvalidRequest):
        read_tools(text)


def test_a_hostile_schema_costs_little() -> None:
    schema: dict[str, Any] = {}
    for _ in range(200):
        schema = {"type": "object", "properties": {"inner": schema, "status": enum(*("refuse",) * 5_000)}}
    assert isinstance(propose({"name": "decide_loan", "parameters": schema}), Proposal)
