"""Every field of the shipped files has its clause; values are frozen; words reach people in their language."""

from collections.abc import Iterator

import pytest
from pydantic import ValidationError

from sluis.policy.loading import load_policy, shipped_names
from sluis.policy.model import Keep, Policy, ProviderTools
from sluis.policy.section import Section, standing_of

POLICIES = {name: load_policy(name) for name in shipped_names()}
NO_CLAUSE_OF_THEIR_OWN = {"name", "title", "version", "articles"}
"""What says nothing of the law. Sections stand here by themselves: their fields are looked at one by one."""


def _fields(section: Section, path: str = "") -> Iterator[tuple[str, str]]:
    """Every field a file sets, with its clause."""
    for name, field in type(section).model_fields.items():
        value, key = getattr(section, name), field.alias or name
        if isinstance(value, Section):
            yield from _fields(value, f"{path}{key}.")
        elif name in section.model_fields_set and name not in NO_CLAUSE_OF_THEIR_OWN:
            yield f"{path}{key}", section.article(key)


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_each_field_of_a_shipped_file_has_its_clause(name: str) -> None:
    fields = dict(_fields(POLICIES[name]))
    assert len(fields) > 55
    assert [key for key, clause in fields.items() if not clause] == []


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_most_of_what_decides_stands_on_law_and_not_on_our_choice(name: str) -> None:
    decisions = [
        clause for key, clause in _fields(POLICIES[name]) if key.startswith("decisions.") and "hold." not in key
    ]
    assert sum(standing_of(clause) == "law" for clause in decisions) >= len(decisions) * 0.6


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_a_clause_speaks_of_its_own_law(name: str) -> None:
    """A clause of another region in a file is a slip of copying; what all share is marked as a choice."""
    foreign = {"gdpr": ("LGPD", "CCR", "Civ. Code"), "ccpa": ("LGPD",), "lgpd": ("CCR", "Civ. Code")}
    for key, clause in _fields(POLICIES[name]):
        if standing_of(clause) == "law":
            assert not any(word in clause for word in foreign.get(name, ())), key


def test_a_policy_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        POLICIES["gdpr"].region = "elsewhere"
    with pytest.raises(ValidationError):
        POLICIES["gdpr"].decisions.default = "allow"


@pytest.mark.parametrize("name", sorted(POLICIES))
@pytest.mark.parametrize("language", ["en", "nl", "de", "fr", "es", "pt", "it"])
def test_people_read_our_words_in_their_language(name: str, language: str) -> None:
    texts = POLICIES[name].texts_in(language)
    assert texts is POLICIES[name].texts_in(f"{language}-XX".upper())
    assert language == "en" or texts.held != POLICIES[name].texts["en"].held
    assert "{id}" in texts.held
    assert "{date}" in texts.held


def test_other_languages_read_english() -> None:
    assert POLICIES["gdpr"].texts_in("pl") is POLICIES["gdpr"].texts["en"]


NO_OUTCOME = ("reject", "approv", "refus", "declin", "afgewezen", "abgelehnt", "rechaz", "recus", "rifiut", "refusé")


@pytest.mark.parametrize("language", sorted(POLICIES["gdpr"].texts))
def test_what_is_held_hints_at_no_outcome(language: str) -> None:
    texts = POLICIES["gdpr"].texts_in(language)
    assert not [word for word in NO_OUTCOME for text in (texts.held, texts.expired) if word in text.lower()]


@pytest.mark.parametrize(
    ("name", "basis", "allowed"),
    [
        ("gdpr", "consent", True),
        ("gdpr", "credit_protection", False),
        ("lgpd", "credit_protection", True),
        ("ccpa", "legitimate_interests", True),
    ],
)
def test_a_basis_counts_where_the_law_knows_it(name: str, basis: str, allowed: bool) -> None:
    assert POLICIES[name].basis.allows(basis) is allowed


@pytest.mark.parametrize(
    ("name", "country", "age"),
    [("gdpr", "NO", 13), ("gdpr", "NL", 16), ("gdpr", "XX", 16), ("gdpr", None, 16), ("lgpd", "BR", 18)],
)
def test_the_age_of_consent_is_the_countrys(name: str, country: str | None, age: int) -> None:
    assert POLICIES[name].minors.age_in(country) == age


@pytest.mark.parametrize(
    ("right", "deadline"), [("opt_out_admt", "15bd"), ("access", "45cd+45cd"), ("other", "45cd+45cd")]
)
def test_a_right_may_have_its_own_deadline(right: str, deadline: str) -> None:
    assert str(POLICIES["ccpa"].rights.deadline_of(right)) == deadline


def test_employment_records_stay_longer_in_california() -> None:
    keep = POLICIES["ccpa"].retention.decision_log
    assert (str(keep.for_domain("employment")), str(keep.for_domain("housing"))) == ("48mo", "24mo")


@pytest.mark.parametrize("wrong", [{"default": "1mo", "min": "2mo"}, {"default": "3mo", "max": "2mo"}, {"min": "1mo"}])
def test_a_clock_keeps_within_what_the_law_sets(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Keep.model_validate(wrong)


def test_values_of_every_policy_survive_a_round_through_json() -> None:
    for policy in POLICIES.values():
        again = Policy.model_validate(policy.model_dump(mode="json", by_alias=True, exclude_none=True))
        assert again.model_dump() == policy.model_dump()


@pytest.mark.parametrize("kind", ["computer_use_preview", "image_generation", "local_shell", "hologram"])
def test_a_tool_of_the_provider_that_nothing_inspects_cannot_be_allowed(kind: str) -> None:
    assert ProviderTools(allowed=("web_search", "mcp")).allowed == ("web_search", "mcp")
    with pytest.raises(ValidationError, match="allowed"):
        ProviderTools.model_validate({"allowed": [kind]})
