"""The table of positions of responses has one row for every string field that the OpenAI package knows of."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from openai.types.responses import response_create_params
from tests.support.fields import fields_of
from tests.support.transport import AsgiTransport

from sluis.app import create_app
from sluis.settings import Settings
from sluis.verifying import Recorder, is_on_wire, plant
from sluis.wire.endpoints import positions_of
from sluis.wire.positions import Position
from sluis.wire.responses_positions import RESPONSES

OPENAI = fields_of(response_create_params.ResponseCreateParamsNonStreaming)
PROVIDED = {"previous_response_id"}
"""Harmless, but refused unless the response was made here."""
Running = tuple[Recorder, httpx.AsyncClient]


@pytest.fixture
async def running() -> AsyncIterator[Running]:
    recorder = Recorder()
    app = create_app(Settings(database="sqlite://", tagger="none"), transport=recorder.transport())
    await app.services.open()
    try:
        async with httpx.AsyncClient(
            transport=AsgiTransport(app), base_url="http://sluis", headers={"authorization": "Bearer key"}, timeout=60
        ) as client:
            yield recorder, client
    finally:
        await app.services.close()


def rows_of(path: str) -> list[Position]:
    return list(positions_of("responses", path))


def whole(body: dict[str, Any]) -> dict[str, Any]:
    """The smallest body of the package with what every request needs."""
    return {"model": "m", **({} if "prompt" in body else {"input": "hello"}), **body}


def test_every_string_field_of_a_request_has_one_row() -> None:
    wrong = {path: [row.name for row in rows_of(path)] for path, _ in OPENAI if len(rows_of(path)) != 1}
    assert wrong == {}
    assert len({path for path, _ in OPENAI}) > 250
    streaming = fields_of(response_create_params.ResponseCreateParamsStreaming)
    assert {path for path, _ in streaming} == {path for path, _ in OPENAI}


def test_each_row_stands_once_says_why_and_is_of_a_field() -> None:
    names = [row.name for row in RESPONSES]
    assert len(names) == len(set(names))
    assert all(row.reason for row in RESPONSES)
    used = {row.name for path, _ in OPENAI for row in rows_of(path)}
    assert set(names) - used == {"metadata.conversation_id"}


async def test_an_ordinary_client_is_refused_in_no_field_but_those_the_table_refuses(running: Running) -> None:
    _, client = running
    passed: dict[str, bool] = {}
    for path, make in OPENAI:
        reply = await client.post("/v1/responses", json=whole(make("")))
        passed[path] = passed.get(path, False) or reply.status_code == 200
    refused = {path for path, ok in passed.items() if not ok} - PROVIDED
    assert refused == {path for path in passed if rows_of(path)[0].treatment == "refused"}


async def test_a_value_in_any_field_of_the_package_never_leaves_as_it_is(running: Running) -> None:
    """A field that several kinds of item share passes in those kinds that are guarded, replaced."""
    recorder, client = running
    wrong, passed = [], set()
    for path, make in OPENAI:
        (row,) = rows_of(path)
        value = plant()
        recorder.bodies.clear()
        reply = await client.post("/v1/responses", json=whole(make(value)))
        left = b"".join(recorder.bodies)
        if reply.status_code == 200:
            passed.add(path)
        may_pass = row.treatment in ("inspected", "hashed")
        if is_on_wire(value, left) or (left and not may_pass) or (reply.status_code >= 500):
            wrong.append(f"{path} ({row.treatment}): status {reply.status_code}, {reply.text[:120]}")
    assert wrong == []
    assert passed == {path for path, _ in OPENAI if rows_of(path)[0].treatment in ("inspected", "hashed")}
