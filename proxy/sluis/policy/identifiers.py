"""How personal values leave, as a policy says it: styles by entity type, and an operator's own identifiers."""

import re
from difflib import get_close_matches
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from sluis.policy.entities import ENTITY_TYPES, NATIONAL_IDENTIFIERS
from sluis.policy.section import Section
from sluis.policy.terms import STYLES, Flag, Name, Share, Style, Term

MAX_PATTERN_CHARACTERS = 300
MAX_LISTED = 100_000
MIN_LISTED_CHARACTERS = 2
_NESTED = re.compile(r"[+*}]\)+[+*{]|[+*}]\?\)+[+*{]")
"""A repetition of a repetition, `(a+)+`: such patterns can take for ever on a hostile text."""


def _known_type(value: str) -> str:
    if value not in ENTITY_TYPES:
        near = get_close_matches(value, sorted(ENTITY_TYPES), 1, 0.5)
        raise ValueError(f"no such entity type: {value}" + (f" (did you mean {near[0]}?)" if near else ""))
    return value


EntityType = Annotated[str, AfterValidator(_known_type)]


def _compilable(value: str) -> str:
    try:
        compiled = re.compile(value)
    except re.error as problem:
        raise ValueError(f"not a regular expression: {problem.msg}") from problem
    if compiled.match(""):
        raise ValueError("matches the empty text, so it would match everywhere")
    if _NESTED.search(value):
        raise ValueError("repeats a repetition, as in (a+)+: that can take for ever; write it without")
    return value


Pattern = Annotated[str, Field(min_length=2, max_length=MAX_PATTERN_CHARACTERS), AfterValidator(_compilable)]


class OwnPattern(Term):
    """An identifier of the operator's own, found by its form."""

    entity_type: EntityType = Field(description="what it is")
    pattern: Pattern = Field(description="regular expression; group 1, where there is one, is the value")
    cues: tuple[str, ...] = Field(
        default=(), description="words of which one must stand nearby; none: the form is enough"
    )
    score: Share = Field(default=0.8, description="how sure a hit is")


class ListedValues(Term):
    """Values that are always personal (or never), given here or in a CSV file beside the policy."""

    entity_type: EntityType | None = Field(default=None, description="what they are")
    values: tuple[str, ...] = Field(default=(), exclude=True, repr=False, description="the values themselves")
    csv: str | None = Field(default=None, description="CSV file with a heading, path from the policy file")
    column: str | None = Field(default=None, description="heading of the column to take; none: the first")
    ignore_case: Flag = Field(default=True, description="capitals make no difference")

    @model_validator(mode="after")
    def _has_values(self) -> Self:
        if self.csv is None and not self.values:
            raise ValueError("needs values or a csv file")
        if self.column and self.csv is None:
            raise ValueError("column says nothing without csv")
        short = sum(len(v.strip()) < MIN_LISTED_CHARACTERS for v in self.values)
        if short:
            raise ValueError(
                f"{short} of its values are shorter than {MIN_LISTED_CHARACTERS} characters and would match everywhere"
            )
        if len(self.values) > MAX_LISTED:
            raise ValueError(f"holds more than {MAX_LISTED} values")
        return self

    def __str__(self) -> str:
        return f"{len(self.values)} values"


class DenyList(ListedValues):
    """Values that are always replaced."""

    entity_type: EntityType = Field(description="what they are")


class Identifiers(Section):
    """How each kind of personal value leaves."""

    default: Style = Field(default="shaped", description="for entity types not named here")
    national_id: Style = Field(
        default="placeholder", description="for identifiers a state gives, unless named in styles"
    )
    styles: dict[EntityType, Style] = Field(default={}, description="entity type to style")
    patterns: dict[Name, OwnPattern] = Field(default={}, description="identifiers of your own, by form")
    deny: dict[Name, DenyList] = Field(default={}, description="values that are always replaced")
    allow: dict[Name, ListedValues] = Field(
        default={}, description="values that are never personal, as the names of your own brands"
    )
    score_at_least: Share = Field(default=0.5, description="hits less sure than this are left alone")

    @model_validator(mode="after")
    def _credentials_never_stay(self) -> Self:
        for kind in ("PASSWORD", "API_KEY"):
            if self.styles.get(kind) == "keep":
                raise ValueError(f"styles.{kind}: a credential cannot be kept in what leaves; use redact or block")
        return self

    def style(self, entity_type: str) -> Style:
        """The style of an entity type."""
        found = self.styles.get(entity_type)
        if found is not None:
            return found
        return self.national_id if entity_type in NATIONAL_IDENTIFIERS else self.default

    def all_styles(self) -> dict[str, Style]:
        """Every entity type with its style."""
        return {kind: self.style(kind) for kind in sorted(ENTITY_TYPES)}


def strictest_style(*styles: Style) -> Style:
    """block > redact > placeholder > shaped > keep."""
    return max(styles, key=STYLES.index)
