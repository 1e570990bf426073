"""Completions through the running product: prompts leave in pseudonyms, every choice comes back, decisions are held."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from openai import AsyncOpenAI
from tests.flows.inside import Product, product
from tests.flows.test_holds import BANK, approve
from tests.support.replies import Reply

PROMPT = "My name is Ada Vermeer and my e-mail is ada.vermeer@posteo.net."
NAME, MAIL = r"«name is (\w+ \w+)»", r"«e-mail is ([\w.@+-]+\w)»"
PRIVATE = ("Ada", "Vermeer", "vermeer", "posteo", "Joost", "Hoekstra")
DECIDES = "The loan application of Ada Vermeer: decide whether it is approved or refused, and say so to her."
REFUSED = "Your loan application has been refused because your income is too low."


@pytest.fixture
async def shop() -> AsyncIterator[Product]:
    async with product() as running:
        yield running


@pytest.fixture
async def bank() -> AsyncIterator[Product]:
    async with product(policy=BANK) as running:
        yield running


async def complete(shop: Product, prompt: Any, headers: dict[str, str] | None = None, **more: Any) -> httpx.Response:
    body = {"model": "gpt-3.5-turbo-instruct", "prompt": prompt, **more}
    return await shop.client.post("/v1/completions", json=body, headers=headers)


def chunks(reply: httpx.Response) -> list[dict[str, Any]]:
    assert reply.status_code == 200, reply.text
    lines = [line.removeprefix("data: ") for line in reply.text.splitlines() if line.startswith("data: ")]
    assert lines[-1] == "[DONE]", lines[-1]
    return [json.loads(line) for line in lines[:-1]]


def told(reply: httpx.Response, stream: bool) -> dict[int, str]:
    """What each choice said."""
    said: dict[int, str] = {}
    for part in chunks(reply) if stream else [reply.json()]:
        for choice in part["choices"]:
            said[choice["index"]] = said.get(choice["index"], "") + choice["text"]
    return said


@pytest.mark.parametrize("stream", [False, True])
async def test_a_prompt_leaves_in_pseudonyms_and_its_answer_comes_back_in_real_values(
    shop: Product, stream: bool
) -> None:
    shop.say(Reply(text=f" Dear {NAME}, we wrote to {MAIL}.", piece=3))
    reply = await complete(shop, PROMPT, stream=stream, suffix=" Greetings to Joost Hoekstra.", user="ada")
    assert told(reply, stream) == {0: " Dear Ada Vermeer, we wrote to ada.vermeer@posteo.net."}
    assert not [value for value in PRIVATE if value in shop.left]
    assert shop.model.seen[-1].path == "/v1/completions"
    parts = chunks(reply) if stream else [reply.json()]
    assert {part["object"] for part in parts} == {"text_completion"}
    assert len({part["id"] for part in parts}) == 1
    assert "PERSON=2" in reply.headers["x-sluis-coverage"]


@pytest.mark.parametrize("stream", [False, True])
async def test_several_prompts_and_choices_are_restored_each_by_itself(shop: Product, stream: bool) -> None:
    shop.say(Reply(text=f" Hello {NAME}.", alternatives=(Reply(text=f" Bye {NAME}!"),), piece=2))
    prompts = ["My name is Ada Vermeer.", "My name is Joost Hoekstra."]
    reply = await complete(shop, prompts, n=2, stream=stream)
    assert told(reply, stream) == {
        0: " Hello Ada Vermeer.", 1: " Bye Ada Vermeer!", 2: " Hello Joost Hoekstra.", 3: " Bye Joost Hoekstra!"
    }  # fmt: skip
    assert not [value for value in PRIVATE if value in shop.left]


async def test_restoring_does_not_depend_on_where_the_model_cuts_its_stream(shop: Product) -> None:
    for size in range(1, 12):
        shop.say(Reply(text=f"Dear {NAME}, {MAIL} is yours, {NAME}'s.", piece=size))
        reply = await complete(shop, PROMPT, stream=True)
        assert told(reply, True) == {0: "Dear Ada Vermeer, ada.vermeer@posteo.net is yours, Ada Vermeer's."}, size


@pytest.mark.parametrize("stream", [False, True])
async def test_an_echoed_prompt_comes_back_as_it_was_sent(shop: Product, stream: bool) -> None:
    shop.say(Reply(text=f" Hello {NAME}."))
    reply = await complete(shop, PROMPT, echo=True, stream=stream)
    assert told(reply, stream) == {0: f"{PROMPT} Hello Ada Vermeer."}


@pytest.mark.parametrize("stream", [False, True])
async def test_logprobs_of_pseudonyms_are_dropped_and_the_receipt_says_so(shop: Product, stream: bool) -> None:
    shop.say(Reply(text=f" Hello {NAME}."))
    reply = await complete(shop, PROMPT, logprobs=0, stream=stream)
    parts = chunks(reply) if stream else [reply.json()]
    assert all(choice["logprobs"] is None for part in parts for choice in part["choices"])
    assert "dropped=logprobs" in reply.headers["x-sluis-coverage"]


async def test_usage_is_told_once_where_it_was_asked_for(shop: Product) -> None:
    shop.say(Reply(text="Hello."))
    asked = chunks(await complete(shop, "Hi", stream=True, stream_options={"include_usage": True}))
    assert [part["usage"]["prompt_tokens"] for part in asked if part.get("usage")] == [10]


@pytest.mark.parametrize("stream", [False, True])
async def test_a_decision_is_held_and_comes_with_the_same_request_once_a_person_approved(
    bank: Product, stream: bool
) -> None:
    shop = bank
    shop.say(Reply(text=REFUSED))
    key = {"idempotency-key": "once"}
    reply = await complete(shop, DECIDES, headers=key, stream=stream)
    said = told(reply, stream)[0]
    assert "hold_" in said
    assert "refused because" not in reply.text
    hold_id = reply.headers["x-sluis-hold"]
    parts = chunks(reply) if stream else [reply.json()]
    assert parts[0]["id"] == f"cmpl-{hold_id}"
    polled = await shop.client.get(f"/v1/holds/{hold_id}")
    assert (polled.json()["status"], polled.json()["result"]) == ("pending", None)

    await approve(shop, hold_id)
    again = await complete(shop, DECIDES, headers=key, stream=stream)
    assert told(again, stream) == {0: REFUSED}
    assert len(shop.model.seen) == 1
    result = (await shop.client.get(f"/v1/holds/{hold_id}")).json()["result"]
    assert (result["object"], result["choices"][0]["text"]) == ("text_completion", REFUSED)


async def test_the_client_of_openai_reads_the_stream(shop: Product) -> None:
    shop.say(Reply(text=f" Dear {NAME}."))
    client = AsyncOpenAI(base_url="http://sluis/v1", api_key="key", http_client=shop.client)
    stream = await client.completions.create(model="m", prompt=PROMPT, stream=True)
    assert "".join([part.choices[0].text async for part in stream]) == " Dear Ada Vermeer."
