"""A part of a policy whose fields each carry the clause of law they stand on."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from sluis.policy.terms import Term

Standing = Literal["law", "unverified", "proposal"]
_MARK = re.compile(r"\((U|P)\)")


def _said(source: str) -> str:
    if len(source.replace("(P)", "").replace("(U)", "").strip()) < 3:
        raise ValueError(
            "must name the clause, as in `GDPR Art. 22(1)`; `(U)` marks what is unverified, `(P)` a choice"
        )
    return source


Article = Annotated[
    str,
    AfterValidator(_said),
    Field(description="clause of law; `(U)` marks an unverified one, `(P)` a choice of ours"),
]


def standing_of(article: str) -> Standing:
    """Whether a field stands on a clause read in full, on an unverified one, or on a choice the law leaves open."""
    marks = set(_MARK.findall(article))
    return "proposal" if "P" in marks else "unverified" if "U" in marks else "law"


class Section(Term):
    """articles: field name to clause of law. A field without one is no error here; shipped files have one for each."""

    articles: dict[str, Article] = Field(default={}, description="field of this section to its clause of law")

    @model_validator(mode="after")
    def _articles_of_own_fields(self) -> Self:
        names = {field.alias or name for name, field in type(self).model_fields.items()} - {"articles"}
        for key in self.articles:
            if key not in names:
                near = get_close_matches(key, names, 1)
                raise ValueError(
                    f"articles names a field that is not here: {key}" + (f" (did you mean {near[0]}?)" if near else "")
                )
        return self

    def article(self, field: str) -> str:
        """The clause behind a field of this section; empty when the file names none."""
        return self.articles.get(field, "")

    def fields_given(self) -> Iterator[str]:
        """The fields that the file sets, without the articles themselves."""
        yield from (name for name in self.model_fields_set if name != "articles")
