"""The next turn: Sluis' notices are taken out of the history, and what a person has decided since is brought in.

Two passes, because holds are kept in pseudonymous form: `take_out` before detection, `bring_in` after pseudonymizing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sluis.exchange import Exchange
from sluis.holds.delivery import Next, NextStep, next_step
from sluis.holds.digest import text_of
from sluis.holds.hold import Hold
from sluis.holds.notices import find_referenced, take_out_of_message
from sluis.holds.queue import HoldQueue

Hide = Callable[[Hold, str], str]
"""What a reviewer wrote, without real values."""


@dataclass(slots=True)
class Anchor:
    """An assistant message that carried a notice; it stays in place, empty or not, until `bring_in`."""

    message: dict[str, Any]
    hold: Hold


@dataclass(slots=True)
class Taken:
    """The notices of one history. Nothing in it: a request like any other."""

    anchors: list[Anchor] = field(default_factory=list)


@dataclass(slots=True)
class BroughtIn:
    """answer: the hold whose result is the answer; the model is not asked. lead: approved texts to say first."""

    answer: Hold | None = None
    lead: list[tuple[Hold, str]] = field(default_factory=list)


async def take_out(queue: HoldQueue, bot_id: str, messages: Any) -> Taken:
    """Removes our notices from the assistant messages, in place."""
    if not isinstance(messages, list):
        return Taken()
    known = [m for m in messages if isinstance(m, dict)]
    if not any(m.get("role") == "assistant" and "hold_" in text_of(m.get("content")) for m in known):
        return Taken()
    references = find_referenced(known)
    holds = await queue.find_referenced(bot_id, references)
    taken = Taken()
    for message in known:
        if message.get("role") != "assistant":
            continue
        for reference in find_referenced([message]):
            hold = holds.get(reference)
            if hold is not None and hold.contents.notice:
                message.update(take_out_of_message(message, [hold.contents.notice]))
                taken.anchors.append(Anchor(message, hold))
    return taken


async def bring_in(queue: HoldQueue, x: Exchange, taken: Taken, hide: Hide) -> BroughtIn:
    """Acts on every hold of the history, in place: what the model is told, what is answered at once, what is marked."""
    brought = BroughtIn()
    x.noticed = frozenset(anchor.hold.hold_id for anchor in taken.anchors)
    history: list[dict[str, Any]] = x.body[x.protocol.history]
    noticed = {**x.body, x.protocol.history: [_with_notice(x, item, taken) for item in history]}
    shown = x.protocol.view(noticed, x.past)
    for anchor in _once(taken.anchors):
        step = next_step(_told(anchor.hold, hide), shown["messages"], shown.get("tools") or ())
        if step.step is NextStep.ANSWER:
            brought.answer = await queue.deliver(x.caller.id, anchor.hold.hold_id)
        else:
            await _apply(queue, x, history, anchor, step, brought, hide)
    for anchor in taken.anchors:
        if x.protocol.is_empty(anchor.message):
            history[:] = [item for item in history if item is not anchor.message]
    return brought


async def _apply(
    queue: HoldQueue,
    x: Exchange,
    history: list[dict[str, Any]],
    anchor: Anchor,
    step: Next,
    brought: BroughtIn,
    hide: Hide,
) -> None:
    bot_id, hold_id = x.caller.id, anchor.hold.hold_id
    if step.step is NextStep.CONSUME:
        await queue.consume(bot_id, hold_id)
    elif step.step is NextStep.REOPEN:
        await queue.reopen(bot_id, hold_id, step.since)
    elif step.step is NextStep.FORWARD and anchor.hold.is_open and step.since:
        await queue.note_since(bot_id, hold_id, step.since)
    elif step.step is NextStep.ANSWER_FIRST:
        delivered = await queue.deliver(bot_id, hold_id)
        said = "\n\n".join(text_of(m.get("content")) for m in step.messages)
        brought.lead.append((delivered, said))
        said = hide(delivered, said) if delivered.contents.edited else said
        parts = (text_of(anchor.message.get("content")), said)
        x.protocol.rewrite(anchor.message, "\n\n".join(part for part in parts if part))
    if step.developer_text:
        at = next(n for n, item in enumerate(history) if item is anchor.message)
        x.protocol.tell(x.body, at, step.developer_text)


def _told(hold: Hold, hide: Hide) -> Hold:
    """The hold with a shared reason that the model may see."""
    if not hold.contents.shared_reason:
        return hold
    return replace(hold, contents=replace(hold.contents, shared_reason=hide(hold, hold.contents.shared_reason)))


def _with_notice(x: Exchange, message: dict[str, Any], taken: Taken) -> dict[str, Any]:
    """The message as it came, notices included: where they stand is where the hold stands."""
    notices = [a.hold.contents.notice for a in taken.anchors if a.message is message]
    if not notices:
        return message
    text = text_of(message.get("content"))
    noticed = dict(message)
    x.protocol.rewrite(noticed, "\n\n".join([*([text] if text else []), *notices]))
    return noticed


def _once(anchors: Sequence[Anchor]) -> list[Anchor]:
    """One anchor a hold: the first place that carries it."""
    found: dict[str, Anchor] = {}
    for anchor in anchors:
        found.setdefault(anchor.hold.hold_id, anchor)
    return list(found.values())
