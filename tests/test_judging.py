"""Weighing answers: what policy and declaration make of them, and what goes on record of it."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.test_holds import Shell
from tests.flows.inside import product
from tests.support.replies import Call, Reply

from sluis.holds.hold import HeldPart
from sluis.judging import Outcome
from sluis.policy.matching import Verdict
from sluis.settings import BotConfig

BANK = str(Path(__file__).parent / "flows" / "bank.yaml")
TOOL: dict[str, Any] = {"type": "function", "function": {"name": "decide_loan_application"}}


def verdict(outcome: Any) -> Verdict:
    return Verdict(outcome, "default", "GDPR art. 22(1)", "why")


@pytest.mark.parametrize(
    ("outcome", "blocks", "holds"),
    [
        (Outcome(), False, False),
        (Outcome([HeldPart("text", 0)], [], verdict("hold")), False, True),
        (Outcome([HeldPart("text", 0)], [], verdict("block")), True, False),
    ],
)
def test_a_block_is_stricter_than_a_hold_and_nothing_found_is_neither(
    outcome: Outcome, blocks: bool, holds: bool
) -> None:
    assert (outcome.blocks, outcome.holds) == (blocks, holds)


@pytest.mark.parametrize(("said", "held"), [("refuse", True), ("approve", True)])
async def test_a_declared_decision_is_counted_with_verdict_and_domain(said: str, held: bool) -> None:
    async with product(policy=BANK) as bank:
        bank.say(Reply(calls=(Call("decide_loan_application", {"decision": said}),)))
        response = await bank.chat("Please decide on my loan.", tools=[TOOL])
        assert ("x-sluis-hold" in response.headers) is held
        counted = bank.app.services.metrics.text().decode()
        assert 'sluis_decisions_total{domain="credit_lending",verdict="hold"} 1.0' in counted


async def test_a_call_that_decides_nothing_is_not_held() -> None:
    async with product(policy=BANK) as bank:
        bank.say(Reply(calls=(Call("find_branch", {"city": "Utrecht"}),)))
        tool = {"type": "function", "function": {"name": "find_branch"}}
        response = await bank.chat("Where is your branch in Utrecht?", tools=[tool])
        assert "x-sluis-hold" not in response.headers
        assert response.json()["choices"][0]["message"]["tool_calls"]


WHO = "What do you make of this customer?"
PROFILE = "The applicant comes across as unreliable; I rate the creditworthiness two out of five."
HEALTH = "Note: the customer is probably depressed."


async def weighed(policy: str, asked: str, answer: str) -> tuple[str, int]:
    """(effect on record, decisions counted) of one answer under a policy, for a bot that shows no notice."""
    bot = BotConfig(
        name="desk", key="k" * 32, purposes=("service",), basis="contract", duties="enforce", policies=(policy,),
        armed="always",
    )  # fmt: skip
    async with product(bots=(bot,)) as running:
        running.say(Reply(text=answer))
        response = await running.chat(asked, headers={"authorization": "Bearer " + "k" * 32})
        assert response.status_code == 200, response.text
        await running.app.services.register.close()
        answers = [r for r in await running.app.services.register.records() if r.source == "answer"]
        counted = running.app.services.metrics.text().decode().count("sluis_decisions_total{")
        return answers[0].effect if answers else "", counted


@pytest.mark.parametrize(
    ("policy", "asked", "answer", "effect", "counted"),
    [
        ("gdpr", WHO, PROFILE, "delivered", 0),
        ("lgpd", WHO, PROFILE, "held", 1),
        ("gdpr", WHO, HEALTH, "delivered", 0),
        ("lgpd", WHO, HEALTH, "blocked", 1),
        ("gdpr", "Where is my parcel?", "Your parcel arrives tomorrow.", "", 0),
        ("lgpd", "Where is my parcel?", "Your parcel arrives tomorrow.", "", 0),
        ("lgpd", "What will the weather be?", "There will probably be rain tomorrow, the chance is 40 %.", "", 0),
    ],
)
async def test_a_profile_is_a_decision_where_the_law_says_so(
    policy: str, asked: str, answer: str, effect: str, counted: int
) -> None:
    """LGPD art. 20: decisions that define a personal, professional, consumer or credit profile."""
    assert await weighed(policy, asked, answer) == (effect, counted)


async def test_a_policy_may_let_text_flow_and_puts_a_decision_in_it_on_record(tmp_path: Path) -> None:
    file = tmp_path / "flowing.yaml"
    file.write_text(f"extends: {BANK}\nstreaming: {{withhold: never}}\n")
    async with product(policy=str(file)) as bank:
        bank.say(Reply(text="We have decided to refuse your loan application."))
        response = await bank.chat("Please decide on my loan application today.", stream=True, tools=[TOOL])
        assert "armed=0" in response.headers["x-sluis-coverage"]
        lines = [line[6:] for line in response.text.splitlines() if line.startswith("data: {")]
        said = "".join(c["delta"].get("content") or "" for line in lines for c in json.loads(line)["choices"])
        assert said == "We have decided to refuse your loan application."
        await bank.app.services.audit.flush()
        late = await bank.app.services.db.run(
            lambda c: c.exec_driver_sql(
                "select count(*) from audit_rows where event = 'incident.decision_delivered'"
            ).scalar()
        )
        assert late == 1


SHADOWS = {
    "all of it": ("decisions: {shadow: true}", "would hold"),
    "one rule": (
        "decisions:\n  rules:\n"
        "    - {name: tried_out, when: {tool: decide_*}, outcome: block, article: (P) own, shadow: true}\n"
        "    - {name: let_go, when: {tool: decide_*}, outcome: allow, article: (P) own}",
        "would block",
    ),
}


@pytest.mark.parametrize("which", SHADOWS)
async def test_shadow_delivers_and_the_report_says_what_would_have_been_held(which: str, tmp_path: Path) -> None:
    """From the answer to `sluis report decisions`, through the audit log of a database."""
    rules, fate = SHADOWS[which]
    file = tmp_path / "own.yaml"
    file.write_text(f"extends: {BANK}\n{rules}\n")
    async with product(policy=str(file), database=f"sqlite:///{tmp_path}/s.db") as bank:
        bank.say(Reply(calls=(Call("decide_loan_application", {"decision": "refuse"}),)))
        response = await bank.chat("Please decide on my loan.", tools=[TOOL])
        assert "x-sluis-hold" not in response.headers
        called = response.json()["choices"][0]["message"]["tool_calls"][0]["function"]
        assert json.loads(called["arguments"]) == {"decision": "refuse"}
        await bank.app.services.audit.flush()
    shell = Shell(tmp_path)
    rows = [json.loads(line) for line in shell.run("report", "decisions", "--json").stdout.splitlines()]
    assert [(row["count"], row["domain"], row["direction"]) for row in rows if row["fate"] == fate] == [
        (1, "credit_lending", "adverse")
    ]
    assert not [row for row in rows if row["fate"] in ("hold", "block")]
    assert fate in shell.run("report", "decisions").stdout
    assert shell.run("report", "decisions", "--bot", "nobody").stdout.strip() == "decisions in answers: none"
