"""Profiling on record: of requests and answers, once each, in words of the policy, without values."""

from typing import Any

import pytest
from tests.flows.inside import Product, product
from tests.support.replies import Call, Reply

from sluis.profiling.records import ProfilingRecord

ASK = "Rate the creditworthiness of Wilhelmina Brandsma from 1 to 10, please. She writes from w.brandsma@posteo.net."
RATED = "Her creditworthiness is low and she is unreliable, I rate her two out of ten."


async def recorded(running: Product) -> list[ProfilingRecord]:
    await running.app.services.register._group.flush()
    return await running.app.services.register.records()


async def test_a_request_that_asks_for_a_profile_is_recorded_once_in_a_conversation() -> None:
    async with product() as running:
        running.say(Reply(text="Good morning."), Reply(text="I will not do that."), Reply(text="You are welcome."))
        history: list[dict[str, Any]] = [{"role": "user", "content": "Good morning."}]
        for said, then in (("Good morning.", ASK), ("I will not do that.", "Thanks anyway.")):
            assert (await running.chat(history)).status_code == 200
            history += [{"role": "assistant", "content": said}, {"role": "user", "content": then}]
        assert (await running.chat(history)).status_code == 200
        (record,) = await recorded(running)
        assert (record.source, record.effect, record.categories_inferred) == (
            "request",
            "none",
            ("economic_situation",),
        )
        assert {"person", "email_address"} <= set(record.categories_used)
        assert "Brandsma" not in repr(record)


async def test_an_answer_names_what_it_speaks_of_and_not_what_stands_elsewhere_in_the_history() -> None:
    async with product(tagger="none") as running:
        running.say(Reply(text=RATED))
        history = [
            {"role": "user", "content": "Write to a.vermeer@posteo.net."},
            {"role": "assistant", "content": "Done."},
            {"role": "user", "content": "What is your view of this customer, who has diabetes?"},
        ]
        assert (await running.chat(history)).status_code == 200
        answers = [r for r in await recorded(running) if r.source == "answer"]
        assert [set(r.categories_inferred) for r in answers] == [{"economic_situation", "reliability"}]
        assert answers[0].categories_used == ("health",)


async def test_a_tool_that_is_called_to_profile_is_recorded_as_such() -> None:
    async with product(tagger="none") as running:
        running.say(Reply(calls=(Call("predict_churn", {"customer": "c-1"}),)))
        tool = {"type": "function", "function": {"name": "predict_churn", "description": "Predicts who will leave us."}}
        assert (await running.chat("Run it for customer c-1.", tools=[tool])).status_code == 200
        found = {r.source: r.categories_inferred for r in await recorded(running)}
        assert found["request"] == ("behaviour",)
        assert "behaviour" in found["tool_call"]


async def test_an_ordinary_exchange_leaves_nothing_in_the_register() -> None:
    async with product(tagger="none") as running:
        running.say(Reply(text="It arrives tomorrow."))
        assert (await running.chat("Where is my parcel?")).status_code == 200
        assert await recorded(running) == []


@pytest.mark.parametrize(("policy", "armed"), [("gdpr", False), ("lgpd", True)])
async def test_where_a_profile_is_a_decision_a_stream_waits_when_one_is_asked_for(policy: str, armed: bool) -> None:
    async with product(policy=policy, tagger="none") as running:
        running.say(Reply(text=RATED))
        response = await running.chat("Predict whether this customer will churn.", stream=True)
        assert response.status_code == 200
        assert f"armed={int(armed)}" in response.headers["x-sluis-coverage"]
