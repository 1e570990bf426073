"""The replay as Responses: it finds what it looks for; recorded runs come back exactly, with a chain and without."""

import asyncio
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.replay.aligning import Pairs, Speaker, left_unchanged
from tests.replay.responses import Model, Tally, compared, items_of, replay

DEV = Path(__file__).resolve().parents[3] / "shared" / "data" / "dev"
SETS = ("tau_bench_trajectories", "sgd_tools", "tau2_bench_trajectories")
CALL = {"id": "call_1", "type": "function", "function": {"name": "find_client", "arguments": '{"who": "Ada Vermeer"}'}}
TALK: dict[str, Any] = {
    "id": "made up",
    "values": [
        {"value": "Ada Vermeer", "label": "PERSON"},
        {"value": "ada.vermeer@posteo.net", "label": "EMAIL"},
        {"value": "NL91ABNA0417164300", "label": "IBAN"},
    ],
    "tools": [{"type": "function", "function": {"name": "find_client", "parameters": {"type": "object"}}}],
    "messages": [
        {"role": "system", "content": "You are a helpful assistant of a shop."},
        {"role": "user", "content": "Hello, my name is Ada Vermeer, ada.vermeer@posteo.net."},
        {"role": "assistant", "content": None, "tool_calls": [CALL]},
        {"role": "tool", "tool_call_id": "call_1", "content": '{"name": "Ada Vermeer", "iban": "NL91ABNA0417164300"}'},
        {"role": "assistant", "content": "Thank you, Ada Vermeer. Is NL91ABNA0417164300 still your account?"},
        {"role": "user", "content": "Yes, it is."},
        {"role": "assistant", "content": "Then I will write to ada.vermeer@posteo.net. Have a nice day, Ada!"},
    ],
}


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("chain", [False, True], ids=["resent", "chain"])
async def test_a_conversation_comes_back_exactly(chain: bool, stream: bool) -> None:
    tally = await replay([TALK], chain, stream=stream)
    assert tally.differing == []
    assert tally.counts["requests"] == tally.counts["exact"] == 3
    assert tally.counts["values"] == 8
    assert tally.missed() == []
    assert tally.shares() == {
        "exact": 1.0, "leak": 0.0, "unsayable": 0.0, "stable": 1.0, "shared": 0.0, "split": 0.0, "fits": None,
        "flows": None,
    }  # fmt: skip


async def test_parts_of_a_name_fit_and_a_long_text_flows() -> None:
    values = [{"value": value, "label": "PERSON"} for value in ("Ada Vermeer", "Ada", "Vermeer")]
    asked = {"role": "user", "content": "My name is Ada Vermeer, first name Ada, last name Vermeer."}
    long = {"role": "assistant", "content": "Dear Ada Vermeer, thank you. " * 20}
    tally = await replay(
        [{**TALK, "values": values, "messages": [TALK["messages"][0], asked, long]}], False, stream=True
    )
    assert tally.missed() == []
    assert tally.shares()["fits"] == tally.shares()["flows"] == 1.0
    assert tally.counts["parts"] == 2


def test_a_limit_that_does_not_hold_is_named() -> None:
    good = {"requests": 100, "sayable": 100, "exact": 98, "values": 50, "leaked": 1, "parts": 20, "fits": 19}
    assert Tally(Counter(good)).missed() == []
    worse = {"exact": 97, "leaked": 2, "unsayable": 3, "fits": 18, "looked": 9, "split": 1, "errors": 1}
    missed = Tally(Counter(good | worse)).missed()
    assert [said.split()[0] for said in missed] == ["errors", "exact", "leak", "unsayable", "split", "fits"]


def test_a_text_that_comes_only_when_all_of_it_is_there_does_not_flow() -> None:
    """The model waits for the bot, which is given nothing."""
    model = Model()
    message = {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed"}
    said = {**message, "content": [{"type": "output_text", "text": "word " * 60, "annotations": []}]}

    async def buffered() -> None:
        assert [event async for event in model._streamed({"id": "resp_1", "output": [said]})]

    asyncio.run(buffered())
    assert model.flowed is False


def test_the_replay_sees_a_leak_and_what_it_cannot_say() -> None:
    pairs = Pairs()
    pairs.learn("I am Ada Vermeer, call 06 1234 5678.", "I am <PERSON_1>, call 06 1234 5678.")
    assert left_unchanged("0612345678", "\n".join(pairs.kept))
    assert not left_unchanged("Ada Vermeer", "\n".join(pairs.kept))
    speaker = Speaker(pairs, "I am <PERSON_1>, call 06 1234 5678.")
    assert speaker.text("ADA VERMEER, ada vermeer") == "<PERSON_1>, <person_1>"
    assert speaker.text("Hello Ada Vermeer!") == "Hello <PERSON_1>!"
    assert speaker.could_not_say("Hello Ada!")
    assert not speaker.could_not_say("Hello!")


def test_replies_are_compared_by_what_they_say() -> None:
    other = {**CALL, "function": {"name": "find_client", "arguments": '{"who":"Ada Vermeer"}'}}
    one, two = ({"role": "assistant", "content": "Hi", "tool_calls": [call]} for call in (CALL, other))
    assert compared(items_of(one)) == compared(items_of(two))
    assert compared(items_of(one)) != compared(items_of({**two, "content": "Ho"}))


@pytest.mark.slow
@pytest.mark.parametrize("chain", [False, True], ids=["resent", "chain"])
@pytest.mark.parametrize("name", SETS)
async def test_recorded_runs_come_back_exactly(name: str, chain: bool) -> None:
    path = DEV / f"{name}.jsonl"
    if not path.exists():
        pytest.skip("no recorded runs here")
    talks = [json.loads(line) for line in path.read_text("utf-8").splitlines()][::30]
    tally = await replay(talks, chain)
    # The recordings spell some values in two ways ("Children'S", "Children's"): what differs in case only counts apart.
    beyond_case = tally.counts["sayable"] - tally.counts["exact"] - tally.counts["but_case"]
    assert beyond_case <= 0.02 * tally.counts["requests"], tally.differing
    assert [said for said in tally.missed() if not said.startswith("exact")] == []
    assert (tally.shares()["exact"] or 0) >= 0.93, tally
