"""What goes on to a provider: listed fields only; what has no meaning there is refused or left out."""

from typing import Any

import pytest

from sluis.errors import InvalidRequest, NotInspectable
from sluis.upstream.provider_request import HINTS, MEANT, provider_arguments

USER = [{"role": "user", "content": "Hello."}]
ALL = frozenset({*MEANT, *HINTS})


def made(supported: frozenset[str] = ALL, **body: Any) -> dict[str, Any]:
    return provider_arguments({"model": "m", "messages": USER, **body}, supported)


def test_a_wish_is_left_out_where_the_provider_has_nothing_like_it() -> None:
    assert made(frozenset(), seed=7, frequency_penalty=1.0) == {"messages": USER}
    assert made(seed=7)["seed"] == 7


@pytest.mark.parametrize("name", ["logprobs", "n", "stop", "response_format", "tool_choice", "reasoning_effort"])
def test_what_changes_the_answer_is_refused_there(name: str) -> None:
    with pytest.raises(InvalidRequest) as error:
        made(frozenset(), **{name: 2})
    assert (error.value.code, error.value.param) == ("parameter_not_offered", name)


def test_what_means_something_to_openai_only_is_left_out() -> None:
    given = {"store": True, "metadata": {"a": "b"}, "prompt_cache_key": "k", "verbosity": "low", "prediction": {}}
    assert made(**given) == {"messages": USER}


def test_the_hashed_id_of_a_person_goes_as_user() -> None:
    assert made(safety_identifier="h")["user"] == "h"
    assert made(safety_identifier="h", user="u")["user"] == "u"


@pytest.mark.parametrize(
    "name",
    ["api_base", "base_url", "api_key", "custom_llm_provider", "mock_response", "fallbacks", "extra_headers", "client",
     "litellm_params", "metadata_", "callbacks", "aws_bedrock_runtime_endpoint", "proxy_server_request", "messages_"],
)  # fmt: skip
def test_nothing_of_litellms_own_can_be_asked_for(name: str) -> None:
    with pytest.raises(InvalidRequest):
        made(**{name: "x"})


def test_a_stream_says_how_many_words_it_was_where_that_is_asked() -> None:
    assert made(stream=True)["stream"] is True
    assert made(stream=True, stream_options={"include_usage": True, "x": 1})["stream_options"] == {
        "include_usage": True
    }
    assert "stream_options" not in made(stream_options={"include_usage": True})


def test_messages_keep_the_fields_providers_know() -> None:
    message = {"role": "assistant", "content": None, "refusal": "I may not.", "reasoning_content": "hm", "audio": None}
    assert made(messages=[message])["messages"] == [{"role": "assistant", "content": "I may not."}]
    assert made(messages=[{"role": "developer", "content": "Be kind."}])["messages"][0]["role"] == "system"


def test_parts_hold_their_content_themselves() -> None:
    parts = [
        {"type": "text", "text": "a", "cache_control": {"type": "ephemeral"}},
        {"type": "refusal", "refusal": "no"},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
    ]
    kept = made(messages=[{"role": "user", "content": parts}])["messages"][0]["content"]
    assert kept == [parts[0], {"type": "text", "text": "no"}, parts[2]]


@pytest.mark.parametrize(
    "part",
    [
        {"type": "image_url", "image_url": {"url": "https://elsewhere.example/a.png"}},
        {"type": "image_url", "image_url": "https://elsewhere.example/a.png"},
        {"type": "file", "file": {"file_id": "file-1"}},
        {"type": "file", "file": {"file_data": "gs://bucket/x"}},
        {"type": "input_audio", "input_audio": {"data": "AAAA"}},
        {"type": "document", "url": "data:"},
    ],
)
def test_nothing_is_fetched(part: dict[str, Any]) -> None:
    with pytest.raises(NotInspectable):
        made(messages=[{"role": "user", "content": [part]}])


@pytest.mark.parametrize("kind", ["custom", "other"])
def test_calls_of_other_tools_than_functions_are_refused_in_the_history_too(kind: str) -> None:
    call = {"id": "call_1", "type": kind, kind: {"name": "note", "input": "x"}}
    with pytest.raises(InvalidRequest) as refused:
        made(messages=[{"role": "assistant", "content": None, "tool_calls": [call]}])
    assert (refused.value.code, refused.value.param) == ("tool_not_offered", "messages")
