"""`sluis verify` sees each position that goes uninspected, and the table it walks has a row for every string field that
the OpenAI package knows of.
"""

import types
import typing
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from typing import Any

import httpx
import pytest
import typing_extensions
from openai.types.chat import completion_create_params
from tests.support.transport import AsgiTransport

from sluis.app import App, create_app
from sluis.settings import Settings
from sluis.verifying import Recorder, is_on_wire, plant, verify
from sluis.wire.positions import CHAT, positions_of

INSPECTED = [position.name for position in CHAT if position.treatment == "inspected"]
Make = Callable[[str], Any]
Running = tuple[App, Recorder, httpx.AsyncClient]
ORDINARY = ""
"""Instead of a value: what an ordinary client writes there."""
_QUALIFIERS = (typing_extensions.Required, typing_extensions.NotRequired, typing.Annotated)


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
async def test_verify_names_each_position_that_is_not_inspected_and_no_other(running: Running) -> None:
    app, recorder, client = running
    named: dict[str, set[str]] = {}
    for position in INSPECTED:
        app.services.switched_off = frozenset({position})
        named[position] = {check.position for check in await verify(client, recorder) if not check.passed}
    assert named == {position: {position} for position in INSPECTED}
    app.services.switched_off = frozenset()
    assert [check for check in await verify(client, recorder) if not check.passed] == []


# ---------------------------------------------------------------- every field of the OpenAI package
def strings(kind: Any) -> Iterator[tuple[str, Make]]:
    """(path, what makes the smallest body with a text there) for every string field of a type, as the table writes it.

    TypeError for a type that could hold strings and is not understood: nothing is passed over in silence.
    """
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in _QUALIFIERS:
        yield from strings(inner[0])
    elif origin in (typing.Union, types.UnionType):
        for member in inner:
            yield from strings(member)
    elif kind is str or (origin is typing.Literal and any(isinstance(word, str) for word in inner)):
        ordinary = inner[0] if inner else "x"
        yield "", lambda value: value or ordinary
    elif typing_extensions.is_typeddict(kind):
        yield from _fields(kind)
    elif origin in (dict, Mapping):
        numbers = inner[1] in (int, float)
        yield ".*", (lambda value: {value or "1": 1}) if numbers else (lambda value: {"note": value or "x"})
    elif isinstance(origin, type) and (issubclass(origin, Iterable) or origin.__name__ == "SequenceNotStr"):
        for path, make in strings(inner[0]):
            yield f"[]{path}", lambda value, make=make: [make(value)]
    elif kind not in (int, float, bool, types.NoneType) and origin is not typing.Literal:
        raise TypeError(f"not understood: {kind}")


def _fields(kind: Any) -> Iterator[tuple[str, Make]]:
    hints = typing_extensions.get_type_hints(kind, include_extras=True)
    for name, hint in hints.items():
        for path, make in strings(hint):
            yield f".{name}{path}", lambda value, name=name, make=make: {**_least(kind), name: make(value)}


def _least(kind: Any) -> Any:
    """The smallest thing of a type."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (*_QUALIFIERS, typing.Union, types.UnionType):
        return _least(inner[0])
    if origin is typing.Literal:
        return inner[0]
    if typing_extensions.is_typeddict(kind):
        # `__required_keys__` is empty where annotations are kept as text, as they are in this package.
        hints = typing_extensions.get_type_hints(kind, include_extras=True)
        required = (typing.Required, typing_extensions.Required)
        return {name: _least(hint) for name, hint in hints.items() if typing.get_origin(hint) in required}
    if origin in (dict, Mapping):
        return {}
    if origin is not None:
        return [_least(inner[0])]
    return {str: "x", int: 1, float: 1.0, bool: True}[kind]


def fields_of(kind: Any) -> list[tuple[str, Make]]:
    return [(path.removeprefix("."), make) for path, make in strings(kind)]


OPENAI = fields_of(completion_create_params.CompletionCreateParamsNonStreaming)


def gaps(fields: Iterable[tuple[str, Make]]) -> list[str]:
    """What is wrong with the table, by path: a field that has no row, or more than one."""
    rows = {path: [row.name for row in positions_of(path)] for path, _ in fields}
    return [f"{path}: {' and '.join(found) or 'has no row'}" for path, found in rows.items() if len(found) != 1]


def test_every_string_field_of_a_chat_request_has_one_row_in_the_table() -> None:
    assert gaps(OPENAI) == []
    assert len({path for path, _ in OPENAI}) > 70
    streaming = fields_of(completion_create_params.CompletionCreateParamsStreaming)
    assert {path for path, _ in streaming} == {path for path, _ in OPENAI}


def test_a_field_that_is_new_fails_with_its_path() -> None:
    class Place(typing_extensions.TypedDict, total=False):
        city: str
        weight: int

    class Tomorrow(completion_create_params.CompletionCreateParamsNonStreaming, total=False):
        places: list[Place]

    assert gaps(fields_of(Tomorrow)) == ["places[].city: has no row"]


def test_a_type_that_is_not_understood_is_not_passed_over() -> None:
    class Odd(typing_extensions.TypedDict):
        raw: bytes

    with pytest.raises(TypeError, match="bytes"):
        fields_of(Odd)


def test_no_row_of_the_table_is_without_a_field_but_those_of_other_clients() -> None:
    """Rows for what only other clients send are named here, so that a row that means nothing any more is noticed."""
    used = {row.name for path, _ in OPENAI for row in positions_of(path)}
    others = {"messages[].reasoning_content", "messages[].reasoning", "metadata.conversation_id"}
    assert {row.name for row in CHAT} - used == others


async def test_an_ordinary_client_is_refused_in_no_field_but_those_the_table_refuses(running: Running) -> None:
    """A harmless field whose form is checked too hard would be lost to everybody."""
    _, _, client = running
    passed: dict[str, bool] = {}
    for path, make in OPENAI:
        reply = await client.post("/v1/chat/completions", json=make(ORDINARY))
        passed[path] = passed.get(path, False) or reply.status_code == 200
    refused = {path for path, ok in passed.items() if not ok}
    assert refused == {path for path in passed if positions_of(path)[0].treatment == "refused"}


async def test_a_value_in_any_field_of_the_package_is_replaced_or_refused_as_the_table_says(running: Running) -> None:
    _, recorder, client = running
    wrong = []
    for path, make in OPENAI:
        (row,) = positions_of(path)
        value = plant()
        body = make(value)
        recorder.bodies.clear()
        reply = await client.post("/v1/chat/completions", json=body)
        left = b"".join(recorder.bodies)
        passes = row.treatment in ("inspected", "hashed") and not _names_a_function(path, body)
        if is_on_wire(value, left) or bool(left) is not passes or (reply.status_code == 200) is not passes:
            wrong.append(f"{path} ({row.treatment}): status {reply.status_code}, {reply.text[:120]}")
    assert wrong == []


def _names_a_function(path: str, body: dict[str, Any]) -> bool:
    """The name beside a function's result is no participant's, so its form is checked instead."""
    return path == "messages[].name" and body["messages"][0]["role"] == "function"
