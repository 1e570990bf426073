"""What the tools of a bot probably do, from their names, descriptions and schemas: a proposal for a person to confirm.

Nothing is declared by this: what a policy's `tools` say is final for the judge, so a person looks at each line first.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import yaml

from sluis.decisions.reading import EMPTY, Reading, read
from sluis.decisions.rules import SPECIAL, domain_of, outcome_of
from sluis.decisions.words import split_name, word_set
from sluis.errors import InvalidRequest
from sluis.profiling.naming import aspects_of_keys, aspects_of_name

Kind = Literal["decides", "profiles", "harmless", "unclear"]
MOST_DEPTH: Final = 5
MOST_VALUES: Final = 60
LOOKS_UP: Final = word_set(
    "get find list search look lookup fetch read show view query check count calculate convert describe retrieve "
    "download export translate summarize summarise think plan browse zoek toon haal lijst suche zeige liste hole "
    "cherche affiche trouve busca muestra lista obtener buscar listar mostrar cerca mostra trova"
)
"""First words of names of tools that only tell something."""
PEOPLE: Final = word_set(
    "customer client applicant candidate patient employee tenant user student member person policyholder claimant "
    "borrower debtor citizen driver klant aanvrager kandidaat huurder kunde antragsteller bewerber mieter client "
    "demandeur candidat locataire cliente solicitante candidato inquilino requerente richiedente"
)
_ACTS: Final = frozenset(("refuse", "grant", "end", "block", "reduce", "recover", "restore", "renew", "decision"))
_NO_MATTER: Final = frozenset(("none", "consumer"))


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one tool probably is. outcomes: value of `argument` to its direction. why: for whoever confirms it."""

    name: str
    kind: Kind
    why: str
    domain: str = "none"
    direction: str = "open"
    argument: str = ""
    outcomes: Mapping[str, str] = field(default_factory=dict)
    special_category: bool = False
    person: str = ""

    def declaration(self) -> Any:
        """As it stands under `tools` of a policy; None where nothing should be declared."""
        if self.kind == "unclear":
            return None
        if self.kind == "harmless":
            return "harmless"
        said: dict[str, Any] = {"decides": self.domain} if self.kind == "decides" else {"profiles": True}
        if self.argument:
            said |= {"argument": self.argument, "outcomes": dict(self.outcomes)}
        elif self.kind == "decides" and self.direction != "open":
            said["direction"] = self.direction
        if self.special_category:
            said["special_category"] = True
        if self.person:
            said["person"] = self.person
        return said


@dataclass(frozen=True, slots=True)
class _Tool:
    name: str
    purpose: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Property:
    path: str
    schema: Mapping[str, Any]

    @property
    def key(self) -> str:
        return self.path.rpartition(".")[2]


def read_tools(text: str) -> list[Mapping[str, Any]]:
    """The tools in a file: a JSON array of them, an object with `tools`, or recorded requests as JSON lines.

    InvalidRequest when there are none.
    """
    try:
        documents = [json.loads(text)]
    except ValueError:
        try:
            documents = [json.loads(line) for line in text.splitlines() if line.strip()]
        except ValueError as error:
            raise InvalidRequest(f"neither JSON nor JSON lines: {error}") from error
    found: dict[str, Mapping[str, Any]] = {}
    for document in documents:
        listed = document.get("tools") if isinstance(document, Mapping) else document
        for tool in listed if isinstance(listed, list) else ():
            if isinstance(tool, Mapping) and (read_one := _read(tool)):
                found.setdefault(read_one.name, tool)
    if not found:
        raise InvalidRequest("no tools: expected a JSON array of tools, or an object or lines with `tools`")
    return list(found.values())


def propose(tool: Mapping[str, Any]) -> Proposal:
    """What a tool probably is. Shapes: OpenAI's (function, custom), a bare function, or MCP's with `inputSchema`."""
    one = _read(tool)
    if one is None:
        raise InvalidRequest("a tool without a name")
    named, told = read(split_name(one.name)), read(one.purpose)
    properties = list(_properties(one.schema, "", 0))
    keys = read(". ".join(split_name(p.key) for p in properties))
    domain = domain_of([(named, 3.0), (told, 2.0), (keys, 1.0)])
    special = bool((named.concepts | told.concepts | keys.concepts) & SPECIAL)
    person = next((p.path for p in properties if PEOPLE & set(split_name(p.key).lower().split())), "")
    matters = domain not in _NO_MATTER and "consumer" not in named.concepts
    argument, outcomes = _outcome_argument(properties)
    given: dict[str, Any] = {"domain": domain, "special_category": special, "person": person}
    if matters and outcomes:
        return Proposal(
            one.name, "decides", f"`{argument}` holds the outcome", argument=argument, outcomes=outcomes, **given
        )
    if matters and (named.concepts & _ACTS or "decides" in named.concepts) and not _looks_up(one.name):
        return Proposal(one.name, "decides", "its name speaks of an outcome", direction=_direction(named), **given)
    if aspects := sorted({*aspects_of_name(one.name), *aspects_of_keys(one.schema)}):
        why = f"it evaluates a person: {', '.join(aspects)}"
        return Proposal(one.name, "profiles", why, special_category=special, person=person)
    return _of_no_matter(
        one, bool(outcomes or named.concepts & _ACTS), domain if matters and told.concepts & _ACTS else ""
    )


