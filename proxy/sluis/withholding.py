"""Holding back: a decision goes to a person and the bot gets a notice; what was decided is delivered once, later."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sluis.answer_receipts import answer_headers, record_answer, send_events
from sluis.applying import seconds_of
from sluis.chains import Chains
from sluis.errors import SluisError
from sluis.exchange import Exchange, plain_message
from sluis.holds.answers import (
    Asked,
    Mark,
    blocked_error,
    deferred_error,
)
from sluis.holds.fingerprint import request_fingerprint
from sluis.holds.hold import Contents, Evidence, Hold
from sluis.holds.ledger import Opening
from sluis.holds.notices import fill
from sluis.holds.queue import MAX_WAIT_SECONDS
from sluis.holds.split import must_hold_all, split
from sluis.holds.states import new_hold_id
from sluis.judging import Outcome
from sluis.policy.matching import Verdict
from sluis.released import names_as_json, release_answer
from sluis.services import Services
from sluis.wire.asgi import Reply, json_reply
from sluis.wire.body import parse_json

MOST_WAITING = 256
"""Connections that wait for a person at a time, in one process; beyond them the notice comes at once."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A connection that waits for a person to decide. seconds: how long, before the notice."""

    hold: Hold
    asked: Asked
    seconds: float


class Withholding:
    """Opens holds, answers in their place, and delivers what became of them."""

    def __init__(self, services: Services) -> None:
        self._s = services
        self._waiting = 0
        self._chains = Chains(services)

    async def instead_of(
        self, x: Exchange, outcome: Outcome, answer: dict[str, Any]
    ) -> dict[str, Any] | Reply | Waiting:
        """What is delivered in place of a decision, or waited for. Held: on disk before this returns."""
        protocol, completion = x.protocol, x.protocol.completion(answer)
        asked = Asked(_model(x), int(self._s.clock()), protocol.usage(answer), f"chatcmpl-{x.id}")
        texts = self._s.texts(x)
        verdict = outcome.strictest
        assert verdict is not None
        if outcome.blocks:
            return await self._blocked(x, outcome, verdict, asked, answer)
        hold_id = new_hold_id()
        expires = seconds_of(verdict.expires, self._s.now())
        day = (self._s.now() + timedelta(seconds=expires)).date().isoformat()
        notice = fill(texts.held, hold_id=hold_id, date=day, contact=texts.contact)
        message = completion["choices"][0]["message"]
        waits = verdict.mode == "wait" and self._waiting < MOST_WAITING and not x.polled
        together = waits or protocol.is_one(answer)
        held, released = (completion, None) if together else self._parted(x, outcome, completion, message, notice)
        native = protocol.kept(answer, held)
        opening = self._opening(x, outcome, verdict, hold_id, held, native, notice, expires)
        if opening.subject is None and x.identity.subject is not None:  # an erasure reaches holds of unnamed chats too
            opening = replace(opening, subject=await self._s.vault.subject(x.caller.id, x.identity.subject))
        hold = await self._s.holds.open(opening)
        record_answer(self._s, x, "held", hold.hold_id)
        if released is not None and hold.hold_id == hold_id:
            said = protocol.partial(Mark.of(hold), asked, released, answer, x.voice())
        else:
            said = protocol.notice(Mark.of(hold), asked, hold.contents.notice)
        await self._chains.withheld(x, answer, hold, said)
        if waits:
            return Waiting(hold, asked, verdict.wait_max_seconds)
        if verdict.answer == "error":
            status, headers, body = deferred_error(Mark.of(hold))
            return json_reply(body, status, {**answer_headers(x), **dict(headers)})
        return said

    async def _blocked(
        self, x: Exchange, outcome: Outcome, verdict: Verdict, asked: Asked, answer: dict[str, Any]
    ) -> dict[str, Any] | Reply:
        """What is delivered in place of what no person may let through either."""
        texts, mark = self._s.texts(x), Mark(None, "blocked", None, tuple(outcome.held))
        record_answer(self._s, x, "blocked", verdict.rule)
        notice = texts.blocked.replace("{contact}", texts.contact)
        said = x.protocol.notice(mark, asked, notice, "content_filter")
        await self._chains.blocked(x, answer, said)
        if verdict.answer == "error":
            status, headers, body = blocked_error(mark, texts.blocked)
            return json_reply(body, status, {**answer_headers(x), **dict(headers)})
        return said

    async def wait(self, x: Exchange, waiting: Waiting) -> dict[str, Any]:
        """What the person decided; the notice when time is up or the queue cannot be read. Raises no SluisError."""
        hold, left = waiting.hold, waiting.seconds
        self._waiting += 1
        try:
            with suppress(SluisError):
                while hold.is_open and left > 0:
                    hold = await self._s.holds.poll(x.caller.id, hold.hold_id, min(left, MAX_WAIT_SECONDS))
                    left -= MAX_WAIT_SECONDS
                if not hold.is_open:
                    return self._released(x, hold)
        finally:
            self._waiting -= 1
        return x.protocol.notice(Mark.of(waiting.hold), waiting.asked, waiting.hold.contents.notice)

    def _parted(
        self, x: Exchange, outcome: Outcome, completion: dict[str, Any], message: dict[str, Any], notice: str
    ) -> tuple[dict[str, Any], Mapping[str, Any] | None]:
        """The completion with the withheld parts only, and the message that may go at once."""
        parallel = x.view.get("parallel_tool_calls") is not False
        if len(completion["choices"]) > 1 or must_hold_all(message, outcome.held, parallel_tool_calls=parallel):
            return completion, None
        parts = split(message, outcome.held, notice)
        if parts.released is None:
            return completion, None
        return {**completion, "choices": [{**completion["choices"][0], "message": parts.held}]}, parts.released

    def _opening(
        self,
        x: Exchange,
        outcome: Outcome,
        verdict: Verdict,
        hold_id: str,
        completion: dict[str, Any],
        native: dict[str, Any] | None,
        notice: str,
        expires: int,
    ) -> Opening:
        called = {
            call.get("function", {}).get("name")
            for choice in completion["choices"]
            for call in choice["message"].get("tool_calls") or ()
        }
        tools = tuple(t for t in x.view.get("tools") or () if t.get("function", {}).get("name") in called)
        facts = {"purpose": x.purpose or "", "basis": x.caller.config.basis or "", "role": x.caller.config.role}
        evidence = Evidence(
            messages=tuple(plain_message(m) for m in x.view["messages"]),
            grounds=tuple(outcome.grounds),
            policy=x.policy.id,
            article=verdict.article,
            affected="the person in the chat",
            tools=tools,
            facts={k: v for k, v in facts.items() if v},
        )
        ground = outcome.grounds[0]
        names = names_as_json(list(x.entries.values()))
        contents = Contents(
            completion, tuple(outcome.held), evidence, names, notice, protocol=x.protocol.name, native=native or {}
        )
        return Opening(
            hold_id, x.caller.id, contents, ground.domain, ground.direction, self._fingerprint(x),
            identified=x.identity.subject is not None or bool(x.headers.get("idempotency-key")),
            subject=x.conversation.subject_id, conversation=x.conversation.id, expires_seconds=expires,
            reviews_needed=verdict.reviewers,
        )  # fmt: skip

    async def find_repeat(self, x: Exchange) -> Reply | Waiting | None:
        """The answer of an open or decided hold that this request repeats, without asking the model again."""
        identified = x.identity.subject is not None or bool(x.headers.get("idempotency-key"))
        retries = x.headers.get("x-stainless-retry-count") or "0"
        count = int(retries) if retries.isdigit() else 0
        if not identified and count < 1:
            return None
        hold = await self._s.holds.find_repeat(
            x.caller.id, self._fingerprint(x), identified=identified, retry_count=count
        )
        if hold is None:
            return None
        if hold.is_open:
            terms = x.policy.decisions.hold
            if terms.mode == "wait" and self._waiting < MOST_WAITING:
                return Waiting(hold, Asked(_model(x), hold.opened_at), terms.wait_max_seconds)
            return self._deferred(x, hold)
        return await self.release(x, await self._s.holds.deliver(x.caller.id, hold.hold_id))

    def _fingerprint(self, x: Exchange) -> str:
        return request_fingerprint(
            x.bot_key,
            parse_json(x.raw),
            bot_id=x.caller.id,
            endpoint=x.protocol.endpoint,
            subject=x.identity.subject,
            idempotency_key=x.headers.get("idempotency-key"),
        )

    async def release(self, x: Exchange, hold: Hold) -> Reply:
        """What a person let through (or the word that nobody did) as the answer, without asking the model."""
        return _reply(x, self._released(x, hold), {**answer_headers(x), **dict(Mark.of(hold).headers())})

    def _released(self, x: Exchange, hold: Hold) -> dict[str, Any]:
        texts = self._s.texts(x)
        created = int(self._s.clock())
        answer = release_answer(hold, x.protocol, texts.rejected, texts.contact, created, _model(x))
        record_answer(self._s, x, "released", hold.hold_id)
        return answer

    def _deferred(self, x: Exchange, hold: Hold) -> Reply:
        answer = x.protocol.notice(Mark.of(hold), Asked(_model(x), hold.opened_at), hold.contents.notice)
        return _reply(x, answer, {**answer_headers(x), **dict(Mark.of(hold).headers())})


def _model(x: Exchange) -> str:
    """The model as it was asked for."""
    return str(x.body.get("model") or "")


def _reply(x: Exchange, answer: dict[str, Any], headers: dict[str, str]) -> Reply:
    """An answer of our own in the form that was asked for: whole or as a stream."""
    if x.streams:
        events = x.protocol.events(answer, x.body)
        return Reply(200, send_events(x.protocol, events), headers, "text/event-stream")
    return json_reply(answer, 200, headers)
