"""What happens to an answer: judged while it is pseudonymous, held where the policy says so, restored, delivered.

Tool calls are always judged complete. Text of an armed exchange is withheld until the verdict; other text flows at
once and is judged when its choice has ended: a decision found that late is an incident on record.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import orjson

from sluis.answer_receipts import answer_headers, failure_event, record_answer, send_events
from sluis.chains import Chains
from sluis.errors import SluisError, UpstreamError, UpstreamUnreadable
from sluis.exchange import Exchange
from sluis.holds.answers import Mark
from sluis.holds.hold import Hold
from sluis.judging import Judging
from sluis.protocols.protocol import AnswerStream, Flow
from sluis.pseudonyms.mapping import Restorer
from sluis.services import Services
from sluis.upstream.client import Answer
from sluis.upstream.stream import read_chunks
from sluis.wire.asgi import Reply, json_reply
from sluis.wire.sse import PING, comment
from sluis.withholding import Waiting, Withholding


class Answering:
    """Judges, holds, restores and delivers what models answer."""

    def __init__(self, services: Services) -> None:
        self._s = services
        self._judging = Judging(services)
        self._withholding = Withholding(services)
        self._chains = Chains(services)

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

    async def whole(self, x: Exchange, given: Any) -> Reply:
        """A whole answer: judged, then delivered restored, or as a notice."""
        answer = x.protocol.check(given)
        messages = [choice["message"] for choice in x.protocol.completion(answer)["choices"]]
        outcome = await self._judging.weigh(x, messages)
        if outcome.fixed is not None:
            answer = x.protocol.with_messages(answer, outcome.fixed)
        if outcome.blocks or outcome.holds:
            said = await self._withholding.instead_of(x, outcome, answer)
            if isinstance(said, Waiting):
                return await self._waited(x, said)
            if isinstance(said, Reply):
                return said
            return json_reply(x.protocol.led(said, x.lead), 200, answer_headers(x, said))
        await self._chains.delivered(x, answer)
        restored = x.protocol.led(x.protocol.restored(answer, x.voice()), x.lead)
        record_answer(self._s, x, "delivered")
        return json_reply(restored, 200, answer_headers(x))

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
        return x.protocol.led(await self._withholding.wait(x, waiting), x.lead)

    async def _spaced(self, task: "asyncio.Task[dict[str, Any]]") -> AsyncIterator[bytes]:
        """A JSON body with a blank in front from time to time, so that nobody takes the connection for dead."""
        async for _ in self._until(task):
            yield b" "
        yield orjson.dumps(task.result())

    async def _waited_stream(self, x: Exchange, task: "asyncio.Task[dict[str, Any]]") -> AsyncIterator[bytes]:
        async for _ in self._until(task):
            yield PING
        async for said in send_events(x.protocol, x.protocol.events(task.result(), x.body)):
            yield said

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

    async def stream(self, x: Exchange, answer: Answer, armed: bool) -> Reply:
        """A streamed answer. An armed one is read to its end first; headers wait with it for a short while."""
        if not answer.is_stream:
            raise UpstreamUnreadable("The model did not answer with a stream.")
        if x.protocol.wants_logprobs(x.body):
            # Tokens of pseudonyms are no tokens of what is delivered; said before headers leave.
            x.coverage.dropped.append("logprobs")
        if not armed or self._judging.flows_by_sentence(x):
            return Reply(200, self._flowing(x, answer, armed), answer_headers(x), "text/event-stream")
        task = asyncio.ensure_future(self._armed(x, answer))
        done, _ = await asyncio.wait({task}, timeout=self._patience)
        if done:
            said = task.result()
            if isinstance(said, Reply):
                return said
            return Reply(200, send_events(x.protocol, said), answer_headers(x, _marked(said)), "text/event-stream")
        return Reply(200, self._kept_alive(x, task), answer_headers(x), "text/event-stream")

    async def _kept_alive(
        self, x: Exchange, task: "asyncio.Task[list[dict[str, Any]] | Reply]"
    ) -> AsyncIterator[bytes]:
        try:
            async for _ in self._until(task):
                yield PING
            async for said in self._end(x, task.result()):
                yield said
        except SluisError as error:
            yield failure_event(self._s, x, error)

    async def _end(self, x: Exchange, ending: list[dict[str, Any]] | Reply) -> AsyncIterator[bytes]:
        """The last events of a stream. Its headers are out: only an answer or an error event may follow."""
        if isinstance(ending, Reply):
            raise UpstreamError("A decision about a person may not be delivered.", code="decision_blocked")
        if x.coverage.unrestored:
            yield comment(f"x-sluis-coverage: {x.coverage.header()}")
        async for said in send_events(x.protocol, ending):
            yield said

    async def _armed(self, x: Exchange, answer: Answer) -> list[dict[str, Any]] | Reply:
        """Every event of an armed answer, once it has been judged."""
        stream = x.protocol.stream(Flow(self._channel(x), withhold=True, lead=x.lead, flows=False))
        async with answer:
            async for piece in read_chunks(answer):
                for _ in stream.feed(piece):
                    pass
        return await self._ending(x, stream)

    async def _flowing(self, x: Exchange, answer: Answer, armed: bool) -> AsyncIterator[bytes]:
        """Text as it comes (armed: by sentence), restored; tool calls and the end of the choices after the verdict."""
        stream = x.protocol.stream(
            Flow(self._channel(x), armed, lambda text: self._judging.is_clear(x, text), lead=x.lead)
        )
        try:
            async with answer:
                async for piece in read_chunks(answer):
                    out = [x.protocol.encode(said) for said in stream.feed(piece)]
                    if out:
                        yield b"".join(out)
            task = asyncio.ensure_future(self._ending(x, stream))
            async for _ in self._until(task, silent_first=True):
                yield PING
            async for last in self._end(x, task.result()):
                yield last
        except SluisError as error:
            yield failure_event(self._s, x, error)

    def _channel(self, x: Exchange) -> Callable[[], Restorer]:
        escape = "json" if x.answers_json else "none"
        return lambda: x.restorer(escape)

    async def _ending(self, x: Exchange, stream: AnswerStream) -> list[dict[str, Any]] | Reply:
        """What is still to be said when the model has finished: judged, then tool calls, finishes and usage."""
        if not stream.is_finished:
            raise UpstreamError("The model's answer broke off before it was finished.", code="upstream_broken")
        if stream.dropped_logprobs:
            x.coverage.dropped.append("logprobs")
        answer = stream.answer()
        messages = [choice["message"] for choice in x.protocol.completion(answer)["choices"]]
        outcome = await self._judging.weigh(x, messages, said=stream.said)
        if outcome.fixed is not None:
            answer = x.protocol.with_messages(answer, outcome.fixed)
        if outcome.blocks or outcome.holds:
            said = await self._withholding.instead_of(x, outcome, answer)
            if isinstance(said, Waiting):
                said = await self._withholding.wait(x, said)
            return said if isinstance(said, Reply) else stream.instead(said, x.body, x.voice())
        await self._chains.delivered(x, answer)
        rest = stream.rest(answer, x.voice())
        record_answer(self._s, x, "delivered")
        return rest


def _marked(events: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The event that carries the mark of a hold: the last one."""
    return events[-1] if events else None