def _of_no_matter(tool: _Tool, has_outcome: bool, told: str) -> Proposal:
    """A tool that neither decides nor profiles for all that shows. told: a domain its description speaks of."""
    if has_outcome:
        return Proposal(tool.name, "unclear", "an outcome, but of what matter does not show")
    if _looks_up(tool.name):
        return Proposal(tool.name, "harmless", "it only tells something")
    why = f"its description speaks of outcomes in {told}" if told else "nothing tells of a decision"
    return Proposal(tool.name, "unclear", why)


def as_yaml(proposals: Iterable[Proposal]) -> str:
    """The proposals as the `tools` of a policy, each with its reason; unclear ones as comments."""
    lines, unclear = ["tools:"], []
    for proposal in proposals:
        said = proposal.declaration()
        key = yaml.safe_dump(proposal.name, allow_unicode=True, width=1000).splitlines()[0]
        if said is None:
            unclear.append(f"  # {key}: {proposal.why}")
            continue
        value = yaml.safe_dump(said, default_flow_style=True, sort_keys=False, allow_unicode=True, width=1000)
        lines.append(f"  {key}: {value.splitlines()[0]}  # {proposal.why}")
    if len(lines) == 1:
        lines = ["tools: {}"]
    if unclear:
        lines += ["  # Not declared, so that the judge looks at every call:", *unclear]
    return "\n".join(lines) + "\n"


def _read(tool: Mapping[str, Any]) -> _Tool | None:
    inner = tool.get("function") or tool.get("custom") or tool
    if not isinstance(inner, Mapping) or not isinstance(inner.get("name"), str) or not inner["name"]:
        return None
    purpose = inner.get("description")
    schema = inner.get("parameters") or inner.get("inputSchema") or inner.get("input_schema") or {}
    return _Tool(
        inner["name"], purpose if isinstance(purpose, str) else "", schema if isinstance(schema, Mapping) else {}
    )


def _properties(schema: Mapping[str, Any], path: str, depth: int) -> Iterator[_Property]:
    inside = schema.get("properties")
    if depth > MOST_DEPTH or not isinstance(inside, Mapping):
        return
    for key, inner in inside.items():
        if isinstance(inner, Mapping):
            at = f"{path}.{key}" if path else str(key)
            yield _Property(at, inner)
            yield from _properties(inner, at, depth + 1)


def _outcome_argument(properties: Iterable[_Property]) -> tuple[str, dict[str, str]]:
    """The path of the argument whose values are outcomes, and their directions; of several the one with most."""
    best: tuple[str, dict[str, str]] = ("", {})
    for one in properties:
        outcomes: dict[str, str] = {}
        values = one.schema.get("enum")
        if isinstance(values, list):
            for value in values[:MOST_VALUES]:
                if isinstance(value, str) and (said := _direction(read(_without_delay(value)))) != "open":
                    outcomes[value.strip().lower()] = said
        elif one.schema.get("type") == "boolean" and (said := _direction(read(split_name(one.key)))) != "open":
            outcomes = {"true": said, "false": "adverse" if said == "favourable" else "favourable"}
        if len(outcomes) > len(best[1]):
            best = (one.path, outcomes)
    return best


def _without_delay(value: str) -> str:
    """The words of a value; "on hold" blocks nothing, it only waits."""
    words = split_name(value)
    return "" if words.lower().split() in (["on", "hold"], ["hold"]) else words


def _direction(reading: Reading) -> str:
    adverse = outcome_of(reading.concepts) if reading is not EMPTY else None
    return "open" if adverse is None else "adverse" if adverse else "favourable"


def _looks_up(name: str) -> bool:
    first = split_name(name).lower().split()[:1]
    return bool(first) and first[0] in LOOKS_UP
