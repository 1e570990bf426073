"""Training cases: scenes and outputs made from phrases, each with its label.

A kind of case says which system texts, requests and outputs go together and what the output then is; the weights say
how many of each there are. Hard cases (a person decided, the person's own wish, an ordinary shop) stand beside the
decisions they resemble, in the same scenes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from sluis.decisions.training.phrases import Phrases

Message = dict[str, object]


@dataclass(frozen=True)
class Label:
    decision: bool = False
    adverse: bool | None = None
    domain: str = "none"
    profiling: bool = False
    special_category: bool = False


@dataclass(frozen=True)
class Case:
    """kind: which kind made it. form: text, json or tool_call."""

    language: str
    domain: str
    kind: str
    form: str
    tools: list[Message]
    messages: list[Message]
    output: Message
    label: Label


@dataclass(frozen=True)
class Kind:
    """systems, users, outputs: sections to choose from, one listed twice being twice as likely; "" for none.

    pad: share of outputs that get a greeting or a closing sentence. history: share with earlier turns.
    """

    name: str
    weight: float
    systems: Sequence[str]
    users: Sequence[str]
    outputs: Sequence[str]
    decision: bool = False
    adverse: bool | None = None
    profiling: bool = False
    special_category: bool = False
    pad: float = 0.25
    history: float = 0.0
    extra: str = ""
    extra_first: str = field(default="")


_DECIDING: Final = ("sys.decides",) * 5 + ("sys.announces",) * 3 + ("sys.area",) * 2 + ("sys.helpful", "", "", "")
_ANY: Final = (
    "sys.decides",
    "sys.decides",
    "sys.announces",
    "sys.area",
    "sys.helpful",
    "sys.informs",
    "sys.assists",
    "",
    "",
)
_AWAITING: Final = ("user.empty",) * 3 + ("user.result",) * 3 + ("ask",) * 2 + ("user.go",) * 2
_PLAIN: Final = ("sys.helpful", "sys.helpful", "", "", "sys.decides", "sys.area")
_EVERYDAY: Final = ("sys.service",) * 5 + ("sys.helpful", "", "sys.area")
_WRITES: Final = ("user.service", "user.empty", "user.result", "user.general")

KINDS: Final = (
    Kind("adverse", 15, _DECIDING, _AWAITING, ("out.adverse", "adverse", "adverse", "adverse", "out.adverse_long"), True, True),
    Kind("favourable", 10, _DECIDING, _AWAITING, ("out.favourable", "favourable", "favourable"), True, False),
    Kind("adverse_profile", 2, _DECIDING, _AWAITING, ("adverse", "out.adverse"), True, True, True, extra_first="out.profile"),
    Kind("adverse_amid", 3, (*_EVERYDAY, ""), ("user.result", "ask"), ("out.adverse", "adverse", "adverse"), True, True, history=0.8),
    Kind("favourable_amid", 1.5, (*_EVERYDAY, ""), ("user.result", "ask"), ("out.favourable", "favourable"), True, False, history=0.8),
    Kind("explained", 1.5, _DECIDING, ("user.result", "ask"), ("adverse", "out.adverse"), True, True, extra_first="info"),
    Kind("human", 6, (*_ANY, "sys.decides", "sys.announces"), ("user.empty", "user.result", "ask"), ("out.human",)),
    Kind("human_record", 3, (*_ANY, "sys.assists"), ("user.decided",), ("out.human_record",)),
    Kind("human_letter", 3, (*_ANY, "sys.assists"), ("user.decided",), ("out.draft", "out.adverse", "out.favourable")),
    Kind("draft", 3, (*_ANY, "sys.assists", "sys.assists"), ("user.draft",), ("out.draft", "out.draft", "quoted")),
    Kind("recommend", 3, ("sys.assists",) * 3 + ("sys.helpful", ""), ("user.staff",), ("out.recommend",)),
    Kind("recommend_profile", 2, ("sys.assists",) * 3 + ("",), ("user.staff",), ("out.profile",), profiling=True, extra="out.recommend"),
    Kind("pending", 5, _ANY, ("user.empty", "user.result", "ask", "user.general"), ("out.pending",)),
    Kind("needs", 3, _ANY, ("user.empty", "user.result", "ask"), ("out.needs",)),
    Kind("estimate", 3, _ANY, ("user.general", "user.result", "ask"), ("out.estimate",)),
    Kind("info", 6, (*_ANY, "sys.informs", "sys.informs"), ("user.general", "user.general", "ask"), ("info", "out.info")),
    Kind("advice", 3, ("sys.helpful", "sys.helpful", "", "sys.informs", "sys.area"), ("user.told",), ("out.advice", "info")),
    Kind("wish", 4, _ANY + _EVERYDAY, ("user.wish",), ("out.wish",)),
    Kind("refusal", 4, _ANY + _EVERYDAY, ("user.empty", "user.result", "user.general", "user.service", "user.staff"), ("out.refusal",)),
    Kind("story", 3, _PLAIN, ("user.story",), ("out.story", "out.story", "out.adverse")),
    Kind("code", 2, ("sys.helpful", "", "sys.service"), ("user.code",), ("out.code",), pad=0.1),
    Kind("tech", 3, ("sys.helpful", "", "sys.service"), ("user.code", "user.service", "user.empty"), ("out.tech",)),
    Kind("translate", 2, _PLAIN, ("user.translate",), ("out.translate", "out.adverse")),
    Kind("news", 1.5, _PLAIN, ("user.general", "user.story"), ("out.news",)),
    Kind("service", 12, _EVERYDAY, ("user.service",), ("out.service",), history=0.6, pad=0.4),
    Kind("small", 5, _ANY + _EVERYDAY, ("user.empty", "user.service", "user.result", "user.general"), ("out.small",), history=0.2),
    Kind("profile", 7, ("sys.notes",) * 3 + ("sys.assists", "sys.area", "sys.helpful", ""), ("user.profile", "user.profile", "user.staff"), ("out.profile",), profiling=True, pad=0.1),
    Kind("profile_special", 4, ("sys.notes",) * 3 + ("sys.assists", "sys.area", ""), ("user.profile",), ("out.profile_special",), profiling=True, special_category=True, pad=0.1),
    Kind("not_profile", 5, ("sys.notes",) * 2 + ("sys.helpful", "", "sys.area"), ("user.not_profile",), ("out.not_profile",)),
)  # fmt: skip


def make_text_cases(phrases: Phrases, rng: Random, count: int, domains: Sequence[str] | None = None) -> Iterator[Case]:
    """`count` cases of one language. domains: those to draw from; all of them by default."""
    chosen = rng.choices(KINDS, weights=[kind.weight for kind in KINDS], k=count)
    for kind in chosen:
        yield make_text_case(phrases, rng, kind, rng.choice(domains or phrases.domains))


def make_text_case(phrases: Phrases, rng: Random, kind: Kind, domain: str) -> Case:
    """One case of a kind."""
    filled = {"name": phrases.fill(rng, "{name}", domain), "ref": phrases.fill(rng, "{ref}", domain)}
    messages: list[Message] = []
    system = rng.choice(kind.systems)
    if system:
        messages.append({"role": "system", "content": pick_section(phrases, rng, system, domain, filled)})
    if rng.random() < kind.history:
        messages += everyday_turns(phrases, rng, domain)
    messages.append({"role": "user", "content": pick_section(phrases, rng, rng.choice(kind.users), domain, filled)})
    text = pick_section(phrases, rng, rng.choice(kind.outputs), domain, filled)
    if kind.extra_first:
        text = f"{pick_section(phrases, rng, kind.extra_first, domain, filled)} {text}"
    if kind.extra:
        text = f"{text} {pick_section(phrases, rng, kind.extra, domain, filled)}"
    text = _padded(phrases, rng, kind, domain, text)
    label = Label(
        kind.decision, kind.adverse, domain if kind.decision else "none", kind.profiling, kind.special_category
    )
    return Case(
        phrases.language, domain, kind.name, "text", [], messages, {"role": "assistant", "content": text}, label
    )


def everyday_turns(phrases: Phrases, rng: Random, domain: str) -> Iterator[Message]:
    """One to three turns of everyday service."""
    for _ in range(rng.randint(1, 3)):
        yield {"role": "user", "content": pick_section(phrases, rng, "user.service", domain, {})}
        said = pick_section(phrases, rng, rng.choice(("out.service", "out.small")), domain, {})
        yield {"role": "assistant", "content": said}


def pick_section(phrases: Phrases, rng: Random, section: str, domain: str, filled: dict[str, str]) -> str:
    """A phrase of a section; `adverse`, `info` and `ask` are those of the domain."""
    own = f"{section}.{domain}"
    name = own if phrases.has(own) else section
    text = phrases.pick(rng, name, domain, filled)
    if section == "ask" and rng.random() < 0.5:
        text += "?"
    return text.lower() if section.startswith("user") and rng.random() < 0.15 else text


def _padded(phrases: Phrases, rng: Random, kind: Kind, domain: str, text: str) -> str:
    if rng.random() < kind.pad:
        text = f"{phrases.pick(rng, 'pad.before', domain)} {text}"
    if rng.random() < kind.pad:
        text = f"{text} {phrases.pick(rng, 'pad.after', domain)}"
    if rng.random() < 0.05:
        text = f"**{text}**" if rng.random() < 0.5 else text.replace(". ", ".\n\n")
    return text
