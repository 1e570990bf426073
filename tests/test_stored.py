"""Responses that were kept: fetched with real values by their bot only, judged first when made in the background."""

import asyncio
from typing import Any

import pytest
from tests.flows.inside import Product, product
from tests.support.desks import ASKED, BANK, BOTS, NAME, REFUSE, TOOLS, decide, headers
from tests.support.replies import Call, Reply

from sluis.holds.states import Action

pytestmark = pytest.mark.both_databases


async def fetch(bank: Product, response: str, **query: str) -> Any:
    reply = await bank.client.get(f"/v1/responses/{response}", params=query)
    assert reply.status_code == 200, reply.text
    return reply.json()


async def test_a_response_is_fetched_as_it_was_delivered_whole_and_as_a_stream(bank: Product) -> None:
    bank.say(Reply(text=f"Dear {NAME}.", reasoning=f"It is {NAME}.", calls=(Call("find_branch", {"for": NAME}),)))
    made = (await bank.respond("My name is Ada Vermeer.", tools=TOOLS)).json()
    assert await fetch(bank, made["id"]) == made
    stream = (await bank.client.get(f"/v1/responses/{made['id']}", params={"stream": "true"})).text
    assert "Dear Ada Vermeer." in stream
    later = await bank.client.get(f"/v1/responses/{made['id']}", params={"stream": "true", "starting_after": "3"})
    assert '"sequence_number":4' in later.text
    assert '"sequence_number":3,' not in later.text


async def test_input_items_are_the_clients_own(bank: Product) -> None:
    made = (await bank.respond([{"role": "user", "content": "My name is Ada Vermeer."}])).json()
    items = (await bank.client.get(f"/v1/responses/{made['id']}/input_items", params={"limit": "20"})).json()
    assert [item["content"] for item in items["data"]] == ["My name is Ada Vermeer."]
    refused = await bank.client.get(f"/v1/responses/{made['id']}/input_items", params={"after": "ada@posteo.net"})
    assert refused.status_code == 400


async def test_a_deleted_response_is_gone_here_and_upstream(bank: Product) -> None:
    made = (await bank.respond("My name is Ada Vermeer.")).json()["id"]
    gone = await bank.client.delete(f"/v1/responses/{made}")
    assert gone.json() == {"id": made, "object": "response", "deleted": True}
    assert bank.model.responses.deleted == [made]
    for method, path in (("GET", made), ("DELETE", made), ("GET", f"{made}/input_items"), ("POST", f"{made}/cancel")):
        assert (await bank.client.request(method, f"/v1/responses/{path}")).status_code == 404


@pytest.mark.parametrize("who", [{"key": "o"}, {"subject": "customer-8"}], ids=["bot", "person"])
async def test_another_bots_or_persons_response_is_not_there(who: dict[str, str]) -> None:
    async with product(policy=BANK, bots=BOTS, tagger="none") as desks:
        made = (await desks.respond("Hello.", headers())).json()["id"]
        before = len(desks.model.seen)
        for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/cancel"), ("GET", "/input_items")):
            reply = await desks.client.request(method, f"/v1/responses/{made}{path}", headers=headers(**who))
            assert reply.status_code == 404
        assert len(desks.model.seen) == before
        nobody = {name: value for name, value in headers().items() if name != "x-sluis-subject"}
        assert (await desks.client.get(f"/v1/responses/{made}", headers=nobody)).status_code == 200


@pytest.mark.parametrize(("method", "path"), [("PUT", ""), ("POST", ""), ("GET", "/other"), ("POST", "/input_items")])
async def test_nothing_else_is_relayed(bank: Product, method: str, path: str) -> None:
    made = (await bank.respond("Hello.")).json()["id"]
    before = len(bank.model.seen)
    for name in (made, "compact"):
        reply = await bank.client.request(method, f"/v1/responses/{name}{path}")
        assert (reply.status_code, reply.json()["error"]["code"]) == (404, "endpoint_not_guarded")
    assert len(bank.model.seen) == before


