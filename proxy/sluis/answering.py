"""What happens to an answer: judged while it is pseudonymous, held where the policy says so, restored, delivered.

Tool calls are always judged complete. Text of an armed exchange is withheld until the verdict; other text flows at
once and is judged when its choice has ended: a decision found that late is an incident on record.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import orjson

from sluis.answer_receipts import answer_headers, failure_event, record_answer, send_chunks
from sluis.errors import SluisError, UpstreamError, UpstreamUnreadable
from sluis.exchange import Exchange
from sluis.holds.answers import (
    as_chunks,
)
from sluis.holds.hold import Hold
from sluis.judging import Judging
from sluis.services import Services
from sluis.upstream.client import Answer
from sluis.upstream.stream import read_chunks
from sluis.wire.asgi import Reply, json_reply
from sluis.wire.chat_answer import TEXT_FIELDS, ChatStream, check_answer, check_call, restore_message
from sluis.wire.sse import DONE_EVENT, PING, event
from sluis.withholding import Withholding


class Answering:
    """Judges, holds, restores and delivers what models answer."""

    def __init__(self, services: Services) -> None:
        self._s = services
        self._judging = Judging(services)
        self._withholding = Withholding(services)

    def arm(self, x: Exchange) -> bool:
        """Whether text of the answer must wait for the verdict."""
        return self._judging.arm(x)

    async def find_repeat(self, x: Exchange) -> Reply | None:
        """The answer of a hold that this request repeats, without asking the model again."""
        return await self._withholding.find_repeat(x)

    async def release(self, x: Exchange, hold: Hold) -> Reply:
        """What became of a hold, as this request's answer."""
        return await self._withholding.release(x, hold)

    async def whole(self, x: Exchange, answer: Any) -> Reply:
        """A whole answer: judged, then delivered restored, or as a notice."""
        completion = check_answer(answer)
        messages = [choice["message"] for choice in completion["choices"]]
        outcome = await self._judging.weigh(x, messages)
        if outcome.fixed is not None:
            choices = zip(completion["choices"], outcome.fixed, strict=True)
            completion = {**completion, "choices": [{**choice, "message": message} for choice, message in choices]}
        if outcome.blocks or outcome.holds:
            said = await self._withholding.instead_of(x, outcome, completion)
            return said if isinstance(said, Reply) else json_reply(said, 200, answer_headers(x, said))
        return json_reply(self._restored(x, completion), 200, answer_headers(x))

    def _restored(self, x: Exchange, completion: dict[str, Any]) -> dict[str, Any]:
        text = x.restored_arguments if self._answers_json(x) else x.restored
        choices = []
        for choice in completion["choices"]:
            message = restore_message(choice["message"], text, x.restored_arguments)
            if x.lead and isinstance(message.get("content"), str):
                message["content"] = f"{x.lead}\n\n{message['content']}"
            changed = {**choice, "message": message}
            if choice.get("logprobs") and x.entries:
                changed["logprobs"] = None
                x.coverage.dropped.append("logprobs")
            choices.append(changed)
        record_answer(self._s, x, "delivered")
        return {**completion, "choices": choices}

    def _answers_json(self, x: Exchange) -> bool:
        wanted = x.body.get("response_format")
        return isinstance(wanted, dict) and wanted.get("type") in ("json_object", "json_schema")

    async def stream(self, x: Exchange, answer: Answer, armed: bool) -> Reply:
        """A streamed answer. An armed one is read to its end first; headers wait with it for a short while."""
        if not answer.is_stream:
            raise UpstreamUnreadable("The model did not answer with a stream.")
        if x.body.get("logprobs"):  # tokens of pseudonyms are no tokens of what is delivered; said before headers leave
            x.coverage.dropped.append("logprobs")
        if not armed:
            return Reply(200, self._flowing(x, answer), answer_headers(x), "text/event-stream")
        task = asyncio.ensure_future(self._armed(x, answer))
        done, _ = await asyncio.wait({task}, timeout=min(self._s.settings.keepalive_seconds, 20.0))
        if done:
            said = task.result()
            if isinstance(said, Reply):
                return said
            return Reply(200, send_chunks(said), answer_headers(x, said[-1] if said else None), "text/event-stream")
        return Reply(200, self._kept_alive(x, task), answer_headers(x), "text/event-stream")

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
            yield failure_event(self._s, x, error)
        finally:
            task.cancel()

    async def _armed(self, x: Exchange, answer: Answer) -> list[dict[str, Any]] | Reply:
        """Every chunk of an armed answer, once it has been judged."""
        async with answer:
            stream = ChatStream(x.restorer, withhold=True)
            async for chunk in read_chunks(answer):
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
                async for chunk in read_chunks(answer):
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
            yield failure_event(self._s, x, error)

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
        outcome = await self._judging.weigh(x, messages, said={c.index for c in choices if c.sent_text})
        messages = outcome.fixed or messages
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
            said = await self._withholding.instead_of(x, outcome, whole)
            if isinstance(said, Reply):
                return said
            chunks = as_chunks(said, include_usage=x.wants_usage)
            return chunks if not any(c.sent_text for c in choices) else _continued(chunks, stream)
        return self._rest(x, stream, messages)

    def _rest(self, x: Exchange, stream: ChatStream, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        out = []
        escape = "json" if self._answers_json(x) else "none"
        for choice, message in zip([stream.choices[n] for n in sorted(stream.choices)], messages, strict=True):
            texts: dict[str, Any] = {}
            if x.coverage.armed:
                channel = x.restorer(escape)
                texts = {n: channel.restore(message[n]) for n in TEXT_FIELDS if isinstance(message.get(n), str)}
                texts = {"role": choice.role, **texts}
            restored = restore_message(
                {k: v for k, v in message.items() if k in ("tool_calls", "function_call")},
                x.restored,
                x.restored_arguments,
            )
            if texts or not choice.role_sent:
                out.append(stream.chunk(choice.index, {"role": choice.role, **texts}))
            for n, call in enumerate(restored.get("tool_calls") or ()):
                out.append(stream.chunk(choice.index, {"tool_calls": [{"index": n, **call}]}))
            if restored.get("function_call"):
                out.append(stream.chunk(choice.index, {"function_call": restored["function_call"]}))
            out.append(stream.chunk(choice.index, {}, finish=choice.finish))
        record_answer(self._s, x, "delivered")
        return [*out, *stream.usage]


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
