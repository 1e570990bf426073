"""Embeddings and moderations through the running product: texts leave in pseudonyms, answers come back as they are."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from openai import AsyncOpenAI
from tests.flows.inside import Product, product
from tests.support.dialects import vector_of

from sluis.app import create_app
from sluis.settings import BotConfig, Settings

ASKED = "My name is Ada Vermeer and my e-mail is ada.vermeer@posteo.net."
PRIVATE = ("Ada", "Vermeer", "vermeer", "posteo")


@pytest.fixture
async def shop() -> AsyncIterator[Product]:
    async with product() as running:
        yield running


async def embed(shop: Product, given: Any, headers: dict[str, str] | None = None, **more: Any) -> httpx.Response:
    body = {"model": "text-embedding-3-small", "input": given, **more}
    return await shop.client.post("/v1/embeddings", json=body, headers=headers)


def inputs(shop: Product) -> list[str]:
    """What was to be embedded, as it reached the model."""
    given = shop.model.seen[-1].body["input"]
    return given if isinstance(given, list) else [given]


async def test_each_text_of_a_batch_leaves_in_pseudonyms_and_its_vector_comes_back_in_its_place(shop: Product) -> None:
    reply = await embed(shop, ["What is the weather?", ASKED], dimensions=3)
    assert reply.status_code == 200, reply.text
    assert not [value for value in PRIVATE if value in shop.left]
    assert inputs(shop)[0] == "What is the weather?"
    rows = reply.json()["data"]
    assert [row["embedding"] for row in rows] == [vector_of(text) for text in inputs(shop)]
    assert shop.model.seen[-1].path == "/v1/embeddings"
    assert shop.model.seen[-1].body["dimensions"] == 3
    coverage = reply.headers["x-sluis-coverage"]
    assert "positions=2" in coverage
    assert "PERSON=1" in coverage
    assert "EMAIL_ADDRESS=1" in coverage
    assert reply.headers["x-sluis-policy"].startswith("gdpr@")


async def test_an_answer_passes_byte_for_byte(shop: Product) -> None:
    raw = b'{"object":"list",  "data":[{"object":"embedding","index":0,"embedding":"AAAAPwAAgL4="}],"model":"m"}'

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
        await send({"type": "http.response.body", "body": raw})

    shop.model.__class__ = type("Raw", (), {"__call__": lambda _self, *given: answer(*given)})  # type: ignore[assignment]
    assert (await embed(shop, "x", encoding_format="base64")).content == raw


async def test_the_client_of_openai_gets_its_vectors(shop: Product) -> None:
    """It asks for base64 by itself and decodes it."""
    client = AsyncOpenAI(base_url="http://sluis/v1", api_key="key", http_client=shop.client)
    answer = await client.embeddings.create(model="text-embedding-3-small", input=[ASKED, "two"], user="ada@posteo.net")
    assert shop.model.seen[-1].body["encoding_format"] == "base64"
    assert [row.embedding for row in answer.data] == [vector_of(text) for text in inputs(shop)]
    assert "posteo" not in shop.left


async def test_a_person_has_one_pseudonym_in_all_texts_a_bot_embeds(shop: Product) -> None:
    """Whatever the conversation or the subject: a question must find the passage that was embedded long before."""
    await embed(shop, "Ada Vermeer lives here. Mail ada.vermeer@posteo.net.")
    passage = inputs(shop)[0]
    await embed(shop, "Where does Ada Vermeer live?", headers={"x-sluis-conversation": "c1", "x-sluis-subject": "s1"})
    name = passage.partition(" lives")[0]
    assert name in inputs(shop)[0]
    await embed(shop, "Is Mrs. Vermeer at home?")
    assert name.split()[1] in inputs(shop)[0]


async def test_a_chat_does_not_share_the_pseudonyms_of_embeddings(shop: Product) -> None:
    """The bot-wide key is the weaker one: what it makes must not lead into conversations."""
    await embed(shop, ASKED)
    embedded = inputs(shop)[0]
    await shop.chat(ASKED)
    assert shop.model.seen[-1].body["messages"][0]["content"] != embedded


async def test_two_bots_share_no_pseudonym() -> None:
    bots = tuple(BotConfig(name=name, key=name * 20) for name in ("a", "b"))
    async with product(bots=bots) as shop:
        for key in ("a" * 20, "b" * 20):
            reply = await embed(shop, ASKED, headers={"authorization": f"Bearer {key}"})
            assert reply.status_code == 200
        one, two = (seen.body["input"] for seen in shop.model.seen)
        assert one != two
        assert "Vermeer" not in one + two


@pytest.mark.parametrize("given", [[1, 2, 3], [[1, 2], [3, 4]]])
@pytest.mark.parametrize("endpoint", ["embeddings", "moderations", "completions"])
async def test_numbers_of_tokens_do_not_pass(shop: Product, endpoint: str, given: Any) -> None:
    name = "prompt" if endpoint == "completions" else "input"
    reply = await shop.client.post(f"/v1/{endpoint}", json={"model": "m", name: given})
    assert reply.status_code == 400
    assert reply.json()["error"]["code"] == "content_not_inspectable"
    assert not shop.model.seen


@pytest.mark.parametrize("given", [ASKED, [ASKED, "x"], [{"type": "text", "text": ASKED}]])
async def test_texts_to_moderate_leave_in_pseudonyms_and_scores_come_back(shop: Product, given: Any) -> None:
    reply = await shop.client.post("/v1/moderations", json={"input": given})
    assert reply.status_code == 200, reply.text
    assert reply.json()["results"][0]["category_scores"] == {"violence": 0.25}
    assert not [value for value in PRIVATE if value in shop.left]


async def test_a_picture_to_moderate_does_not_pass(shop: Product) -> None:
    part = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
    reply = await shop.client.post("/v1/moderations", json={"input": [part]})
    assert reply.json()["error"]["code"] == "content_not_inspectable"
    assert not shop.model.seen


async def test_what_is_on_record_says_which_endpoint(shop: Product) -> None:
    await embed(shop, ASKED)
    await shop.client.post("/v1/moderations", json={"input": ASKED})
    metrics = (await shop.client.get("/metrics")).text
    assert 'sluis_requests_total{endpoint="embeddings"} 1.0' in metrics
    assert 'sluis_requests_total{endpoint="moderations"} 1.0' in metrics
    assert 'sluis_answers_total{outcome="delivered"} 2.0' in metrics
    rows = await shop.app.services.audit.read_all() if hasattr(shop.app.services.audit, "read_all") else []
    assert not any("posteo" in json.dumps(str(row)) for row in rows)


async def test_an_error_of_the_model_is_handed_on_in_its_shape(shop: Product) -> None:
    reply = await shop.client.post("/v1/embeddings", json={"model": "m", "input": ""})
    assert reply.status_code == 200
    settings = Settings(database="sqlite://", tagger="none", upstream="http://127.0.0.1:9/v1")

    async def refuse(request: httpx.Request) -> httpx.Response:
        return httpx.Response(429, json={"error": {"message": "slow down", "type": "rate_limit", "code": "rate"}})

    app = create_app(settings, transport=httpx.MockTransport(refuse))
    await app.services.open()
    try:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://sluis") as client:
            answer = await client.post(
                "/v1/embeddings", json={"model": "m", "input": "x"}, headers={"authorization": "Bearer key"}
            )
            assert (answer.status_code, answer.json()["error"]["code"]) == (429, "rate")
    finally:
        await app.services.close()


async def test_an_answer_that_is_no_vector_is_not_handed_on() -> None:
    """Text in the place of a vector was not judged, so it does not pass."""

    async def chatty(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"data": [{"embedding": "Your application was refused."}]})

    app = create_app(Settings(database="sqlite://", tagger="none"), transport=httpx.MockTransport(chatty))
    await app.services.open()
    try:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://sluis") as client:
            reply = await client.post(
                "/v1/embeddings", json={"model": "m", "input": "x"}, headers={"authorization": "Bearer key"}
            )
            assert (reply.status_code, reply.json()["error"]["code"]) == (502, "upstream_unreadable")
    finally:
        await app.services.close()


async def test_a_bot_that_may_not_is_refused_before_its_texts_leave() -> None:
    bot = BotConfig(name="a", key="a" * 20, purposes=("support",), basis="none_such", duties="enforce")
    async with product(bots=(bot,)) as shop:
        reply = await embed(shop, ASKED, headers={"authorization": f"Bearer {'a' * 20}"})
        assert reply.status_code == 403
        assert not shop.model.seen


async def test_many_at_once_do_not_mix(shop: Product) -> None:
    texts = [f"Customer {n} is reached at person{n}@posteo.net today." for n in range(20)]
    replies = await asyncio.gather(*(embed(shop, text, encoding_format="base64") for text in texts))
    assert all(base64.b64decode(reply.json()["data"][0]["embedding"]) for reply in replies)
    assert not any("posteo" in seen.text for seen in shop.model.seen)
