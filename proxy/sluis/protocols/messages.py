"""Anthropic's Messages: the same way through, for bots that speak it. Thinking is signed and passes byte for byte.

Nothing is restored in a signed block, so the pseudonyms still stand in it when it comes back: it leaves as it came. A
block that this process did not deliver is looked at (`signed`): one that holds a value is left out.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

import orjson

from sluis.detection.caching import RecentCache
from sluis.holds.answers import Asked, FinishReason, Mark, notice_completion, partial_completion
from sluis.holds.digest import Message
from sluis.protocols.messages_stream import MessageStream, message_events
from sluis.protocols.protocol import AnswerStream, Body, Event, Flow, Voice, WireProtocol
from sluis.wire.body import Limits
from sluis.wire.chat_answer import restore_message
from sluis.wire.messages import plain_text, read_messages, signed_places
from sluis.wire.messages_answer import (
    SIGNED,
    check_message,
    from_completion,
    restore_block,
    schemas_of,
    shape_error,
    to_chat,
    to_completion,
    with_lead,
    with_message,
)
from sluis.wire.parts import ContentPart, anthropic_parts
from sluis.wire.places import Place, SignedPlace

VERSION = "2023-06-01"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
BETAS = frozenset(
    {
        "context-1m-2025-08-07", "effort-2025-11-24", "extended-cache-ttl-2025-04-11",
        "fine-grained-tool-streaming-2025-05-14", "interleaved-thinking-2025-05-14", "output-128k-2025-02-19",
        "prompt-caching-2024-07-31", "structured-outputs-2025-11-13", "token-counting-2024-11-01",
        "token-efficient-tools-2025-02-19",
    }
)  # fmt: skip
"""What `anthropic-beta` may ask for: nothing that adds a kind of content or a tool that the provider runs."""
MOST_DELIVERED = 16_384


class MessagesProtocol(WireProtocol):
    """POST /v1/messages."""

    name: ClassVar[str] = "messages"
    endpoint: ClassVar[str] = "messages"
    labels: ClassVar[tuple[str, ...]] = ("user_id",)

    def __init__(self) -> None:
        self._delivered: RecentCache[bytes, bool] = RecentCache(MOST_DELIVERED)

    # ---------------------------------------------------------------- requests
    def read(self, body: Body, limits: Limits, extra: frozenset[str]) -> list[Place]:
        return read_messages(body, limits, extra)

    def parts(self, body: Body) -> Iterator[ContentPart]:
        return anthropic_parts(body)

    def signed(self, body: Body) -> list[SignedPlace]:
        return [place for place in signed_places(body) if not self._delivered.get(_digest(place.box))]

    def labelled(self, body: Body) -> Mapping[str, Any]:
        given = body.get("metadata")
        person = given.get("user_id") if isinstance(given, dict) else None
        return {"user": person, "safety_identifier": person}

    def view(self, body: Body, past: Sequence[Message] = ()) -> Body:
        return to_chat(body, past)

    def schemas(self, body: Body) -> Body:
        return schemas_of(body)

    def wants_logprobs(self, body: Body) -> bool:
        return False

    def rewrite(self, item: Body, text: str) -> None:
        if isinstance(item["content"], str):
            item["content"] = text
            return
        content = [block for block in item["content"] if block["type"] != "text"]
        item["content"] = with_lead(content, text) if text else content

    def is_empty(self, item: Body) -> bool:
        content = item["content"]
        if isinstance(content, str):
            return not content.strip()
        return not plain_text(content).strip() and all(block["type"] in ("text", *SIGNED) for block in content)

    def tell(self, body: Body, at: int, text: str) -> None:
        """At the end of what the user says next: results of tools must stand right behind their calls."""
        block = {"type": "text", "text": text}
        following = body["messages"][at + 1 : at + 2]
        if not following or following[0]["role"] != "user":
            body["messages"].insert(at + 1, {"role": "user", "content": [block]})
            return
        said = following[0]["content"]
        following[0]["content"] = [*([{"type": "text", "text": said}] if isinstance(said, str) else said), block]

    def upstream_headers(self, headers: Any) -> dict[str, str]:
        version = headers.get("anthropic-version") or ""
        asked = [name.strip() for name in (headers.get("anthropic-beta") or "").split(",")]
        betas = [name for name in asked if name in BETAS]
        return {
            "anthropic-version": version if _DATE.fullmatch(version) else VERSION,
            **({"anthropic-beta": ",".join(betas)} if betas else {}),
        }

    def credentials(self, key: str) -> dict[str, str]:
        return {"x-api-key": key}

    # ---------------------------------------------------------------- answers
    def check(self, answer: Any) -> Body:
        return self._remembered(check_message(answer))

    def _remembered(self, answer: Body) -> Body:
        for block in answer["content"]:
            if block["type"] == "thinking":
                self._delivered.put(_digest(block), True)
        return answer

    def completion(self, answer: Body) -> Body:
        return to_completion(answer)

    def with_messages(self, answer: Body, messages: Sequence[Message]) -> Body:
        return {**answer, "content": with_message(answer["content"], messages[0])}

    def without_thoughts(self, answer: Body) -> Body:
        """Beside a call they stay: no call may be resent without them."""
        if any(block["type"] == "tool_use" for block in answer["content"]):
            return answer
        return {**answer, "content": [block for block in answer["content"] if block["type"] not in SIGNED]}

    def is_one(self, answer: Body) -> bool:
        """With thinking it is: that tells of what is held, and without it no call of a tool may be resent."""
        return any(block["type"] in SIGNED for block in answer["content"])

    def kept(self, answer: Body, held: Body) -> Body | None:
        return self.with_messages(answer, [held["choices"][0]["message"]])

    def from_completion(self, completion: Message) -> Body:
        return from_completion(completion)

    def restored(self, answer: Body, voice: Voice) -> Body:
        return {**answer, "content": [restore_block(b, voice.text, voice.arguments) for b in answer["content"]]}

    def led(self, answer: Body, lead: str) -> Body:
        return {**answer, "content": with_lead(answer["content"], lead)} if lead else answer

    def notice(self, mark: Mark, asked: Asked, text: str, finish: FinishReason = "stop") -> Body:
        return from_completion(notice_completion(mark, asked, text, finish))

    def partial(self, mark: Mark, asked: Asked, released: Message, answer: Body, voice: Voice) -> Body:
        said = restore_message(dict(released), voice.plain, voice.arguments)
        return from_completion(partial_completion(mark, asked, said))

    # ---------------------------------------------------------------- streams
    def stream(self, flow: Flow) -> AnswerStream:
        return RememberedStream(flow, self)

    def events(self, answer: Body, body: Body) -> list[Event]:
        return message_events(answer)

    def encode(self, said: Event) -> bytes:
        return b"event: %s\ndata: %s\n\n" % (said["type"].encode(), orjson.dumps(said))

    def failure(self, error: Mapping[str, Any]) -> bytes:
        return self.encode(self.error(error, 502))

    def error(self, error: Mapping[str, Any], status: int) -> Body:
        return shape_error(error, status)


class RememberedStream(MessageStream):
    """A stream whose signed blocks are known when they come back."""

    def __init__(self, flow: Flow, protocol: MessagesProtocol) -> None:
        super().__init__(flow)
        self._protocol = protocol

    def answer(self) -> Body:
        return self._protocol._remembered(super().answer())


def _digest(block: Mapping[str, Any]) -> bytes:
    return hashlib.sha256(orjson.dumps([block.get("thinking"), block.get("signature")])).digest()


MESSAGES = MessagesProtocol()
