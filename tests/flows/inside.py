"""The whole product in this process: the real application over a fake model, without sockets."""

import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
from tests.support.replies import Reply
from tests.support.transport import AsgiTransport
from tests.support.upstream import Upstream

from sluis.app import App, create_app
from sluis.settings import Settings


@dataclass(frozen=True, slots=True)
class Product:
    """app, its fake model, and a client that speaks to it as a bot."""

    app: App
    model: Upstream
    client: httpx.AsyncClient

    def say(self, *replies: Reply) -> None:
        """What the model says next."""
        self.model.script.extend(replies)

    async def chat(
        self, messages: str | Sequence[dict[str, Any]], headers: dict[str, str] | None = None, **more: Any
    ) -> httpx.Response:
        """One chat completion."""
        history = [{"role": "user", "content": messages}] if isinstance(messages, str) else list(messages)
        return await self.client.post(
            "/v1/chat/completions", json={"model": "m", "messages": history, **more}, headers=headers
        )

    async def respond(
        self, given: str | Sequence[dict[str, Any]], headers: dict[str, str] | None = None, **more: Any
    ) -> httpx.Response:
        """One response."""
        return await self.client.post("/v1/responses", json={"model": "m", "input": given, **more}, headers=headers)

    @property
    def left(self) -> str:
        """The last request as it reached the model."""
        return self.model.seen[-1].text


@contextlib.asynccontextmanager
async def product(model: Upstream | None = None, **settings: Any) -> AsyncIterator[Product]:
    """A running product; `settings` beside its defaults."""
    model = model or Upstream()
    given = {"database": "sqlite://", "upstream": "http://127.0.0.1:9/v1", **settings}
    app = create_app(Settings(**given), transport=AsgiTransport(model))
    await app.services.open()
    try:
        transport = AsgiTransport(app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://sluis", headers={"authorization": "Bearer key"}, timeout=60
        ) as client:
            yield Product(app, model, client)
    finally:
        await app.services.close()


def text_of(response: httpx.Response) -> str:
    """What is said in a response."""
    assert response.status_code == 200, response.text
    parts = [part for item in response.json()["output"] for part in item.get("content") or ()]
    return "".join(part.get("text", "") for part in parts)


def message_of(response: httpx.Response) -> dict[str, Any]:
    """The assistant message of a chat completion."""
    assert response.status_code == 200, response.text
    message: dict[str, Any] = response.json()["choices"][0]["message"]
    return message
