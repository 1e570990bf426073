"""What JSON keys say of their values, in seven languages and any spelling."""

import pytest

from sluis.detection.keys import is_payment_id, is_username, looks_like_name, read_keys, split_key, type_value


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("firstName", ("first", "name")),
        ("Geburts-Datum", ("geburts", "datum")),
        ("IBANNumber", ("iban", "number")),
        ("año_nacimiento", ("ano", "nacimiento")),
    ],
)
def test_keys_are_split_whatever_their_spelling(key: str, words: tuple[str, ...]) -> None:
    assert split_key(key) == words


@pytest.mark.parametrize(
    ("keys", "value", "kind"),
    [
        (("first_name",), "Ada", "PERSON"),
        (("voornaam",), "Ada", "PERSON"),
        (("customer", "name"), "Ada Vermeer", "PERSON"),
        (("dob",), "1984-05-03", "DATE_OF_BIRTH"),
        (("geburtsdatum",), "03.05.1984", "DATE_OF_BIRTH"),
        (("email",), "ada@example.org", "EMAIL_ADDRESS"),
        (("telefoonnummer",), "0612345678", "PHONE_NUMBER"),
        (("user", "address", "zip"), "94107", "POSTCODE"),
        (("order_id",), "#W2378156", "ORDER_ID"),
        (("orders", "id"), "W2378156", "ORDER_ID"),
        (("iban",), "NL91 ABNA 0417 1643 00", "IBAN_CODE"),
        (("api_key",), "sk-1234567890", "API_KEY"),
        (("kenteken",), "12-ABC-3", "LICENSE_PLATE"),
    ],
)
def test_telling_keys_type_their_values(keys: tuple[str, ...], value: str, kind: str) -> None:
    typed = type_value(read_keys(keys), value)
    assert typed is not None
    assert typed[2] == kind


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (("product", "name"), "Desk Lamp"),
        (("status",), "delivered"),
        (("price",), "129.99"),
        (("item_id",), "9523456873"),
        (("version",), "1.2.3"),
        (("email",), "none"),
        (("first_name",), "unknown"),
        (("phone",), "yes"),
        (("tool", "name"), "get_user_details"),
    ],
)
def test_other_keys_and_empty_values_type_nothing(keys: tuple[str, ...], value: str) -> None:
    assert type_value(read_keys(keys), value) is None


def test_sums_and_times_are_harmless() -> None:
    assert read_keys(("total_price",)).harmless
    assert not read_keys(("remarks",)).harmless


def test_user_names_and_means_of_payment_are_told_apart() -> None:
    assert is_username("sofia_kim_7287")
    assert not is_username("credit_card_987")
    assert is_payment_id("credit_card_9879898")
    assert not is_payment_id("sofia_kim_7287")
    assert looks_like_name("Ludwig van Beethoven")
    assert not looks_like_name("delivered")
