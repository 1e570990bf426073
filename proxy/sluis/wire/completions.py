"""Completions of a prompt, the older endpoint: where text stands in a request, and its answers as chat completions."""

from collections.abc import Iterator, Mapping
from typing import Any

from sluis.errors import InvalidRequest, UpstreamUnreadable
from sluis.wire.body import Limits
from sluis.wire.embeddings import text_or_list
from sluis.wire.places import (
    Place,
    check_form,
    check_hashed,
    check_number,
    check_places,
    not_guarded,
    read_bias,
    read_stop,
    text_place,
    tree_places,
)
from sluis.wire.positions import MODEL, WORD, Position

COMPLETIONS: tuple[Position, ...] = (
    Position("prompt", "inspected", "the text to go on with"),
    Position("prompt[]", "inspected", "each of several texts; numbers of tokens are refused"),
    Position("suffix", "inspected", "what comes after the answer"),
    Position("stop", "inspected", "a stop sequence"),
    Position("stop[]", "inspected", "a stop sequence"),
    Position("user", "hashed", "the provider needs an id, not the person's"),
    Position("model", "harmless", "names a model; letters, digits and ._:/+-, and a version behind an @"),
    Position("logit_bias.*", "harmless", "token numbers of at most 7 digits"),
)
_NUMBERS = frozenset(
    {
        "best_of", "echo", "frequency_penalty", "presence_penalty", "temperature", "top_p", "n", "seed", "max_tokens",
        "logprobs", "stream", "top_k", "min_p", "repetition_penalty", "ignore_eos", "min_tokens",
    }
)  # fmt: skip


def read_completions(body: dict[str, Any], limits: Limits, extra: frozenset[str] = frozenset()) -> list[Place]:
    """Every inspected place of a request for completions. Refuses what the table of positions does not know.

    extra: names of parameters an operator allows beyond OpenAI's; their strings are inspected.
    """
    check_form(body.get("model"), MODEL, "model", required=True)
    places = list(text_or_list(body, "prompt")) if body.get("prompt") is not None else []
    for name, value in body.items():
        if name not in ("model", "prompt") and value is not None:
            places += _parameter(body, name, value, limits, extra)
    check_places(places, limits)
    return places


def _parameter(body: dict[str, Any], name: str, value: Any, limits: Limits, extra: frozenset[str]) -> Iterator[Place]:
    if name in _NUMBERS:
        check_number(name, value, limits)
        if name == "best_of":
            check_number("n", value, limits)
    elif name == "suffix":
        yield text_place(body, name, name, "user")
    elif name == "stop":
        yield from read_stop(body, value, limits)
    elif name == "logit_bias":
        yield from read_bias(body, value, limits)
    elif name == "stream_options":
        if not isinstance(value, dict) or not all(WORD.fullmatch(k) and isinstance(v, bool) for k, v in value.items()):
            raise InvalidRequest("`stream_options` must map names to true or false.", param=name)
    elif name == "user":
        check_hashed(name, value)
    elif name in extra:
        yield from tree_places(body, name, f"{name}.*", "other")
    else:
        raise not_guarded(name)


def prompts_of(body: Mapping[str, Any]) -> list[str]:
    """The prompts of a request, each with what comes after its answer."""
    prompt, suffix = body.get("prompt"), body.get("suffix")
    texts = [prompt] if isinstance(prompt, str) else [text for text in prompt or () if isinstance(text, str)]
    return [f"{text}\n{suffix}" if suffix else text for text in texts]


def check_completion(answer: Any) -> dict[str, Any]:
    """The answer, if it is a completion we can read whole. UpstreamUnreadable otherwise."""
    choices = answer.get("choices") if isinstance(answer, dict) else None
    if not isinstance(choices, list) or not choices:
        raise UpstreamUnreadable("The model's answer is not a completion.")
    for choice in choices:
        if not isinstance(choice, dict) or not isinstance(choice.get("text"), str):
            raise UpstreamUnreadable("The model's answer holds a choice without a text.")
    assert isinstance(answer, dict)
    return answer


def to_chat(answer: Mapping[str, Any]) -> dict[str, Any]:
    """A completion as a chat completion."""
    choices = [
        {
            "index": choice.get("index", at),
            "message": {"role": "assistant", "content": choice["text"]},
            "finish_reason": choice.get("finish_reason"),
            "logprobs": choice.get("logprobs"),
        }
        for at, choice in enumerate(answer["choices"])
    ]
    return {**answer, "object": "chat.completion", "choices": choices}


def from_chat(completion: Mapping[str, Any]) -> dict[str, Any]:
    """A chat completion as a completion."""
    choices = [
        {
            "text": choice["message"].get("content") or "",
            "index": choice.get("index", at),
            "logprobs": choice.get("logprobs"),
            "finish_reason": choice.get("finish_reason"),
        }
        for at, choice in enumerate(completion["choices"])
    ]
    name = str(completion.get("id") or "").replace("chatcmpl-", "cmpl-", 1)
    return {**completion, "id": name, "object": "text_completion", "choices": choices}


def chunk_to_chat(chunk: Any) -> Any:
    """A piece of a stream as a piece of a chat stream; what is none stays as it is."""
    if not isinstance(chunk, dict) or not isinstance(chunk.get("choices"), list):
        return chunk
    choices = []
    for choice in chunk["choices"]:
        if not isinstance(choice, dict) or not isinstance(choice.get("text", ""), (str, type(None))):
            raise UpstreamUnreadable("The model's stream holds text in a form that is not known.")
        rest = {name: choice.get(name) for name in ("logprobs", "finish_reason")}
        choices.append({"index": choice.get("index", 0), "delta": {"content": choice.get("text") or ""}, **rest})
    return {**chunk, "object": "chat.completion.chunk", "choices": choices}


def chunk_from_chat(chunk: Mapping[str, Any]) -> dict[str, Any] | None:
    """A piece of a chat stream as a piece of this one; None where it says nothing that this one knows."""
    choices = [
        {
            "text": choice["delta"].get("content") or "",
            "index": choice["index"],
            "logprobs": None,
            "finish_reason": choice.get("finish_reason"),
        }
        for choice in chunk["choices"]
        if choice["delta"].get("content") or choice.get("finish_reason")
    ]
    if chunk["choices"] and not choices and "sluis" not in chunk:
        return None
    name = str(chunk.get("id") or "").replace("chatcmpl-", "cmpl-", 1)
    return {**chunk, "id": name, "object": "text_completion", "choices": choices}
