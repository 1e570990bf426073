"""Responses that were kept: fetched, streamed again, cancelled, deleted, their input listed; by the bot that made them.

One made in the background is judged when it is fetched, once it is finished: until the verdict it is under way.
"""

import asyncio
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from sluis.answer_receipts import send_events
from sluis.answering import Answering
from sluis.bots import Caller, choose_policies, choose_purpose
from sluis.chains import CONVERSATION, Chains, Known
from sluis.errors import EndpointNotGuarded, HoldError, InvalidRequest, NotFound, SluisError, UpstreamUnreadable
from sluis.exchange import Conversation, Exchange, RequestHeaders, restore_arguments
from sluis.holds.answers import Asked, Mark
from sluis.holds.hold import Hold
from sluis.identity import Identity, identify, unnamed_key
from sluis.protocols.protocol import Voice
from sluis.protocols.responses import RESPONSES
from sluis.pseudonyms.mapping import Restorer
from sluis.released import release_answer
from sluis.services import Services
from sluis.upstream.client import error_from
from sluis.wire.asgi import Reply, json_reply
from sluis.wire.body import parse_json
from sluis.wire.positions import IDENTIFIER, WORD
from sluis.wire.responses_answer import check_response, restore_item

UNFINISHED: Final = ("queued", "in_progress")
_ASKED: Final = frozenset({("GET", ""), ("DELETE", ""), ("GET", "input_items"), ("POST", "cancel")})
"""Method and what stands behind the id."""
_QUERY: Final = frozenset({"after", "limit", "order", "include", "include[]"})


class _Once:
    """Headers of a response that is judged when fetched: of two processes that fetch at once one hold comes out."""

    def __init__(self, headers: RequestHeaders, response: str) -> None:
        self._headers, self._response = headers, response

    def get(self, name: str) -> str | None:
        return f"response {self._response}" if name == "idempotency-key" else self._headers.get(name)


