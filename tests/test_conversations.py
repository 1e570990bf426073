"""Conversation objects: a name for a chain that lives upstream; nothing of them leaves, and nobody else enters them."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from tests.flows.inside import Product, product, text_of
from tests.support.desks import ASKED, BANK, NAME, REFUSE, TOOLS, decide, headers
from tests.support.replies import Call, Reply

from sluis.chains import CONVERSATION, allow_conversation
from sluis.errors import InvalidRequest
from sluis.holds.states import Action
from sluis.policy.loading import load_policy
from sluis.policy.model import Upstream

pytestmark = pytest.mark.both_databases


async def begin(bank: Product, named: dict[str, str] | None = None, **more: Any) -> str:
    made = await bank.client.post("/v1/conversations", json=more, headers=named)
    assert made.status_code == 200, made.text
    assert CONVERSATION.fullmatch(made.json()["id"])
    return str(made.json()["id"])


async def test_values_of_earlier_turns_come_back_and_the_conversation_does_not_leave(bank: Product) -> None:
    kept = await begin(bank)
    bank.say(Reply(text="Hello."), Reply(text=f"You are {NAME}."), Reply(text=f"Still {NAME}."))
    first = await bank.respond("My name is Ada Vermeer.", conversation=kept)
    second = await bank.respond("Who am I?", conversation={"id": kept})
    third = await bank.respond("And now?", conversation=kept, stream=True)
    assert text_of(second) == "You are Ada Vermeer."
    assert "Still Ada Vermeer." in third.text
    assert second.json()["conversation"] == {"id": kept}
    assert second.json()["previous_response_id"] is None
    assert [seen.body.get("previous_response_id") for seen in bank.model.seen] == [
        None, first.json()["id"], second.json()["id"],
    ]  # fmt: skip
    assert all("Vermeer" not in seen.text and "conv_" not in seen.text for seen in bank.model.seen)


async def test_what_it_begins_with_goes_along_once_and_inspected(bank: Product) -> None:
    kept = await begin(bank, items=[{"role": "user", "content": "My name is Ada Vermeer."}])
    assert bank.model.seen == []
    bank.say(Reply(text=f"You are {NAME}."), Reply(text="Yes."))
    assert text_of(await bank.respond("Who am I?", conversation=kept)) == "You are Ada Vermeer."
    assert len(bank.model.seen[0].body["input"]) == 2
    await bank.respond("Sure?", conversation=kept)
    assert bank.model.seen[1].body["input"] == "Sure?"
    assert all("Vermeer" not in seen.text for seen in bank.model.seen)


@pytest.mark.parametrize("who", [{"key": "o"}, {"subject": "customer-8"}], ids=["bot", "person"])
async def test_another_bots_or_persons_conversation_is_as_if_it_did_not_exist(
    desks: Product, who: dict[str, str]
) -> None:
    kept = await begin(desks, headers(), metadata={"topic": "loan"})
    await desks.respond("My name is Ada Vermeer.", headers(), conversation=kept)
    before = len(desks.model.seen)
    stolen = await desks.respond("Who am I?", headers(**who), conversation=kept)
    assert (stolen.status_code, stolen.json()["error"]["code"]) == (400, "conversation_not_found")
    for method in ("GET", "DELETE"):
        shown = await desks.client.request(method, f"/v1/conversations/{kept}", headers=headers(**who))
        assert (shown.status_code, shown.json()["error"]["code"]) == (404, "conversation_not_found")
    assert len(desks.model.seen) == before
    assert (await desks.respond("Who am I?", headers(), conversation=kept)).status_code == 200
    unsaid = {"authorization": "Bearer " + "k" * 32}
    shown = await desks.client.get(f"/v1/conversations/{kept}", headers=unsaid)
    assert shown.json()["metadata"] == {"topic": "loan"}


@pytest.mark.parametrize(
    "given", ["conv_" + "0" * 32, "conv_of_the_provider", {"id": "conv_1", "x": 1}, {"id": None}, 7, [], "Ada Vermeer"]
)
async def test_one_that_was_not_begun_here_is_refused(bank: Product, given: Any) -> None:
    reply = await bank.respond("Hello.", conversation=given)
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, "conversation_not_found")
    assert "Vermeer" not in reply.text
    assert bank.model.seen == []


async def test_a_response_is_no_conversation_and_a_conversation_no_response(bank: Product) -> None:
    kept = await begin(bank)
    made = (await bank.respond("Hello.", conversation=kept)).json()["id"]
    code = {
        "conversation": (await bank.respond("Hello.", conversation=made)).json()["error"]["code"],
        "previous": (await bank.respond("Hello.", previous_response_id=kept)).json()["error"]["code"],
        "shown": (await bank.client.get(f"/v1/conversations/{made}")).json()["error"]["code"],
        "fetched": (await bank.client.get(f"/v1/responses/{kept}")).json()["error"]["code"],
    }
    assert code == {
        "conversation": "conversation_not_found",
        "previous": "previous_response_not_found",
        "shown": "conversation_not_found",
        "fetched": "response_not_found",
    }


async def test_after_a_hold_the_conversation_goes_on_from_the_response_before_it(bank: Product) -> None:
    kept = await begin(bank)
    bank.say(Reply(text="Hello."), Reply(calls=(REFUSE,)), Reply(text="I cannot say yet."))
    first = (await bank.respond("Good morning.", conversation=kept)).json()["id"]
    held = await bank.respond(ASKED, tools=TOOLS, conversation=kept)
    assert held.json()["conversation"] == {"id": kept}
    assert "decide_loan_application" not in str(held.json()["output"])
    assert len(bank.model.responses.deleted) == 1, "the withheld response is gone upstream"
    assert text_of(await bank.respond("Any news?", tools=TOOLS, conversation=kept)) == "I cannot say yet."
    sent = bank.model.seen[-1].body
    assert sent["previous_response_id"] == first
    assert [item["role"] for item in sent["input"]] == ["user", "developer", "user"]
    assert "Vermeer" not in bank.left


@pytest.mark.parametrize("how", ["next turn", "poll"])
async def test_an_approved_call_is_run_and_its_result_continues_the_conversation(bank: Product, how: str) -> None:
    kept = await begin(bank)
    bank.say(Reply(calls=(REFUSE,)), Reply(text=f"Done, {NAME}."))
    held = (await bank.respond(ASKED, tools=TOOLS, conversation=kept)).json()
    hold_id = held["sluis"]["hold_id"]
    await decide(bank, hold_id, Action.APPROVE)
    if how == "poll":
        given = (await bank.client.get(f"/v1/holds/{hold_id}")).json()["result"]
    else:
        given = (await bank.respond("Any news?", tools=TOOLS, conversation=kept)).json()
    (call,) = [item for item in given["output"] if item["type"] == "function_call"]
    result = {"type": "function_call_output", "call_id": call["call_id"], "output": "noted"}
    assert text_of(await bank.respond([result], tools=TOOLS, conversation=kept)) == "Done, Ada Vermeer."
    sent = bank.model.seen[-1].body["input"]
    assert [item["call_id"] for item in sent if item.get("type") == "function_call"] == [call["call_id"]]
    assert "Vermeer" not in bank.left


async def test_it_is_shown_renamed_and_forgotten(bank: Product) -> None:
    kept = await begin(bank, metadata={"topic": "loan"})
    bank.say(Reply(text="Hello."))
    await bank.respond("Good morning.", conversation=kept)
    renamed = await bank.client.post(f"/v1/conversations/{kept}", json={"metadata": {"topic": "card"}})
    shown = await bank.client.get(f"/v1/conversations/{kept}")
    assert renamed.json() == shown.json()
    assert (shown.json()["object"], shown.json()["metadata"]) == ("conversation", {"topic": "card"})
    gone = await bank.client.delete(f"/v1/conversations/{kept}")
    assert gone.json() == {"id": kept, "object": "conversation.deleted", "deleted": True}
    assert (await bank.client.get(f"/v1/conversations/{kept}")).status_code == 404
    assert (await bank.respond("Hello.", conversation=kept)).status_code == 400


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("GET", "/{}/items"), ("POST", "/{}/items"), ("DELETE", "/{}/items/msg_1"), ("PUT", "/{}")],
)
async def test_its_items_and_other_paths_are_not_guarded(bank: Product, method: str, path: str) -> None:
    kept = await begin(bank)
    reply = await bank.client.request(method, "/v1/conversations" + path.format(kept))
    assert (reply.status_code, reply.json()["error"]["code"]) == (404, "endpoint_not_guarded")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"items": [{"type": "computer_call", "id": "1"}]}, "tool_not_guarded"),
        ({"items": [{"role": "user", "content": "x"}] * 21}, "too_many_messages"),
        ({"items": [], "metadata": {}}, None),
        ({"items": "Ada Vermeer"}, "invalid_request"),
        ({"metadata": {"Ada Vermeer": "x"}}, "key_not_inspectable"),
        ({"metadata": "Ada Vermeer"}, "invalid_request"),
        ({"name": "Ada Vermeer"}, "parameter_not_guarded"),
    ],
)
async def test_what_could_not_leave_is_refused_when_it_begins(bank: Product, body: Any, code: str | None) -> None:
    reply = await bank.client.post("/v1/conversations", json=body)
    assert reply.json().get("error", {"code": None})["code"] == code
    assert "Vermeer" not in reply.text


@pytest.mark.parametrize("more", [{"background": True}, {"store": False}, {"previous_response_id": "resp_1"}])
async def test_what_cannot_be_had_with_it_is_said(bank: Product, more: dict[str, Any]) -> None:
    reply = await bank.respond("Hello.", conversation=await begin(bank), **more)
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, "conversation_not_guarded")


@pytest.mark.parametrize("upstream", ["{store: never}", "{conversations: refuse}"])
async def test_a_policy_that_keeps_nothing_upstream_or_refuses_them_has_no_conversations(
    tmp_path: Path, upstream: str
) -> None:
    policy = tmp_path / "without.yaml"
    policy.write_text(f"extends: gdpr\nupstream: {upstream}\n")
    async with product(policy=str(policy)) as without:
        begun = await without.client.post("/v1/conversations", json={})
        named = await without.respond("Hello.", conversation="conv_" + "0" * 32)
        for refused in (begun, named):
            assert (refused.status_code, refused.json()["error"]["code"]) == (400, "state_not_allowed")
        assert without.model.seen == []
        chained = await without.respond("Hello.")
        assert chained.status_code == 200


async def test_one_begun_under_another_policy_is_not_continued_but_can_be_shown_and_forgotten(
    tmp_path: Path,
) -> None:
    policy = tmp_path / "changing.yaml"
    policy.write_text("extends: gdpr\n")
    async with product(policy=str(policy), policy_poll_seconds=0.02) as changing:
        kept = await begin(changing)
        policy.write_text("extends: gdpr\nupstream: {conversations: refuse}\n")
        before = changing.app.services.policies.get(str(policy)).id
        while changing.app.services.policies.get(str(policy)).id == before:  # noqa: ASYNC110 - it is watched by time
            await asyncio.sleep(0.01)
        refused = await changing.respond("Hello.", conversation=kept)
        assert refused.json()["error"]["code"] == "state_not_allowed"
        assert (await changing.client.get(f"/v1/conversations/{kept}")).status_code == 200
        assert (await changing.client.delete(f"/v1/conversations/{kept}")).json()["deleted"] is True


def test_without_a_word_in_the_policy_conversations_are_refused_and_the_stricter_of_two_holds() -> None:
    kept_here = Upstream(conversations="kept_here")
    assert not Upstream().has_conversations
    assert kept_here.has_conversations
    assert not Upstream(store="never", conversations="kept_here").has_conversations
    assert load_policy("gdpr").upstream.has_conversations
    with pytest.raises(InvalidRequest):
        allow_conversation(Upstream())
    allow_conversation(kept_here)


async def test_of_two_turns_at_once_each_is_answered_and_the_last_to_end_is_gone_on_from(bank: Product) -> None:
    kept = await begin(bank)
    bank.say(
        Reply(text=f"You are {NAME}. " * 4, pause_seconds=0.02),
        Reply(text=f"Hello {NAME}."),
        Reply(text=f"Still {NAME}."),
    )
    slow = asyncio.create_task(bank.respond("My name is Ada Vermeer.", conversation=kept, stream=True))
    while not bank.model.seen:  # noqa: ASYNC110 - a fake has no events
        await asyncio.sleep(0.001)
    quick = await bank.respond("My name is Bo Jansen.", conversation=kept)
    assert text_of(quick) == "Hello Bo Jansen."
    assert not slow.done()
    said = (await slow).text
    assert "Ada Vermeer" in said
    assert "Jansen" not in said
    third = await bank.respond("And now?", conversation=kept)
    assert text_of(third) == "Still Ada Vermeer."
    assert [seen.body.get("previous_response_id") for seen in bank.model.seen][:2] == [None, None]
    assert bank.model.seen[2].body["previous_response_id"] in said


@pytest.mark.sqlite_only
async def test_nothing_of_it_stands_in_clear_in_the_database(tmp_path: Path) -> None:
    async with product(policy=BANK, database=f"sqlite:///{tmp_path}/kept.db") as bank:
        kept = await begin(bank, items=[{"role": "user", "content": "I am Ada Vermeer."}], metadata={"who": "Vermeer"})
        await bank.respond("My name is Ada Vermeer.", conversation=kept)
        stored = _bytes_below(tmp_path)
    assert b"Vermeer" not in stored
    assert stored
    assert kept.encode() not in stored


@pytest.mark.parametrize("who", [{}, {"subject": "customer-8"}, {"key": "o"}, None], ids=str)
async def test_of_an_erased_person_neither_conversation_nor_chain_is_left(
    desks: Product, who: dict[str, str] | None
) -> None:
    kept = await begin(desks, headers(), items=[{"role": "user", "content": "My name is Ada Vermeer."}])
    desks.say(Reply(text=f"You are {NAME}."))
    said = await desks.respond("Who am I?", headers(), conversation=kept)
    assert text_of(said) == "You are Ada Vermeer."
    await desks.app.services.vault.erase_subject("desk", "customer-7")
    asker = {"authorization": "Bearer " + "k" * 32} if who is None else headers(**who)
    for named in ({"conversation": kept}, {"previous_response_id": said.json()["id"]}):
        reply = await desks.respond("What did I say first?", asker, **named)
        assert (reply.status_code, "Vermeer" in reply.text) == (400, False)
    assert (await desks.client.get(f"/v1/conversations/{kept}", headers=asker)).status_code == 404
    assert len(desks.model.seen) == 1


async def test_a_turn_that_fails_does_not_move_it(bank: Product) -> None:
    kept = await begin(bank)
    bank.say(Reply(text="Hello."), Reply(calls=(Call("find_branch", {}),), behaviour="error"), Reply(text="Yes."))
    first = (await bank.respond("Good morning.", conversation=kept)).json()["id"]
    assert (await bank.respond("And?", conversation=kept)).status_code >= 400
    await bank.respond("Still there?", conversation=kept)
    assert bank.model.seen[-1].body["previous_response_id"] == first


def _bytes_below(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())
