"""A region's rules as frozen values: what a policy file may say, field by field. Reads no files, decides nothing."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PrivateAttr, Strict, model_validator

from sluis.policy.deciding import BasisName, Decisions, Scalar
from sluis.policy.identifiers import Identifiers
from sluis.policy.section import Article, Section
from sluis.policy.terms import (
    Category,
    Day,
    Deadline,
    Direction,
    Domain,
    DomainOrNone,
    Duration,
    Flag,
    Language,
    Name,
    Style,
    Term,
    TopicOutcome,
)

TEXT_PLACES = frozenset({"id", "date", "contact"})
_PLACE = re.compile(r"\{([^{}]*)\}")
Consent = Literal["explicit_consent", "opt_in", "objection", "opt_out", "notice", "none"]


class Basis(Section):
    """What allows personal data to be processed at all."""

    model: Literal["lawful_basis", "opt_out", "not_unlawful", "consent"] = Field(
        description="`lawful_basis`: one of the list must be declared; `opt_out`, `not_unlawful`: none need be"
    )
    allowed: tuple[BasisName, ...] = Field(default=(), description="bases a bot may declare")
    sensitive: tuple[BasisName, ...] = Field(default=(), description="bases that also carry special categories of data")

    @model_validator(mode="after")
    def _some(self) -> Self:
        if self.model in ("lawful_basis", "consent") and not self.allowed:
            raise ValueError("allowed is empty, so no bot could ever send anything")
        return self

    def allows(self, basis: str) -> bool:
        """Whether a bot may declare this basis. Where the law asks for none, any may be declared."""
        return basis in self.allowed or self.model in ("opt_out", "not_unlawful")


class Profiling(Section):
    """What is asked and recorded when a person is evaluated, ranked or predicted."""

    consent: Consent = Field(description="what must be there first")
    special: Consent = Field(description="the same where special categories are inferred")
    marketing_stop: Literal["absolute", "opt_out", "oppose", "withdraw", "none"] = Field(
        description="what an objection to profiling for marketing does"
    )
    log: Flag = Field(default=True, description="keep the profiling register")
    retention_days: Annotated[int, Strict(), Field(ge=1, le=36_500)] = Field(description="how long a record stays")
    categories: tuple[Name, ...] = Field(description="words for the aspects of a person that are evaluated")
    record: tuple[Name, ...] = Field(description="what the register must hold of each act of profiling")


class Notice(Section):
    """What people are told, and when."""

    when: Literal["at_collection", "at_or_before_collection", "with_consent_request", "before", "policy"] = Field(
        description="when the notice is given"
    )
    elements: tuple[Name, ...] = Field(description="what it must contain")
    bot: Literal["first_turn", "never"] = Field(
        default="first_turn", description="when the chat says that it is a machine"
    )
    names_llm: Flag = Field(default=True, description="the model's provider is named as a recipient")
    version: Literal["required", "optional"] = Field(
        default="required", description="whether a notice counts without version"
    )


class Right(Term):
    """One right of the people concerned."""

    article: Article = Field(description="clause that gives it")
    deadline: Deadline | None = Field(default=None, description="where it differs from rights.deadline")
    verify: Literal["none", "on_doubt", "identity", "strong"] | None = Field(
        default=None, description="where it differs"
    )


class Rights(Section):
    """What people may ask for, and how fast they must have an answer."""

    granted: dict[Name, Right] = Field(description="right to its clause")
    deadline: Deadline = Field(description="for an answer, unless the right has its own")
    acknowledge: Duration | None = Field(default=None, description="for confirming that a request came in")
    opt_out_deadline: Duration = Field(
        default=Duration(n=0, unit="h"), description="until an objection or opt-out takes effect"
    )
    verify: Literal["none", "on_doubt", "identity", "strong"] = Field(description="how sure one must be who asks")
    portability_format: Literal["machine_readable", "readily_usable", "common_electronic"] = Field(
        default="machine_readable", description="form of a copy that people take along"
    )
    appeal: tuple[Name, ...] = Field(default=(), description="where people can go when refused, first to last")
    free_per_year: Annotated[int, Strict(), Field(ge=1)] | None = Field(
        default=None, description="free requests in 12 months; none: all"
    )
    asks_again_after: Duration | None = Field(
        default=None, description="rest after an opt-out before consent may be asked again"
    )
    opt_out_signal: Literal["honour", "objection", "decisions", "off"] = Field(
        default="off",
        description="what a browser's opt-out signal (`Sec-GPC: 1`) is: `honour`, an opt-out of sale and sharing; "
        "`decisions`, of automatic decisions too; `objection`, one to those, where the bot's basis takes objections",
    )

    def deadline_of(self, right: str) -> Deadline:
        """The deadline for one right."""
        granted = self.granted.get(right)
        return granted.deadline if granted and granted.deadline else self.deadline


class Minors(Section):
    """From which age people speak for themselves."""

    age: Annotated[int, Strict(), Field(ge=1, le=21)] = Field(description="years; under it a person is a minor here")
    parent_below: Annotated[int, Strict(), Field(ge=1, le=21)] | None = Field(
        default=None, description="under this age a parent consents; none: under `age`"
    )
    by_country: dict[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], Annotated[int, Strict(), Field(ge=1, le=21)]] = (
        Field(default={}, description='country to age; write "NO" in quotes')
    )

    def age_in(self, country: str | None) -> int:
        """The age in a country (two capital letters), or the region's own."""
        return self.by_country.get(country or "", self.age)


