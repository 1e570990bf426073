"""Guards: what a validator says is taken at its word; what breaks, hangs or cannot be made never lets anything pass."""

import asyncio
import os
from collections.abc import Iterator
from typing import Any

import pytest

from sluis.decisions.guards import Failed, Guards, GuardSpec, fixed_message
from sluis.errors import ConfigurationError

PLACE = "tests.support.validators"
CALL = {"id": "c1", "type": "function", "function": {"name": "note", "arguments": '{"text": "so secret"}'}}


def spec(kind: str = "NoWord", **given: Any) -> GuardSpec:
    args = {"word": "secret"} if kind == "NoWord" else {}
    return GuardSpec(**{"name": "g", "validator": f"{PLACE}:{kind}", "args": args, **given})


def said(text: str) -> dict[str, Any]:
    return {"role": "assistant", "content": text}


@pytest.fixture
def stuck() -> Iterator[None]:
    Guards([spec("Stuck")])
    from tests.support.validators import Stuck

    Stuck.free.clear()
    yield
    Stuck.free.set()


async def test_what_passes_passes() -> None:
    assert await Guards([spec()]).check(said("All is well.")) == []
    assert await Guards([spec()]).check({"role": "assistant", "content": None}) == []
    assert not Guards([])


async def test_what_fails_says_why_and_what_becomes_of_it() -> None:
    (failed,) = await Guards([spec(outcome="block")]).check(said("A secret."))
    assert failed == Failed("g", "text", 0, "block", "It says secret.")


async def test_only_what_a_guard_looks_at_is_shown_to_it() -> None:
    message = {"role": "assistant", "content": "so secret", "tool_calls": [CALL, CALL]}
    assert [f.where for f in await Guards([spec()]).check(message)] == ["text"]
    arguments = await Guards([spec(text=False, arguments=True)]).check(message)
    assert [(f.where, f.index) for f in arguments] == [("tool_call", 0), ("tool_call", 1)]


async def test_a_fix_is_put_in_and_the_next_guard_reads_it() -> None:
    mending = spec(args={"word": "secret", "instead": "open"}, on_fail="fix", arguments=True)
    after = spec(name="after", args={"word": "open"}, arguments=True)
    message = {"role": "assistant", "content": "A secret.", "tool_calls": [CALL]}
    failed = await Guards([mending, after]).check(message)
    assert [(f.guard, f.where, f.fixed) for f in failed] == [
        ("g", "text", "A open."),
        ("after", "text", None),
        ("g", "tool_call", '{"text": "so open"}'),
        ("after", "tool_call", None),
    ]
    fixed = fixed_message(message, failed)
    assert fixed["content"] == "A open."
    assert fixed["tool_calls"][0]["function"] == {"name": "note", "arguments": '{"text": "so open"}'}
    assert CALL["function"]["arguments"] == '{"text": "so secret"}'


async def test_the_old_function_call_and_custom_tools_are_mended_too() -> None:
    guards = Guards([spec(args={"word": "secret", "instead": "open"}, on_fail="fix", arguments=True)])
    old = {"role": "assistant", "content": None, "function_call": {"name": "f", "arguments": '"secret"'}}
    assert fixed_message(old, await guards.check(old))["function_call"] == {"name": "f", "arguments": '"open"'}
    custom = {"role": "assistant", "tool_calls": [{"type": "custom", "custom": {"name": "f", "input": '"secret"'}}]}
    assert fixed_message(custom, await guards.check(custom))["tool_calls"][0]["custom"]["input"] == '"open"'


async def test_a_fix_that_breaks_the_json_of_arguments_is_none() -> None:
    guards = Guards([spec(args={"word": "secret", "instead": '"'}, on_fail="fix", arguments=True, text=False)])
    (failed,) = await guards.check({"role": "assistant", "tool_calls": [CALL]})
    assert (failed.fixed, failed.outcome) == (None, "hold")


async def test_fix_without_anything_to_put_instead_holds() -> None:
    (failed,) = await Guards([spec(on_fail="fix")]).check(said("secret"))
    assert (failed.fixed, failed.outcome) == (None, "hold")


async def test_what_breaks_does_not_pass_and_repeats_nothing_of_the_text() -> None:
    (failed,) = await Guards([spec("Broken")]).check(said("Ada Vermeer"))
    assert failed.reason == "It broke off: RuntimeError."


async def test_what_hangs_does_not_pass_and_holds_up_nobody_else(stuck: None) -> None:
    guards = Guards([spec("Stuck", timeout_seconds=0.05)])
    everything = [guards.check(said("x")) for _ in range(20)]
    found = await asyncio.wait_for(asyncio.gather(*everything), 10)
    assert {f.reason for (f,) in found} == {"It did not answer in time."}


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"validator": "no_such_package:Thing"}, "is not installed here"),
        ({"validator": f"{PLACE}:Nothing"}, "is not installed here"),
        ({"validator": "json:JSONDecoder"}, "is no validator of guardrails-ai"),
        ({"validator": f"{PLACE}:MET"}, "is no validator of guardrails-ai"),
        ({"args": {"words": "x"}}, "cannot be made with these args"),
    ],
)
def test_what_cannot_be_made_is_said(given: dict[str, Any], why: str) -> None:
    with pytest.raises(ConfigurationError, match=why):
        Guards([spec(**given)])


def test_guardrails_reports_nothing_to_anybody() -> None:
    Guards([spec()])
    from guardrails.settings import settings

    assert settings.rc.enable_metrics is False
    assert settings.rc.use_remote_inferencing is False
    assert os.environ["OTEL_SDK_DISABLED"] == "true"


async def test_what_is_said_as_a_refusal_is_guarded_and_mended_there() -> None:
    message = {"role": "assistant", "content": None, "refusal": "A secret."}
    (failed,) = await Guards([spec()]).check(message)
    assert (failed.where, failed.refused) == ("text", True)
    mending = spec(args={"word": "secret", "instead": "open"}, on_fail="fix")
    fixed = fixed_message(message, await Guards([mending]).check(message))
    assert (fixed["content"], fixed["refusal"]) == (None, "A open.")
