"""Putting profiling on record: what a request asks for, what an answer does. In words of the policy, without values."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from sluis.applying import inferred
from sluis.decisions.findings import Finding, Judgement
from sluis.decisions.reading import read
from sluis.decisions.rules import SPECIAL
from sluis.decisions.scene import calls_of, text_of
from sluis.decisions.words import fold, split_name
from sluis.exchange import Exchange
from sluis.profiling.asked import asked_of
from sluis.profiling.asking import aspects_named
from sluis.profiling.records import Effect, ProfilingRecord, Source
from sluis.services import Services

MOST_USED: Final = 30
"""Categories of data that a record names at most."""
_SPECIAL_WORDS: Final[Mapping[str, str]] = {
    "special.health": "health",
    "special.sex": "sexual_orientation",
    "special.politics": "political_opinion",
    "special.religion": "religion",
    "special.ethnic": "ethnic_origin",
    "special.union": "trade_union",
    "special.biometric": "biometric",
}
assert _SPECIAL_WORDS.keys() == SPECIAL


def profile_request(services: Services, x: Exchange) -> None:
    """Puts on record that a request asks for somebody to be evaluated. Raises when the register cannot take it."""
    if not x.policy.profiling.log:
        return
    aspects = asked_of(x.view, lambda: _words_of_names(x))
    if aspects:
        _record(services, x, "request", aspects, "none", _since(x, "assistant"))


def profile_answer(
    services: Services, x: Exchange, judgement: Judgement, message: Mapping[str, Any], effect: Effect
) -> None:
    """Puts each act of profiling in an answer on record. Raises when the register cannot take it."""
    if not x.policy.profiling.log:
        return
    calls = list(calls_of(message))
    for finding in judgement.findings:
        if finding.profiling:
            name, arguments = calls[finding.index] if finding.where == "tool_call" else ("", text_of(message))
            said = f"{split_name(name)}. {arguments}"
            source: Source = "tool_call" if finding.where == "tool_call" else "answer"
            _record(services, x, source, _inferred(finding, said), effect, [said, *_since(x, "user")])


def _record(
    services: Services, x: Exchange, source: Source, aspects: Iterable[str], effect: Effect, texts: list[str]
) -> None:
    services.register.append(
        ProfilingRecord(
            at=int(services.clock()),
            bot=x.caller.id,
            policy=x.policy.id,
            article=x.policy.profiling.article("log") or x.policy.profiling.article("consent"),
            source=source,
            subject=x.conversation.subject_id,
            request=x.id,
            purpose=x.purpose or "",
            basis=x.caller.config.basis or "",
            categories_used=tuple(sorted(_used(x, texts))[:MOST_USED]),
            categories_inferred=tuple(aspects),
            effect=effect,
        ),
        x.identity.subject,
    )


def _inferred(finding: Finding, text: str) -> tuple[str, ...]:
    """The area of life and special categories, and the aspects that the text speaks of."""
    words = {*inferred(finding), *aspects_named(text)}
    return tuple(sorted(words - {"personal_aspects"} if len(words) > 1 else words))


def _used(x: Exchange, texts: list[str]) -> set[str]:
    """The entity types whose pseudonyms stand in these texts, and the special categories these speak of."""
    text = "\n".join(texts)
    types = {
        entry.entity_type.lower()
        for entry in x.entries.values()
        if entry.pseudonym in text or any(coined in text for coined, _ in entry.words)
    }
    return types | {_SPECIAL_WORDS[concept] for one in texts for concept in read(one).concepts & SPECIAL}


def _since(x: Exchange, role: str) -> list[str]:
    """What has been said from this role's last message on; everything where it has said nothing yet."""
    messages = [m for m in x.view["messages"] if isinstance(m, Mapping)]
    last = max((at for at, m in enumerate(messages) if m.get("role") == role), default=0)
    return [text_of(m) for m in messages[last:]]


def _words_of_names(x: Exchange) -> frozenset[str]:
    """The words of the pseudonyms that stand for people in this exchange."""
    names = (entry.pseudonym for entry in x.entries.values() if entry.entity_type == "PERSON")
    return frozenset(word for name in names for word in fold(name).split())
