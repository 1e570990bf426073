"""`sluis verify` sees each position of each endpoint that goes uninspected, and the tables it walks have a row for
every string field that the OpenAI package knows of.
"""

import itertools
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from math import comb
from typing import Any, TypeVar

import httpx
import pytest
import typing_extensions
from openai.types import completion_create_params as text_params
from openai.types import embedding_create_params, moderation_create_params
from openai.types.chat import completion_create_params
from tests.support.fields import Make, fields_of
from tests.support.transport import AsgiTransport

from sluis.app import App, create_app
from sluis.settings import Settings
from sluis.verifying import Recorder, is_on_wire, plant, verify
from sluis.wire.endpoints import TABLES, positions_of

INSPECTED = [(name, row.name) for name, table in TABLES.items() for row in table if row.treatment == "inspected"]
T = TypeVar("T")
Running = tuple[App, Recorder, httpx.AsyncClient]
ORDINARY = ""
"""Instead of a value: what an ordinary client writes there."""
CHAT = completion_create_params.CompletionCreateParamsNonStreaming
FIELDS: Mapping[str, list[tuple[str, Make]]] = {
    "chat/completions": fields_of(CHAT),
    "completions": fields_of(text_params.CompletionCreateParamsNonStreaming),
    "embeddings": fields_of(embedding_create_params.EmbeddingCreateParams),
    "moderations": fields_of(moderation_create_params.ModerationCreateParams),
}
"""By endpoint, from the types of the OpenAI package."""
STREAMING = {
    "chat/completions": completion_create_params.CompletionCreateParamsStreaming,
    "completions": text_params.CompletionCreateParamsStreaming,
}
ELSEWHERE = {"messages", "messages/count_tokens", "responses"}
"""Of another package: tests/flows/clients/test_anthropic.py; of items of many kinds: test_responses_positions.py."""
OTHERS: Mapping[str, set[str]] = {
    "chat/completions": {"messages[].reasoning_content", "messages[].reasoning", "metadata.conversation_id"},
    "completions": set(),
    "embeddings": {"input_type", "truncate"},
    "moderations": set(),
}
"""Rows for what only other clients send, so that a row that means nothing any more is noticed."""


@pytest.fixture
async def running() -> AsyncIterator[Running]:
    """The product over a model that records what it is sent, and a bot's client."""
    recorder = Recorder()
    app = create_app(Settings(database="sqlite://", tagger="none"), transport=recorder.transport())
    await app.services.open()
    try:
        async with httpx.AsyncClient(
            transport=AsgiTransport(app), base_url="http://sluis", headers={"authorization": "Bearer key"}, timeout=60
        ) as client:
            yield app, recorder, client
    finally:
        await app.services.close()


