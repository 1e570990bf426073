"""A judge model in the way: what it calls a decision waits; it reads pseudonyms only; nobody else is reached."""

import json
from pathlib import Path

import pytest
from tests.flows.inside import message_of, product
from tests.flows.test_no_egress import settled
from tests.support.processes import Model, sluis_process
from tests.support.replies import Reply
from tests.support.watching import require_strace, watch

from sluis.errors import ConfigurationError
from sluis.settings import load_settings

SYSTEM = {"role": "system", "content": "You are the assistant of a bank and help customers with loans."}
ASKED = [SYSTEM, {"role": "user", "content": "My name is Ada Vermeer. Can I get the loan?"}]
UNSURE = "«name is (\\w+ \\w+)», I do not think we can go ahead with this."
YES = json.dumps(
    {
        "decision": True,
        "adverse": True,
        "domain": "credit_lending",
        "profiling": False,
        "special_category": False,
        "confidence": 0.9,
    }
)
ALWAYS = {"judge_above": 0.0, "judge_below": 1.0}
"""How sure the built-in judge is of one text changes with its weights: here the model is always asked."""
NO = YES.replace('"decision": true', '"decision": false')


@pytest.mark.parametrize(("said", "held"), [(YES, True), (NO, False), ("no idea", True)])
async def test_what_the_judge_model_calls_a_decision_waits(model: Model, said: str, held: bool) -> None:
    model.say(Reply(said))
    async with product(judge_model="openai/judge", judge_url=model.url, judge_timeout_seconds=20.0, **ALWAYS) as bank:
        bank.say(Reply(text=UNSURE))
        response = await bank.chat(ASKED)
        assert ("x-sluis-hold" in response.headers) is held
        assert held or message_of(response)["content"].startswith("Ada Vermeer, I do not")
    (request,) = model.seen()
    assert "Vermeer" not in request.text
    assert "go ahead with this" in request.text


async def test_without_one_nobody_is_asked() -> None:
    async with product() as bank:
        bank.say(Reply(text=UNSURE))
        assert (await bank.chat(ASKED)).status_code == 200
        assert len(bank.model.seen) == 1


def test_a_judge_model_needs_an_address_that_is_safe() -> None:
    with pytest.raises(ConfigurationError, match="judge_url"):
        load_settings(judge_model="openai/judge")
    with pytest.raises(ConfigurationError, match="plain http"):
        load_settings(judge_model="openai/judge", judge_url="http://judge.example/v1")


@pytest.mark.slow
@pytest.mark.xdist_group("egress")
def test_a_server_that_asks_reaches_its_model_and_nothing_else(tmp_path: Path, model: Model) -> None:
    require_strace()
    report = tmp_path / "watch"
    env = {"SLUIS_JUDGE_MODEL": "openai/judge", "SLUIS_JUDGE_TIMEOUT_SECONDS": "30"}
    env |= {f"SLUIS_{name.upper()}": str(value) for name, value in ALWAYS.items()}
    with sluis_process(tmp_path, model.url, before=watch(report), **env) as server:
        model.say(Reply(text=UNSURE), Reply(YES))
        assert server.chat("", messages=ASKED).headers.get("x-sluis-hold")
    assert {(r.host, r.port) for r in settled(report)} == {("127.0.0.1", model.port)}
