"""The fake model is what providers are: the tests of Sluis rest on it."""

import json
from typing import Any

import httpx
import pytest
from tests.support.replies import Call, Reply, chunks, completion
from tests.support.transport import AsgiTransport
from tests.support.upstream import Upstream

BODY: dict[str, Any] = {"model": "fake", "messages": [{"role": "user", "content": "my name is Oda Zemmer"}]}
REPLY = Reply(
    text="Hello «name is (\\w+)»",
    reasoning="hmm",
    calls=(Call("find", {"last": "«name is \\w+ (\\w+)»"}), Call("tell", '{"a": 1}', kind="custom")),
    piece=2,
)


def client(upstream: Upstream) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=AsgiTransport(upstream), base_url="http://model.test/v1")


def joined(pieces: list[dict[str, Any]]) -> dict[str, Any]:
    """What a client makes of the deltas of the first choice."""
    said: dict[str, Any] = {"content": "", "reasoning_content": "", "calls": {}}
    for choice in (c for piece in pieces for c in piece["choices"] if c["index"] == 0):
        delta = choice["delta"]
        said["content"] += delta.get("content") or ""
        said["reasoning_content"] += delta.get("reasoning_content") or ""
        for call in delta.get("tool_calls") or ():
            known = said["calls"].setdefault(call["index"], {"text": ""})
            known |= {k: call[k] for k in ("id", "type") if k in call}
            inner = call.get("function") or call.get("custom")
            known["text"] += inner.get("arguments") or inner.get("input") or ""
    return said


def test_a_reply_quotes_the_request_in_text_and_arguments() -> None:
    message = completion(REPLY, BODY)["choices"][0]["message"]
    assert message["content"] == "Hello Oda"
    assert json.loads(message["tool_calls"][0]["function"]["arguments"]) == {"last": "Zemmer"}


def test_the_pieces_of_a_stream_are_the_whole_answer() -> None:
    message = completion(REPLY, BODY)["choices"][0]["message"]
    said = joined(list(chunks(REPLY, BODY)))
    assert (said["content"], said["reasoning_content"]) == (message["content"], "hmm")
    assert [call["text"] for call in said["calls"].values()] == ['{"last": "Zemmer"}', '{"a": 1}']
    assert [call["id"] for call in said["calls"].values()] == [call["id"] for call in message["tool_calls"]]


def test_several_choices_are_interleaved() -> None:
    reply = Reply(text="aaaa", alternatives=(Reply(text="bbbb"),), piece=1)
    order = [c["index"] for piece in chunks(reply, {**BODY, "n": 2}) for c in piece["choices"]]
    assert order[:4] == [0, 1, 0, 1]


def test_usage_comes_last_and_only_when_asked() -> None:
    asked = list(chunks(REPLY, {**BODY, "stream_options": {"include_usage": True}}))
    assert asked[-1]["choices"] == []
    assert asked[-1]["usage"]["total_tokens"] > 0
    assert all("usage" not in chunk for chunk in chunks(REPLY, BODY))


def test_a_reply_survives_the_wire_to_the_process() -> None:
    assert Reply.parse(json.loads(json.dumps(REPLY.to_row()))) == Reply(
        **{**REPLY.to_row(), "calls": tuple(Call(**call) for call in REPLY.to_row()["calls"]), "alternatives": ()}
    )


async def test_it_records_what_it_saw_and_says_the_script_in_order() -> None:
    upstream = Upstream([Reply(text="one"), Reply(text="two")], default=Reply(text="again"))
    async with client(upstream) as http:
        said = [(await http.post("/chat/completions", json=BODY)).json() for _ in range(4)]
    assert [s["choices"][0]["message"]["content"] for s in said] == ["one", "two", "again", "again"]
    assert [seen.body for seen in upstream.seen] == [BODY] * 4


@pytest.mark.parametrize("stream", [False, True])
async def test_a_model_that_dies_breaks_the_connection(stream: bool) -> None:
    upstream = Upstream([Reply(text="a long text, told in pieces", behaviour="die_mid_stream")])
    async with client(upstream) as http:
        with pytest.raises(httpx.RemoteProtocolError):
            await http.post("/chat/completions", json={**BODY, "stream": stream})


async def test_pieces_arrive_when_they_are_sent() -> None:
    upstream = Upstream([Reply(text="slow text", behaviour="hang_mid_stream", after=2)])
    async with (
        client(upstream) as http,
        http.stream("POST", "/chat/completions", json={**BODY, "stream": True}) as response,
    ):
        first = await anext(response.aiter_raw())
        assert first.startswith(b"data: ")
        assert upstream.open_streams == 1
    assert upstream.open_streams == 0
