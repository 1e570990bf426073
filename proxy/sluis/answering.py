"""What happens to an answer: judged while it is pseudonymous, held where the policy says so, restored, delivered.

Tool calls are always judged complete. Text of an armed exchange is withheld until the verdict; other text flows at
once and is judged when its choice has ended: a decision found that late is an incident on record.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import orjson

from sluis.applying import seconds_of
from sluis.decisions.arming import is_armed
from sluis.decisions.findings import Finding, Judgement
from sluis.decisions.judge import judge
from sluis.errors import SluisError, UpstreamError, UpstreamUnreadable
from sluis.exchange import Exchange, plain_message, restore_arguments
from sluis.holds.answers import (
    Asked,
    Mark,
    as_chunks,
    blocked_error,
    deferred_error,
    notice_completion,
    partial_completion,
)
from sluis.holds.fingerprint import request_fingerprint
from sluis.holds.hold import Contents, Evidence, Ground, HeldPart, Hold
from sluis.holds.ledger import Opening
from sluis.holds.notices import fill
from sluis.holds.split import must_hold_all, split
from sluis.holds.states import new_hold_id
from sluis.policy.matching import Verdict
from sluis.profiling.records import Effect
from sluis.released import names_as_json, release_completion
from sluis.services import Services
from sluis.upstream.client import Answer
from sluis.wire.asgi import Reply, json_reply
from sluis.wire.body import parse_json
from sluis.wire.chat_answer import TEXT_FIELDS, ChatStream, check_answer, check_call, parse_chunk, restore_message
from sluis.wire.sse import DONE, DONE_EVENT, PING, EventReader, EventTooLarge, event


@dataclass(slots=True)
class Outcome:
    """What the policy makes of one answer. strictest: the verdict that decides; None when nothing was found."""

    held: list[HeldPart] = field(default_factory=list)
    grounds: list[Ground] = field(default_factory=list)
    strictest: Verdict | None = None

    @property
    def blocks(self) -> bool:
        return self.strictest is not None and self.strictest.outcome == "block"

    @property
    def holds(self) -> bool:
        return bool(self.held) and not self.blocks


class Answering:
    """Judges, holds, restores and delivers what models answer."""

    def __init__(self, services: Services) -> None:
        self._s = services

    # ---------------------------------------------------------------- before sending
    def arm(self, x: Exchange) -> bool:
        """Whether text of the answer must wait for the verdict."""
        wish = x.caller.config.armed
        if wish == "auto":
            armed = is_armed(x.body.get("tools") or (), x.body["messages"], self._s.declared(x.policy))
            x.coverage.armed = bool(armed)
        else:
            x.coverage.armed = wish == "always"
        return x.coverage.armed

    async def find_repeat(self, x: Exchange) -> Reply | None:
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
            return self._deferred(x, hold)
        return await self.release(x, await self._s.holds.deliver(x.caller.id, hold.hold_id))

    def _fingerprint(self, x: Exchange) -> str:
        return request_fingerprint(
            x.bot_key,
            parse_json(x.raw),
            bot_id=x.caller.id,
            endpoint="chat/completions",
            subject=x.identity.subject,
            idempotency_key=x.headers.get("idempotency-key"),
        )

    # ---------------------------------------------------------------- whole answers
    async def whole(self, x: Exchange, answer: Any) -> Reply:
        """A whole answer: judged, then delivered restored, or as a notice."""
        completion = check_answer(answer)
        messages = [choice["message"] for choice in completion["choices"]]
        outcome = self._judge(x, messages)
        if outcome.blocks or outcome.holds:
            said = await self._withheld(x, outcome, completion)
            return said if isinstance(said, Reply) else json_reply(said, 200, self._headers(x, said))
        return json_reply(self._restored(x, completion), 200, self._headers(x))

    def _restored(self, x: Exchange, completion: dict[str, Any]) -> dict[str, Any]:
        restorer = x.restorer()
        as_json = self._answers_json(x)
        text = restorer.restore if not as_json else lambda t: restore_arguments(x.restorer, t)
        choices = []
        for choice in completion["choices"]:
            message = restore_message(choice["message"], text, lambda a: restore_arguments(x.restorer, a))
            if x.lead and isinstance(message.get("content"), str):
                message["content"] = f"{x.lead}\n\n{message['content']}"
            changed = {**choice, "message": message}
            if choice.get("logprobs") and x.entries:
                changed["logprobs"] = None
                x.coverage.dropped.append("logprobs")
            choices.append(changed)
        x.coverage.unrestored += restorer.unrestored
        self._record_answer(x, "delivered")
        return {**completion, "choices": choices}

    def _answers_json(self, x: Exchange) -> bool:
        wanted = x.body.get("response_format")
        return isinstance(wanted, dict) and wanted.get("type") in ("json_object", "json_schema")

    # ---------------------------------------------------------------- streams
    async def stream(self, x: Exchange, answer: Answer, armed: bool) -> Reply:
        """A streamed answer. An armed one is read to its end first; headers wait with it for a short while."""
        if not answer.is_stream:
            raise UpstreamUnreadable("The model did not answer with a stream.")
        if not armed:
            return Reply(200, self._flowing(x, answer), self._headers(x), "text/event-stream")
        task = asyncio.ensure_future(self._armed(x, answer))
        done, _ = await asyncio.wait({task}, timeout=min(self._s.settings.keepalive_seconds, 20.0))
        if done:
            said = task.result()
            if isinstance(said, Reply):
                return said
            return Reply(200, _sent(said), self._headers(x, said[-1] if said else None), "text/event-stream")
        return Reply(200, self._kept_alive(x, task), self._headers(x), "text/event-stream")

    async def _kept_alive(
        self, x: Exchange, task: "asyncio.Task[list[dict[str, Any]] | Reply]"
    ) -> AsyncIterator[bytes]:
        try:
            while not task.done():
                yield PING
                await asyncio.wait({task}, timeout=self._s.settings.keepalive_seconds)
            said = task.result()
            if isinstance(said, Reply):  # headers are out: only a completion or an error event may follow
                raise UpstreamError("A decision about a person may not be delivered.", code="decision_blocked")
            for chunk in said:
                yield event(orjson.dumps(chunk))
            yield DONE_EVENT
        except SluisError as error:
            self._record_answer(x, "failed", error.code)
            yield event(orjson.dumps(error.body(x.id)))
        finally:
            task.cancel()

    async def _armed(self, x: Exchange, answer: Answer) -> list[dict[str, Any]] | Reply:
        """Every chunk of an armed answer, once it has been judged."""
        async with answer:
            stream = ChatStream(x.restorer, withhold=True)
            async for chunk in self._chunks(answer):
                for _ in stream.feed(chunk):
                    pass
        return await self._ending(x, stream)

    async def _flowing(self, x: Exchange, answer: Answer) -> AsyncIterator[bytes]:
        """Text as it comes, restored; tool calls and the end of the choices after the verdict."""
        escape = "json" if self._answers_json(x) else "none"
        stream = ChatStream(lambda: x.restorer(escape), withhold=False)
        lead = x.lead
        try:
            async with answer:
                async for chunk in self._chunks(answer):
                    out = [event(orjson.dumps(piece)) for piece in stream.feed(chunk)]
                    if lead and stream.head:
                        out.insert(
                            0, event(orjson.dumps(stream.chunk(0, {"role": "assistant", "content": f"{lead}\n\n"})))
                        )
                        lead = ""
                    if out:
                        yield b"".join(out)
            ending = await self._ending(x, stream)
            for chunk in ending if isinstance(ending, list) else ():
                yield event(orjson.dumps(chunk))
            if isinstance(ending, Reply):
                raise UpstreamError("A decision about a person may not be delivered.", code="decision_blocked")
            yield DONE_EVENT
        except SluisError as error:
            self._record_answer(x, "failed", error.code)
            yield event(orjson.dumps(error.body(x.id)))

    async def _chunks(self, answer: Answer) -> AsyncIterator[Any]:
        """The parsed chunks of a stream, up to `[DONE]`. An error event of the model is raised as ours."""
        reader = EventReader()
        try:
            async for piece in answer.pieces():
                for data in reader.feed(piece):
                    if data == DONE:
                        return
                    yield _checked(data)
            for data in reader.flush():
                if data == DONE:
                    return
                yield _checked(data)
        except EventTooLarge as error:
            raise UpstreamUnreadable(
                "The model's stream holds an event larger than allowed.", code="answer_too_large"
            ) from error

    async def _ending(self, x: Exchange, stream: ChatStream) -> list[dict[str, Any]] | Reply:
        """What is still to be said when the model has finished: judged, then tool calls, finishes and usage."""
        if not stream.is_finished:
            raise UpstreamError("The model's answer broke off before it was finished.", code="upstream_broken")
        if stream.dropped_logprobs:
            x.coverage.dropped.append("logprobs")
        choices = [stream.choices[n] for n in sorted(stream.choices)]
        messages = [choice.message() for choice in choices]
        for message in messages:
            for call in message.get("tool_calls") or ():
                check_call(call)
        outcome = self._judge(x, messages, said={c.index for c in choices if c.sent_text})
        if outcome.blocks or outcome.holds:
            whole = {
                **stream.head,
                "object": "chat.completion",
                "choices": [
                    {"index": c.index, "message": m, "finish_reason": c.finish, "logprobs": None}
                    for c, m in zip(choices, messages, strict=True)
                ],
                "usage": stream.usage[-1].get("usage") if stream.usage else None,
            }
            said = await self._withheld(x, outcome, whole)
            if isinstance(said, Reply):
                return said
            chunks = as_chunks(said, include_usage=x.wants_usage)
            return chunks if not any(c.sent_text for c in choices) else _continued(chunks, stream)
        return self._rest(x, stream, messages)

    def _rest(self, x: Exchange, stream: ChatStream, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        out = []
        restorer = x.restorer()
        escape = "json" if self._answers_json(x) else "none"
        for choice, message in zip([stream.choices[n] for n in sorted(stream.choices)], messages, strict=True):
            texts: dict[str, Any] = {}
            if x.coverage.armed:
                channel = x.restorer(escape)
                texts = {n: channel.restore(message[n]) for n in TEXT_FIELDS if isinstance(message.get(n), str)}
                texts = {"role": choice.role, **texts}
            restored = restore_message(
                {k: v for k, v in message.items() if k in ("tool_calls", "function_call")},
                restorer.restore,
                lambda a: restore_arguments(x.restorer, a),
            )
            if texts or not choice.role_sent:
                out.append(stream.chunk(choice.index, {"role": choice.role, **texts}))
            for n, call in enumerate(restored.get("tool_calls") or ()):
                out.append(stream.chunk(choice.index, {"tool_calls": [{"index": n, **call}]}))
            if restored.get("function_call"):
                out.append(stream.chunk(choice.index, {"function_call": restored["function_call"]}))
            out.append(stream.chunk(choice.index, {}, finish=choice.finish))
        self._record_answer(x, "delivered")
        return [*out, *stream.usage]

    # ---------------------------------------------------------------- judge
    def _judge(self, x: Exchange, messages: list[dict[str, Any]], said: set[int] | None = None) -> Outcome:
        """What the policy makes of the answer's choices. said: choices whose text has gone out already."""
        outcome = Outcome()
        tools = x.body.get("tools") or ()
        declared = self._s.declared(x.policy)
        for at, message in enumerate(messages):
            judgement: Judgement = judge(tools, x.body["messages"], message, declared)
            for finding in judgement.findings:
                self._weigh(
                    x, outcome, finding, message, at, late=bool(said and at in said and finding.where == "text")
                )
            if judgement.profiling:
                self._s.profile_answer(x, judgement, _effect(outcome, judgement))
        return outcome

    def _weigh(
        self, x: Exchange, outcome: Outcome, finding: Finding, message: dict[str, Any], choice: int, late: bool
    ) -> None:
        if not finding.decision:
            return
        verdict = self._s.decide(x, finding, message)
        self._s.audit.append(
            "decision.found",
            request=x.id, bot=x.caller.id, policy=x.policy.id, where=finding.where, domain=finding.domain,
            adverse=finding.adverse, rule=finding.rule, score=round(finding.score * 1000), outcome=verdict.outcome,
            article=verdict.article, shadow=verdict.shadow, late=late,
        )  # fmt: skip
        self._s.metrics.decision(verdict.outcome, finding.domain)
        if not verdict.withholds:
            return
        if late:
            self._s.audit.append(
                "incident.decision_delivered", request=x.id, bot=x.caller.id, policy=x.policy.id, domain=finding.domain
            )
            return
        outcome.held.append(HeldPart(finding.where, finding.index, choice))
        outcome.grounds.append(
            Ground(
                finding.where, finding.index, finding.domain, finding.adverse, finding.rule, finding.score,
                finding.features, finding.profiling, finding.special_category,
            )
        )  # fmt: skip
        if outcome.strictest is None or verdict.outcome == "block":
            outcome.strictest = verdict

    # ---------------------------------------------------------------- hold, block
    async def _withheld(self, x: Exchange, outcome: Outcome, completion: dict[str, Any]) -> dict[str, Any] | Reply:
        """The completion (or error) that is delivered in place of a decision. Held: on disk before this returns."""
        asked = Asked(str(x.body["model"]), int(self._s.clock()), completion.get("usage"), f"chatcmpl-{x.id}")
        texts = self._s.texts(x)
        verdict = outcome.strictest
        assert verdict is not None
        if outcome.blocks:
            mark = Mark(None, "blocked", None, tuple(outcome.held))
            self._record_answer(x, "blocked", verdict.rule)
            if verdict.answer == "error":
                status, headers, body = blocked_error(mark, texts.blocked)
                return json_reply(body, status, {**self._headers(x), **dict(headers)})
            return notice_completion(mark, asked, texts.blocked.replace("{contact}", texts.contact), "content_filter")
        hold_id = new_hold_id()
        expires = seconds_of(verdict.expires, self._s.now())
        day = (self._s.now() + timedelta(seconds=expires)).date().isoformat()
        notice = fill(texts.held, hold_id=hold_id, date=day, contact=texts.contact)
        message = completion["choices"][0]["message"]
        held, released = self._parted(x, outcome, completion, message, notice)
        hold = await self._s.holds.open(self._opening(x, outcome, verdict, hold_id, held, notice, expires))
        self._record_answer(x, "held", hold.hold_id)
        if verdict.answer == "error":
            status, headers, body = deferred_error(Mark.of(hold))
            return json_reply(body, status, {**self._headers(x), **dict(headers)})
        if released is not None and hold.hold_id == hold_id:
            said = restore_message(dict(released), x.restorer().restore, lambda a: restore_arguments(x.restorer, a))
            return partial_completion(Mark.of(hold), asked, said)
        return notice_completion(Mark.of(hold), asked, hold.contents.notice)

    def _parted(
        self, x: Exchange, outcome: Outcome, completion: dict[str, Any], message: dict[str, Any], notice: str
    ) -> tuple[dict[str, Any], Mapping[str, Any] | None]:
        """The completion with the withheld parts only, and the message that may go at once."""
        parallel = x.body.get("parallel_tool_calls") is not False
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
        notice: str,
        expires: int,
    ) -> Opening:
        called = {
            call.get("function", {}).get("name")
            for choice in completion["choices"]
            for call in choice["message"].get("tool_calls") or ()
        }
        tools = tuple(t for t in x.body.get("tools") or () if t.get("function", {}).get("name") in called)
        facts = {"purpose": x.purpose or "", "basis": x.caller.config.basis or "", "role": x.caller.config.role}
        evidence = Evidence(
            messages=tuple(plain_message(m) for m in x.body["messages"]),
            grounds=tuple(outcome.grounds),
            policy=x.policy.id,
            article=verdict.article,
            affected="the person in the chat",
            tools=tools,
            facts={k: v for k, v in facts.items() if v},
        )
        ground = outcome.grounds[0]
        contents = Contents(completion, tuple(outcome.held), evidence, names_as_json(list(x.entries.values())), notice)
        return Opening(
            hold_id, x.caller.id, contents, ground.domain, ground.direction, self._fingerprint(x),
            identified=x.identity.subject is not None or bool(x.headers.get("idempotency-key")),
            subject=x.conversation.subject_id, conversation=x.conversation.id, expires_seconds=expires,
            reviews_needed=verdict.reviewers,
        )  # fmt: skip

    # ---------------------------------------------------------------- delivery
    async def release(self, x: Exchange, hold: Hold) -> Reply:
        """What a person let through (or the word that nobody did) as the answer, without asking the model."""
        texts = self._s.texts(x)
        completion = release_completion(hold, texts.rejected, texts.contact, int(self._s.clock()), str(x.body["model"]))
        headers = {**self._headers(x), **dict(Mark.of(hold).headers())}
        self._record_answer(x, "released", hold.hold_id)
        if x.streams:
            return Reply(200, _sent(as_chunks(completion, include_usage=x.wants_usage)), headers, "text/event-stream")
        return json_reply(completion, 200, headers)

    def _deferred(self, x: Exchange, hold: Hold) -> Reply:
        asked = Asked(str(x.body["model"]), hold.opened_at)
        completion = notice_completion(Mark.of(hold), asked, hold.contents.notice)
        headers = {**self._headers(x), **dict(Mark.of(hold).headers())}
        if x.streams:
            return Reply(200, _sent(as_chunks(completion, include_usage=x.wants_usage)), headers, "text/event-stream")
        return json_reply(completion, 200, headers)

    # ---------------------------------------------------------------- headers, record
    def _headers(self, x: Exchange, said: Mapping[str, Any] | None = None) -> dict[str, str]:
        headers = {"x-sluis-policy": x.policy.id, "x-sluis-coverage": x.coverage.header()}
        mark = said.get("sluis") if said else None
        if isinstance(mark, dict):
            headers["x-sluis-status"] = str(mark["status"])
            headers["cache-control"] = "no-store, no-transform"
            headers["x-accel-buffering"] = "no"
            if mark.get("hold_id"):
                headers["x-sluis-hold"] = str(mark["hold_id"])
        return headers

    def _record_answer(self, x: Exchange, outcome: str, detail: str | None = None) -> None:
        self._s.audit.append(
            "exchange.answered", request=x.id, bot=x.caller.id, policy=x.policy.id, outcome=outcome, detail=detail,
            unrestored=x.coverage.unrestored, dropped="+".join(sorted(set(x.coverage.dropped))) or None,
        )  # fmt: skip
        self._s.metrics.answered(outcome)


