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
    Mark,
    as_chunks,
)
from sluis.holds.hold import Hold
from sluis.judging import Judging
from sluis.services import Services
from sluis.upstream.client import Answer
from sluis.upstream.stream import read_chunks
from sluis.wire.asgi import Reply, json_reply
from sluis.wire.chat_answer import TEXT_FIELDS, ChatStream, Choice, check_answer, check_call, restore_message
from sluis.wire.sse import DONE_EVENT, PING, event
from sluis.withholding import Waiting, Withholding


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
        found = await self._withholding.find_repeat(x)
        return await self._waited(x, found) if isinstance(found, Waiting) else found

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
            if isinstance(said, Waiting):
                return await self._waited(x, said)
            return said if isinstance(said, Reply) else json_reply(_led(said, x.lead), 200, answer_headers(x, said))
        return json_reply(self._restored(x, completion), 200, answer_headers(x))

    async def _waited(self, x: Exchange, waiting: Waiting) -> Reply:
        """The reply of a connection that waits for a person: silent at first, then kept alive, whole or as a stream."""
        task = asyncio.ensure_future(self._decided(x, waiting))
        try:
            done, _ = await asyncio.wait({task}, timeout=self._patience)
        except asyncio.CancelledError:
            task.cancel()
            raise
        headers = answer_headers(x, task.result() if done else {"sluis": Mark.of(waiting.hold).as_json()})
        if x.streams:
            return Reply(200, self._waited_stream(x, task), headers, "text/event-stream")
        return json_reply(task.result(), 200, headers) if done else Reply(200, self._spaced(task), headers)

    async def _decided(self, x: Exchange, waiting: Waiting) -> dict[str, Any]:
        return _led(await self._withholding.wait(x, waiting), x.lead)

    async def _spaced(self, task: "asyncio.Task[dict[str, Any]]") -> AsyncIterator[bytes]:
        """A JSON body with a blank in front from time to time, so that nobody takes the connection for dead."""
        async for _ in self._until(task):
            yield b" "
        yield orjson.dumps(task.result())

    async def _waited_stream(self, x: Exchange, task: "asyncio.Task[dict[str, Any]]") -> AsyncIterator[bytes]:
        async for _ in self._until(task):
            yield PING
        for chunk in as_chunks(task.result(), include_usage=x.wants_usage):
            yield event(orjson.dumps(chunk))
        yield DONE_EVENT

    async def _until(self, task: "asyncio.Task[Any]", silent_first: bool = False) -> AsyncIterator[None]:
        """Yields (at once, too, unless silent first) when it is time to show life, until the task is done.

        Ends the task with itself.
        """
        try:
            if silent_first:
                await asyncio.wait({task}, timeout=self._s.settings.keepalive_seconds)
            while not task.done():
                yield
                await asyncio.wait({task}, timeout=self._s.settings.keepalive_seconds)
        finally:
            task.cancel()

    @property
    def _patience(self) -> float:
        """Seconds in which headers wait with the answer."""
        return min(self._s.settings.keepalive_seconds, 20.0)

    def _restored(self, x: Exchange, completion: dict[str, Any]) -> dict[str, Any]:
        text = x.restored_arguments if self._answers_json(x) else x.restored
        choices = []
        for choice in completion["choices"]:
            message = restore_message(choice["message"], text, x.restored_arguments)
            if x.lead:
                message["content"] = f"{x.lead}\n\n{message['content']}" if message.get("content") else x.lead
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
        if not armed or self._judging.flows_by_sentence(x):
            return Reply(200, self._flowing(x, answer, armed), answer_headers(x), "text/event-stream")
        task = asyncio.ensure_future(self._armed(x, answer))
        done, _ = await asyncio.wait({task}, timeout=self._patience)
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
            async for _ in self._until(task):
                yield PING
            said = task.result()
            if isinstance(said, Reply):  # headers are out: only a completion or an error event may follow
                raise UpstreamError("A decision about a person may not be delivered.", code="decision_blocked")
            for chunk in said:
                yield event(orjson.dumps(chunk))
            yield DONE_EVENT
        except SluisError as error:
            yield failure_event(self._s, x, error)

    async def _armed(self, x: Exchange, answer: Answer) -> list[dict[str, Any]] | Reply:
        """Every chunk of an armed answer, once it has been judged."""
        async with answer:
            stream = ChatStream(x.restorer, withhold=True)
            async for chunk in read_chunks(answer):
                for _ in stream.feed(chunk):
                    pass
        return await self._ending(x, stream, x.lead)

    async def _flowing(self, x: Exchange, answer: Answer, armed: bool) -> AsyncIterator[bytes]:
        """Text as it comes (armed: by sentence), restored; tool calls and the end of the choices after the verdict."""
        escape = "json" if self._answers_json(x) else "none"
        stream = ChatStream(lambda: x.restorer(escape), armed, lambda text: self._judging.is_clear(x, text))
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
            task = asyncio.ensure_future(self._ending(x, stream, lead))
            async for _ in self._until(task, silent_first=True):
                yield PING
            ending = task.result()
            for chunk in ending if isinstance(ending, list) else ():
                yield event(orjson.dumps(chunk))
            if isinstance(ending, Reply):
                raise UpstreamError("A decision about a person may not be delivered.", code="decision_blocked")
            yield DONE_EVENT
        except SluisError as error:
            yield failure_event(self._s, x, error)

    async def _ending(self, x: Exchange, stream: ChatStream, lead: str) -> list[dict[str, Any]] | Reply:
        """What is still to be said when the model has finished: judged, then tool calls, finishes and usage.

        lead: what a person has released meanwhile, if it has not been said yet.
        """
        if not stream.is_finished:
            raise UpstreamError("The model's answer broke off before it was finished.", code="upstream_broken")
        if stream.dropped_logprobs:
            x.coverage.dropped.append("logprobs")
        choices = [stream.choices[n] for n in sorted(stream.choices)]
        messages = [choice.message() for choice in choices]
        for message in messages:
            for call in message.get("tool_calls") or ():
                check_call(call)
        outcome = await self._judging.weigh(
            x, messages, said={c.index for c in choices if stream.says_all and c.sent_text}
        )
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
            if isinstance(said, Waiting):
                said = await self._withholding.wait(x, said)
                said = _without_said(x, said, choices)
            if isinstance(said, Reply):
                return said
            chunks = as_chunks(_led(said, lead), include_usage=x.wants_usage)
            return chunks if not any(c.sent_text for c in choices) else _continued(chunks, stream)
        return self._rest(x, stream, messages, lead)

    def _rest(self, x: Exchange, stream: ChatStream, messages: list[dict[str, Any]], lead: str) -> list[dict[str, Any]]:
        out = []
        escape = "json" if self._answers_json(x) else "none"
        for choice, message in zip([stream.choices[n] for n in sorted(stream.choices)], messages, strict=True):
            texts: dict[str, Any] = {}
            if x.coverage.armed:
                channel = x.restorer(escape)
                texts = {n: channel.restore(message[n]) for n in TEXT_FIELDS if isinstance(message.get(n), str)}
                if choice.sent_text:
                    texts["content"] = stream.remainder(choice)
                elif lead and choice.index == 0:
                    texts["content"] = f"{lead}\n\n{texts.get('content') or ''}".strip("\n")
            restored = restore_message(
                {k: v for k, v in message.items() if k in ("tool_calls", "function_call")},
                x.restored,
                x.restored_arguments,
            )
            head = {} if choice.role_sent else {"role": choice.role}
            if head or texts:
                out.append(stream.chunk(choice.index, {**head, **texts}))
            for n, call in enumerate(restored.get("tool_calls") or ()):
                out.append(stream.chunk(choice.index, {"tool_calls": [{"index": n, **call}]}))
            if restored.get("function_call"):
                out.append(stream.chunk(choice.index, {"function_call": restored["function_call"]}))
            out.append(stream.chunk(choice.index, {}, finish=choice.finish))
        record_answer(self._s, x, "delivered")
        return [*out, *stream.usage]


def _led(completion: dict[str, Any], lead: str) -> dict[str, Any]:
    """A notice behind what a person has released."""
    first, *others = completion["choices"]
    if not lead:
        return completion
    content = first["message"].get("content")
    led = {**first["message"], "content": f"{lead}\n\n{content}" if content else lead}
    return {**completion, "choices": [{**first, "message": led}, *others]}


def _without_said(x: Exchange, completion: dict[str, Any], said: list[Choice]) -> dict[str, Any]:
    """A completion without the texts that have gone out before it was waited for."""
    out = {c.index: x.restored(str(c.message().get("content") or "")) for c in said if c.sent_text}
    choices = []
    for choice in completion["choices"]:
        message = choice["message"]
        if message.get("tool_calls") and message.get("content") == out.get(choice["index"]):
            message = {**message, "content": None}
        choices.append({**choice, "message": message})
    return {**completion, "choices": choices}


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
