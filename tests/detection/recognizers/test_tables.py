"""What the head of a column says of the cells below it."""

import pytest
from tests.detection.finding import found, types_in

PEOPLE = """Here they are:

| First name | Last name | Phone | Orders |
|:---|---|---|--:|
| Joris | Castillo | 06-12345678 | 12 |
| Katja | Will | - | 3 |

That is all."""


def test_cells_of_a_markdown_table_are_what_their_columns_say() -> None:
    assert found(PEOPLE) == [
        ("Joris", "PERSON"),
        ("Castillo", "PERSON"),
        ("06-12345678", "PHONE_NUMBER"),
        ("Katja", "PERSON"),
        ("Will", "PERSON"),
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separated_values_are_read_the_same_way(separator: str) -> None:
    text = "\n".join(
        separator.join(row) for row in (("last name", "phone"), ("Castillo", "06-12345678"), ("Will", "0"))
    )
    assert found(text)[:3] == [("Castillo", "PERSON"), ("06-12345678", "PHONE_NUMBER"), ("Will", "PERSON")]


def test_a_column_of_names_holds_people_beside_what_only_people_have() -> None:
    assert ("Will Park", "PERSON") in found("name,e-mail,city\nWill Park,w@gmx.de,Utrecht")
    assert ("Golden Will", "PERSON") not in found("| name | price |\n|---|---|\n| Golden Will | 12 |")


@pytest.mark.parametrize(
    "text",
    [
        "| Product | Price |\n|---|---|\n| Red Will | 12 |",
        "Thanks, all\nSure, fine",
        "We sell apples, pears and plums\nWe ship to Rome, Paris and Bonn",
        "first name, please\nand then go",
        "a | b\nc | d",
    ],
)
def test_what_is_no_table_of_people_holds_none(text: str) -> None:
    assert "PERSON" not in types_in(text)


def test_a_comma_inside_quotes_and_a_row_of_another_length_end_no_table() -> None:
    text = (
        "customer_number,name,email,phone\n"
        'BK-3473122,"Velka, Mora",mora@post.example,+31 6 12041918\n'
        "a,b,c\n"
        "DM-6420464,Sofia Kim,sofia@post.example,+31 6 12897428\n"
    )
    values = {value for value, _ in found(text)}
    assert {"BK-3473122", "DM-6420464", "+31 6 12041918", "+31 6 12897428", "Sofia Kim"} <= values
