"""When a review counts: reasons in one's own words, edits that are sound, and enough pairs of eyes. Pure.

A reason is asked both ways. Art. 22 GDPR as read in WP251 wants involvement that is more than a token gesture, and an
approval that costs nothing to give would be one.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sluis.errors import HoldError
from sluis.holds.digest import Json, Message, text_of
from sluis.holds.hold import Contents
from sluis.holds.states import Action
from sluis.wire.chat_answer import THOUGHT_FIELDS

MIN_REASON_CHARACTERS = 15
MIN_DISTINCT_CHARACTERS = 6
MAX_REASON_CHARACTERS = 4000
MAX_SHARED_CHARACTERS = 1000
_RUN_WORDS = 4
_COPIED_SHARE = 0.7
_SIGNED_THOUGHTS = ("reasoning_details", "thinking_blocks")


@dataclass(frozen=True, slots=True)
class Vote:
    """One review as far as counting goes. digest_seen: of the result it stands for, edited or not."""

    reviewer_id: str
    action: Action
    digest_seen: str


def find_decision(votes: Sequence[Vote], needed: int) -> Vote | None:
    """The vote that `needed` different reviewers share, or None while they do not agree. A third breaks a conflict."""
    for vote in votes:
        same = {other.reviewer_id for other in votes if _outcome(other) == _outcome(vote)}
        if len(same) >= needed:
            return vote
    return None


def require_reason(reason: str, said: Iterable[str]) -> str:
    """The reason, trimmed. HoldError when it is too short, says nothing, or was copied from what the model said."""
    text = reason.strip()
    if len(text) < MIN_REASON_CHARACTERS or len(set(text.casefold())) < MIN_DISTINCT_CHARACTERS:
        raise HoldError(f"Give a reason of at least {MIN_REASON_CHARACTERS} characters.", code="reason_too_short")
    if len(text) > MAX_REASON_CHARACTERS:
        raise HoldError(f"Keep the reason under {MAX_REASON_CHARACTERS} characters.", code="reason_too_long")
    if _copied_share(text, said) >= _COPIED_SHARE:
        raise HoldError("Give the reason in your own words, not in the model's.", code="reason_copied")
    return text


def require_shareable(words: str) -> str:
    """What the person may be told, trimmed. HoldError when it is longer than a message in a chat should be."""
    if len(words.strip()) > MAX_SHARED_CHARACTERS:
        raise HoldError(
            f"Keep what the person may be told under {MAX_SHARED_CHARACTERS} characters.", code="reason_too_long"
        )
    return words.strip()


def said_by_model(contents: Contents) -> tuple[str, ...]:
    """Every text of the model that a reason could have been copied from."""
    seen = [*contents.evidence.messages, *contents.evidence.since, *contents.proposed]
    texts = [text_of(message.get("content")) for message in seen if message.get("role") in {"assistant", None}]
    return tuple(text for text in [*texts, *(arguments_of(call) for call in _all_calls(seen))] if text)


def edit_messages(
    proposed: Sequence[Message], arguments: Mapping[tuple[int, int], str], texts: Mapping[int, str]
) -> tuple[Message, ...]:
    """The proposed messages with a reviewer's changes: arguments by (choice, call), texts by choice.

    What the model thought led to what it proposed, so it does not go with what a person has changed; signed thoughts
    stay beside a call, which providers do not take back without them.
    """
    edited = []
    for at, message in enumerate(proposed):
        changed: dict[str, Json] = dict(message)
        if at in texts:
            changed["content"] = texts[at]
        if calls := calls_of(message):
            changed["tool_calls"] = [
                _with_arguments(call, arguments[at, number]) if (at, number) in arguments else call
                for number, call in enumerate(calls)
            ]
        edited.append(changed if changed == message else without_thoughts(changed))
    return tuple(edited)


def require_sound_edit(proposed: Sequence[Message], edited: Sequence[Message]) -> None:
    """Nothing when the edit may stand for the proposal: something changed, the same calls, readable arguments.

    HoldError otherwise. A reviewer may change what is done, not make the model call another tool.
    """
    if len(edited) != len(proposed):
        raise HoldError("An edit keeps the number of answers.", code="edit_unsound")
    if list(map(without_thoughts, edited)) == list(map(without_thoughts, proposed)):
        raise HoldError("Nothing was changed: approve instead.", code="edit_unchanged")
    for before, after in zip(proposed, edited, strict=True):
        if [_call_identity(call) for call in calls_of(before)] != [_call_identity(call) for call in calls_of(after)]:
            raise HoldError("An edit keeps the tools that are called, and their call ids.", code="edit_unsound")
        if not calls_of(after) and not text_of(after.get("content")).strip():
            raise HoldError("An edited answer needs words: reject to release nothing.", code="edit_unsound")
        for call in calls_of(after):
            if "custom" not in call:
                _require_object(arguments_of(call))


def thought_of(message: Message) -> str:
    """What the model thought before a message, where the answer shows it."""
    return next((thought for name in THOUGHT_FIELDS if isinstance(thought := message.get(name), str) and thought), "")


def without_thoughts(message: Message) -> dict[str, Json]:
    """A message without what the model thought; what is signed stays beside a call."""
    gone = THOUGHT_FIELDS if calls_of(message) else (*THOUGHT_FIELDS, *_SIGNED_THOUGHTS)
    return {name: value for name, value in message.items() if name not in gone}


def calls_of(message: Message) -> list[Message]:
    """The tool calls of a message, those that can be read as such."""
    calls = message.get("tool_calls")
    if not isinstance(calls, Sequence) or isinstance(calls, str):
        return []
    return [call for call in calls if isinstance(call, Mapping)]


def name_of(call: Message) -> str:
    """The tool that a call names; empty when it names none."""
    return _of_function(call, "name")


def arguments_of(call: Message) -> str:
    """A call's arguments as the model wrote them; a custom tool's input counts as such."""
    return _of_function(call, "arguments") or _of_function(call, "input")


def _outcome(vote: Vote) -> tuple[Action, str]:
    return vote.action, vote.digest_seen if vote.action is Action.EDIT else ""


def _copied_share(reason: str, said: Iterable[str]) -> float:
    """How much of the reason stands word for word in the model's texts, 0.0 to 1.0."""
    words = reason.casefold().split()
    heard = [" ".join(text.casefold().split()) for text in said]
    if len(words) <= _RUN_WORDS:
        return float(any(" ".join(words) in text for text in heard))
    runs = [" ".join(words[at : at + _RUN_WORDS]) for at in range(len(words) - _RUN_WORDS + 1)]
    return sum(any(run in text for text in heard) for run in runs) / len(runs)


