"""`streaming.withhold: sentence`: armed text goes on sentence by sentence, and nothing of a decision does."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.flows.inside import Product, message_of, product
from tests.support.replies import Call, Reply

from sluis.holds.reviewers import Reviewers, Role
from sluis.holds.states import Action

BANK = str(Path(__file__).parent / "bank.yaml")
TOOL = {"type": "function", "function": {"name": "decide_loan_application"}}
ASKED = "My name is Ada Vermeer. When does your branch open, and what do I bring along?"
PLAIN = (
    "Good morning, «name is (\\w+ \\w+)»! The branch in Utrecht opens at nine. "
    "Please bring your passport with you.\n\nThere is a coffee machine. See you soon."
)
SAID = PLAIN.replace("«name is (\\w+ \\w+)»", "Ada Vermeer")
TOLD = "We have decided to refuse your loan application."


def policy(directory: Path) -> str:
    file = directory / "sentences.yaml"
    file.write_text(f"extends: {BANK}\nstreaming: {{withhold: sentence}}\n")
    return str(file)


def chunks(text: str) -> list[dict[str, Any]]:
    lines = [line[6:] for line in text.splitlines() if line.startswith("data: ")]
    assert lines[-1] == "[DONE]"
    return [json.loads(line) for line in lines[:-1]]


def contents(text: str) -> list[str]:
    return [c["delta"]["content"] for chunk in chunks(text) for c in chunk["choices"] if c["delta"].get("content")]


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 20, 1000])
async def test_text_that_decides_nothing_comes_in_sentences_and_whole(tmp_path: Path, piece: int) -> None:
    async with product(policy=policy(tmp_path)) as bank:
        bank.say(Reply(text=PLAIN, piece=piece))
        response = await bank.chat(ASKED, tools=[TOOL], stream=True)
        assert "armed=1" in response.headers["x-sluis-coverage"]
        assert "".join(contents(response.text)) == SAID
        if piece < 100:
            assert len(contents(response.text)) > 3
        roles = [
            c["delta"]["role"] for chunk in chunks(response.text) for c in chunk["choices"] if "role" in c["delta"]
        ]
        assert roles == ["assistant"]


@pytest.mark.parametrize("piece", [1, 5, 1000])
async def test_nothing_of_a_decision_is_said_and_what_went_before_it_is(tmp_path: Path, piece: int) -> None:
    async with product(policy=policy(tmp_path)) as bank:
        bank.say(Reply(text=f"{PLAIN} {TOLD} The letter follows. Have a nice day.", piece=piece))
        response = await bank.chat(ASKED, tools=[TOOL], stream=True)
        said = "".join(contents(response.text))
        assert "refuse" not in said
        assert "letter" not in said
        (waiting,) = await bank.app.services.holds.list_open()
        hold = await bank.app.services.holds.show(waiting.hold_id)
        assert hold.contents.notice in said
        assert TOLD in hold.contents.proposed[0]["content"]
        if piece < 100:
            assert said.startswith("Good morning, Ada Vermeer!")


async def test_a_call_beside_the_text_waits_as_always(tmp_path: Path) -> None:
    refusal = Call("decide_loan_application", {"decision": "refuse"}, id="call_1")
    async with product(policy=policy(tmp_path)) as bank:
        bank.say(Reply(text=PLAIN, calls=(refusal,), piece=4))
        response = await bank.chat(ASKED, tools=[TOOL], stream=True)
        assert "call_1" not in response.text
        assert len(await bank.app.services.holds.list_open()) == 1


async def test_a_text_without_ends_of_sentences_waits_to_its_end(tmp_path: Path) -> None:
    async with product(policy=policy(tmp_path)) as bank:
        bank.say(Reply(text="opens at nine " * 30, piece=3))
        response = await bank.chat(ASKED, tools=[TOOL], stream=True)
        assert len(contents(response.text)) == 1


async def decided(bank: Product, said: str, **more: Any) -> str:
    """The text of the request after one whose answer was held and approved."""
    bank.say(Reply(text=TOLD))
    asked = {"role": "user", "content": "Please decide on my loan application today."}
    notice = message_of(await bank.chat([asked], tools=[TOOL]))
    (waiting,) = await bank.app.services.holds.list_open()
    hold = await bank.app.services.holds.show(waiting.hold_id)
    person = await Reviewers(bank.app.services.db).add("rita", "correct horse battery staple", Role.REVIEWER)
    seen = hold.contents.digest_of(hold.contents.proposed)
    reason = "I have read the whole file."
    await bank.app.services.holds.review(hold.hold_id, person, Action.APPROVE, reason=reason, digest_seen=seen)
    bank.say(Reply(text=said))
    response = await bank.chat([asked, notice, {"role": "user", "content": "Any news?"}], tools=[TOOL], **more)
    return "".join(contents(response.text)) if more.get("stream") else str(message_of(response)["content"])


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("by_sentence", [False, True])
async def test_what_was_released_is_said_first_in_every_form(tmp_path: Path, stream: bool, by_sentence: bool) -> None:
    async with product(policy=policy(tmp_path) if by_sentence else BANK) as bank:
        assert await decided(bank, "Anything else?", stream=stream) == f"{TOLD}\n\nAnything else?"


@pytest.mark.parametrize("stream", [False, True])
async def test_what_was_released_is_said_also_when_the_new_answer_is_held(stream: bool) -> None:
    async with product(policy=BANK) as bank:
        said = await decided(bank, "We have also decided to close your account tomorrow.", stream=stream)
        assert said.startswith(f"{TOLD}\n\n")
        assert "close your account" not in said
        assert "hold_" in said