class StoredResponses:
    """The requests about responses by their id."""

    def __init__(self, services: Services) -> None:
        self._s = services
        self._chains = Chains(services)
        self._answering = Answering(services)
        self._judging: dict[str, asyncio.Lock] = {}

    async def handle(
        self, request_id: str, caller: Caller, headers: RequestHeaders, method: str, path: str, query: str
    ) -> Reply:
        """The reply to one request. path: behind `/v1/responses/`. NotFound for what this bot was never given."""
        response, _, rest = path.partition("/")
        if (method, rest) not in _ASKED:
            raise EndpointNotGuarded(f"`{method}` on this path below /v1/responses is not guarded.")
        if CONVERSATION.fullmatch(response):
            raise NotFound("There is no such response.", code="response_not_found")
        known = await self._chains.get(caller.id, identify(caller.config, headers, {}), response)
        if method == "DELETE":
            return await self._delete(caller, known)
        if method == "POST":
            return await self._cancel(caller, known)
        if rest:
            return await self._input_items(caller, known, query)
        return await self._get(request_id, caller, headers, known, dict(parse_qsl(query)))

    # ---------------------------------------------------------------- fetching
    async def _get(
        self, request_id: str, caller: Caller, headers: RequestHeaders, known: Known, query: Mapping[str, str]
    ) -> Reply:
        if known.link.pending:
            async with self._judging.setdefault(known.link.response, asyncio.Lock()):
                answer = await self._finished(request_id, caller, headers, known.link.response)
            self._judging.pop(known.link.response, None)
        else:
            answer = await self._settled(caller, known)
        headers_of = {"cache-control": "no-store", **_mark_headers(answer)}
        if query.get("stream") != "true":
            return json_reply(answer, headers=headers_of)
        if answer.get("status") in UNFINISHED:
            raise InvalidRequest("This response is not finished; fetch it until it is.", code="response_not_finished")
        after = query.get("starting_after", "-1")
        start = int(after) if after.lstrip("-").isdigit() and len(after) < 9 else -1
        events = [said for said in RESPONSES.events(answer, {}) if said["sequence_number"] > start]
        return Reply(200, send_events(RESPONSES, events), headers_of, "text/event-stream")

    async def _settled(self, caller: Caller, known: Known) -> dict[str, Any]:
        """A response that was judged: of its hold where it has one, else the model's with real values."""
        if known.link.hold_id is not None:
            return await self._of_hold(caller, known)
        if known.link.upstream != known.link.response:
            return self._own(known)
        answer = check_response(
            await self._ask(caller, "GET", f"/responses/{known.link.response}"), self._provided(caller)
        )
        if answer.get("status") in UNFINISHED:
            answer = {**answer, "output": []}
        return RESPONSES.restored(answer, _voice(known, answer))

    async def _finished(
        self, request_id: str, caller: Caller, headers: RequestHeaders, response: str
    ) -> dict[str, Any]:
        """A response made in the background: under way until it is finished and judged."""
        known = await self._chains.get(caller.id, identify(caller.config, headers, {}), response)
        if not known.link.pending:  # another request has judged it meanwhile
            return await self._settled(caller, known)
        answer = check_response(await self._ask(caller, "GET", f"/responses/{response}"), self._provided(caller))
        if answer.get("status") in UNFINISHED:
            return RESPONSES.restored({**answer, "output": []}, _voice(known))
        x = await self._exchange(request_id, caller, _Once(headers, response), known)
        reply = await self._answering.whole(x, answer)
        if reply.status != 200 or not isinstance(reply.body, bytes):
            raise HoldError("Waiting for a human decision.", code="approval_pending")
        known = await self._chains.get(caller.id, identify(caller.config, headers, {}), response)
        if known.link.hold_id is not None:
            return await self._of_hold(caller, known)
        said: dict[str, Any] = parse_json(reply.body, "answer")
        return {**said, "id": response}

    async def _exchange(self, request_id: str, caller: Caller, headers: RequestHeaders, known: Known) -> Exchange:
        """The exchange that made a response, as far as judging needs it."""
        bot, s = caller.config, self._s
        policy = s.policy(choose_policies(bot, headers.get("x-sluis-region"), s.settings.policy))
        asked = RESPONSES.allowing(policy.provider_tools.allowed)
        identity = identify(bot, headers, {})
        identity = Identity(identity.subject, known.link.conversation)
        key = unnamed_key(s.bot_key(bot.name), identity)
        conversation = Conversation(key, None, known.keys.subject_id)
        x = Exchange(
            request_id, caller, headers, b"{}", asked, dict(known.link.body), policy,
            choose_purpose(bot, headers.get("x-sluis-purpose")), identity, conversation, s.bot_key(bot.name),
        )  # fmt: skip
        x.entries = {(entry.entity_type, entry.value): entry for entry in known.entries}
        x.past, x.polled = known.link.past, True
        x.opt_outs = await s.opt_outs.of(bot, identity, policy, None)
        return x

    def _provided(self, caller: Caller) -> frozenset[str]:
        """The provider's own tools that may stand in what comes back."""
        policy = self._s.policy(choose_policies(caller.config, None, self._s.settings.policy))
        return frozenset(policy.provider_tools.allowed)

    async def _of_hold(self, caller: Caller, known: Known) -> dict[str, Any]:
        """How the hold of a response stands: under way or the notice, then what a person decided."""
        assert known.link.hold_id is not None
        hold = await self._s.holds.get(caller.id, known.link.hold_id)
        if hold.is_open:
            return self._waiting(known, hold)
        if hold.is_releasable or hold.status == "rejected":
            hold = await self._s.holds.deliver(caller.id, hold.hold_id)
        texts = self._s.policy((caller.config.policies or (self._s.settings.policy,))[:1]).texts_in(
            caller.config.language
        )
        words = texts.rejected if hold.status == "rejected" else texts.expired
        answer = release_answer(hold, RESPONSES, words, texts.contact, int(self._s.clock()), _model(hold))
        return {**answer, "id": known.link.response, "background": known.link.background}

    def _waiting(self, known: Known, hold: Hold) -> dict[str, Any]:
        mark = Mark.of(hold)
        answer = RESPONSES.notice(mark, Asked(_model(hold), hold.opened_at), hold.contents.notice)
        answer = {**answer, "id": known.link.response}
        if not known.link.background:
            return answer
        status = "in_progress" if hold.status == "claimed" else "queued"
        return {**answer, "status": status, "background": True, "output": []}

    def _own(self, known: Known) -> dict[str, Any]:
        """An answer of our own without a hold: what may not be delivered at all."""
        mark = Mark(None, "blocked")
        said = RESPONSES.notice(mark, Asked("", int(self._s.clock()), None, known.link.response), "-")
        return {**said, "id": known.link.response, "output": known.link.own}

    # ---------------------------------------------------------------- the rest
    async def _input_items(self, caller: Caller, known: Known, query: str) -> Reply:
        """The client's own items with real values."""
        if known.link.upstream != known.link.response:
            ours = {"object": "list", "data": known.link.items, "first_id": None, "last_id": None, "has_more": False}
            return json_reply(ours, headers={"cache-control": "no-store"})
        pairs = [(name, value) for name, value in parse_qsl(query) if name in _QUERY]
        if not all(IDENTIFIER.fullmatch(value) or WORD.fullmatch(value) for _, value in pairs):
            raise InvalidRequest("A parameter is not of the form allowed there.", code="invalid_value")
        path = f"/responses/{known.link.response}/input_items" + (f"?{urlencode(pairs)}" if pairs else "")
        listed = await self._ask(caller, "GET", path)
        if not isinstance(listed, dict) or not isinstance(listed.get("data"), list):
            raise UpstreamUnreadable("The model's answer is not a list of items.")
        voice = _voice(known)
        items = [item for item in listed["data"] if isinstance(item, dict)]
        data = [restore_item(item, voice.plain, voice.arguments, voice.plain) for item in items]
        return json_reply({**listed, "data": data}, headers={"cache-control": "no-store"})

    async def _cancel(self, caller: Caller, known: Known) -> Reply:
        """Stops what is made in the background, or withdraws what waits for a person."""
        if known.link.hold_id is not None:
            hold = await self._s.holds.get(caller.id, known.link.hold_id)
            if hold.is_open:
                hold = await self._s.holds.cancel(caller.id, hold.hold_id)
            answer = RESPONSES.notice(Mark.of(hold), Asked(_model(hold), hold.opened_at), "-")
            return json_reply({**answer, "id": known.link.response, "status": "cancelled", "output": []})
        if known.link.upstream != known.link.response:
            raise InvalidRequest("Only a response made in the background can be cancelled.", code="not_cancellable")
        answer = check_response(
            await self._ask(caller, "POST", f"/responses/{known.link.response}/cancel"), self._provided(caller)
        )
        if known.link.pending:  # what was made so far was not judged
            answer = {**answer, "output": []}
        return json_reply(RESPONSES.restored(answer, _voice(known, answer)))

    async def _delete(self, caller: Caller, known: Known) -> Reply:
        if known.link.upstream == known.link.response and not await self._chains.delete_upstream(
            caller, known.link.response
        ):
            raise UpstreamUnreadable("The model's server did not delete the response.", code="upstream_error")
        if known.link.hold_id is not None:
            hold = await self._s.holds.get(caller.id, known.link.hold_id)
            if hold.is_open:
                await self._s.holds.cancel(caller.id, hold.hold_id)
        await self._chains.close(caller, known)
        return json_reply({"id": known.link.response, "object": "response", "deleted": True})

    async def _ask(self, caller: Caller, method: str, path: str) -> Any:
        key, own = self._s.upstream_key(caller)
        async with await self._s.upstream(caller.config).send(method, path, None, key) as answer:
            raw = await answer.read()
            try:
                body = parse_json(raw, "answer")
            except SluisError as error:
                raise UpstreamUnreadable("The model answered with something that is not JSON.") from error
            if answer.status != 200:
                raise error_from(answer.status, body, own)
        return body


def _voice(known: Known, answer: Mapping[str, Any] | None = None) -> Voice:
    """How a kept response gets its values. answer: itself, which says whether its text is JSON."""
    entries = known.entries

    def text(said: str) -> str:
        return Restorer.of_text(entries, said).restore(said)

    def arguments(said: str) -> str:
        return restore_arguments(entries, said)

    wanted = ((answer or {}).get("text") or {}).get("format") or {}
    prose = arguments if wanted.get("type") in ("json_object", "json_schema") else text
    return Voice(prose, arguments, text, bool(entries))


def _mark_headers(answer: Mapping[str, Any]) -> dict[str, str]:
    """The headers of an answer that carries the mark of a hold."""
    mark = answer.get("sluis") or {}
    named = {"x-sluis-status": mark.get("status"), "x-sluis-hold": mark.get("hold_id")}
    return {name: value for name, value in named.items() if value}


def _model(hold: Hold) -> str:
    return str(hold.contents.completion.get("model") or "")
