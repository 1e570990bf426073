"""Recorded conversations played as Responses, through the whole product in this process, from both ends.

As the bot it sends each turn, with the history or with `previous_response_id` only; as the model it sees what left,
learns which words were replaced by which, and answers with the recorded reply said in those words. The bot must then
get the recorded reply exactly.
"""

import asyncio
import json
import secrets
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.flows.inside import Product, product
from tests.replay.aligning import Pairs, Speaker, left_unchanged, stands_in
from tests.support.responses_model import events

from sluis.settings import BotConfig

KEY = "r" * 32
SENSITIVE = frozenset(
    {
        "PERSON", "ADDRESS", "EMAIL", "PHONE", "CREDIT_CARD", "ACCOUNT_ID", "USERNAME", "DATE_OF_BIRTH", "NATIONAL_ID",
        "IBAN", "BANK_ACCOUNT", "PASSWORD", "IP_ADDRESS", "LICENSE_PLATE",
    }
)  # fmt: skip

LONG = 200
"""Characters: a streamed text this long must begin to arrive before the model has finished it."""
PIECE = 7
LIMITS: Mapping[str, tuple[str, float]] = {
    "exact": ("least", 0.98),
    "leak": ("most", 0.02),
    "unsayable": ("most", 0.02),
    "stable": ("least", 0.99),
    "shared": ("most", 0.0),
    "split": ("most", 0.0),
    "fits": ("least", 0.95),
    "flows": ("least", 0.95),
}
"""What a run must hold. fits: of the pairs of a whole name and a part of it, those in which the part's pseudonym is
part of the whole's. flows: streamed texts of which something arrived before the model had finished.
"""


@dataclass(slots=True)
class Tally:
    """What was counted, and shares of it, each from 0 to 1."""

    counts: Counter[str] = field(default_factory=Counter)
    differing: list[tuple[str, Any, Any]] = field(default_factory=list, repr=False)

    def share(self, part: str, whole: str) -> float | None:
        return self.counts[part] / self.counts[whole] if self.counts[whole] else None

    def shares(self) -> dict[str, float | None]:
        return {
            "exact": self.share("exact", "sayable"),
            "leak": self.share("leaked", "values"),
            "unsayable": self.share("unsayable", "requests"),
            "stable": self.share("resent_same", "resent"),
            "shared": self.share("shared", "looked"),
            "split": self.share("split", "looked"),
            "fits": self.share("fits", "parts"),
            "flows": self.share("flowed", "long_streams"),
        }

    def missed(self) -> list[str]:
        """The limits that do not hold, as sentences; what was not counted misses none."""
        found = ["errors"] if self.counts["errors"] else []
        for name, share in self.shares().items():
            side, limit = LIMITS[name]
            if share is not None and (share < limit if side == "least" else share > limit):
                found.append(f"{name} {share:.4f} (at {side} {limit})")
        return found

    def __str__(self) -> str:
        shares = (f"{name} {share:.4f}" if share is not None else f"{name} -" for name, share in self.shares().items())
        counts = (f"{name} {self.counts[name]}" for name in ("requests", "errors", "but_case", "values", "looked"))
        return "  ".join((*counts, *shares))


