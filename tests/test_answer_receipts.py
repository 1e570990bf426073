"""What an answer says about itself: policy and coverage always, hold and status where something is held."""

import json
from typing import Any

import pytest
from tests.flows.inside import product
from tests.support.replies import Reply

from sluis.answer_receipts import answer_headers, send_events
from sluis.protocols.chat import CHAT


class Stub:
    """An exchange as far as headers look at it."""

    class policy:
        id = "gdpr@0123456789ab"

    class coverage:
        @staticmethod
        def header() -> str:
            return "positions=1"

    opt_outs: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    ("said", "more"),
    [
        (None, {}),
        ({"choices": []}, {}),
        ({"sluis": {"status": "blocked", "hold_id": None}}, {"x-sluis-status": "blocked"}),
        ({"sluis": {"status": "pending", "hold_id": "h1"}}, {"x-sluis-status": "pending", "x-sluis-hold": "h1"}),
    ],
)
def test_headers_follow_the_mark_of_the_answer(said: Any, more: dict[str, str]) -> None:
    stub: Any = Stub()
    headers = answer_headers(stub, said)
    assert headers["x-sluis-policy"] == "gdpr@0123456789ab"
    assert headers["x-sluis-coverage"] == "positions=1"
    assert {k: v for k, v in headers.items() if k in ("x-sluis-status", "x-sluis-hold")} == more
    assert ("no-store" in headers.get("cache-control", "")) is bool(more)


def test_an_opt_out_is_confirmed_and_nothing_is_said_where_there_is_none() -> None:
    stub: Any = Stub()
    assert "x-sluis-opt-out" not in answer_headers(stub)
    stub.opt_outs = frozenset({"sharing", "decisions"})
    assert answer_headers(stub)["x-sluis-opt-out"] == "decisions, sharing"


async def test_our_own_chunks_end_with_done() -> None:
    sent = b"".join([piece async for piece in send_events(CHAT, [{"a": 1}, {"b": 2}])])
    assert [line for line in sent.decode().split("\n") if line] == [
        f"data: {json.dumps({'a': 1}, separators=(',', ':'))}", 'data: {"b":2}', "data: [DONE]",
    ]  # fmt: skip


async def test_what_became_of_an_answer_is_counted_once() -> None:
    async with product(tagger="none") as running:
        running.say(Reply(text="Hello."))
        await running.chat("Hi")
        assert 'sluis_answers_total{outcome="delivered"} 1.0' in running.app.services.metrics.text().decode()