# ---------------------------------------------------------------- switched off
def apart(positions: Sequence[T]) -> Iterator[frozenset[T]]:
    """Some of the positions at a time, few times, so that of any two each is once among them without the other."""
    rounds = next(n for n in itertools.count(1) if comb(n, n // 2) >= len(positions))
    each = dict(zip(positions, itertools.combinations(range(rounds), rounds // 2), strict=False))
    for number in range(rounds):
        yield frozenset(position for position, mine in each.items() if number in mine)


@pytest.mark.parametrize("endpoint", TABLES)
async def test_verify_names_each_position_that_is_not_inspected_and_no_other(running: Running, endpoint: str) -> None:
    app, recorder, client = running
    mine = [(name, position) for name, position in INSPECTED if name == endpoint]
    seen: set[tuple[str, str]] = set()
    for off in apart(mine):
        app.services.switched_off = off
        checks = await verify(client, recorder, [endpoint])
        assert {(check.endpoint, check.position) for check in checks if not check.passed} == off
        seen |= off
    assert seen == set(mine)


@pytest.mark.parametrize("count", [2, 3, 5, 13, 22, 23, 40])
def test_of_any_two_positions_each_is_switched_off_without_the_other(count: int) -> None:
    rounds = list(apart(range(count)))
    assert all(any(a in off and b not in off for off in rounds) for a, b in itertools.permutations(range(count), 2))


async def test_verify_passes_with_every_position_inspected(running: Running) -> None:
    _, recorder, client = running
    checks = await verify(client, recorder)
    assert [check for check in checks if not check.passed] == []
    assert {check.endpoint for check in checks} == set(TABLES)


# ---------------------------------------------------------------- every field of the OpenAI package
def gaps(endpoint: str, fields: Iterable[tuple[str, Make]]) -> list[str]:
    """What is wrong with the table, by path: a field that has no row, or more than one."""
    rows = {path: [row.name for row in positions_of(endpoint, path)] for path, _ in fields}
    return [f"{path}: {' and '.join(found) or 'has no row'}" for path, found in rows.items() if len(found) != 1]


@pytest.mark.parametrize(
    ("endpoint", "least"), [("chat/completions", 70), ("completions", 6), ("embeddings", 4), ("moderations", 5)]
)
def test_every_string_field_of_a_request_has_one_row_in_the_table(endpoint: str, least: int) -> None:
    assert gaps(endpoint, FIELDS[endpoint]) == []
    assert len({path for path, _ in FIELDS[endpoint]}) >= least


@pytest.mark.parametrize("endpoint", STREAMING)
def test_a_streamed_request_has_no_other_fields(endpoint: str) -> None:
    streaming = fields_of(STREAMING[endpoint])
    assert {path for path, _ in streaming} == {path for path, _ in FIELDS[endpoint]}


def test_no_endpoint_goes_without_its_types() -> None:
    assert set(FIELDS) | ELSEWHERE == set(TABLES)
    assert set(OTHERS) == set(FIELDS)


def test_a_field_that_is_new_fails_with_its_path() -> None:
    class Place(typing_extensions.TypedDict, total=False):
        city: str
        weight: int

    class Tomorrow(completion_create_params.CompletionCreateParamsNonStreaming, total=False):
        places: list[Place]

    assert gaps("chat/completions", fields_of(Tomorrow)) == ["places[].city: has no row"]


def test_a_type_that_is_not_understood_is_not_passed_over() -> None:
    class Odd(typing_extensions.TypedDict):
        raw: bytes

    with pytest.raises(TypeError, match="bytes"):
        fields_of(Odd)


@pytest.mark.parametrize("endpoint", FIELDS)
def test_no_row_of_the_table_is_without_a_field_but_those_of_other_clients(endpoint: str) -> None:
    used = {row.name for path, _ in FIELDS[endpoint] for row in positions_of(endpoint, path)}
    assert {row.name for row in TABLES[endpoint]} - used == OTHERS[endpoint]


@pytest.mark.parametrize("endpoint", FIELDS)
async def test_an_ordinary_client_is_refused_in_no_field_but_those_the_table_refuses(
    running: Running, endpoint: str
) -> None:
    """A harmless field whose form is checked too hard would be lost to everybody."""
    _, _, client = running
    passed: dict[str, bool] = {}
    for path, make in FIELDS[endpoint]:
        reply = await client.post(f"/v1/{endpoint}", json=make(ORDINARY))
        passed[path] = passed.get(path, False) or reply.status_code == 200
    refused = {path for path, ok in passed.items() if not ok}
    assert refused == {path for path in passed if positions_of(endpoint, path)[0].treatment == "refused"}


@pytest.mark.parametrize("endpoint", FIELDS)
async def test_a_value_in_any_field_of_the_package_is_replaced_or_refused_as_the_table_says(
    running: Running, endpoint: str
) -> None:
    _, recorder, client = running
    wrong = []
    for path, make in FIELDS[endpoint]:
        (row,) = positions_of(endpoint, path)
        value = plant()
        body = make(value)
        recorder.bodies.clear()
        reply = await client.post(f"/v1/{endpoint}", json=body)
        left = b"".join(recorder.bodies)
        passes = row.treatment in ("inspected", "hashed") and not _names_a_function(path, body)
        if is_on_wire(value, left) or bool(left) is not passes or (reply.status_code == 200) is not passes:
            wrong.append(f"{path} ({row.treatment}): status {reply.status_code}, {reply.text[:120]}")
    assert wrong == []


def _names_a_function(path: str, body: dict[str, Any]) -> bool:
    """The name beside a function's result is no participant's, so its form is checked instead."""
    return path == "messages[].name" and body["messages"][0]["role"] == "function"
