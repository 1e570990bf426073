"""Passwords, codes, keys and tokens; talk about passwords and hashes stays."""

import pytest
from tests.detection.finding import found, types_in

from sluis.detection.recognizers.credentials import is_random, looks_like_password

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dBjftJeZ4CVPmB92K27uhbUJU1p1r"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("My password is hunter2!", "hunter2!"),
        ("wachtwoord: Zomer2024$", "Zomer2024$"),
        ("Passwort lautet Gehe1m!", "Gehe1m!"),
        ("mot de passe : Soleil!99", "Soleil!99"),
        ("mi contraseña es Gato#77", "Gato#77"),
        ("a senha é Flor@123", "Flor@123"),
        ("PIN 4821", "4821"),
        ("CVV: 123", "123"),
        ("DB_PASSWORD=s3cr3t-x", "s3cr3t-x"),
    ],
)
def test_passwords_and_pins_are_found(text: str, value: str) -> None:
    assert (value, "PASSWORD") in found(text)


@pytest.mark.parametrize(
    "key",
    [
        "sk-proj-a8Fk2LmQ9xZr7TbVw3Yc",
        "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        "AKIAIOSFODNN7EXAMPLE",
        "xoxb-123456789012-abcdefGHIJKL",
        "hf_aBcDeFgHiJkLmNoPqRsTuV",
        JWT,
    ],
)
def test_keys_of_known_form_speak_for_themselves(key: str) -> None:
    assert (key, "API_KEY") in found(f"export X={key}")


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer abc123def456ghi789jkl012",
        "X-Api-Key: 9f8e7d6c5b4a39281706f5e4d3c2b1a0",
        "https://x.example/?token=abcdef1234567",
    ],
)
def test_keys_are_found_by_what_stands_in_front(text: str) -> None:
    assert "API_KEY" in types_in(text)


def test_a_private_key_is_one_span() -> None:
    key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\nAQEFAASC\n-----END PRIVATE KEY-----"
    assert found(f"here:\n{key}\nbye") == [(key, "API_KEY")]


@pytest.mark.parametrize(
    "text",
    [
        "I forgot my password",
        "The password reset link was sent",
        "password is required",
        "self.password = password",
        "your-api-key-here",
        "api_key = os.environ['KEY']",
        "token count 128000 tokens",
        "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
        "sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "550e8400-e29b-41d4-a716-446655440000",
        "client_secret={client_secret}",
        "the secret of happiness",
        "Bearer of good news arrived",
        "task-force skills",
    ],
)
def test_talk_about_secrets_and_hashes_stays(text: str) -> None:
    assert not types_in(text) & {"PASSWORD", "API_KEY"}


def test_what_can_be_a_secret() -> None:
    assert looks_like_password("Zomer2024$")
    assert not looks_like_password("vergeten")
    assert is_random("a8Fk2LmQ9xZr")
    assert not is_random("xxxxxxxxxxx1")
