"""The demo model stands where the network would."""

import json

import httpx

from sluis.demo.transport import BASE_URL, DemoTransport

HELLO = {"model": "any", "messages": [{"role": "user", "content": "Hello there"}]}


def client(seen: list[bytes] | None = None) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=DemoTransport(None if seen is None else seen.append), base_url=BASE_URL)


async def test_it_answers_a_chat_completion_and_shows_what_it_saw() -> None:
    seen: list[bytes] = []
    async with client(seen) as http:
        answer = (await http.post("/chat/completions", json=HELLO)).json()
    assert answer["choices"][0]["message"]["content"].endswith("Hello there")
    assert [json.loads(raw) for raw in seen] == [HELLO]


async def test_a_stream_ends_with_done() -> None:
    async with client() as http:
        text = (await http.post("/chat/completions", json={**HELLO, "stream": True})).text
    assert text.endswith("data: [DONE]\n\n")
    assert text.count("data: ") > 4


async def test_its_models_are_listed_and_other_paths_are_an_error_in_shape() -> None:
    async with client() as http:
        assert [m["id"] for m in (await http.get("/models")).json()["data"]] == ["sluis-demo"]
        refused = await http.post("/embeddings", json={})
    assert refused.status_code == 404
    assert refused.json()["error"]["type"] == "invalid_request_error"
