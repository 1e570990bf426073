"""Requests that nobody wrote, to every endpoint: nothing breaks, nothing passes unguarded, no planted value leaves.

A few hundred with every change; `make fuzz` sends more than 20,000.
"""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openai.types import completion_create_params, embedding_create_params, moderation_create_params
from openai.types.chat import completion_create_params as chat_params
from openai.types.responses import response_create_params
from tests.support.generating import AtRandom, Choices, Drawn, Maker, planted
from tests.support.nightly import examples
from tests.support.replies import Reply
from tests.support.transport import AsgiTransport
from tests.support.upstream import ECHO, Upstream

from sluis.app import create_app
from sluis.protocols.known import ENDPOINTS
from sluis.settings import Settings
from sluis.verifying import BUILDERS, is_on_wire
from sluis.wire.endpoints import TABLES

TYPES: dict[str, list[Any]] = {
    "chat/completions": [
        chat_params.CompletionCreateParamsNonStreaming,
        chat_params.CompletionCreateParamsStreaming,
    ],
    "completions": [
        completion_create_params.CompletionCreateParamsNonStreaming,
        completion_create_params.CompletionCreateParamsStreaming,
    ],
    "responses": [
        response_create_params.ResponseCreateParamsNonStreaming,
        response_create_params.ResponseCreateParamsStreaming,
    ],
    "embeddings": [embedding_create_params.EmbeddingCreateParams],
    "moderations": [moderation_create_params.ModerationCreateParams],
}
PATHS = st.one_of(
    st.sampled_from(
        ("files", "rerank", "audio/speech", "images/generations", "assistants", "threads", "batches", "uploads",
         "chat/completions/1", "messages/batches", "embeddings/", "../v1/chat/completions", "fine_tuning/jobs")
    ),
    st.text("abcdefghijklmnopqrstuvwxyz/_-.", max_size=24).filter(lambda path: path not in ENDPOINTS),
)  # fmt: skip
NUMBERS = st.integers(0, 2**48 - 1)
THOROUGH = settings(
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)


class House:
    """The product over a fake model that repeats what it was told, in a loop of its own."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.model = Upstream(default=_repeat)
        self.app = create_app(Settings(database="sqlite://", tagger="none"), transport=AsgiTransport(self.model))
        self.loop.run_until_complete(self.app.services.open())
        self.client = httpx.AsyncClient(
            transport=AsgiTransport(self.app),
            base_url="http://sluis",
            headers={"authorization": "Bearer k"},
            timeout=60,
        )

    def close(self) -> None:
        self.loop.run_until_complete(self.client.aclose())
        self.loop.run_until_complete(self.app.services.close())
        self.loop.close()

    def send(self, path: str, content: bytes) -> httpx.Response:
        self.model.seen.clear()
        return self.loop.run_until_complete(self.client.post(f"/v1/{path}", content=content))


def _repeat(body: Any) -> Reply:
    """Longer requests would only be slow to repeat."""
    return ECHO if len(json.dumps(body)) < 2000 else Reply(text="Fine.")


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    running = House()
    yield running
    running.close()


def check(house: House, endpoint: str, body: Any, values: list[str]) -> bool:
    """What must hold for any request whatever. Whether it passed."""
    reply = house.send(endpoint, json.dumps(body).encode())
    left = [seen.text for seen in house.model.seen]
    assert not [value for value in values if is_on_wire(value, "".join(left).encode())], body
    assert reply.status_code == 200 or 400 <= reply.status_code < 500, (reply.status_code, reply.text, body)
    asked = [seen for seen in house.model.seen if seen.method == "POST"]  # a chain kept upstream is fetched first
    assert [seen.path for seen in asked] in ([], [f"/v1/{endpoint}"])
    assert bool(asked) is (reply.status_code == 200)
    if reply.status_code != 200:
        error = reply.json()["error"]
        assert error["code"]
        assert not [value for value in values if value in reply.text], body
    elif reply.headers["content-type"] == "text/event-stream":
        assert '"code":"upstream' not in reply.text, body
    return reply.status_code == 200


def make(choices: Choices, endpoint: str, value: str) -> Any:
    """A request of the package's types, or put together from those that `sluis verify` sends."""
    maker = Maker(choices, value)
    if endpoint in TYPES and choices.number(0, 1):
        return maker.request(choices.pick(TYPES[endpoint]))
    seeds: dict[bool, list[Any]] = {True: [], False: []}
    for row in TABLES[endpoint]:
        seeds[row.treatment in ("inspected", "hashed")] += BUILDERS[endpoint][row.name](value)
    return maker.merged(seeds[True], seeds[False])


@pytest.mark.parametrize("endpoint", TABLES)
def test_any_request_is_replaced_or_refused(house: House, endpoint: str) -> None:
    @settings(THOROUGH, max_examples=80)
    @given(st.data(), NUMBERS)
    def run(data: st.DataObject, number: int) -> None:
        value = planted(number)
        check(house, endpoint, make(Drawn(data.draw), endpoint, value), [value])

    run()


@pytest.mark.parametrize("endpoint", TABLES)
def test_many_requests_at_random_are_replaced_or_refused(house: House, endpoint: str) -> None:
    passed = 0
    many = examples(100)
    for seed in range(many):
        value = planted(seed * 7919)
        passed += check(house, endpoint, make(AtRandom(seed), endpoint, value), [value])
    assert passed > many // 20  # else only refusals would have been tried


def test_any_other_path_is_refused_and_nothing_leaves(house: House) -> None:
    @settings(THOROUGH, max_examples=examples(60))
    @given(PATHS, NUMBERS)
    def run(path: str, number: int) -> None:
        value = planted(number)
        reply = house.send(path, json.dumps({"model": "m", "input": value, "prompt": value}).encode())
        assert reply.status_code == 404 or reply.request.url.path.removeprefix("/v1/") in ENDPOINTS
        assert not house.model.seen or not is_on_wire(value, house.model.seen[-1].raw)
        assert value not in reply.text

    run()


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_any_bytes_are_refused_and_nothing_leaves(house: House, endpoint: str) -> None:
    @settings(THOROUGH, max_examples=examples(20))
    @given(
        st.one_of(st.binary(max_size=60), st.sampled_from((b'{"a": 1, "a": 2}', b"[" * 3000, b"{}", b"null", b"1e999")))
    )
    def run(raw: bytes) -> None:
        reply = house.send(endpoint, raw)
        assert 400 <= reply.status_code < 500
        assert not house.model.seen

    run()
