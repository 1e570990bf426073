"""Training cases that are tool calls or structured answers: deciding tools, generic ones, wrappers, harmless ones."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Final

from sluis.decisions.training.cases import Case, Label, Message
from sluis.decisions.training.phrases import Phrases, coin_name
from sluis.decisions.training.tools import (
    EVERYDAY,
    LETTER_TOOLS,
    NEUTRAL,
    NEUTRAL_STATUS,
    NO_VERBS,
    NOTERS,
    NOUNS,
    PROFILERS,
    READ,
    REF_KEYS,
    STAGE_TOOLS,
    STAGES,
    STATUS_KEYS,
    STATUS_TOOLS,
    STATUSES,
    TECH,
    TEMPLATES,
    WRAPPERS,
    YES_VERBS,
)

Arguments = Mapping[str, object]
Made = tuple[str, str, Arguments]
"""(tool name, its description, its arguments)."""

_SETTING: Final = ("sys.decides",) * 5 + ("sys.area", "sys.announces", "")
_GOING: Final = ("user.go",) * 4 + ("user.empty", "user.result", "ask")


MADE_UP_VALUES: Final = (
    "approved",
    "rejected",
    "pending",
    "accepted",
    "declined",
    "open",
    "granted",
    "in review",
    "new",
)
_ABOUT_STATUS: Final = (
    "The outcome",
    "New status",
    "Result of the check",
    "What becomes of it",
    "Stage to move to",
    "",
    "",
)
_ABOUT: Final = ("ID of the record", "Identifier", "Free text", "", "", "")


def property_of(rng: Random, key: str, value: object, allowed: Sequence[str] | None = None) -> dict[str, object]:
    """What a schema says of an argument: its type, often a description, sometimes the values allowed."""
    status = key in STATUS_KEYS and isinstance(value, str)
    kinds = {bool: "boolean", int: "integer", float: "number", dict: "object", list: "array"}
    said: dict[str, object] = {"type": kinds.get(type(value), "string")}
    if about := rng.choice(_ABOUT_STATUS if status else _ABOUT):
        said["description"] = about
    if allowed is None and status and rng.random() < 0.4:
        allowed = [str(value), *rng.sample(MADE_UP_VALUES, 3)]
    if allowed:
        said["enum"] = rng.sample(allowed, len(allowed))
    return said


def make_call_cases(phrases: Phrases, rng: Random, count: int, domains: Sequence[str] | None = None) -> Iterator[Case]:
    """`count` cases of one language whose output is a tool call or a structured answer."""
    makers: list[tuple[Callable[[Phrases, Random, str], Case], float]] = [
        (_deciding, 8), (_decided_by_person, 5), (_own_wish, 3), (_reading, 4), (_neutral, 5), (_everyday, 6), (_technical, 3),
        (_profiling, 5), (_noted_profile, 4), (_noted_fact, 3), (_answer_decides, 4), (_answer_neutral, 4), (_answer_profile, 3), (_neutral_status, 4),
    ]  # fmt: skip
    chosen = rng.choices([m for m, _ in makers], weights=[w for _, w in makers], k=count)
    for maker in chosen:
        yield maker(phrases, rng, rng.choice(domains or phrases.domains))


def _deciding(phrases: Phrases, rng: Random, domain: str) -> Case:
    adverse = rng.random() < 0.65
    made = _outcome_call(phrases, rng, domain, adverse)
    return _case(phrases, rng, domain, "deciding_call", made, _SETTING, _GOING, Label(True, adverse, domain))


def _decided_by_person(phrases: Phrases, rng: Random, domain: str) -> Case:
    made = _outcome_call(phrases, rng, domain, rng.random() < 0.65)
    systems = ("sys.assists",) * 4 + ("sys.helpful", "sys.area", "sys.decides", "")
    return _case(phrases, rng, domain, "person_decided_call", made, systems, ("user.decided",), Label())


def _own_wish(phrases: Phrases, rng: Random, domain: str) -> Case:
    made = _verb_call(
        rng, domain, rng.choice(("close", "cancel", "block", "freeze", "withdraw", "deactivate", "end", "delete"))
    )
    systems = ("sys.service", "sys.service", "sys.helpful", "sys.area", "sys.decides", "", "")
    return _case(phrases, rng, domain, "own_wish_call", made, systems, ("user.wish",), Label())


def _reading(phrases: Phrases, rng: Random, domain: str) -> Case:
    noun = rng.choice(NOUNS[domain].split())
    name, purpose = (text.format(n=noun, N=noun.title()) for text in rng.choice(READ))
    made = (name, purpose, {rng.choice(REF_KEYS): _ref(phrases, rng)})
    return _case(
        phrases,
        rng,
        domain,
        "reading_call",
        made,
        (*_SETTING, "sys.service", "sys.assists"),
        (*_GOING, "user.general", "user.decided"),
        Label(),
    )


def _neutral(phrases: Phrases, rng: Random, domain: str) -> Case:
    made = _filled(phrases, rng, *rng.choice(NEUTRAL))
    return _case(
        phrases,
        rng,
        domain,
        "neutral_call",
        made,
        (*_SETTING, "sys.service", "sys.informs", "sys.assists"),
        (*_GOING, "user.service", "user.general"),
        Label(),
    )


def _everyday(phrases: Phrases, rng: Random, domain: str) -> Case:
    made = _filled(phrases, rng, *rng.choice(EVERYDAY))
    return _case(
        phrases,
        rng,
        domain,
        "everyday_call",
        made,
        ("sys.service",) * 4 + ("sys.helpful", ""),
        ("user.service",),
        Label(),
    )


def _technical(phrases: Phrases, rng: Random, domain: str) -> Case:
    made = _filled(phrases, rng, *rng.choice(TECH))
    return _case(
        phrases,
        rng,
        domain,
        "technical_call",
        made,
        ("sys.service", "sys.helpful", ""),
        ("user.code", "user.service", "user.go", "user.empty"),
        Label(),
    )


def _profiling(phrases: Phrases, rng: Random, domain: str) -> Case:
    name, purpose, arguments, special = rng.choice(PROFILERS)
    made = _filled(phrases, rng, name, purpose if rng.random() < 0.8 else "", arguments)
    systems = ("sys.assists", "sys.area", "sys.notes", "sys.decides", "sys.helpful", "", "")
    return _case(
        phrases,
        rng,
        domain,
        "profiling_call",
        made,
        systems,
        ("user.profile", "user.staff", "user.go", "user.general"),
        Label(profiling=True, special_category=special),
    )


def _noted_profile(phrases: Phrases, rng: Random, domain: str) -> Case:
    special = rng.random() < 0.35
    text = phrases.pick(rng, "out.profile_special" if special else "out.profile", domain)
    return _noted(phrases, rng, domain, text, "user.profile", Label(profiling=True, special_category=special))


def _noted_fact(phrases: Phrases, rng: Random, domain: str) -> Case:
    return _noted(phrases, rng, domain, phrases.pick(rng, "out.not_profile", domain), "user.not_profile", Label())


def _noted(phrases: Phrases, rng: Random, domain: str, text: str, user: str, label: Label) -> Case:
    name, purpose, key = rng.choice(NOTERS)
    arguments: dict[str, object] = {key: text}
    if rng.random() < 0.4:
        arguments[rng.choice(("field", "contact", "id"))] = _ref(phrases, rng)
    systems = ("sys.notes",) * 4 + ("sys.helpful", "sys.area", "")
    return _case(phrases, rng, domain, "noting_call", (name, purpose, arguments), systems, (user,), label)


def _neutral_status(phrases: Phrases, rng: Random, domain: str) -> Case:
    name, purpose = rng.choice(STATUS_TOOLS)
    made = (
        name,
        purpose,
        {rng.choice(REF_KEYS): _ref(phrases, rng), rng.choice(STATUS_KEYS): rng.choice(NEUTRAL_STATUS)},
    )
    return _case(phrases, rng, domain, "neutral_status_call", made, _SETTING, _GOING, Label())


def _answer_decides(phrases: Phrases, rng: Random, domain: str) -> Case:
    adverse = rng.random() < 0.65
    answer: dict[str, object] = {rng.choice(STATUS_KEYS): _status(phrases, rng, adverse)}
    _add_some(
        rng,
        answer,
        {
            "reason": phrases.pick(rng, f"because.{domain}", domain),
            "id": _ref(phrases, rng),
            "score": rng.randint(10, 90),
            "amount": rng.randint(0, 9000),
        },
    )
    if rng.random() < 0.3:
        answer = {"results": [answer, {**answer, "id": _ref(phrases, rng)}]}
    if rng.random() < 0.3:
        answer["message"] = phrases.pick(rng, f"{'adverse' if adverse else 'favourable'}.{domain}", domain)
    return _answer(phrases, rng, domain, "deciding_answer", answer, _SETTING, _GOING, Label(True, adverse, domain))


def _answer_neutral(phrases: Phrases, rng: Random, domain: str) -> Case:
    choices: tuple[dict[str, object], ...] = (
        {"status": rng.choice(NEUTRAL_STATUS), "missing": ["payslip"], "id": _ref(phrases, rng)},
        {"intent": "refund", "order": _ref(phrases, rng), "language": phrases.language},
        {
            "recommendation": _status(phrases, rng, rng.random() < 0.6),
            "for": "officer",
            "note": phrases.pick(rng, "out.recommend", domain),
        },
        {"name": coin_name(rng), "amount": 4000, "date": "2026-02-03"},
        {"answer": phrases.pick(rng, f"info.{domain}", domain)},
        {"error": "request rejected: field 'email' is not valid", "code": 422},
        {"items": [{"sku": "A1", "refund": "approved"}], "total": 40},
        {"draft": phrases.pick(rng, "out.draft", domain)},
        {"summary": phrases.pick(rng, "out.recommend", domain), "next": "officer decides"},
    )
    systems = ("sys.assists",) * 4 + ("sys.service", "sys.service", "sys.informs", "")
    return _answer(
        phrases,
        rng,
        domain,
        "neutral_answer",
        rng.choice(choices),
        systems,
        ("user.staff", "user.service", "user.general", "user.draft"),
        Label(),
    )


def _answer_profile(phrases: Phrases, rng: Random, domain: str) -> Case:
    special = rng.random() < 0.3
    section = "out.profile_special" if special else "out.profile"
    answer: dict[str, object] = {
        rng.choice(("note", "insight", "assessment", "feedback", "profile", "comment")): phrases.pick(
            rng, section, domain
        )
    }
    numbers: dict[str, object] = {"score": rng.random().__round__(2), "rating": rng.randint(1, 5), "risk": rng.choice(("high", "low", "medium")),
                                  "traits": ["introvert", "anxious"], "confidence": 0.7, "churn_probability": 0.4, "income_class": "upper"}  # fmt: skip
    _add_some(rng, answer, numbers)
    if not special and rng.random() < 0.4:
        answer = {k: v for k, v in answer.items() if k in numbers} or {"lead_score": rng.randint(1, 99)}
        answer["person"] = coin_name(rng)
    systems = ("sys.notes", "sys.assists", "sys.assists", "sys.area", "")
    return _answer(
        phrases,
        rng,
        domain,
        "profiling_answer",
        answer,
        systems,
        ("user.profile", "user.staff", "user.go"),
        Label(profiling=True, special_category=special),
    )


# ------------------------------------------------------------------------------------------------ building blocks
def _outcome_call(phrases: Phrases, rng: Random, domain: str, adverse: bool) -> Made:
    """A call that carries out an outcome: by its name, by a status, a stage, a template, a letter, or inside a wrapper."""
    return rng.choice(_WAYS)(phrases, rng, domain, adverse)


def _by_verb(phrases: Phrases, rng: Random, domain: str, adverse: bool) -> Made:
    return _verb_call(rng, domain, rng.choice(NO_VERBS if adverse else YES_VERBS))


def _by_letter(phrases: Phrases, rng: Random, domain: str, adverse: bool) -> Made:
    tone = "adverse" if adverse else "favourable"
    body = phrases.pick(rng, rng.choice((f"{tone}.{domain}", f"out.{tone}")), domain)
    name, key = rng.choice(LETTER_TOOLS)
    return name, "Send a message", {"to": coin_name(rng), key: body}


def _by_template(phrases: Phrases, rng: Random, domain: str, adverse: bool) -> Made:
    template = {"to": coin_name(rng), "template": rng.choice(TEMPLATES[not adverse].split())}
    return "send_template", "Send a template", template


def _by_stage(phrases: Phrases, rng: Random, domain: str, adverse: bool) -> Made:
    name, purpose = rng.choice(STAGE_TOOLS)
    card = {"card": coin_name(rng), rng.choice(("to", "stage", "list")): rng.choice(STAGES[not adverse].split("|"))}
    return name, purpose, card


def _by_flag(phrases: Phrases, rng: Random, domain: str, adverse: bool) -> Made:
    key = rng.choice(("approved", "eligible", "accepted", "granted", "access", "active", "hired", "covered"))
    name, purpose = rng.choice(STATUS_TOOLS)
    return name, purpose, {rng.choice(REF_KEYS): _ref(phrases, rng), key: not adverse}


def _by_wrapper(phrases: Phrases, rng: Random, domain: str, adverse: bool) -> Made:
    name, _, arguments = _outcome_call(phrases, rng, domain, adverse)
    wrapper, purpose = rng.choice(WRAPPERS)
    return wrapper, purpose, {"name": name, "arguments": json.dumps(arguments) if rng.random() < 0.7 else arguments}


def _by_status(phrases: Phrases, rng: Random, domain: str, adverse: bool) -> Made:
    name, purpose = rng.choice(STATUS_TOOLS)
    fields: dict[str, object] = {
        rng.choice(REF_KEYS): _ref(phrases, rng),
        rng.choice(STATUS_KEYS): _status(phrases, rng, adverse),
    }
    reason, kind = phrases.pick(rng, f"because.{domain}", domain), rng.choice(NOUNS[domain].split())
    _add_some(rng, fields, {"reason": reason, "note": "", "type": kind})
    return name, purpose, fields


_WAYS: Final = (
    *(_by_verb, _by_verb, _by_status, _by_status, _by_status),
    *(_by_letter, _by_template, _by_stage, _by_flag, _by_wrapper),
)


def _verb_call(rng: Random, domain: str, verb: str) -> Made:
    noun = rng.choice(NOUNS[domain].split())
    name = rng.choice(
        (
            f"{verb}_{noun}",
            f"{verb}{noun.title().replace('_', '')}",
            f"{noun}.{verb}",
            f"{noun}_{verb}",
            f"{verb}-{noun}",
        )
    )
    purpose = rng.choice(
        (f"{verb.title()} a {noun.replace('_', ' ')}.", "", f"{verb.title()}s the given {noun.replace('_', ' ')} by id")
    )
    arguments: dict[str, object] = {rng.choice(REF_KEYS): str(rng.randint(100, 9999))}
    _add_some(rng, arguments, {"reason": "score", "date": "2026-05-01", "notify": True})
    return name, purpose, arguments


def _status(phrases: Phrases, rng: Random, adverse: bool) -> str:
    language = phrases.language if rng.random() < 0.7 else "en"
    value = rng.choice(STATUSES[language][not adverse].split("|"))
    return rng.choice((value, value, value.upper(), value.replace(" ", "_")))


def _ref(phrases: Phrases, rng: Random) -> str:
    return phrases.fill(rng, "{ref}", "")


def _add_some(rng: Random, arguments: dict[str, object], more: dict[str, object]) -> None:
    arguments.update({key: value for key, value in more.items() if rng.random() < 0.35})


def _filled(phrases: Phrases, rng: Random, name: str, purpose: str, arguments: Arguments) -> Made:
    names = {"{ref}": _ref(phrases, rng), "{name}": coin_name(rng)}
    return (
        name,
        purpose,
        {key: names.get(value, value) if isinstance(value, str) else value for key, value in arguments.items()},
    )


def _case(
    phrases: Phrases,
    rng: Random,
    domain: str,
    kind: str,
    made: Made,
    systems: Sequence[str],
    users: Sequence[str],
    label: Label,
) -> Case:
    name, purpose, arguments = made
    function = {
        "name": name,
        "description": purpose,
        "parameters": {"type": "object", "properties": {k: property_of(rng, k, v) for k, v in arguments.items()}},
    }
    call = {
        "id": "call_1",
        "type": "function",
        "function": {"name": name, "arguments": json.dumps(arguments, ensure_ascii=False)},
    }
    tools: list[Message] = [{"type": "function", "function": function}] if rng.random() < 0.9 else []
    output: Message = {"role": "assistant", "content": None, "tool_calls": [call]}
    return Case(
        phrases.language,
        domain,
        kind,
        "tool_call",
        tools,
        _messages(phrases, rng, domain, systems, users),
        output,
        label,
    )


def _answer(
    phrases: Phrases,
    rng: Random,
    domain: str,
    kind: str,
    answer: dict[str, object],
    systems: Sequence[str],
    users: Sequence[str],
    label: Label,
) -> Case:
    content = json.dumps(answer, ensure_ascii=False, indent=2 if rng.random() < 0.3 else None)
    if rng.random() < 0.2:
        content = f"```json\n{content}\n```"
    return Case(
        phrases.language,
        domain,
        kind,
        "json",
        [],
        _messages(phrases, rng, domain, systems, users),
        {"role": "assistant", "content": content},
        label,
    )


def _messages(
    phrases: Phrases, rng: Random, domain: str, systems: Sequence[str], users: Sequence[str]
) -> list[Message]:
    messages: list[Message] = []
    for role, section in (("system", rng.choice(systems)), ("user", rng.choice(users))):
        if section:
            name = f"{section}.{domain}" if phrases.has(f"{section}.{domain}") else section
            messages.append({"role": role, "content": phrases.pick(rng, name, domain)})
    return messages
