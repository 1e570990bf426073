"""What a bot is answered when something is held, refused or released, byte for byte what its client library expects.

Measured against eight client libraries: a notice is an ordinary assistant message whose *id* carries the reference,
because the id is the one mark that all of them hand on. Unknown finish reasons, refusals and errors inside a 200 break
at least one of them each. Pure: times and texts come as arguments.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sluis.holds.digest import Json, Message
from sluis.holds.hold import HeldPart, Hold

Headers = tuple[tuple[str, str], ...]
FinishReason = Literal["stop", "content_filter"]
RETRY_AFTER_SECONDS = 30
NO_USAGE: Message = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}

_NEVER_STORED: Headers = (("cache-control", "no-store, no-transform"), ("x-accel-buffering", "no"))


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the request shapes its answer. created: Unix seconds. completion_id: where no hold gives one."""

    model: str
    created: int
    usage: Message | None = None
    completion_id: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """The `sluis` object beside a held answer: which hold, how it stands, where to ask. hold_id: None when blocked."""

    hold_id: str | None
    status: str
    expires_at: int | None = None
    held: tuple[HeldPart, ...] = ()

    @classmethod
    def of(cls, hold: Hold) -> "Mark":
        return cls(hold.hold_id, hold.status, hold.expires_at, hold.contents.parts)

    def as_json(self) -> dict[str, Json]:
        held: list[Json] = [_part(part) for part in self.held]
        if self.hold_id is None:
            return {"status": self.status, "held": held}
        return {
            "hold_id": self.hold_id,
            "status": self.status,
            "expires_at": self.expires_at,
            "poll": f"/v1/holds/{self.hold_id}",
            "held": held,
        }

    def headers(self) -> Headers:
        reference = (("x-sluis-hold", self.hold_id),) if self.hold_id else ()
        return (*reference, ("x-sluis-status", self.status), *_NEVER_STORED)


def notice_completion(mark: Mark, asked: Asked, notice: str, finish_reason: FinishReason = "stop") -> dict[str, Json]:
    """A chat completion that says the notice and nothing of what is held. Deferred: `stop`; refused: `content_filter`.

    ValueError for an empty notice: two frameworks raise on an empty filtered answer.
    """
    if not notice.strip():
        raise ValueError("a notice needs words")
    message: dict[str, Json] = {"role": "assistant", "content": notice, "refusal": None}
    return _completion(mark, asked, message, finish_reason)


def partial_completion(mark: Mark, asked: Asked, released: Message) -> dict[str, Json]:
    """A chat completion with the harmless part of an output; `released` comes from `sluis.holds.split`."""
    return _completion(mark, asked, released, "tool_calls" if released.get("tool_calls") else "stop")


def result_completion(hold: Hold, restored: Message | None = None) -> dict[str, Json]:
    """The completion a reviewer let through, with its own ids, the same bytes every time.

    restored: the same completion with real values in it; without, it is pseudonymous.
    """
    return {**(restored if restored is not None else hold.result), "sluis": Mark.of(hold).as_json()}


def as_chunks(completion: Message, *, include_usage: bool = False) -> list[dict[str, Json]]:
    """The completion as stream chunks: role, text, tool calls, finish; usage last where asked.

    The `sluis` object stands in the last one. `[DONE]` is the caller's.
    """
    head: dict[str, Json] = {name: completion[name] for name in ("id", "created", "model") if name in completion}
    head = {**head, "object": "chat.completion.chunk"}
    if fingerprint := completion.get("system_fingerprint"):
        head["system_fingerprint"] = fingerprint
    empty: dict[str, Json] = {"usage": None} if include_usage else {}
    chunks: list[dict[str, Json]] = [
        {**head, "choices": [delta], **empty} for choice in _choices(completion) for delta in _deltas(choice)
    ]
    if include_usage:
        chunks.append({**head, "choices": [], "usage": completion.get("usage") or NO_USAGE})
    if "sluis" in completion and chunks:
        chunks[-1]["sluis"] = completion["sluis"]
    return chunks


def deferred_error(mark: Mark) -> tuple[int, Headers, dict[str, Json]]:
    """Status, headers and body for machine callers. 423, since 409, 429 and 5xx are sent again by every client."""
    headers = (*mark.headers(), ("retry-after", str(RETRY_AFTER_SECONDS)), ("x-should-retry", "false"))
    return 423, headers, _error(f"Waiting for a human decision ({mark.hold_id}).", "approval_pending", mark.hold_id)


def blocked_error(mark: Mark, message: str) -> tuple[int, Headers, dict[str, Json]]:
    """Status, headers and body where the policy answers a refused decision by an error."""
    return 403, (*mark.headers(), ("x-should-retry", "false")), _error(message, "decision_blocked", mark.hold_id)


def poll_body(hold: Hold, result: Message | None = None) -> dict[str, Json]:
    """The answer to `GET /v1/holds/{id}`. result: what may be delivered now, a rejection's notice included."""
    return {"id": hold.hold_id, "status": hold.status, "expires_at": hold.expires_at, "result": result}


def _completion(mark: Mark, asked: Asked, message: Message, finish_reason: str) -> dict[str, Json]:
    return {
        "id": f"chatcmpl-{mark.hold_id}" if mark.hold_id else asked.completion_id,
        "object": "chat.completion",
        "created": asked.created,
        "model": asked.model,
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": finish_reason}],
        "usage": asked.usage or NO_USAGE,
        "sluis": mark.as_json(),
    }


def _part(part: HeldPart) -> Json:
    where: dict[str, Json] = {"kind": part.kind, "index": part.index}
    return {**where, "choice": part.choice} if part.choice else where


def _error(message: str, code: str, hold_id: str | None) -> dict[str, Json]:
    error: dict[str, Json] = {"message": message, "type": "sluis_hold", "param": None, "code": code}
    if hold_id:
        error["hold_id"] = hold_id
    return {"error": error}


def _choices(completion: Message) -> list[Message]:
    choices = completion.get("choices")
    if not isinstance(choices, Sequence) or isinstance(choices, str):
        return []
    return [choice for choice in choices if isinstance(choice, Mapping)]


def _deltas(choice: Message) -> list[Json]:
    """One choice as the choices of its chunks."""
    message = choice.get("message")
    said: Message = message if isinstance(message, Mapping) else {}
    deltas: list[Message] = [{"role": "assistant", "content": None if said.get("tool_calls") else ""}]
    deltas += [{name: text} for name in ("reasoning_content", "content", "refusal") if (text := said.get(name))]
    calls = said.get("tool_calls")
    if isinstance(calls, Sequence) and not isinstance(calls, str):
        deltas += [
            {"tool_calls": [_call_delta(at, call)]} for at, call in enumerate(calls) if isinstance(call, Mapping)
        ]
    index = choice.get("index", 0)
    chunks: list[Json] = [{"index": index, "delta": delta, "logprobs": None, "finish_reason": None} for delta in deltas]
    return [*chunks, {"index": index, "delta": {}, "logprobs": None, "finish_reason": choice.get("finish_reason")}]


def _call_delta(at: int, call: Message) -> Json:
    return {"index": at, **{name: value for name, value in call.items() if name != "index"}}
