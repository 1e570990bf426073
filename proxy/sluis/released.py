"""What a bot gets of a hold once it is decided: the completion with real values, or the word that a person said no.

A hold carries its own pseudonyms, so it can be released after the conversation's are gone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sluis.exchange import restore_arguments
from sluis.holds.answers import Asked, Mark
from sluis.holds.hold import Hold
from sluis.holds.notices import fill
from sluis.protocols.protocol import Voice, WireProtocol
from sluis.pseudonyms.mapping import Entry, Namer, Replaced, Restorer, Standing, Style, tokens_of
from sluis.values import Leaf, Personal, Span

Find = Callable[[Sequence[Leaf], Sequence[Personal]], list[tuple[Span, ...]]]


def names_as_json(entries: Sequence[Entry]) -> tuple[dict[str, Any], ...]:
    """Entries in the form in which a hold keeps them."""
    return tuple(asdict(entry) for entry in entries)


def names_from_json(names: Sequence[Any]) -> list[Entry]:
    """The entries of a hold."""
    return [entry_from(name) for name in names if isinstance(name, Mapping)]


def entry_from(name: Mapping[str, Any]) -> Entry:
    """One entry, with its tuples as they were."""
    return Entry(**{k: _tupled(v) for k, v in name.items()})


def _tupled(value: Any) -> Any:
    return tuple(_tupled(v) for v in value) if isinstance(value, list) else value


def restore_text(hold: Hold, text: str) -> str:
    """Text of this hold with real values."""
    return Restorer(names_from_json(hold.contents.names)).restore(text)


def hide_values(hold: Hold, text: str, key: bytes, styles: Mapping[str, Style], find: Find) -> Replaced:
    """What a reviewer wrote about this hold, as the model may see it: they may have written real values into it.

    The hold's pseudonyms stay as they are. key, styles: of the exchange that takes the text along.
    """
    known = names_from_json(hold.contents.names)
    ours = tokens_of(" ".join(entry.pseudonym for entry in known))
    (spans,) = find([Leaf(text)], [Personal(entry.entity_type, entry.value) for entry in known])
    real = [span for span in spans if not tokens_of(text[span.start : span.end]) <= ours]
    return Namer(key, styles, known).replace(text, tuple(real), Standing(()))


def release_answer(
    hold: Hold, protocol: WireProtocol, rejected_text: str, contact: str, created: int, model: str
) -> dict[str, Any]:
    """The answer of a decided hold: approved or edited with real values and its own ids, rejected as a notice."""
    if not hold.is_releasable:
        text = fill(rejected_text, hold_id=hold.hold_id, contact=contact)
        return protocol.notice(Mark.of(hold), Asked(model, created), text, "content_filter")
    entries = names_from_json(hold.contents.names)
    restore = Restorer(entries).restore
    voice = Voice(restore, lambda arguments: restore_arguments(entries, arguments), restore, bool(entries))
    return protocol.marked(protocol.restored(_decided(hold, protocol), voice), Mark.of(hold))


def _decided(hold: Hold, protocol: WireProtocol) -> dict[str, Any]:
    """What a person let through, pseudonymous, in the protocol of the bot that asks."""
    native = hold.contents.native
    if not native or hold.contents.protocol != protocol.name:
        return protocol.from_completion(hold.result)
    if not hold.contents.edited:
        return dict(native)
    return protocol.without_thoughts(protocol.with_messages(dict(native), hold.contents.edited))