class Topics(Section):
    """What becomes of a request that speaks of special categories of data about a person; `docs/entities.md` has them.

    They are recognised as topics: a diagnosis stays in the text, whatever its person is called there.
    """

    default: TopicOutcome = Field(
        default="record",
        description="`record`: passes, the receipt names the category, the audit log holds it sealed; `consent`: "
        "only where the bot's basis is one of `basis.sensitive` or `explicit_consent` is on file, asked of bots that "
        "enforce; `refuse`: never",
    )
    by_category: dict[Category, TopicOutcome] = Field(default={}, description="where one category differs")

    def outcome(self, category: str) -> TopicOutcome:
        """What becomes of one category."""
        return next((outcome for key, outcome in self.by_category.items() if key == category), self.default)


class Streaming(Section):
    """How streamed text waits for the verdict where the answer may hold a decision."""

    withhold: Literal["whole", "sentence", "never"] = Field(
        default="whole",
        description="how much text waits until it is judged: all of it, a sentence and the one before, or none; "
        "with never a decision in it is on record as delivered",
    )


class ProviderTools(Section):
    """Tools that the model's provider runs itself, before any verdict."""

    allowed: tuple[Literal["web_search", "web_search_preview", "file_search", "code_interpreter", "mcp"], ...] = Field(
        default=(), description="types that pass, in Responses: what they are given and say is inspected"
    )


class Upstream(Section):
    """What may be kept at the model's provider."""

    store: Literal["as_client", "never"] = Field(
        default="as_client",
        description="whether responses may be kept upstream: as the client asks, or never; with never nothing can be "
        "continued or fetched by its id",
    )
    conversations: Literal["kept_here", "refuse"] = Field(
        default="refuse",
        description="`conversation` objects of Responses; `kept_here`: Sluis keeps them itself, upstream there are "
        "only their responses, so `store: never` has none either",
    )

    @property
    def has_conversations(self) -> bool:
        """Whether a conversation object may be begun and continued."""
        return self.conversations == "kept_here" and self.store != "never"


class Content(Section):
    """What happens to pictures, sound and documents. What is not read here is refused, never relayed unseen."""

    images: Literal["refuse", "ocr"] = Field(
        default="refuse", description="pictures; `ocr`: read by Tesseract, personal places painted over"
    )
    audio: Literal["refuse", "transcribe"] = Field(
        default="refuse", description="sound; `transcribe`: its text leaves, by the operator's transcriber"
    )
    files: Literal["refuse", "extract"] = Field(
        default="refuse", description="documents; `extract`: their text leaves, the file itself never does"
    )
    max_parts: Annotated[int, Strict(), Field(ge=1, le=200)] = Field(
        default=20, description="parts that are no text in one request, history included"
    )
    max_bytes: Annotated[int, Strict(), Field(ge=1, le=100_000_000)] = Field(
        default=6_000_000, description="size of one part, decoded"
    )
    max_pages: Annotated[int, Strict(), Field(ge=1, le=5_000)] = Field(
        default=200, description="pages or sheets of one document"
    )
    max_characters: Annotated[int, Strict(), Field(ge=1, le=1_900_000)] = Field(
        default=400_000, description="text of one document or transcript"
    )
    max_pixels: Annotated[int, Strict(), Field(ge=1, le=200_000_000)] = Field(
        default=25_000_000, description="width times height of one picture"
    )
    ocr_confidence: Annotated[int, Strict(), Field(ge=30, le=95)] = Field(
        default=60, description="words read less surely than this are painted over, many of them refused"
    )