class Model:
    """The model's end: an ASGI app that keeps what left by response, and says what is expected."""

    def __init__(self) -> None:
        self.chains: dict[str, list[dict[str, Any]]] = {}
        self.sent: list[dict[str, Any]] = []
        self.reply: dict[str, Any] = {}
        self.seen: list[dict[str, Any]] = []
        self.pairs = Pairs()
        self.unsayable = False
        self.arrived = asyncio.Event()
        self.flowed: bool | None = None

    async def __call__(self, _scope: Any, receive: Any, send: Any) -> None:
        raw = b""
        while True:
            message = await receive()
            raw += message.get("body", b"")
            if not message.get("more_body"):
                break
        body = json.loads(raw)
        answer = self._answer(body)
        if body.get("stream"):
            await send(
                {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]}
            )
            async for event in self._streamed(answer):
                await send({"type": "http.response.body", "body": event, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
            return
        said = json.dumps(answer).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(said)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": said})

    async def _streamed(self, answer: Mapping[str, Any]) -> AsyncIterator[bytes]:
        """The answer in small pieces. A long text stops short of its end until the bot has some of it, 1 s at most."""
        self.arrived.clear()
        self.flowed = None
        texts = {n: text_of(item) for n, item in enumerate(answer["output"]) if item["type"] == "message"}
        said = dict.fromkeys(texts, 0)
        for event in events(answer, PIECE):
            if event["type"] == "response.output_text.delta":
                index, whole = event["output_index"], len(texts[event["output_index"]])
                before, said[index] = said[index], said[index] + len(event["delta"])
                if whole >= LONG and before < 0.8 * whole <= said[index]:
                    self.flowed = await _happens(self.arrived)
            yield f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()

    def _answer(self, body: Mapping[str, Any]) -> dict[str, Any]:
        self.seen = [*self.chains.get(body.get("previous_response_id") or "", []), *body["input"]]
        self.pairs = Pairs()
        for before, after in zip(self.sent, self.seen, strict=True):
            self.pairs.learn(text_of(before), text_of(after))
        texts = "\n".join(text_of(item) for item in self.seen)
        speaker = Speaker(self.pairs, texts)
        output = [_spoken(item, speaker) for item in items_of(self.reply)]
        self.unsayable = any(speaker.could_not_say(text_of(item)) for item in output)
        response = f"resp_{secrets.token_hex(16)}"
        self.chains[response] = [*self.seen, *output]
        return {
            "id": response, "object": "response", "created_at": 0, "status": "completed", "model": "m",
            "output": output, "parallel_tool_calls": True, "tool_choice": "auto", "tools": [],
        }  # fmt: skip


async def _happens(event: asyncio.Event) -> bool:
    try:
        await asyncio.wait_for(event.wait(), 1.0)
    except TimeoutError:
        return False
    return True


def _spoken(item: dict[str, Any], speaker: Speaker) -> dict[str, Any]:
    if item["type"] == "function_call":
        return {**item, "id": f"fc_{secrets.token_hex(8)}", "arguments": speaker.arguments(item["arguments"])}
    part = {"type": "output_text", "text": speaker.text(item["content"]), "annotations": []}
    said = {"id": f"msg_{secrets.token_hex(8)}", "type": "message", "status": "completed", "role": "assistant"}
    return {**said, "content": [part]}


def items_of(message: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A chat message as the items of a response."""
    if message["role"] == "tool":
        return [{"type": "function_call_output", "call_id": message["tool_call_id"], "output": _plain(message)}]
    calls = [
        {"type": "function_call", "call_id": call["id"], **call["function"]} for call in message.get("tool_calls") or ()
    ]
    text = _plain(message)
    said = [{"type": "message", "role": message["role"], "content": text}] if text or not calls else []
    return [*said, *calls]


def _plain(message: Mapping[str, Any]) -> str:
    content = message.get("content") or ""
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


def text_of(item: Mapping[str, Any]) -> str:
    """What an item says, whatever it is."""
    for name in ("arguments", "output", "content"):
        if isinstance(item.get(name), str):
            return str(item[name])
    return "".join(part.get("text", "") for part in item.get("content") or ())


def compared(items: Sequence[Mapping[str, Any]]) -> list[Any]:
    """What must come back exactly: texts, names of tools, and arguments as values."""
    out: list[Any] = []
    for item in items:
        text = text_of(item)
        if item["type"] == "function_call":
            try:
                out.append((item["name"], json.loads(text)))
            except ValueError:
                out.append((item["name"], text))
        elif text:
            out.append(text)
    return out


async def replay(
    conversations: Sequence[Mapping[str, Any]], chain: bool, most_turns: int = 1000, stream: bool = False
) -> Tally:
    """Plays the conversations. chain: with `previous_response_id`, else with the whole history each time."""
    model, tally = Model(), Tally()
    bot = BotConfig(name="replay", key=KEY, role="advises")
    async with product(model, bots=(bot,), body_limit_bytes=32_000_000) as running:  # type: ignore[arg-type]
        for talk in conversations:
            await _play(running, model, tally, talk, chain, most_turns, stream)
    return tally


@dataclass(frozen=True, slots=True)
class Got:
    """What the bot was given: an error's text, or the id and items of a response."""

    id: str = ""
    output: Sequence[Mapping[str, Any]] = ()
    error: str = ""


async def _ask(running: Product, model: Model, body: dict[str, Any], stream: bool) -> Got:
    headers = {"authorization": f"Bearer {KEY}"}
    if not stream:
        response = await running.client.post("/v1/responses", json=body, headers=headers)
        if response.status_code != 200:
            return Got(error=f"{response.status_code} {response.text[:300]}")
        said = response.json()
        return Got(said["id"], said["output"])
    async with running.client.stream("POST", "/v1/responses", json={**body, "stream": True}, headers=headers) as opened:
        if opened.status_code != 200:
            return Got(error=f"{opened.status_code} {(await opened.aread())[:300]!r}")
        return await _heard([json.loads(line[6:]) async for line in _told(opened.aiter_lines(), model)])


async def _told(lines: AsyncIterator[str], model: Model) -> AsyncIterator[str]:
    """The lines with data; the model learns that text has arrived."""
    async for line in lines:
        if line.startswith("data: {"):
            if '"response.output_text.delta"' in line:
                model.arrived.set()
            yield line


async def _heard(told: Sequence[Mapping[str, Any]]) -> Got:
    """What a streaming client puts together from the pieces; the last event must say the same."""
    items: dict[int, dict[str, Any]] = {}
    for event in told:
        index = event.get("output_index", 0)
        if event["type"] == "response.output_item.added":
            items[index] = {**event["item"], "pieces": ""}
        elif event["type"] in ("response.output_text.delta", "response.function_call_arguments.delta"):
            items[index]["pieces"] += event["delta"]
    last = told[-1]
    if last["type"] != "response.completed":
        return Got(error=f"ended with {last['type']}")
    output = last["response"]["output"]
    if [items[n]["pieces"] for n in sorted(items)] != [text_of(item) for item in output]:
        return Got(error="the pieces of the stream are not its answer")
    return Got(last["response"]["id"], output)


async def _play(
    running: Product, model: Model, tally: Tally, talk: Mapping[str, Any], chain: bool, most_turns: int, stream: bool
) -> None:
    system, *messages = talk["messages"]
    values = {v["value"]: v["label"] for v in talk.get("values", ()) if v["label"] in SENSITIVE}
    tools = [t.get("function", t) for t in talk.get("tools") or ()]
    history: list[dict[str, Any]] = []
    fresh: list[dict[str, Any]] = []
    before: list[str] = []
    previous, turns = None, 0
    for message in messages:
        if message["role"] != "assistant" or not (history or fresh) or turns >= most_turns:
            fresh += items_of(message)
            continue
        turns += 1
        model.sent, model.reply = [*history, *fresh], message
        body: dict[str, Any] = {
            "model": "m",
            "instructions": _plain(system),
            "input": fresh if previous else model.sent,
        }
        body["tools"] = [{"type": "function", "strict": False, "parameters": {}, **tool} for tool in tools]
        body |= {"previous_response_id": previous} if previous else {"store": chain}
        got = await _ask(running, model, body, stream)
        if stream and model.flowed is not None:
            tally.counts["long_streams"] += 1
            tally.counts["flowed"] += model.flowed
        before = _count(tally, model, values, before, chain)
        wanted = items_of(message)
        _compare(tally, got, model, wanted, str(talk["id"]))
        history, fresh = [*model.sent, *wanted], []
        if chain and not got.error:
            previous = got.id
            model.chains[previous] = model.chains[previous][: len(history)]


def _count(tally: Tally, model: Model, values: Mapping[str, str], before: list[str], chain: bool) -> list[str]:
    """What left of the values, and whether what left before left so again.

    chain: what the model said stands upstream as it said it, so only what the bot sent is looked at.
    """
    tally.counts["requests"] += 1
    given = [
        (item, left)
        for item, left in zip(model.sent, model.seen, strict=False)
        if not (chain and (item.get("role") == "assistant" or item["type"] == "function_call"))
    ]
    learned = Pairs()
    for item, left in given:
        learned.learn(text_of(item), text_of(left))
    sent, kept = "\n".join(text_of(item) for item, _ in given), "\n\0".join(learned.kept)
    for value in values:
        if stands_in(value, sent):
            tally.counts["values"] += 1
            tally.counts["leaked"] += left_unchanged(value, kept)
    now = [text_of(item) for item in model.seen]
    for old, new in zip(before, now, strict=False):
        tally.counts["resent"] += 1
        tally.counts["resent_same"] += old == new
    names: dict[str, set[str]] = defaultdict(set)
    owners: dict[str, set[str]] = defaultdict(set)
    for item, left in given:
        pairs = Pairs()
        pairs.learn(text_of(item), text_of(left))
        for value, said in pairs.real.items():
            if value in values and said:
                names[value].add(said)
                owners[said].add(value.casefold())
    tally.counts["looked"] += bool(names)
    tally.counts["shared"] += any(len(v) > 1 for v in owners.values())
    tally.counts["split"] += any(len(v) > 1 for v in names.values())
    _count_parts(tally, values, names, sent)
    return now


def _count_parts(tally: Tally, values: Mapping[str, str], names: defaultdict[str, set[str]], sent: str) -> None:
    """Of the pairs of a whole name and a part of it, those in which the part's pseudonym is part of the whole's."""
    for whole in [v for v in values if v not in names and " " in v and stands_in(v, sent)]:
        words = whole.split()
        if any(word in names for word in words):  # replaced word by word
            names[whole].add(" ".join(min(names[w]) if w in names else w for w in words))
    for whole in names:
        for part in names:
            if part != whole and values[part] == values[whole] == "PERSON" and stands_in(part, whole):
                tally.counts["parts"] += 1
                tally.counts["fits"] += any(stands_in(p, w) for p in names[part] for w in names[whole] if p != w)


def _compare(tally: Tally, got: Got, model: Model, wanted: list[dict[str, Any]], name: str) -> None:
    if got.error:
        tally.counts["errors"] += 1
        tally.differing.append((name, got.error, None))
    elif model.unsayable:
        tally.counts["unsayable"] += 1
    else:
        tally.counts["sayable"] += 1
        said, want = compared(got.output), compared(wanted)
        tally.counts["exact"] += said == want
        if said != want:
            tally.counts["but_case"] += str(said).casefold() == str(want).casefold()
            tally.differing.append((name, said, want))
