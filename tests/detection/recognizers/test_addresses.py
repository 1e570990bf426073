"""Street addresses of seven languages as one span; other numbers with words stay."""

import pytest
from tests.detection.finding import found, types_in


@pytest.mark.parametrize(
    "street",
    [
        "825 Laurel Lane, Suite 595",
        "12 Main Street",
        "10 Downing Street",
        "Hoofdstraat 12-B",
        "Keizersgracht 123-II",
        "Lindenstraße 5",
        "Kurfürstendamm 21",
        "12 rue de la Paix",
        "Calle Mayor 5, 3º B",
        "C/ Alcalá, 123, 4ºD",
        "Camino Real 8",
        "Avenida de la Constitución 12",
        "Rua Augusta, 123, apto 4",
        "Via Roma 10",
        "Corso Italia 45",
        "Piazza Navona 3",
    ],
)
def test_streets_with_a_number_are_one_span(street: str) -> None:
    assert (street, "ADDRESS") in found(f"Please send it to {street}")


@pytest.mark.parametrize(
    "text",
    [
        "It takes 5 minutes to drive",
        "I have 3 more questions on the way",
        "a 4 star hotel with 2 rooms",
        "flight 123 via Paris",
        "the 2 options are fine",
        "on the road since 2019",
        "12 items in place of 10",
        "weg 5 procent",
        "3 people in the park",
    ],
)
def test_other_numbers_with_words_are_no_streets(text: str) -> None:
    assert "ADDRESS" not in types_in(text)


def test_post_boxes_are_addresses() -> None:
    assert found("Postbus 1234, Utrecht")[0] == ("1234", "ADDRESS")