# ---------------------------------------------------------------- background
async def test_a_background_response_is_under_way_until_it_is_finished(bank: Product) -> None:
    bank.model.responses.background_looks = 2
    bank.say(Reply(text=f"Dear {NAME}."))
    made = (await bank.respond("My name is Ada Vermeer.", background=True)).json()
    assert (made["status"], made["output"]) == ("queued", [])
    for _ in range(2):
        looked = await fetch(bank, made["id"])
        assert (looked["status"], looked["output"]) == ("in_progress", [])
    done = await fetch(bank, made["id"])
    assert done["status"] == "completed"
    assert done["output"][0]["content"][0]["text"] == "Dear Ada Vermeer."
    assert await fetch(bank, made["id"]) == done


async def test_nothing_of_a_decision_made_in_the_background_comes_before_the_verdict(bank: Product) -> None:
    bank.say(Reply(calls=(REFUSE,)))
    made = (await bank.respond(ASKED, tools=TOOLS, background=True)).json()["id"]
    looks = [await fetch(bank, made) for _ in range(3)]
    assert [look["output"] for look in looks] == [[], [], []]
    assert {look["status"] for look in looks} <= {"queued", "in_progress"}
    (waiting,) = await bank.app.services.holds.list_open()
    assert looks[-1]["metadata"]["sluis_hold_id"] == waiting.hold_id
    headers = (await bank.client.get(f"/v1/responses/{made}")).headers
    assert (headers["x-sluis-hold"], headers["x-sluis-status"]) == (waiting.hold_id, "pending")
    await decide(bank, waiting.hold_id, Action.APPROVE)
    done = await fetch(bank, made)
    assert (done["id"], done["status"]) == (made, "completed")
    assert done["output"][0]["arguments"] == '{"name": "Ada Vermeer", "decision": "refuse"}'


async def test_who_fetches_twice_at_once_opens_one_hold(bank: Product) -> None:
    bank.model.responses.background_looks = 0
    bank.say(Reply(calls=(REFUSE,)))
    made = (await bank.respond(ASKED, tools=TOOLS, background=True)).json()["id"]
    await asyncio.gather(*(fetch(bank, made) for _ in range(4)))
    assert len(await bank.app.services.holds.list_open()) == 1


async def test_a_rejected_background_response_is_a_notice(bank: Product) -> None:
    bank.model.responses.background_looks = 0
    bank.say(Reply(calls=(REFUSE,)))
    made = (await bank.respond(ASKED, tools=TOOLS, background=True)).json()["id"]
    hold_id = (await fetch(bank, made))["metadata"]["sluis_hold_id"]
    await decide(bank, hold_id, Action.REJECT)
    done = await fetch(bank, made)
    assert hold_id in done["output"][0]["content"][0]["text"]
    assert "decide_loan_application" not in str(done["output"])


async def test_cancelling_stops_the_model_or_withdraws_the_hold(bank: Product) -> None:
    bank.model.responses.background_looks = 9
    running = (await bank.respond("Hello.", background=True)).json()["id"]
    cancelled = (await bank.client.post(f"/v1/responses/{running}/cancel")).json()
    assert (cancelled["status"], cancelled["output"]) == ("cancelled", [])
    bank.model.responses.background_looks = 0
    bank.say(Reply(calls=(REFUSE,)))
    held = (await bank.respond(ASKED, tools=TOOLS, background=True)).json()["id"]
    await fetch(bank, held)
    assert (await bank.client.post(f"/v1/responses/{held}/cancel")).json()["status"] == "cancelled"
    assert await bank.app.services.holds.list_open() == []


async def test_background_and_stream_together_are_refused(bank: Product) -> None:
    reply = await bank.respond("Hello.", background=True, stream=True)
    assert reply.json()["error"]["code"] == "background_stream_not_guarded"
    assert bank.model.seen == []