def _all_calls(messages: Iterable[Message]) -> list[Message]:
    return [call for message in messages for call in calls_of(message)]


def _of_function(call: Message, field: str) -> str:
    kind = call.get("type")
    inside = call.get(kind if isinstance(kind, str) else "function")
    value = inside.get(field) if isinstance(inside, Mapping) else None
    return value if isinstance(value, str) else ""


def _with_arguments(call: Message, arguments: str) -> Message:
    if isinstance(function := call.get("function"), Mapping):
        return {**call, "function": {**function, "arguments": arguments}}
    if isinstance(custom := call.get("custom"), Mapping):
        return {**call, "custom": {**custom, "input": arguments}}
    return call


def _call_identity(call: Message) -> tuple[Json, str]:
    return call.get("id"), name_of(call)


def _require_object(arguments: str) -> None:
    try:
        parsed = json.loads(arguments or "{}", object_pairs_hook=_unambiguous, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as problem:
        raise HoldError("The edited arguments are not JSON.", code="edit_unsound") from problem
    if not isinstance(parsed, dict):
        raise HoldError("The edited arguments are not a JSON object.", code="edit_unsound")


def _unambiguous(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """ValueError when a key stands twice: of two readers, each would carry out another one."""
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def _refuse_constant(name: str) -> object:
    raise ValueError(f"JSON has no {name}")