def _effect(outcome: Outcome, judgement: Judgement) -> Effect:
    """What became of an answer that profiles."""
    if outcome.blocks:
        return "blocked"
    if outcome.holds:
        return "held"
    return "decision" if judgement.decision else "delivered"


def _checked(data: bytes) -> Any:
    chunk = parse_chunk(data)
    if isinstance(chunk, dict) and isinstance(chunk.get("error"), (dict, str)):
        given = chunk["error"]
        message = given.get("message") if isinstance(given, dict) else given
        raise UpstreamError(str(message or "The model failed while answering.")[:2000], code="upstream_error")
    return chunk


async def _sent(chunks: list[dict[str, Any]]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield event(orjson.dumps(chunk))
    yield DONE_EVENT


def _continued(chunks: list[dict[str, Any]], stream: ChatStream) -> list[dict[str, Any]]:
    """A notice after text that has gone out: under the stream's own id, set apart by an empty line."""
    out = []
    apart = True
    for each in chunks:
        chunk = {**each, **{k: v for k, v in stream.head.items() if k in ("id", "created", "model")}}
        for choice in chunk.get("choices") or ():
            delta = choice["delta"]
            delta.pop("role", None)
            if delta.get("content") and apart:
                delta["content"] = "\n\n" + delta["content"]
                apart = False
        out.append(chunk)
    return out
