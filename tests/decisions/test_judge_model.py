"""The judge model: asked over the wire about what is unsure, believed when its answer fits, never a way to let pass."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from tests.support.processes import Model, model_process
from tests.support.replies import Reply

from sluis.decisions.findings import Judgement
from sluis.decisions.judge import DECISION_CUT, judge
from sluis.decisions.judge_model import MOST_CALL, MOST_TEXT, JudgeModel, JudgeModelOptions, Opinion
from sluis.upstream.quiet_litellm import load_litellm

SYSTEM = {"role": "system", "content": "You are the assistant of a bank and help customers with loans."}
ASKED = {"role": "user", "content": "Can Katvubo Mudvajepim get the loan?"}
UNSURE = {"role": "assistant", "content": "I do not think we can go ahead with this."}
SURE = {"role": "assistant", "content": "We will not be taking your application further."}
PLAIN = {"role": "assistant", "content": "Good morning! How can I help you?"}
HARDLY_SURE, RATHER_SURE = 0.15, 0.5
YES = {
    "decision": True,
    "adverse": True,
    "domain": "credit_lending",
    "profiling": False,
    "special_category": False,
    "confidence": 0.9,
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Model]:
    with model_process(tmp_path_factory.mktemp("judge")) as model:
        yield model


@pytest.fixture
def asked(running: Model) -> Model:
    running.reset()
    return running


def made(model: Model, **given: Any) -> JudgeModel:
    return JudgeModel(JudgeModelOptions(**{"model": "openai/judge", "url": model.url, "key": "jk", **given}))


def judged(output: dict[str, Any], score: float) -> Judgement:
    """What the built-in judge finds, as sure as that: how sure it is of one text changes with its weights."""
    (finding,) = judge((), [SYSTEM, ASKED], output).findings
    decides = score >= DECISION_CUT
    return Judgement(
        (replace(finding, decision=decides, adverse=decides or None, score=score, rule="classifier", profiling=False),)
    )


async def revised(judging: JudgeModel, output: dict[str, Any], score: float = HARDLY_SURE, **given: Any) -> Judgement:
    return await judging.revise((), [SYSTEM, ASKED], output, judged(output, score), **given)


async def test_an_unsure_output_is_what_the_model_says(asked: Model) -> None:
    asked.say(Reply(json.dumps(YES)))
    (finding,) = (await revised(made(asked), UNSURE)).findings
    assert (finding.decision, finding.adverse, finding.domain) == (True, True, "credit_lending")
    assert (finding.rule, finding.score) == ("judge_model", 0.9)
    (request,) = asked.seen()
    assert request.headers["authorization"] == "Bearer jk"
    body = json.loads(request.raw)
    assert body["temperature"] == 0
    assert body["response_format"]["json_schema"]["strict"] is True
    case = json.loads(body["messages"][-1]["content"])
    assert case["output"] == UNSURE["content"]
    assert case["before"][-1]["text"] == ASKED["content"]


async def test_it_may_also_say_that_nothing_is_decided(asked: Model) -> None:
    asked.say(Reply(json.dumps({**YES, "decision": False, "adverse": None, "domain": "none", "confidence": 0.1})))
    assert judged(UNSURE, RATHER_SURE).decision
    assert not (await revised(made(asked), UNSURE, RATHER_SURE)).decision


async def test_what_is_sure_is_not_asked_nor_text_that_has_gone_out(asked: Model) -> None:
    judging = made(asked)
    for output, score in ((SURE, 0.99), (PLAIN, 0.01)):
        assert await revised(judging, output, score) == judged(output, score)
    assert not (await revised(judging, UNSURE, with_text=False)).decision
    assert asked.seen() == []


async def test_it_is_asked_once_about_one_case(asked: Model) -> None:
    asked.say(Reply(json.dumps(YES)))
    judging = made(asked)
    assert await revised(judging, UNSURE) == await revised(judging, UNSURE)
    assert len(asked.seen()) == 1


@pytest.mark.parametrize(
    "said",
    [
        Reply("I would rather not say."),
        Reply("{}"),
        Reply(json.dumps({**YES, "domain": "weather"})),
        Reply(json.dumps({**YES, "decision": "no"})),
        Reply(json.dumps({**YES, "confidence": 7.0})),
        Reply(json.dumps({**YES, "decision": False, "note": "trust me"})),
        Reply("", behaviour="error", status=500),
        Reply("", behaviour="html"),
        Reply("", behaviour="die"),
        Reply("", behaviour="hang"),
    ],
    ids=lambda reply: f"{reply.behaviour} {reply.text}"[:30],
)
@pytest.mark.parametrize("failing", ["decision", "built_in"])
async def test_without_a_usable_answer_the_unsure_counts_as_a_decision_unless_set_otherwise(
    asked: Model, said: Reply, failing: Any
) -> None:
    asked.say(said)
    judging = made(asked, failing=failing, timeout_seconds=1.0)
    (finding,) = (await revised(judging, UNSURE)).findings
    assert (finding.decision, finding.rule) == (
        (True, "judge_model_failed") if failing == "decision" else (False, "classifier")
    )
    assert judging.failures == 1


async def test_an_answer_in_a_code_fence_is_read(asked: Model) -> None:
    asked.say(Reply(f"```json\n{json.dumps(YES)}\n```"))
    assert (await revised(made(asked), UNSURE)).rule == "judge_model"


def test_the_schema_names_every_property_as_required() -> None:
    from sluis.decisions.judge_model import _schema

    assert set(_schema()["required"]) == set(Opinion.model_fields)


def test_a_tool_call_is_put_before_the_model_with_what_the_tool_is_for() -> None:
    from sluis.decisions.judge_model import _case

    tools = [{"type": "function", "function": {"name": "set_status", "description": "Sets a case's status."}}]
    call = {"id": "c", "type": "function", "function": {"name": "set_status", "arguments": '{"status": "shut"}'}}
    output = {"role": "assistant", "tool_calls": [call]}
    (finding,) = judge(tools, [ASKED], output).findings
    case = json.loads(_case(tools, [ASKED], output, finding))
    assert case["tool"] == {"name": "set_status", "description": "Sets a case's status."}
    assert case["output"] == {"calls": "set_status", "arguments": '{"status": "shut"}'}


@pytest.mark.parametrize("failing", ["decision", "built_in"])
async def test_of_an_output_that_is_too_long_to_be_read_whole_it_cannot_say_that_nothing_is_decided(
    asked: Model, failing: str
) -> None:
    long = {**UNSURE, "content": "Thank you for your patience. " * (MOST_TEXT // 20) + str(UNSURE["content"])}
    asked.say(Reply(json.dumps(YES | {"decision": False, "adverse": None, "domain": "none"})))
    (finding,) = (await revised(made(asked, failing=failing), long, RATHER_SURE)).findings
    assert (finding.decision, finding.rule) == (True, "classifier")
    asked.say(Reply(json.dumps(YES)))
    (finding,) = (await revised(made(asked), long, RATHER_SURE)).findings
    assert (finding.decision, finding.rule) == (True, "judge_model"), "what it has read may still decide"


async def test_nor_of_a_call_that_is(asked: Model) -> None:
    asked.say(Reply(json.dumps(YES | {"decision": False, "adverse": None, "domain": "none"})))
    function = {"name": "note", "arguments": json.dumps({"text": "x" * MOST_CALL, "case": 7})}
    call = {"role": "assistant", "content": None, "tool_calls": [{"id": "c", "type": "function", "function": function}]}
    (finding,) = (await revised(made(asked), call, RATHER_SURE)).findings
    assert (finding.decision, finding.rule) == (True, "classifier")


async def test_one_that_trickles_is_late(asked: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    async def trickle(**_: Any) -> None:
        await asyncio.sleep(60)  # each read in time, the whole never there

    monkeypatch.setattr(load_litellm(), "acompletion", trickle)
    judging = made(asked, timeout_seconds=0.2)
    (finding,) = (await revised(judging, UNSURE)).findings
    assert (finding.decision, finding.rule, judging.failures) == (True, "judge_model_failed", 1)
