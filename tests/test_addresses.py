"""Addresses of models: what they mean, which are refused, and what a caller may choose."""

import pytest

from sluis.addresses import check_address, is_loopback, is_provider_address, parse_provider_address, place_of
from sluis.errors import ConfigurationError


def test_an_address_of_a_provider_has_its_parts() -> None:
    address = parse_provider_address("litellm:bedrock/eu.anthropic.claude-x-v1:0?region=eu-central-1")
    assert (address.provider, address.model, address.region) == (
        "bedrock",
        "eu.anthropic.claude-x-v1:0",
        "eu-central-1",
    )
    assert address.base == "https://bedrock-runtime.eu-central-1.amazonaws.com"
    assert not address.own_credentials


def test_the_region_may_stand_where_amazons_tools_look_for_it() -> None:
    assert parse_provider_address("litellm:bedrock", {"AWS_REGION": "cn-north-1"}).base.endswith(".amazonaws.com.cn")


def test_a_configured_model_answers_whatever_is_asked_for() -> None:
    assert parse_provider_address("litellm:gemini/gemini-x").choose("gpt-4o-mini") == "gemini-x"


@pytest.mark.parametrize(
    ("address", "asked", "chosen"),
    [
        ("litellm:anthropic", "claude-opus-4-5", "claude-opus-4-5"),
        ("litellm:anthropic/", "anthropic/claude-opus-4-5", "claude-opus-4-5"),
        ("litellm:anthropic/claude-opus*", "claude-haiku-4-5", None),
        ("litellm:anthropic/*", "claude-x/../y", None),
        ("litellm:anthropic", "gemini/gemini-x", None),
        ("litellm:gemini", "tunedModels/x", None),
        ("litellm:bedrock?region=eu-west-1", "converse_like/x", None),
        (
            "litellm:bedrock?region=eu-west-1",
            "us.meta.llama3-3-70b-instruct-v1:0",
            "us.meta.llama3-3-70b-instruct-v1:0",
        ),
        ("litellm:bedrock?region=eu-west-1", "meta.clarifai-x", None),
    ],
)
def test_a_caller_chooses_within_the_providers_prefix(address: str, asked: str, chosen: str | None) -> None:
    assert parse_provider_address(address).choose(asked) == chosen


@pytest.mark.parametrize(
    "address",
    [
        "litellm:openai/x",
        "litellm:",
        "litellm:anthropic/x?base=ftp://a",
        "litellm:anthropic/x?mock_response=y",
        "litellm:anthropic/x y",
        "litellm:bedrock/x?region=a.b",
        "http://models.example/v1",
        "models.example",
    ],
)
def test_what_cannot_be_honoured_is_refused(address: str) -> None:
    with pytest.raises(ConfigurationError):
        check_address(address, False, {})


def test_plain_text_is_for_this_machine_or_by_the_operators_word() -> None:
    check_address("litellm:anthropic/x?base=http://127.0.0.1:1", False, {})
    check_address("http://models.example/v1", True, {})


def test_a_key_belongs_to_a_place() -> None:
    assert place_of("https://a.example/v1") == place_of("https://a.example/other")
    assert place_of("https://a.example/v1") != place_of("https://b.example/v1")
    assert place_of("litellm:gemini/a") == place_of("litellm:gemini?x=y")
    assert place_of("litellm:gemini/a") != place_of("litellm:anthropic/a")
    assert place_of(None) == ""


def test_providers_and_servers_are_told_apart() -> None:
    assert is_provider_address("litellm:gemini/x")
    assert not is_provider_address("https://litellm.example")


def test_loopback() -> None:
    assert is_loopback("127.0.0.2")
    assert not is_loopback("10.0.0.1")
