"""E-mail addresses as typed and as said, user names, handles, IP and MAC addresses."""

import pytest
from tests.detection.finding import found, types_in

from sluis.detection.recognizers.contact import is_person_handle


@pytest.mark.parametrize(
    "value",
    [
        "ada@example.org",
        "ada.vermeer+x@mail.example.co.uk",
        "j_o'neil@example.com",
        "información@correo.es",
        "a1@xn--bcher-kva.example",
        "ADA@EXAMPLE.ORG",
    ],
)
@pytest.mark.parametrize("sentence", ["write to {}.", "<{}>", "mailto:{}", "({})", "| x | {} |", '"{}"'])
def test_email_addresses_are_found_wherever_they_stand(value: str, sentence: str) -> None:
    assert (value, "EMAIL_ADDRESS") in found(sentence.format(value))


@pytest.mark.parametrize(
    "said",
    [
        "jan at example dot nl",
        "jan (at) example (dot) nl",
        "jan (at) example (punt) nl",
        "jan [at] example [dot] com",
        "jan apenstaartje gmail punt com",
        "juan arroba gmail punto com",
        "max punkt mustermann at gmx punkt de",
        "mario chiocciola libero punto it",
        "jean point dupont arobase orange point fr",
        "max.muster ät gmx punkt de",
        "ana.lopez arroba correos.es",
    ],
)
def test_email_addresses_are_found_as_they_are_said(said: str) -> None:
    assert (said, "EMAIL_ADDRESS") in found(f"mail me on {said}")


@pytest.mark.parametrize(
    "text",
    ["@property def x", "user@localhost", "meet at noon. com on", "git@", "3 @ 5 EUR", "look at point four of it"],
)
def test_other_uses_of_at_are_no_email_addresses(text: str) -> None:
    assert not types_in(text) & {"EMAIL_ADDRESS", "USERNAME"}


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("192.168.1.12", "IP_ADDRESS"),
        ("84.22.101.9", "IP_ADDRESS"),
        ("2001:db8::ff00:42:8329", "IP_ADDRESS"),
        ("00:1B:44:11:3A:B7", "MAC_ADDRESS"),
        ("00-1B-44-11-3A-B7", "MAC_ADDRESS"),
    ],
)
def test_machine_addresses_are_found(value: str, kind: str) -> None:
    assert (value, kind) in found(f"from {value} today")


@pytest.mark.parametrize(
    "text",
    [
        "python 3.11.2.1",
        "chapter 12.3.4.5",
        "at 12:30:45",
        "127.0.0.1",
        "0.0.0.0",
        "std::vector",
        "1.2.3",
        "version 10.2.33.4",
        "ratio 1:2:3",
        "256.1.1.1",
    ],
)
def test_versions_chapters_and_times_are_no_machine_addresses(text: str) -> None:
    assert not types_in(text) & {"IP_ADDRESS", "MAC_ADDRESS"}


def test_user_names_are_found_and_things_are_not() -> None:
    assert ("mei_davis_1234", "USERNAME") in found("my id is mei_davis_1234")
    assert ("jdevries88", "USERNAME") in found("gebruikersnaam: jdevries88")
    assert "USERNAME" not in types_in("item_1234 and gift_card_123 and step_2")
    assert not is_person_handle("gpt_4")


def test_email_addresses_are_found_as_a_transcript_hears_them() -> None:
    assert ("havocmano 11 gmailcom", "EMAIL_ADDRESS") in found("my email address is havocmano 11 gmailcom")
    assert "EMAIL_ADDRESS" not in types_in("I use gmail.com a lot")
