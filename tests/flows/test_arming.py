"""Streams of armed and unarmed exchanges: what waits lets no byte of a decision out, what does not wait loses no time.

Nothing is timed: the model stands still in mid-sentence, and the bot has its words already or has none of them.
"""

import asyncio
import json
from typing import Any

import pytest
from tests.flows.inside import product
from tests.support.replies import Call, Reply

DECIDING = [
    ("en", "You decide on rental applications.", "Did we get the flat?", "The flat goes to another household."),
    ("nl", "Je beslist over leningen.", "En, mijn lening?", "Wij kunnen u deze lening niet verstrekken."),
    ("de", "Du entscheidest über Kreditanträge.", "Mein Kredit?", "Ihr Antrag auf einen Kredit ist abgelehnt."),
    ("fr", "Tu décides des demandes de prêt.", "Mon prêt ?", "Votre demande de prêt est refusée."),
    ("es", "Decides sobre solicitudes de préstamo.", "¿Y mi préstamo?", "Su préstamo ha sido denegado."),
    ("pt", "Decides pedidos de crédito.", "E o meu crédito?", "O seu pedido de crédito foi recusado."),
    ("en", "", "Any news about my mortgage application?", "Your mortgage application is declined."),
]
NEVER = "\0"
SHOP = "You help customers of a shoe shop with orders, parcels and returns."
PARCEL = "Your parcel left the depot this morning. It arrives tomorrow before noon, and you need not be at home."
CARD: dict[str, Any] = {
    "type": "function",
    "function": {"name": "suspend_line", "description": "Suspends a phone line while the customer travels."},
}


def asked(system: str, user: str) -> list[dict[str, Any]]:
    told = [{"role": "system", "content": system}] if system else []
    return [*told, {"role": "user", "content": user}]


@pytest.mark.parametrize("piece", [1, 7, 400])
@pytest.mark.parametrize(("language", "system", "user", "said"), DECIDING)
async def test_no_byte_of_a_decision_in_text_is_in_the_stream(
    language: str, system: str, user: str, said: str, piece: int
) -> None:
    async with product() as running:
        running.say(Reply(text=said, piece=piece))
        response = await running.chat(asked(system, user), stream=True)
        assert "armed=1" in response.headers["x-sluis-coverage"], language
        contents = [
            choice["delta"].get("content") or ""
            for line in response.text.splitlines()
            if line.startswith("data: {")
            for choice in json.loads(line[6:]).get("choices", ())
        ]
        assert not [word for word in said.split() if len(word) > 4 and word in "".join(contents)]
        assert response.headers["x-sluis-status"] == "pending"


async def received_while_the_model_stands_still(
    messages: list[dict[str, Any]], reply: Reply, wanted: str, **more: Any
) -> str:
    """What the bot has of the answer's text: until the wanted words are there, or for as long as it pays to wait."""
    async with product() as running:
        running.say(reply)
        body = {"model": "m", "messages": messages, "stream": True, **more}
        said = ""
        async with running.client.stream("POST", "/v1/chat/completions", json=body) as response:
            lines = response.aiter_lines()
            while wanted not in said:
                try:
                    line = await asyncio.wait_for(anext(lines), 2 if wanted == NEVER else 60)
                except (TimeoutError, StopAsyncIteration):
                    break
                if line.startswith("data: {"):
                    choices = json.loads(line[6:])["choices"]
                    said += "".join(choice["delta"].get("content") or "" for choice in choices)
        return said


async def test_what_is_unarmed_is_there_before_the_model_has_finished() -> None:
    reply = Reply(text=PARCEL, piece=8, behaviour="hang_mid_stream", after=9)
    said = await received_while_the_model_stands_still(asked(SHOP, "Where is my parcel?"), reply, "this morning")
    assert said.startswith("Your parcel left the depot")


async def test_a_tool_of_everyday_service_that_bars_something_does_not_arm() -> None:
    reply = Reply(text=PARCEL, piece=8, behaviour="hang_mid_stream", after=9)
    messages = asked(SHOP, "Where is my parcel?")
    said = await received_while_the_model_stands_still(messages, reply, "this morning", tools=[CARD])
    assert said.startswith("Your parcel left the depot")


async def test_of_armed_text_nothing_is_there_while_the_model_stands_still() -> None:
    _, system, user, said = DECIDING[0]
    reply = Reply(text=f"{said} {PARCEL}", piece=8, behaviour="hang_mid_stream", after=9)
    assert await received_while_the_model_stands_still(asked(system, user), reply, NEVER) == ""


async def test_a_call_waits_though_the_text_beside_it_flows() -> None:
    """A call is judged whole, whatever was foreseen."""
    deny = Call("deny_benefit", {"case": "B-7", "status": "rejected"})
    async with product() as running:
        running.say(Reply(text=PARCEL, calls=(deny,), piece=5))
        tools = [{"type": "function", "function": {"name": "note_down"}}]
        response = await running.chat(asked(SHOP, "Where is my parcel?"), stream=True, tools=tools)
        assert "armed=0" in response.headers["x-sluis-coverage"]
        assert "deny_benefit" not in response.text
        assert "rejected" not in response.text


@pytest.mark.parametrize("stream", [False, True])
async def test_a_decision_that_is_told_as_a_refusal_is_held(stream: bool) -> None:
    _, system, user, said = DECIDING[2]
    async with product() as running:
        running.say(Reply(text=None, refusal=said, piece=5))
        response = await running.chat(asked(system, user), stream=stream)
        assert response.headers["x-sluis-status"] == "pending"
        assert "abgelehnt" not in response.text
