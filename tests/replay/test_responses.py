"""The replay as Responses: it finds what it looks for; recorded runs come back exactly, with a chain and without."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.replay.aligning import Pairs, Speaker, left_unchanged
from tests.replay.responses import compared, items_of, replay

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


@pytest.mark.parametrize("chain", [False, True], ids=["resent", "chain"])
async def test_a_conversation_comes_back_exactly(chain: bool) -> None:
    tally = await replay([TALK], chain)
    assert tally.differing == []
    assert tally.counts["requests"] == tally.counts["exact"] == 3
    assert tally.counts["values"] == 8
    assert tally.shares() == {"exact": 1.0, "leak": 0.0, "stable": 1.0, "shared": 0.0, "split": 0.0}


def test_the_replay_sees_a_leak_and_what_it_cannot_say() -> None:
    pairs = Pairs()
    pairs.learn("I am Ada Vermeer, call 06 1234 5678.", "I am <PERSON_1>, call 06 1234 5678.")
    assert left_unchanged("0612345678", "\n".join(pairs.kept))
    assert not left_unchanged("Ada Vermeer", "\n".join(pairs.kept))
    speaker = Speaker(pairs, "I am <PERSON_1>, call 06 1234 5678.")
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
    shares = tally.shares()
    assert tally.counts["errors"] == 0
    # The recordings spell some values in two ways ("therapist", "Therapist"): what differs in case only counts apart.
    beyond_case = [d for d in tally.differing if str(d[2]).casefold() != str(d[3]).casefold()]
    assert len(beyond_case) <= 0.02 * tally.counts["requests"], beyond_case
    assert (shares["exact"] or 0) >= 0.93, tally
    assert (shares["leak"] or 0) <= 0.02, tally
    assert (shares["stable"] or 0) >= 0.99, tally
