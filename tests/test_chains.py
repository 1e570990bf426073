"""Chains that live upstream: values come back by the id alone, and nobody continues what is another's."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from tests.flows.inside import Product, product, text_of
from tests.support.desks import ASKED, BANK, NAME, REFUSE, TOOLS, decide, headers
from tests.support.replies import Call, Reply

from sluis.chains import RECORD, ask_again
from sluis.holds.states import Action, State
from sluis.protocols.responses import RESPONSES
from sluis.settings import BotConfig
from sluis.wire.body import Limits

pytestmark = pytest.mark.both_databases


async def test_values_of_earlier_turns_come_back_by_the_id_alone_in_an_unnamed_chain(bank: Product) -> None:
    bank.say(Reply(text="Hello."), Reply(text=f"You are {NAME}."), Reply(text=f"Still {NAME}."))
    first = await bank.respond("My name is Ada Vermeer.")
    second = await bank.respond("Who am I?", previous_response_id=first.json()["id"])
    third = await bank.respond("And now?", previous_response_id=second.json()["id"], stream=True)
    assert text_of(second) == "You are Ada Vermeer."
    assert "Still Ada Vermeer." in third.text
    assert all("Vermeer" not in seen.text for seen in bank.model.seen)


async def test_a_value_of_the_chain_said_again_gets_its_pseudonym_again(bank: Product) -> None:
    first = await bank.respond("My name is Ada Vermeer.")
    pseudonym = bank.model.seen[-1].body["input"].removeprefix("My name is ").strip(".")
    await bank.respond("Write to Vermeer, Ada today.", previous_response_id=first.json()["id"])
    assert set(pseudonym.split()) <= set(bank.left.replace(",", " ").split())


async def test_a_named_conversation_is_that_of_the_response_it_continues(bank: Product) -> None:
    named = {"x-sluis-conversation": "chat-1"}
    first = (await bank.respond("My name is Ada Vermeer.", named)).json()["id"]
    bank.say(Reply(text=f"You are {NAME}."))
    assert text_of(await bank.respond("Who am I?", previous_response_id=first)) == "You are Ada Vermeer."
    again = await bank.respond("Who am I?", {"x-sluis-conversation": "chat-2"}, previous_response_id=first)
    assert again.status_code == 400
    assert again.json()["error"]["code"] == "previous_response_not_found"


@pytest.mark.parametrize("who", [{"key": "o"}, {"subject": "customer-8"}], ids=["bot", "person"])
async def test_another_bots_or_persons_response_cannot_be_continued_or_referred_to(
    desks: Product, who: dict[str, str]
) -> None:
    first = (await desks.respond("My name is Ada Vermeer.", headers())).json()
    before = len(desks.model.seen)
    continued = await desks.respond("Who am I?", headers(**who), previous_response_id=first["id"])
    item = {"type": "item_reference", "id": first["output"][0]["id"]}
    referred = await desks.respond([item, {"role": "user", "content": "Who am I?"}], headers(**who))
    assert continued.json()["error"]["code"] == "previous_response_not_found"
    assert referred.json()["error"]["code"] == "item_not_found"
    assert len(desks.model.seen) == before
    own = await desks.respond([item, {"role": "user", "content": "Who am I?"}], headers())
    assert own.status_code == 200


async def test_an_id_that_nobody_was_given_is_refused_and_none_is_made_up(bank: Product) -> None:
    for unknown in ("resp_" + "0" * 32, "ada.vermeer@posteo.net", "resp_hold_" + "0" * 32):
        reply = await bank.respond("Who am I?", previous_response_id=unknown)
        assert reply.status_code == 400
    assert bank.model.seen == []


async def test_what_is_not_stored_upstream_is_not_recorded(bank: Product) -> None:
    first = (await bank.respond("My name is Ada Vermeer.", store=False)).json()["id"]
    assert bank.model.seen[-1].body["store"] is False
    assert (await bank.respond("Who am I?", previous_response_id=first)).status_code == 400


async def test_after_a_hold_the_chain_goes_on_from_the_response_before_it(bank: Product) -> None:
    bank.say(Reply(text="Hello."), Reply(calls=(REFUSE,)), Reply(text="I cannot say yet."))
    first = (await bank.respond("Good morning.")).json()["id"]
    held = await bank.respond(ASKED, tools=TOOLS, previous_response_id=first)
    withheld = bank.model.seen[1].body
    assert withheld["previous_response_id"] == first
    assert "decide_loan_application" not in str(held.json()["output"])
    assert len(bank.model.responses.deleted) == 1, "the withheld response is gone upstream"
    again = await bank.respond("Any news?", tools=TOOLS, previous_response_id=held.json()["id"])
    assert text_of(again) == "I cannot say yet."
    sent = bank.model.seen[-1].body
    assert sent["previous_response_id"] == first
    assert [item["role"] for item in sent["input"]] == ["user", "developer", "user"]
    assert sent["input"][0]["content"].startswith("My name is ")
    assert "Vermeer" not in bank.left
    assert "refuse" not in bank.left


async def test_an_approved_call_is_given_out_on_the_next_turn_and_carried_on_with(bank: Product) -> None:
    bank.say(Reply(calls=(REFUSE,)), Reply(text=f"Done, {NAME}."))
    held = await bank.respond(ASKED, tools=TOOLS)
    hold_id = held.headers["x-sluis-hold"]
    await decide(bank, hold_id, Action.APPROVE)
    released = await bank.respond("And now?", tools=TOOLS, previous_response_id=held.json()["id"])
    (call,) = released.json()["output"]
    assert call["arguments"] == '{"name": "Ada Vermeer", "decision": "refuse"}'
    assert len([seen for seen in bank.model.seen if seen.method == "POST"]) == 1
    result = {"type": "function_call_output", "call_id": call["call_id"], "output": "ok"}
    done = await bank.respond([result], tools=TOOLS, previous_response_id=released.json()["id"])
    assert text_of(done) == "Done, Ada Vermeer."
    assert [item.get("type") for item in bank.model.seen[-1].body["input"]] == [
        None, "function_call", "function_call_output",
    ]  # fmt: skip
    assert (await bank.app.services.holds.show(hold_id)).state is State.CONSUMED


async def test_an_edited_call_is_what_the_model_is_told_it_made(bank: Product) -> None:
    bank.say(Reply(calls=(REFUSE,)), Reply(text="Done."))
    held = await bank.respond(ASKED, tools=TOOLS)
    hold = await bank.app.services.holds.show(held.headers["x-sluis-hold"])
    (message,) = hold.contents.proposed
    calls: Any = message["tool_calls"]
    changed = {**calls[0]["function"], "arguments": '{"decision": "approve"}'}
    await decide(bank, hold.hold_id, Action.EDIT, ({**message, "tool_calls": [{**calls[0], "function": changed}]},))
    released = (await bank.respond("And now?", tools=TOOLS, previous_response_id=held.json()["id"])).json()
    (call,) = released["output"]
    assert call["arguments"] == '{"decision": "approve"}'
    result = {"type": "function_call_output", "call_id": call["call_id"], "output": "ok"}
    await bank.respond([result], tools=TOOLS, previous_response_id=released["id"])
    assert '"decision\\": \\"approve' in bank.left.replace(" ", "").replace('\\":\\"', '\\": \\"')
    assert "refuse" not in bank.left


async def test_a_harmless_call_beside_a_held_one_goes_on_with_the_chain(bank: Product) -> None:
    branch = Call("find_branch", {"city": "Utrecht"})
    bank.say(Reply(calls=(branch, REFUSE)), Reply(text="Near the station."))
    held = (await bank.respond(ASKED, tools=TOOLS)).json()
    free = [item for item in held["output"] if item["type"] == "function_call"]
    assert [call["name"] for call in free] == ["find_branch"]
    result = {"type": "function_call_output", "call_id": free[0]["call_id"], "output": "Station 1"}
    again = await bank.respond([result], tools=TOOLS, previous_response_id=held["id"])
    assert text_of(again) == "Near the station."
    assert "find_branch" in str(bank.model.seen[-1].body["input"])
    assert "decide_loan_application" not in str(bank.model.seen[-1].body["input"])


async def test_a_held_call_behind_text_that_has_gone_out_leaves_a_chain_that_goes_on() -> None:
    async with product(policy=BANK, bots=(BotConfig(name="b", key="k" * 32, policies=(BANK,), armed="never"),)) as bank:
        key = {"authorization": "Bearer " + "k" * 32}
        bank.say(Reply(text="One moment. ", calls=(REFUSE,), piece=3), Reply(text="Good afternoon."))
        said = (await bank.respond(ASKED, key, tools=TOOLS, stream=True)).text
        assert "One moment." in said
        assert "hold_" in said
        assert "decide_loan_application" not in said.replace('"name":"decide_loan_application"', "")
        response = said.rpartition('"id":"resp_')[2].partition('"')[0]
        again = await bank.respond("Well?", key, tools=TOOLS, previous_response_id=f"resp_{response}")
        assert text_of(again) == "Good afternoon."


@pytest.mark.parametrize("wanted", [{"previous_response_id": "resp_1"}, {"background": True}])
async def test_a_policy_may_forbid_that_anything_is_kept_upstream(tmp_path: Path, wanted: dict[str, Any]) -> None:
    policy = tmp_path / "strict.yaml"
    policy.write_text("extends: gdpr\nupstream:\n  store: never\n")
    async with product(policy=str(policy), tagger="none") as strict:
        assert (await strict.respond("Hello.", store=True)).status_code == 200
        assert strict.model.seen[-1].body["store"] is False
        refused = await strict.respond("Hello.", **wanted)
        assert refused.json()["error"]["code"] == "state_not_allowed"


async def test_erasing_a_person_ends_their_chains(desks: Product) -> None:
    first = (await desks.respond("My name is Ada Vermeer.", headers())).json()["id"]
    assert (await desks.client.get(f"/v1/responses/{first}", headers=headers())).status_code == 200
    await desks.app.services.vault.erase_subject("desk", "customer-7")
    again = await desks.respond("Who am I?", headers(), previous_response_id=first)
    assert again.json()["error"]["code"] == "previous_response_not_found"
    assert (await desks.client.get(f"/v1/responses/{first}", headers=headers(subject=""))).status_code == 404


async def test_a_chain_forks_and_each_branch_knows_its_own(bank: Product) -> None:
    first = (await bank.respond("My name is Ada Vermeer.")).json()["id"]
    bank.say(*[Reply(text="«(?s)my name is (\\w+ \\w+)» and «friend (\\w+ \\w+)»")] * 2)
    friends = ("Joost Hoekstra", "Karin Bos")
    asked = (bank.respond(f"And my friend {name}?", previous_response_id=first) for name in friends)
    said = await asyncio.gather(*asked)
    texts = {text_of(one).partition(" and ")[2] for one in said}
    assert texts == set(friends)


@pytest.mark.parametrize(("role", "question"), [("assistant", "What is your name?"), ("user", "")])
def test_a_bare_answer_is_read_with_the_question_that_stands_upstream(role: str, question: str) -> None:
    body = {"model": "m", "input": [{"role": "user", "content": "jenny"}, {"role": "assistant", "content": "Hi."}]}
    places = RESPONSES.read(body, Limits(), frozenset())
    ask_again(places, [{"role": role, "content": "What is your name?"}])
    assert [place.question for place in places] == [question, ""]


def test_records_have_an_entity_type_of_their_own() -> None:
    assert RECORD.isupper()
