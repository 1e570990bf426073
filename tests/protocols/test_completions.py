"""Completions as the chat completions they could have been, whole and in pieces."""

from typing import Any

from sluis.holds.answers import Asked, Mark
from sluis.protocols.completions import COMPLETIONS
from sluis.protocols.protocol import Flow, Voice


class Loud:
    """Restores by shouting, with one letter's delay."""

    def __init__(self) -> None:
        self._kept = ""

    def feed(self, piece: str) -> str:
        said, self._kept = self._kept + piece[:-1], piece[-1:]
        return said.upper()

    def flush(self) -> str:
        return self._kept.upper()


VOICE = Voice(str.upper, str.upper, str.upper)


def chunk(text: str, index: int = 0, finish: str | None = None) -> dict[str, Any]:
    choice = {"text": text, "index": index, "logprobs": None, "finish_reason": finish}
    return {"id": "cmpl-1", "object": "text_completion", "model": "m", "choices": [choice]}


def said(events: list[dict[str, Any]]) -> dict[int, str]:
    texts: dict[int, str] = {}
    for event in events:
        for choice in event["choices"]:
            texts[choice["index"]] = texts.get(choice["index"], "") + choice["text"]
    return texts


def test_a_request_is_seen_as_a_chat_of_its_prompts() -> None:
    view = COMPLETIONS.view({"model": "m", "prompt": ["a", "b"], "suffix": "c"})
    assert [m["content"] for m in view["messages"]] == ["a\nc", "b\nc"]
    assert COMPLETIONS.view({"model": "m", "prompt": None})["messages"] == [{"role": "user", "content": ""}]
    assert COMPLETIONS.wants_logprobs({"logprobs": 0})
    assert not COMPLETIONS.wants_logprobs({})


def test_choices_of_a_stream_are_restored_each_by_itself() -> None:
    stream = COMPLETIONS.stream(Flow(Loud))
    out: list[dict[str, Any]] = []
    for piece in (chunk("ab"), chunk("xy", 1), chunk("c", 0, "stop"), chunk("z", 1, "stop")):
        out += stream.feed(piece)
    assert stream.is_finished
    out += stream.rest(stream.answer(), VOICE)
    assert said(out) == {0: "ABC", 1: "XYZ"}
    assert {event["object"] for event in out} == {"text_completion"}
    assert stream.said == {0, 1}


def test_withheld_text_comes_after_the_verdict_only() -> None:
    stream = COMPLETIONS.stream(Flow(Loud, withhold=True, flows=False))
    assert [event for piece in (chunk("ab"), chunk("c", 0, "stop")) for event in stream.feed(piece)] == []
    answer = stream.answer()
    assert answer["choices"][0]["text"] == "abc"
    assert said(stream.rest(answer, VOICE)) == {0: "ABC"}


def test_a_notice_has_this_endpoints_form_and_the_holds_id() -> None:
    notice = COMPLETIONS.notice(Mark("hold_1", "pending"), Asked("m", 1), "Please wait.")
    assert (notice["id"], notice["object"]) == ("cmpl-hold_1", "text_completion")
    assert notice["choices"][0]["text"] == "Please wait."
    assert notice["sluis"]["hold_id"] == "hold_1"
    assert said(COMPLETIONS.events(notice, {})) == {0: "Please wait."}
    assert COMPLETIONS.led(notice, "First.")["choices"][0]["text"] == "First.\n\nPlease wait."


def test_logprobs_go_where_a_value_was_put_back() -> None:
    answer = {**chunk("ab", 0, "stop")}
    answer["choices"][0]["logprobs"] = {"tokens": ["ab"]}
    assert COMPLETIONS.restored(answer, VOICE)["choices"][0] == {
        "text": "AB", "index": 0, "logprobs": None, "finish_reason": "stop"
    }  # fmt: skip
    assert VOICE.dropped == ["logprobs"]
