"""Numbers of orders, customers, staff and accounts by the word beside them; ordinary numbers stay."""

import pytest
from tests.detection.finding import found, types_in

from sluis.detection.recognizers.accounts import looks_like_id

KINDS = {"ORDER_ID", "CUSTOMER_ID", "PERSONNEL_ID", "ACCOUNT_ID", "DEVICE_ID"}


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("Where is order #W2378156?", "W2378156", "ORDER_ID"),
        ("mijn bestelnummer is 100023456", "100023456", "ORDER_ID"),
        ("Bestellnummer: 4711-0815", "4711-0815", "ORDER_ID"),
        ("ma commande n° 998877", "998877", "ORDER_ID"),
        ("mi pedido 55443322", "55443322", "ORDER_ID"),
        ("número do pedido: BR-77123", "BR-77123", "ORDER_ID"),
        ("il mio ordine IT-12345", "IT-12345", "ORDER_ID"),
        ("confirmation code ZFA04Y", "ZFA04Y", "ORDER_ID"),
        ("klantnummer 8812345", "8812345", "CUSTOMER_ID"),
        ("Kundennummer 77-12345", "77-12345", "CUSTOMER_ID"),
        ("personeelsnummer 004512", "004512", "PERSONNEL_ID"),
        ("employee id E-20391", "E-20391", "PERSONNEL_ID"),
        ("policy number POL-2024-8891", "POL-2024-8891", "ACCOUNT_ID"),
        ("Aktenzeichen 12-C-345-24", "12-C-345-24", "ACCOUNT_ID"),
        ("tracking number 1Z999AA10123456784", "1Z999AA10123456784", "ORDER_ID"),
    ],
)
def test_a_number_behind_its_word_is_found(text: str, value: str, kind: str) -> None:
    assert (value, kind) in found(text)


def test_every_number_of_a_list_is_found() -> None:
    assert [v for v, _ in found("orders W100001, W100002 and W100003")] == ["W100001", "W100002", "W100003"]


@pytest.mark.parametrize(
    "text",
    [
        "I ordered 3 items for $129.99",
        "the order of 2024 was large",
        "orders before 12:30 ship the 21st",
        "a 24-month contract",
        "order by 2024-05-15",
        "booking for 2 people",
        "get_order_details returned nothing",
        "customer satisfaction is 95%",
        "the account has 500MB",
        "claim within 30 days",
        "I found your reservation with flight HAT039",
        "I will place the order for item_id 6700049080 now",
    ],
)
def test_quantities_dates_and_measures_stay(text: str) -> None:
    assert not types_in(text) & KINDS


@pytest.mark.parametrize(
    ("value", "is_id"),
    [
        ("2024", False),
        ("8812", True),
        ("21st", False),
        ("24-month", False),
        ("W1", True),
        ("5kg", False),
        ("203.05", False),
    ],
)
def test_what_can_be_an_id(value: str, is_id: bool) -> None:
    assert looks_like_id(value) is is_id
