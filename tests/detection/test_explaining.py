"""Who found a span, beside what, and what it won over: without quoting the value."""

from sluis.detection.engine import Engine
from sluis.values import Leaf, Personal


def explained(text: str, *known: Personal) -> list[tuple[str, str, list[str]]]:
    found = Engine().explain([Leaf(text)], known)[0]
    return [(e.span.entity_type, str(e), [str(rival) for rival in e.over]) for e in found]


def test_the_rule_the_cue_and_the_check_digits_are_told() -> None:
    ((kind, reason, _),) = explained("Mijn BSN is 111222333.")
    assert kind == "NL_BSN"
    assert reason == "national.nl_bsn, beside 'bsn', check digits agree"


def test_a_telephone_number_has_no_check_digits() -> None:
    ((kind, reason, _),) = explained("Call me on +31 6 12345678.")
    assert kind == "PHONE_NUMBER"
    assert reason == "contact.phone, beside 'call', a number that can be assigned"


def test_what_it_won_over_is_told_with_the_reason() -> None:
    ((kind, reason, over),) = explained("Ask 212-555-0187 for bank account 111222333.")[1:]
    assert kind == "BANK_ACCOUNT"
    assert "finance.account" in reason
    assert any("NL_BSN" in rival and rival.endswith("it is likelier") for rival in over), over


def test_what_was_known_says_so_and_no_value_is_quoted() -> None:
    found = explained("Does Zorvan agree?", Personal("PERSON", "Zorvan Quillfeather"))
    assert [reason for _, reason, _ in found] == ["spread:known, known from elsewhere in the conversation"]
    assert "Zorvan" not in str(found[0][1:])