class Keep(Term):
    """How long something is kept; a bare duration is the default. min, max: what the law sets."""

    default: Duration = Field(description="how long")
    min: Duration | None = Field(default=None, description="not shorter, by law")
    max: Duration | None = Field(default=None, description="not longer, by law")
    by_domain: dict[Domain, Duration] = Field(default={}, description="longer, by law, in a domain")

    @model_validator(mode="before")
    @classmethod
    def _short(cls, given: Any) -> Any:
        return {"default": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min and self.default.approximate_days < self.min.approximate_days:
            raise ValueError(f"default {self.default} is shorter than min {self.min}")
        if self.max and self.default.approximate_days > self.max.approximate_days:
            raise ValueError(f"default {self.default} is longer than max {self.max}")
        return self

    def for_domain(self, domain: str) -> Duration:
        """How long where the record concerns this domain."""
        for key, duration in self.by_domain.items():
            if key == domain and duration.approximate_days > self.default.approximate_days:
                return duration
        return self.default


class Retention(Section):
    """A clock for each store; profiling has its own in profiling.retention_days."""

    vault_map: Keep = Field(description="values and their pseudonyms, after a conversation's last use")
    request_log: Keep = Field(description="requests by which people used their rights")
    decision_log: Keep = Field(description="decisions: what was held, by whom reviewed, how")
    assessment: Keep = Field(description="impact and risk assessments, after what they assess has ended")
    hold_payload: Keep = Field(description="the contents of a hold, after it was closed")
    audit_log: Keep = Field(description="the audit log")


class BreachTerm(Term):
    """When someone is told of a breach. within: none, where the law says only `at once`."""

    when: Literal["always", "risk", "high_risk", "relevant_risk", "over_500_residents", "if_needed"] = Field(
        description="in which cases"
    )
    within: Duration | None = Field(default=None, description="none: without undue delay")


class Breach(Section):
    """Who learns of a breach, and when."""

    authority: BreachTerm = Field(description="the supervisory authority")
    person: BreachTerm = Field(description="the people concerned")
    register_all: Flag = Field(
        default=True, alias="register", description="every breach is written down, also a harmless one"
    )


class Transfer(Section):
    """What allows the model to be in another country."""

    rule: tuple[Literal["adequacy", "dpf", "scc_tia", "scc", "contract", "consent", "safeguards"], ...] = Field(
        description="grounds that carry a transfer"
    )
    prompt_mode: Literal["tokens_only"] = Field(
        default="tokens_only", description="what the model may see: pseudonyms only"
    )


class ToolDeclaration(Term):
    """What a tool does when it is called, as a person has declared it; `harmless` alone is enough for many."""

    decides: DomainOrNone | None = Field(default=None, description="domain of the decision that a call carries out")
    direction: Direction = Field(default="open", description="of every call, where no outcomes are named")
    argument: str | None = Field(
        default=None, min_length=1, description="dotted path of the argument that holds the outcome"
    )
    outcomes: dict[str, Direction] = Field(default={}, description="value of that argument to the direction it means")
    profiles: Flag = Field(default=False, description="every call evaluates a person")
    special_category: Flag = Field(default=False, description="special categories of data play a part")
    person: str | None = Field(
        default=None, min_length=1, description="dotted path of the argument that names the person concerned"
    )
    harmless: Flag = Field(default=False, description="never decides about or evaluates a person")

    @model_validator(mode="before")
    @classmethod
    def _short(cls, given: Any) -> Any:
        if isinstance(given, str):
            if given != "harmless":
                raise ValueError("must be `harmless`, or say what the tool decides")
            return {"harmless": True}
        return given

    @model_validator(mode="after")
    def _one_meaning(self) -> Self:
        if self.harmless and (self.decides or self.profiles or self.outcomes or self.argument):
            raise ValueError("is both harmless and deciding; only one of them can hold")
        if not (self.harmless or self.decides or self.profiles):
            raise ValueError("says neither what it decides, nor that it profiles, nor that it is harmless")
        if bool(self.outcomes) != bool(self.argument):
            raise ValueError("argument and outcomes need each other")
        if (self.outcomes or self.argument) and not self.decides:
            raise ValueError("outcomes without decides can never match")
        if self.outcomes and self.direction != "open":
            raise ValueError("direction never counts where outcomes are named")
        return self


class Guard(Term):
    """A guardrails-ai validator that the operator has installed, run on what the model answers."""

    name: Name = Field(description="name in verdicts and logs")
    validator: str = Field(
        pattern=r"^[A-Za-z_][\w.]*:[A-Za-z_]\w*$", description="`module:Class` of an installed validator"
    )
    args: dict[str, Scalar | tuple[Scalar, ...]] = Field(default={}, description="what it is made with")
    where: Literal["text", "arguments", "both"] = Field(default="text", description="what it looks at")
    on_fail: Literal["fix", "refrain", "exception"] = Field(
        default="exception", description="what guardrails-ai does when it fails"
    )
    outcome: Literal["hold", "block"] | None = Field(
        default=None, description="ours then; none: exception holds, refrain blocks, fix repairs"
    )
    timeout_seconds: Annotated[float, Strict(), Field(gt=0, le=30)] = Field(
        default=2.0, description="after this it counts as failed"
    )


class Duty(Term):
    """A duty that another law lays on top."""

    since: Day = Field(alias="from", description="first day")
    article: Article = Field(description="clause")
    domains: tuple[Domain, ...] = Field(default=(), description="areas of life; none: all")
    keep_logs: Duration | None = Field(default=None, description="decisions are kept at least this long")


class Texts(Term):
    """What people read in the chat, in one language. {id}: reference, {date}: by when, {contact}: who takes it up."""

    held: str = Field(min_length=10, description="while a person looks at it")
    rejected: str = Field(min_length=10, description="after a person said no")
    expired: str = Field(min_length=10, description="when nobody decided in time")
    blocked: str = Field(min_length=10, description="when no decision is possible here")
    approved: str = Field(min_length=10, description="added when a person has let a decision through")
    contact: str = Field(min_length=2, description="fills {contact}")

    @model_validator(mode="after")
    def _known_places(self) -> Self:
        for field in type(self).model_fields:
            for place in _PLACE.findall(getattr(self, field)):
                if place not in TEXT_PLACES:
                    raise ValueError(f"{field} holds {{{place}}}; only {{id}}, {{date}} and {{contact}} are filled in")
        if "{id}" not in self.held:
            raise ValueError("held must hold {id}, or nobody could find the case again")
        return self


class Policy(Section):
    """A region's rules. name, digest: identify exactly this content; both stand in every record."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.+-]{0,127}$")] = Field(
        description="default: the file's name"
    )
    title: str = Field(default="", description="for people")
    region: Name = Field(description="the body of law")
    places: tuple[Annotated[str, Field(pattern=r"^[A-Z]{2,3}(-[A-Z0-9]{1,3})?$")], ...] = Field(
        description='where the people live: country codes, `US-CA`, or EU, EEA; write "NO" in quotes'
    )
    version: Day = Field(description="day on which the file was last compared with the law")
    overlays: dict[Name, dict[Name, Duty]] = Field(default={}, description="other laws on top, duty by duty")
    holidays: tuple[Day, ...] = Field(default=(), description="days that are no business days, beside weekends")
    basis: Basis = Field(description="what allows processing at all")
    decisions: Decisions = Field(description="what becomes of decisions about people")
    profiling: Profiling = Field(description="what is asked and recorded when people are evaluated")
    notice: Notice = Field(description="what people are told")
    rights: Rights = Field(description="what people may ask")
    minors: Minors = Field(description="from which age people speak for themselves")
    identifiers: Identifiers = Field(description="how personal values leave")
    retention: Retention = Field(description="how long each store keeps")
    breach: Breach = Field(description="who learns of a breach")
    transfer: Transfer = Field(description="what allows the model to be elsewhere")
    topics: Topics = Field(default=Topics(), description="texts that speak of special categories of data")
    streaming: Streaming = Field(default=Streaming(), description="how streamed text waits")
    provider_tools: ProviderTools = Field(default=ProviderTools(), description="tools the provider runs itself")
    upstream: Upstream = Field(default=Upstream(), description="what may be kept at the model's provider")
    content: Content = Field(default=Content(), description="pictures, sound, documents")
    tools: dict[Annotated[str, Field(min_length=1, max_length=128)], ToolDeclaration] = Field(
        default={}, description="what the bot's tools do"
    )
    guards: tuple[Guard, ...] = Field(default=(), description="guardrails-ai validators")
    texts: dict[Language, Texts] = Field(description="what people read in the chat")
    _digest: str = PrivateAttr("")
    _parts: tuple["Policy", ...] = PrivateAttr(())

    @model_validator(mode="after")
    def _english(self) -> Self:
        if "en" not in self.texts:
            raise ValueError("texts needs `en`, which stands in for languages that are missing")
        return self

    @property
    def digest(self) -> str:
        """12 hex digits of the SHA-256 of what the policy says, whatever the form of its file."""
        return self._digest

    @cached_property
    def id(self) -> str:
        """How a policy stands in records and headers: gdpr@0123456789ab. To be asked for once the digest is known."""
        return f"{self.name}@{self._digest}"

    @property
    def parts(self) -> tuple["Policy", ...]:
        """The policies this one was merged from; empty for one that was not."""
        return self._parts

    @cached_property
    def styles(self) -> dict[str, Style]:
        """Every entity type with the style in which it leaves."""
        return dict(self.identifiers.all_styles())

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """As pydantic's; what was worked out of the fields before is not copied: they may change here."""
        copied = super().model_copy(update=update, deep=deep)
        for worked_out in ("styles", "id"):
            copied.__dict__.pop(worked_out, None)
        return copied

    def texts_in(self, language: str) -> Texts:
        """Our words in a language, in English where there are none."""
        found = {str(code): texts for code, texts in self.texts.items()}
        return found.get(language[:2].lower(), found["en"])
