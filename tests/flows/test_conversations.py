"""Agents that never were: each answer is made from pseudonyms by a model, and comes back as it was without Sluis.

Tables, links, code, long histories, several calls at once, names with particles and accents, in five languages.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from benchmarks.conversations.runs import Answer, Run, answer_of, make_runs
from tests.flows.inside import product

RUNS = list(make_runs(seed=5, count=20))
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Agent:
    """The model: says what the run has next, from what it sees. seen: every request as it left."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.next: Answer | None = None

    async def __call__(
        self, scope: dict[str, Any], receive: Callable[[], Awaitable[dict[str, Any]]], send: Send
    ) -> None:
        raw = b""
        while True:
            message = await receive()
            raw += message.get("body", b"")
            if not message.get("more_body"):
                break
        body = json.loads(raw)
        self.seen.append(json.dumps(body["messages"], ensure_ascii=False))
        assert self.next is not None
        said = answer_of(self.next, body["messages"])
        streams = bool(body.get("stream"))
        kind = b"text/event-stream" if streams else b"application/json"
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind)]})
        for part in _events(said) if streams else (json.dumps(_whole(said)).encode(),):
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


HEAD = {"id": "chatcmpl-1", "created": 1, "model": "m"}


def _whole(said: dict[str, Any]) -> dict[str, Any]:
    finish = "tool_calls" if said.get("tool_calls") else "stop"
    return {**HEAD, "object": "chat.completion", "choices": [{"index": 0, "message": said, "finish_reason": finish}]}


def _events(said: dict[str, Any]) -> list[bytes]:
    """The message in pieces of a few characters."""
    deltas: list[dict[str, Any]] = [{"role": "assistant"}]
    text = said.get("content") or ""
    deltas += [{"content": text[at : at + 5]} for at in range(0, len(text), 5)]
    for n, call in enumerate(said.get("tool_calls") or ()):
        arguments = call["function"]["arguments"]
        deltas.append(
            {"tool_calls": [{"index": n, **call, "function": {"name": call["function"]["name"], "arguments": ""}}]}
        )
        deltas += [
            {"tool_calls": [{"index": n, "function": {"arguments": arguments[at : at + 7]}}]}
            for at in range(0, len(arguments), 7)
        ]
    finish = "tool_calls" if said.get("tool_calls") else "stop"
    chunks = [{"index": 0, "delta": delta, "finish_reason": None} for delta in deltas]
    chunks.append({"index": 0, "delta": {}, "finish_reason": finish})
    lines = [json.dumps({**HEAD, "object": "chat.completion.chunk", "choices": [chunk]}) for chunk in chunks]
    return [f"data: {line}\n\n".encode() for line in [*lines, "[DONE]"]]


def _heard(text: str) -> dict[str, Any]:
    """The message of a streamed answer."""
    content, calls = "", {}
    for line in text.splitlines():
        if not line.startswith("data: {"):
            continue
        for choice in json.loads(line[6:])["choices"]:
            delta = choice["delta"]
            content += delta.get("content") or ""
            for piece in delta.get("tool_calls") or ():
                call = calls.setdefault(piece["index"], {"name": "", "arguments": ""})
                for name in call:
                    call[name] += piece["function"].get(name) or ""
    return {"content": content or None, "calls": [(c["name"], json.loads(c["arguments"])) for c in calls.values()]}


def _said(message: dict[str, Any]) -> dict[str, Any]:
    calls = [c["function"] for c in message.get("tool_calls") or ()]
    return {
        "content": message.get("content") or None,
        "calls": [(c["name"], json.loads(c["arguments"])) for c in calls],
    }


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.id)
async def test_an_agent_behaves_behind_sluis_as_without_it(run: Run, stream: bool) -> None:
    agent = Agent()
    messages = run.messages()
    before: list[Any] = []
    async with product(agent, tagger="builtin") as running:  # type: ignore[arg-type]
        for at, step in enumerate(run.steps):
            if not isinstance(step, Answer):
                continue
            agent.next = step
            answered = await running.client.post(
                "/v1/chat/completions",
                json={"model": "m", "messages": messages[:at], "tools": run.tools, "stream": stream},
            )
            assert answered.status_code == 200, answered.text
            got = _heard(answered.text) if stream else _said(answered.json()["choices"][0]["message"])
            assert got == _said(messages[at]), at
            left = json.loads(agent.seen[-1])
            for label, value in run.values:
                assert value not in agent.seen[-1], (label, at)
            changed = [n for n, (was, now) in enumerate(zip(before, left, strict=False)) if was != now]
            assert changed == [], at
            before = left
