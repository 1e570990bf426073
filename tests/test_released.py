"""What a hold gives back once it is decided: its own pseudonyms restored, or the word that a person said no."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tests.flows.inside import Product, product
from tests.support.replies import Call, Reply

from sluis.holds.reviewers import Reviewers, Role
from sluis.holds.states import Action
from sluis.protocols.chat import CHAT
from sluis.pseudonyms.mapping import Entry
from sluis.released import (
    entry_from,
    hide_values,
    names_as_json,
    names_from_json,
    release_answer,
    restore_text,
)

BANK = str(Path(__file__).parent / "flows" / "bank.yaml")
TOOL: dict[str, Any] = {"type": "function", "function": {"name": "decide_loan_application"}}
REFUSE = Call("decide_loan_application", {"name": "«name is (\\w+ \\w+)»", "decision": "refuse"})
REASON = "The stated income is below the published limit; I read the file myself."


@pytest.fixture
async def bank() -> AsyncIterator[Product]:
    async with product(policy=BANK, tagger="builtin") as running:
        yield running


async def decided(bank: Product, action: Action) -> Any:
    bank.say(Reply(calls=(REFUSE,)))
    response = await bank.chat("My name is Ada Vermeer. Please decide on my loan.", tools=[TOOL])
    holds = bank.app.services.holds
    hold = await holds.show(response.headers["x-sluis-hold"])
    person = await Reviewers(bank.app.services.db).add("rita", "correct horse battery staple", Role.REVIEWER)
    await holds.review(hold.hold_id, person, action, reason=REASON, digest_seen=hold.digest)
    return await holds.show(hold.hold_id)


async def test_an_approved_call_is_given_back_with_real_values_and_valid_arguments(bank: Product) -> None:
    hold = await decided(bank, Action.APPROVE)
    result = release_answer(hold, CHAT, "no", "", 1, "m")
    (call,) = result["choices"][0]["message"]["tool_calls"]
    assert json.loads(call["function"]["arguments"]) == {"name": "Ada Vermeer", "decision": "refuse"}
    assert "Vermeer" not in json.dumps(hold.contents.completion), "what is kept stays pseudonymous"


async def test_a_rejected_one_is_a_notice_without_the_call(bank: Product) -> None:
    hold = await decided(bank, Action.REJECT)
    result = release_answer(hold, CHAT, "A person said no to {id}. {contact}", "Call us.", 1, "m")
    message = result["choices"][0]["message"]
    assert message["content"] == f"A person said no to {hold.hold_id}. Call us."
    assert not message.get("tool_calls")


async def test_text_of_a_hold_is_restored_by_its_own_names(bank: Product) -> None:
    hold = await decided(bank, Action.APPROVE)
    call = hold.contents.completion["choices"][0]["message"]["tool_calls"][0]
    name = json.loads(call["function"]["arguments"])["name"]
    assert restore_text(hold, f"Dear {name}") == "Dear Ada Vermeer"


async def test_what_a_reviewer_wrote_is_told_without_real_values_and_with_the_pseudonyms_it_had(bank: Product) -> None:
    hold = await decided(bank, Action.REJECT)
    (entry,) = names_from_json(hold.contents.names)
    services = bank.app.services
    engine = await services.engine(services.policy(("gdpr",)))
    text = f"{entry.pseudonym} is Ada Vermeer, and ada knows Joost Hoekstra."
    replaced = hide_values(hold, text, b"k" * 32, {}, engine.find)
    first = entry.pseudonym.split()[0].lower()
    assert replaced.text.startswith(f"{entry.pseudonym} is {entry.pseudonym}, and {first} knows ")
    assert "Hoekstra" not in replaced.text
    assert "Joost Hoekstra" in {made.value for made in replaced.entries.values()}


def test_names_survive_json_as_they_were() -> None:
    entry = Entry("PERSON", "Ada Vermeer", "Kat Mud", "shaped", (("Kat", "Ada"), ("Mud", "Vermeer")))
    kept = json.loads(json.dumps(names_as_json([entry])))
    assert names_from_json([*kept, "no entry"]) == [entry]
    assert entry_from(kept[0]) == entry
