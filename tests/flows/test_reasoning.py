"""What a model thinks before it answers: it waits where the answer waits, and leaves with nothing that is held."""

import pytest
from tests.flows.inside import Product, product
from tests.support.replies import Call, Reply

from sluis.console.cases import proposal_of
from sluis.holds.reviewers import Reviewers, Role
from sluis.holds.states import Action
from sluis.holds.verdict import edit_messages

SYSTEM = "You decide on loan applications."
USER = "Do I get the loan?"
THOUGHT = "Quota below the threshold of forty, so nothing for this applicant."
SAID = "Your loan application has been declined."
DENY = Call("deny_loan", {"case": "B-7", "reason": "score"})
NOTE = Call("get_weather", {"city": "Utrecht"})
TOOLS = [
    {"type": "function", "function": {"name": name, "description": about, "parameters": {"type": "object"}}}
    for name, about in (("deny_loan", "Denies a loan"), ("get_weather", "Says what the weather is"))
]
ASKED = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": USER}]
ANSWERS = [
    Reply(text=SAID, reasoning=THOUGHT, piece=5),
    Reply(calls=(DENY,), reasoning=THOUGHT, piece=5),
    Reply(calls=(DENY, NOTE), reasoning=THOUGHT, piece=5),
    Reply(text="One moment.", calls=(DENY, NOTE), reasoning=THOUGHT, piece=5),
]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("reply", ANSWERS)
async def test_nothing_of_it_leaves_beside_a_hold_of_chat(reply: Reply, stream: bool) -> None:
    async with product() as running:
        running.say(reply)
        response = await running.chat(ASKED, stream=stream, tools=TOOLS)
        assert "pending" in response.text
        assert "reasoning" not in response.text
        assert not [word for word in ("Quota", "thres", "forty", "applicant") if word in response.text]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("reply", ANSWERS)
async def test_nothing_of_it_leaves_beside_a_hold_of_responses(reply: Reply, stream: bool) -> None:
    tools = [{"type": "function", "strict": False, **tool["function"]} for tool in TOOLS]
    async with product() as running:
        running.say(reply)
        response = await running.respond(USER, instructions=SYSTEM, stream=stream, tools=tools)
        assert "pending" in response.text
        assert "summary_text" not in response.text
        assert not [word for word in ("Quota", "thres", "forty", "applicant") if word in response.text]


async def ask(running: Product, endpoint: str) -> str:
    """A held answer in prose, by its endpoint. The hold's id."""
    running.say(Reply(text=SAID, reasoning=THOUGHT))
    if endpoint == "responses":
        response = await running.respond(USER, instructions=SYSTEM)
    elif endpoint == "messages":
        body = {"model": "m", "max_tokens": 99, "system": SYSTEM, "messages": [{"role": "user", "content": USER}]}
        response = await running.client.post("/v1/messages", json=body)
    else:
        response = await running.chat(ASKED)
    assert "forty" not in response.text
    return response.headers["x-sluis-hold"]


async def review(running: Product, hold_id: str, text: str | None) -> str:
    """What the bot polls after a review that approves, or puts another text in its place."""
    holds = running.app.services.holds
    hold = await holds.show(hold_id)
    edited = edit_messages(hold.contents.proposed, {}, {0: text}) if text else ()
    rita = await Reviewers(running.app.services.db).add("rita", "correct horse battery staple", Role.REVIEWER)
    await holds.review(
        hold_id, rita, Action.EDIT if text else Action.APPROVE, reason="I read the whole file myself and agree.",
        digest_seen=hold.contents.digest_of(edited) if text else hold.digest, edited=edited,
    )  # fmt: skip
    return (await running.client.get(f"/v1/holds/{hold_id}")).text


@pytest.mark.parametrize("endpoint", ["chat", "responses", "messages"])
async def test_a_reviewer_sees_it_and_it_goes_out_with_what_was_approved(endpoint: str) -> None:
    async with product() as running:
        hold_id = await ask(running, endpoint)
        hold = await running.app.services.holds.show(hold_id)
        (shown,) = proposal_of(hold, hold.contents.proposed, lambda text: text)
        assert shown.thought == THOUGHT
        released = await review(running, hold_id, None)
        assert SAID in released
        assert THOUGHT in released


@pytest.mark.parametrize("endpoint", ["chat", "responses", "messages"])
async def test_it_does_not_go_out_with_what_a_reviewer_has_changed(endpoint: str) -> None:
    async with product() as running:
        released = await review(running, await ask(running, endpoint), "Your loan application has been granted.")
        assert "has been granted" in released
        assert "forty" not in released


async def test_it_is_there_in_an_answer_that_waits_for_nothing() -> None:
    """Otherwise the tests above would prove nothing."""
    async with product() as running:
        running.say(Reply(text="It opens at nine.", reasoning="Opening hours, then.", piece=5))
        response = await running.chat("When does the shop open?")
        assert response.json()["choices"][0]["message"]["reasoning_content"] == "Opening hours, then."
