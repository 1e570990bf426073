"""The demo model: a script, no LLM. It answers from what it is sent, so it can only say the pseudonyms it saw.

It plays a bank's assistant: who introduces herself is looked up with the tool `find_customer`, who asks for a decision
gets one with `decide_loan_application`. Anything else is answered with what reached the model. Pure: a request in, a
reply out.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MODEL = "sluis-demo"
LABEL = "a script that comes with Sluis, no LLM"
INTRODUCTION = re.compile(r"\b(?:I am|I'm|[Mm]y name is) (?P<first>[^\W\d_][\w'’-]*) (?P<last>[^\W\d_][\w'’-]*)")
CUSTOMER = re.compile(r"\bcustomer number (?:is )?(?P<number>[\w-]*\d)")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
ASKS_DECISION = re.compile(r"\b(?:decide|decision)\b", re.I)
LIMIT_OF_INCOMES = 6
"""The script refuses loans above so many monthly incomes."""


@dataclass(frozen=True, slots=True)
class DemoReply:
    """text, or tool calls as (name, arguments)."""

    text: str | None
    calls: tuple[tuple[str, Mapping[str, str]], ...] = ()
    id: str = field(default="")


def reply_to(body: Mapping[str, Any]) -> DemoReply:
    """What the script says to this request of the chat completions format."""
    messages = [m for m in body.get("messages") or () if isinstance(m, Mapping)]
    last = messages[-1] if messages else {}
    tools = _tool_names(body)
    said = _what_users_said(messages)
    if last.get("role") == "tool":
        reply = _after_tool(last, said)
    elif "decide_loan_application" in tools and ASKS_DECISION.search(_text(last)):
        reply = _decision(messages)
    elif "find_customer" in tools and INTRODUCTION.search(_text(last)):
        reply = _look_up(said)
    else:
        reply = DemoReply(f"This is {LABEL}. What reached me was: {_text(last)}")
    digest = hashlib.sha256(json.dumps(body.get("messages"), sort_keys=True).encode()).hexdigest()
    return DemoReply(reply.text, reply.calls, digest[:16])


def _tool_names(body: Mapping[str, Any]) -> set[str]:
    tools = body.get("tools")
    found = [t.get("function") for t in tools if isinstance(t, Mapping)] if isinstance(tools, Sequence) else []
    return {str(f.get("name")) for f in found if isinstance(f, Mapping)}


def _text(message: Mapping[str, Any]) -> str:
    content = message.get("content")
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return "".join(str(p.get("text", "")) for p in parts if isinstance(p, Mapping))


def _what_users_said(messages: Sequence[Mapping[str, Any]]) -> str:
    return "\n".join(_text(m) for m in messages if m.get("role") == "user")


def _look_up(said: str) -> DemoReply:
    arguments: dict[str, str] = {}
    if name := INTRODUCTION.search(said):
        arguments |= {"first_name": name["first"], "last_name": name["last"]}
    if number := CUSTOMER.search(said):
        arguments["customer_number"] = number["number"]
    return DemoReply(None, (("find_customer", arguments),))


def _after_tool(message: Mapping[str, Any], said: str) -> DemoReply:
    result = _json(_text(message))
    if "outcome" in result:
        return DemoReply(f"The application is settled: {result['outcome']}. You can ask us to look at it again.")
    name, mail = INTRODUCTION.search(said), EMAIL.search(said)
    greeting = f"Thank you, {name['first']}. " if name else ""
    loan = result.get("application") or {}
    where = f" I will write to {mail[0]} as well." if mail else ""
    return DemoReply(
        f"{greeting}I found your application {loan.get('id', '')} for {loan.get('amount_eur', '?')} euros, "
        f"to be paid to {result.get('iban', 'your account')}.{where}"
    )


def _decision(messages: Sequence[Mapping[str, Any]]) -> DemoReply:
    file = next(
        (r for m in reversed(messages) if m.get("role") == "tool" and "application" in (r := _json(_text(m)))), {}
    )
    loan = file.get("application") or {}
    amount, income = _number(loan.get("amount_eur")), _number(file.get("income_eur_a_month"))
    refuse = amount > LIMIT_OF_INCOMES * income
    arguments = {
        "customer_number": str(file.get("customer_number", "")),
        "application_id": str(loan.get("id", "")),
        "decision": "refuse" if refuse else "approve",
        "reason": f"The loan is {'more' if refuse else 'no more'} than {LIMIT_OF_INCOMES} monthly incomes.",
    }
    return DemoReply(None, (("decide_loan_application", arguments),))


def _json(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


def completion(body: Mapping[str, Any]) -> dict[str, Any]:
    """The reply as a `chat.completion`."""
    reply = reply_to(body)
    message: dict[str, Any] = {"role": "assistant", "content": reply.text, "refusal": None}
    if reply.calls:
        message["tool_calls"] = [_call(reply, at) for at in range(len(reply.calls))]
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": _finish(reply)}
    return {**_head(reply, "chat.completion"), "choices": [choice], "usage": _usage(reply)}


def chunks(body: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The reply as the `chat.completion.chunk`s of a stream."""
    reply = reply_to(body)
    head = _head(reply, "chat.completion.chunk")

    def chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        return {**head, "choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}]}

    yield chunk({"role": "assistant", "content": None if reply.text is None else ""})
    for piece in re.findall(r"\s*\S+\s*", reply.text or ""):
        yield chunk({"content": piece})
    for at in range(len(reply.calls)):
        yield chunk({"tool_calls": [{"index": at, **_call(reply, at)}]})
    yield chunk({}, _finish(reply))
    if (body.get("stream_options") or {}).get("include_usage"):
        yield {**head, "choices": [], "usage": _usage(reply)}


def _head(reply: DemoReply, kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-demo{reply.id}", "object": kind, "created": 0, "model": MODEL, "system_fingerprint": MODEL}


def _call(reply: DemoReply, at: int) -> dict[str, Any]:
    name, arguments = reply.calls[at]
    text = json.dumps(arguments, ensure_ascii=False)
    return {"id": f"call_demo{reply.id}_{at}", "type": "function", "function": {"name": name, "arguments": text}}


def _finish(reply: DemoReply) -> str:
    return "tool_calls" if reply.calls else "stop"


def _usage(reply: DemoReply) -> dict[str, int]:
    words = len((reply.text or "").split()) + 10 * len(reply.calls)
    return {"prompt_tokens": 0, "completion_tokens": words, "total_tokens": words}
