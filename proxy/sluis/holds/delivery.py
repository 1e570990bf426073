"""What the next turn of a conversation does about a hold that its history refers to. Pure.

This way needs no cooperation: the bot sends its history as always, and the result finds its way into it. Histories are
compared in the form in which holds are kept, so call this after pseudonymizing.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sluis.holds.digest import Json, Message, digest, text_of
from sluis.holds.hold import Hold
from sluis.holds.notices import find_references, take_out_of_message
from sluis.holds.states import Action, State
from sluis.holds.verdict import calls_of

_CLOCK = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
    r"|\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}",
    re.IGNORECASE,
)
"""A clock in a system text: it ticks with every request and changes nothing."""

_TAKES_BACK = re.compile(
    r"\b(?:cancel|stop|wait|never ?mind|forget it|don'?t|do not|instead|actually|correction|i meant|wrong|mistake"
    r"|withdraw"
    r"|annuleer|stop ermee|toch niet|laat maar|niet meer|in plaats|eigenlijk|correctie|ik bedoel(?:de)?|fout|vergissing"
    r"|abbrechen|stornier\w*|doch nicht|lass es|nicht mehr|stattdessen|eigentlich|korrektur|ich meinte|falsch|irrtum"
    r"|annule[rz]?|arr[eê]te[rz]?|laisse[rz]? tomber|ne .{1,20} pas|plut[oô]t|en fait|je voulais dire|erreur"
    r"|cancel[ae]r?|par[ae]|d[eé]jalo|olv[ií]d\w+|no quiero|mejor|en realidad|correcci[oó]n|quise decir|equivoc\w+"
    r"|annulla(?:re)?|ferma|lascia perdere|non voglio|invece|in realt[aà]|correzione|volevo dire|sbagliat\w+"
    r"|cancelar?|pare|deixa|esque[cç]\w+|n[aã]o quero|em vez|na verdade|corre[cç][aã]o|quis dizer|engan\w+)\b",
    re.IGNORECASE,
)
"""A user who may be withdrawing or correcting. Too many hits cost a second look, too few would carry out what was
taken back; so everyday words are in it."""


class NextStep(StrEnum):
    NOTHING = "nothing"
    """Forward as if there were no hold."""
    FORWARD = "forward"
    """Forward with `developer_text` as a developer message in the place of the notice."""
    ANSWER = "answer"
    """Answer without upstream: exactly the approved message, whose calls the client now runs."""
    ANSWER_FIRST = "answer_first"
    """Approved text: into the history in the notice's place, forward, answer it, an empty line, upstream's answer."""
    REOPEN = "reopen"
    """The conversation moved on in substance: back to the queue (`HoldQueue.reopen`), then forward like FORWARD."""
    CONSUME = "consume"
    """The result stands in the history: mark it (`HoldQueue.consume`), forward as if there were no hold."""


@dataclass(frozen=True, slots=True)
class Texts:
    """What the model is told about a hold, in the policy's words; {id}, {reason} are filled in."""

    pending: str = (
        "{id} awaits a decision by a person. Do not state, guess or repeat its outcome; help with anything else."
    )
    rejected: str = (
        "{id}: a person decided not to do this. {reason} Do not try it again. Say so kindly, and that the user may ask"
        " for a review of this and state their view."
    )
    expired: str = (
        "{id} was not decided in time; nothing was done. Do not do or state it. Say that a person will take it up."
    )


@dataclass(frozen=True, slots=True)
class Next:
    """position: of the history's message that carries the reference, so that resent turns look alike; -1: none does."""

    step: NextStep
    position: int = -1
    developer_text: str = ""
    messages: tuple[Message, ...] = ()
    since: tuple[Message, ...] = ()


def next_step(
    hold: Hold, messages: Sequence[Message], tools: Sequence[Message] = (), texts: Texts | None = None
) -> Next:
    """What to do about this hold before the request goes on.

    messages, tools: the new request's, pseudonymized, with the notices still in it. `since` of the answer is what was
    said after the hold, to be noted for the reviewer while it waits.
    """
    said = texts or Texts()
    position = find_position(hold, messages)
    since = find_since(hold, messages)
    if hold.is_open:
        return Next(NextStep.FORWARD, position, fill(said.pending, hold), since=since)
    if hold.is_releasable:
        if is_consumed(hold, messages):
            return Next(NextStep.CONSUME, position)
        if not has_moved_on(hold, messages, tools):
            return _release(hold, position)
        if hold.state is not State.DELIVERED:  # one that the bot has had already is used, and not looked at again
            return Next(NextStep.REOPEN, position, fill(said.pending, hold), since=since)
    told = _told(hold, said)
    return Next(NextStep.FORWARD, position, told) if told else Next(NextStep.NOTHING, position)


