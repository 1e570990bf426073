"""Conversation objects of Responses: begun, shown, renamed and forgotten here; upstream there is only their chain.

A request that names one continues the chain of responses behind it. Nobody else can put anything into it, so all that
it holds is inspected on its way.
"""

from copy import deepcopy
from dataclasses import replace
from typing import Any

from sluis.bots import Caller, choose_policies
from sluis.chains import CONVERSATION, Chains, Known, Link, allow_conversation
from sluis.errors import EndpointNotGuarded, InvalidRequest, NotFound, TooLarge
from sluis.exchange import RequestHeaders
from sluis.identity import identify
from sluis.protocols.responses import RESPONSES
from sluis.services import Services
from sluis.wire.asgi import Reply, json_reply
from sluis.wire.body import parse_body
from sluis.wire.places import not_guarded, read_metadata

MOST_ITEMS = 20
"""What a conversation may begin with, as OpenAI's servers have it."""


class Conversations:
    """The requests about conversation objects."""

    def __init__(self, services: Services) -> None:
        self._s = services
        self._chains = Chains(services)

    async def handle(self, caller: Caller, headers: RequestHeaders, method: str, path: str, raw: bytes) -> Reply:
        """The reply to one request. path: behind `/v1/conversations`, "" for none. NotFound for what is not its own."""
        if "/" in path or (method, bool(path)) not in _ASKED:
            raise EndpointNotGuarded(f"`{method}` on this path below /v1/conversations is not guarded.")
        if method != "POST":
            return await (self._delete if method == "DELETE" else self._show)(caller, headers, path)
        body = parse_body(raw, self._s.limits) if raw else {}
        unknown = set(body) - {"metadata", *(() if path else ("items",))}
        if unknown:
            raise not_guarded(unknown.pop())
        list(read_metadata(body, body.get("metadata") or {}, self._s.limits))
        return await (self._rename(caller, headers, path, body) if path else self._begin(caller, headers, body))

    async def _begin(self, caller: Caller, headers: RequestHeaders, body: dict[str, Any]) -> Reply:
        bot, s = caller.config, self._s
        policy = s.policy(choose_policies(bot, headers.get("x-sluis-region"), s.settings.policy))
        allow_conversation(policy.upstream)
        items = body.get("items") or []
        if not isinstance(items, list):
            raise InvalidRequest("`items` must be a list.", param="items")
        if len(items) > MOST_ITEMS:
            raise TooLarge(f"More than {MOST_ITEMS} messages.", code="too_many_messages", param="items")
        # What could not leave is refused now, not at the first response; `read` takes empty fields out in place.
        RESPONSES.allowing(policy.provider_tools.allowed).read(
            {"model": "m", "input": deepcopy(items)}, s.limits, frozenset()
        )
        identity = identify(bot, headers, body)
        link = await self._chains.begin(caller.id, identity, items, body.get("metadata") or {}, int(s.clock()))
        return _shown(link)

    async def _show(self, caller: Caller, headers: RequestHeaders, path: str) -> Reply:
        return _shown((await self._find(caller, headers, path)).link)

    async def _rename(self, caller: Caller, headers: RequestHeaders, path: str, body: dict[str, Any]) -> Reply:
        known = await self._find(caller, headers, path)
        link = replace(known.link, metadata=body.get("metadata") or {})
        await self._chains.put(known.keys, link)
        return _shown(link)

    async def _delete(self, caller: Caller, headers: RequestHeaders, path: str) -> Reply:
        await self._chains.close(caller, await self._find(caller, headers, path))
        return json_reply({"id": path, "object": "conversation.deleted", "deleted": True})

    async def _find(self, caller: Caller, headers: RequestHeaders, path: str) -> Known:
        if not CONVERSATION.fullmatch(path):
            raise NotFound("There is no such conversation.", code="conversation_not_found")
        return await self._chains.get(caller.id, identify(caller.config, headers, {}), path)


_ASKED = frozenset({("POST", False), ("GET", True), ("POST", True), ("DELETE", True)})
"""Method, and whether an id stands behind the path."""


def _shown(link: Link) -> Reply:
    said = {"id": link.response, "object": "conversation", "created_at": link.created, "metadata": link.metadata}
    return json_reply(said, headers={"cache-control": "no-store"})
