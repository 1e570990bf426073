"""One case that many tests turn over: a bot for a lender, a person called by a pseudonym, a proposed refusal."""

import json
from typing import Any

from sluis.holds.hold import Contents, Evidence, Ground, HeldPart
from sluis.holds.ledger import Opening
from sluis.holds.states import new_hold_id

SYSTEM = {"role": "system", "content": "You help customers of a lender. Today is 2026-01-15 12:00."}
QUESTION = {"role": "user", "content": "I am Velka Morandeth. May I borrow 9000 euros?"}
TOOL = {"type": "function", "function": {"name": "decide_loan", "parameters": {"type": "object"}}}
GROUND = Ground("tool_call", 0, "credit_lending", True, "tool.decide_loan", 0.93, ("tool name", "verdict argument"))
REASON = "Her income statement covers the instalments twice over."


def call(call_id: str = "call_7", name: str = "decide_loan", **arguments: Any) -> dict[str, Any]:
    said = arguments or {"customer": "Velka Morandeth", "approve": False}
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": json.dumps(said)}}


def completion(message: dict[str, Any], finish_reason: str = "tool_calls") -> dict[str, Any]:
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish_reason}
    usage = {"prompt_tokens": 40, "completion_tokens": 12, "total_tokens": 52}
    return {
        "id": "chatcmpl-up1",
        "object": "chat.completion",
        "created": 1_768_478_400,
        "model": "m-1",
        "choices": [choice],
        "usage": usage,
    }


def asks_tool(*calls: dict[str, Any]) -> dict[str, Any]:
    return {"role": "assistant", "content": None, "tool_calls": list(calls or [call()])}


def says(text: str) -> dict[str, Any]:
    return {"role": "assistant", "content": text}


def contents(message: dict[str, Any] | None = None, **changes: Any) -> Contents:
    proposed = message or asks_tool()
    kind: Any = "tool_call" if proposed.get("tool_calls") else "text"
    seen: dict[str, Any] = {
        "messages": (SYSTEM, QUESTION),
        "grounds": (GROUND,),
        "policy": "gdpr@0123456789ab",
        "article": "GDPR art. 22(1)",
        "affected": "Velka Morandeth",
        "tools": (TOOL,),
        "facts": {"purpose": "credit application"},
    }
    told = {name: changes.pop(name) for name in list(changes) if name in {*seen, "since"}}
    return Contents(
        completion=changes.pop("completion", completion(proposed)),
        parts=(HeldPart(kind, 0),),
        evidence=Evidence(**{**seen, **told}),
        names=changes.pop("names", (["PERSON", "Ada Vermeer", "Velka Morandeth", "shaped"],)),
        **changes,
    )


def opening(**changes: Any) -> Opening:
    hold_id = changes.pop("hold_id", new_hold_id())
    given: dict[str, Any] = {
        "bot_id": "bot-lender",
        "contents": changes.pop("contents", contents(notice=f"A colleague has to look at this. Reference {hold_id}.")),
        "domain": "credit_lending",
        "direction": "adverse",
        "fingerprint": "f" * 64,
    }
    return Opening(hold_id=hold_id, **{**given, **changes})
