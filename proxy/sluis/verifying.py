"""`sluis verify`: random values planted in every position, sent through the user's own configuration to a stand-in for
the model that records what arrives. A value on the wire, or a position that passes unseen, is a failure.
"""

import asyncio
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import httpx

from sluis.planting.answers import ANSWERS
from sluis.planting.chat import CHAT
from sluis.planting.completions import COMPLETIONS
from sluis.planting.documents import made_of, read_pictures
from sluis.planting.embeddings import EMBEDDINGS, MODERATIONS
from sluis.planting.messages import MESSAGES
from sluis.planting.provider_tools import provided
from sluis.planting.responses import RESPONSES
from sluis.policy.model import Content
from sluis.wire.endpoints import TABLES
from sluis.wire.positions import Position

Body = dict[str, Any]
BUILDERS: Mapping[str, Mapping[str, Callable[[str], list[Body]]]] = {
    "chat/completions": CHAT,
    "responses": RESPONSES,
    "completions": COMPLETIONS,
    "embeddings": EMBEDDINGS,
    "moderations": MODERATIONS,
    "messages": MESSAGES,
    "messages/count_tokens": MESSAGES,
}
"""By the path below /v1 and the position: requests that hold a value there, and nowhere else."""


@dataclass(frozen=True, slots=True)
class Check:
    """One planted value: where, what became of it, and whether that is right. detail never holds the value."""

    endpoint: str
    position: str
    treatment: str
    passed: bool
    detail: str


class Recorder:
    """A stand-in for the model: keeps every body it is sent and answers politely."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._answer)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        self.bodies.append(await request.aread())
        endpoint = max((name for name in ANSWERS if request.url.path.endswith(f"/{name}")), key=len, default=None)
        if endpoint is None:
            return httpx.Response(404, json={"error": {"message": "The stand-in does not know this path."}})
        return httpx.Response(200, json=ANSWERS[endpoint])


def plant() -> str:
    """A value that certainly is personal and was never seen before."""
    return f"{secrets.choice('bcdfgklmnprstv')}{secrets.token_hex(5)}@planted-{secrets.token_hex(3)}.nl"


def bodies(endpoint: str, position: Position) -> Iterator[tuple[str, Body]]:
    """(planted value, request) for every way to reach a position of an endpoint."""
    value = plant()
    for body in BUILDERS[endpoint][position.name](value):
        yield value, body


def unknown(endpoint: str) -> tuple[str, Body]:
    """(planted value, request) with the value in a parameter that no table knows."""
    value = plant()
    first = next(iter(BUILDERS[endpoint].values()))
    return value, {**first("hello")[0], "some_new_parameter": value}


async def verify(
    client: httpx.AsyncClient,
    recorder: Recorder,
    endpoints: Iterable[str] = TABLES,
    content: Content | None = None,
    provider_tools: frozenset[str] = frozenset(),
) -> list[Check]:
    """Plants a value in every position and looks for it in what left. `client` speaks to the proxy under test.

    content: of the policy; what it has inspected is planted in files and pictures too. provider_tools: types that it
    lets pass.
    """
    checks = []
    for endpoint in endpoints:
        for position in TABLES[endpoint]:
            for value, body in bodies(endpoint, position):
                checks.append(await _check(client, recorder, endpoint, position, value, body))
        value, body = unknown(endpoint)
        nowhere = Position("an unknown parameter", "refused", "")
        checks.append(await _check(client, recorder, endpoint, nowhere, value, body))
        for position, value, body in provided(endpoint, provider_tools, plant):
            checks.append(await _check(client, recorder, endpoint, position, value, body))
        for made in made_of(endpoint, content, plant) if content else ():
            inside = Position(f"{made.position} ({made.kind})", "inspected", "")
            check = await _check(client, recorder, endpoint, inside, made.value, made.body)
            if check.passed and made.kind == "picture":
                check = await asyncio.to_thread(_look_at, recorder, made.value, check)
            checks.append(check)
    return checks


def _look_at(recorder: Recorder, value: str, check: Check) -> Check:
    """What is left in the pictures that left, read as anyone could."""
    if is_on_wire(value, " ".join(read_pictures(recorder.bodies)).encode()):
        return replace(check, passed=False, detail="the planted value can be read in the picture that left")
    return replace(check, detail="painted over")


async def _check(
    client: httpx.AsyncClient, recorder: Recorder, endpoint: str, position: Position, value: str, body: Body
) -> Check:
    recorder.bodies.clear()
    reply = await client.post(f"/v1/{endpoint}", json=body)
    passed, detail = _judged(position, reply.status_code, is_on_wire(value, b"".join(recorder.bodies)), recorder.bodies)
    return Check(endpoint, position.name, position.treatment, passed, detail)


def _judged(position: Position, status: int, is_out: bool, left: list[bytes]) -> tuple[bool, str]:
    """(whether it is right, what happened)."""
    if is_out:
        return False, "the planted value left in clear"
    if position.treatment in ("refused", "harmless"):
        refused = 400 <= status < 500 and not left
        return refused, f"refused, status {status}" if refused else "it was relayed"
    if status != 200:
        return False, f"refused with status {status}; it should pass, replaced"
    return bool(left), "replaced" if position.treatment == "inspected" else "hashed"


def is_on_wire(value: str, left: bytes) -> bool:
    """Whether a value, or the telling part of it, stands in what left, in clear or JSON-escaped."""
    text = left.decode("utf-8", "replace").casefold()
    name, _, domain = value.casefold().partition("@")
    return name in text or (bool(domain) and domain.rpartition(".")[0] in text)
