"""The clause behind each field, and how sure it is."""

import pytest
from pydantic import ValidationError

from sluis.policy.model import Minors
from sluis.policy.section import standing_of


@pytest.mark.parametrize(
    ("article", "standing"),
    [("GDPR Art. 22(1)", "law"), ("11 CCR 7155 (U)", "unverified"), ("GDPR Art. 5; (P) the number", "proposal")],
)
def test_what_a_field_stands_on(article: str, standing: str) -> None:
    assert standing_of(article) == standing


@pytest.mark.parametrize("articles", [{"aeg": "GDPR Art. 8(1)"}, {"age": "(P)"}, {"age": ""}])
def test_a_clause_of_no_field_or_without_words_is_refused(articles: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Minors.model_validate({"age": 16, "articles": articles})


def test_the_clause_of_a_field() -> None:
    minors = Minors.model_validate({"age": 16, "articles": {"age": "GDPR Art. 8(1)"}})
    assert minors.article("age") == "GDPR Art. 8(1)"
    assert minors.article("by_country") == ""