def _told(hold: Hold, said: Texts) -> str:
    """What the model is told about a hold that releases nothing; empty when there is nothing to tell."""
    if hold.state is State.EXPIRED:
        return fill(said.expired, hold)
    return fill(said.rejected, hold) if hold.outcome is Action.REJECT else ""


def _release(hold: Hold, position: int) -> Next:
    results = hold.contents.edited or hold.contents.proposed
    with_calls = any(calls_of(message) for message in results)
    return Next(NextStep.ANSWER if with_calls else NextStep.ANSWER_FIRST, position, messages=results)


def fill(template: str, hold: Hold) -> str:
    """The text with the hold's reference and the reason that may be shared, if any."""
    shared = hold.contents.shared_reason.strip()
    text = template.replace("{id}", hold.hold_id).replace("{reason}", f"Reason: {shared}" if shared else "")
    return " ".join(text.split())


def find_position(hold: Hold, messages: Sequence[Message]) -> int:
    """Where in the history an assistant carries the hold's reference, the first time; -1 when none does."""
    for at, message in enumerate(messages):
        if message.get("role") == "assistant" and hold.hold_id in find_references(text_of(message.get("content"))):
            return at
    return -1


def is_consumed(hold: Hold, messages: Sequence[Message]) -> bool:
    """Whether the bot carried it out: a tool answered one of its calls, or a later answer begins with its text."""
    results = hold.contents.edited or hold.contents.proposed
    call_ids = {call.get("id") for message in results for call in calls_of(message)} - {None}
    if any(message.get("role") == "tool" and message.get("tool_call_id") in call_ids for message in messages):
        return True
    if call_ids:
        return False
    earlier = {_said(message) for message in hold.contents.evidence.messages}
    answers = [message for message in messages if message.get("role") == "assistant" and _said(message) not in earlier]
    said = [_words(text_of(message.get("content"))) for message in answers]
    texts = [text for message in results if (text := _words(text_of(message.get("content"))))]
    return any(heard == text or heard.startswith(f"{text} ") for text in texts for heard in said)


def find_since(hold: Hold, messages: Sequence[Message]) -> tuple[Message, ...]:
    """What the new request has that the reviewer has not seen, in order; a trimmed history does no harm.

    Not our own notice, and not the calls that were let go beside it.
    """
    seen = hold.contents.evidence
    known = Counter(_said(message) for message in (*seen.messages, *seen.since))
    fresh: list[Message] = []
    for message in messages:
        own = _without_notice(hold, message)
        if own is None or message.get("role") in {"system", "developer"}:
            continue
        key = _said(own)
        if known[key] > 0:
            known[key] -= 1
        else:
            fresh.append(own)
    return tuple(fresh)


def has_moved_on(hold: Hold, messages: Sequence[Message], tools: Sequence[Message] = ()) -> bool:
    """Whether what was approved has to be looked at again before it is delivered.

    So it is after new tool results, with other tools or another system text, and when a user withdraws or corrects.
    """
    since = find_since(hold, messages)
    if any(message.get("role") == "tool" for message in since):
        return True
    if any(message.get("role") == "user" and _TAKES_BACK.search(text_of(message.get("content"))) for message in since):
        return True
    if _system(messages) != _system(hold.contents.evidence.messages):
        return True
    return any(digest(tool) not in {digest(offered) for offered in tools} for tool in hold.contents.evidence.tools)


def _without_notice(hold: Hold, message: Message) -> Message | None:
    """The message without our notice; None when it was nothing else."""
    if message.get("role") != "assistant" or not hold.contents.notice:
        return message
    left = take_out_of_message(message, [hold.contents.notice])
    return left if text_of(left.get("content")).strip() or calls_of(left) else None


def _said(message: Message) -> str:
    """What counts when asking whether a message is known: who, the words, the calls, what it answers."""
    calls: list[Json] = [[call.get("id"), call.get("function"), call.get("custom")] for call in calls_of(message)]
    words = _words(text_of(message.get("content")))
    return digest([message.get("role"), words, message.get("tool_call_id"), calls])


def _system(messages: Sequence[Message]) -> list[str]:
    told = [text_of(message.get("content")) for message in messages if message.get("role") in {"system", "developer"}]
    return [_words(_CLOCK.sub("", text)) for text in told]


def _words(text: str) -> str:
    return " ".join(text.split())
