"""The model behind us fails in every way it can; the caller gets one of our errors and nothing is retried."""

import json
from typing import Any

import httpx
import pytest
from tests.support.replies import Behaviour, Reply
from tests.support.transport import AsgiTransport
from tests.support.upstream import Upstream

from sluis.errors import UpstreamError, UpstreamUnreadable
from sluis.upstream.client import UpstreamClient, error_from, status_of

BODY: dict[str, Any] = {"model": "fake", "messages": [{"role": "user", "content": "hello"}]}


def client(upstream: Upstream, limit: int = 1_000_000) -> UpstreamClient:
    return UpstreamClient("http://model.test/v1/", limit=limit, transport=AsgiTransport(upstream))


async def ask(upstream: Upstream, limit: int = 1_000_000, **more: Any) -> bytes:
    model = client(upstream, limit)
    try:
        async with await model.send("POST", "/chat/completions", json.dumps({**BODY, **more}).encode(), "sk") as answer:
            return await answer.read()
    finally:
        await model.aclose()


async def test_the_key_and_the_body_arrive_as_given_at_the_path_below_the_base_url() -> None:
    upstream = Upstream([Reply(text="hi")])
    assert json.loads(await ask(upstream))["choices"][0]["message"]["content"] == "hi"
    (seen,) = upstream.seen
    assert (seen.method, seen.path) == ("POST", "/v1/chat/completions")
    assert seen.headers["authorization"] == "Bearer sk"
    assert seen.body == BODY


@pytest.mark.parametrize("behaviour", ["die", "die_mid_body", "die_mid_stream"])
@pytest.mark.parametrize("stream", [False, True])
async def test_a_connection_that_breaks_is_an_upstream_error_and_is_not_tried_again(
    behaviour: Behaviour, stream: bool
) -> None:
    upstream = Upstream([Reply(text="a text that is long enough to be cut", behaviour=behaviour)])
    with pytest.raises(UpstreamError):
        await ask(upstream, stream=stream)
    assert len(upstream.seen) == 1


async def test_an_answer_beyond_the_limit_is_not_read_to_its_end() -> None:
    with pytest.raises(UpstreamUnreadable) as caught:
        await ask(Upstream([Reply(text="x", behaviour="endless")]), limit=100_000)
    assert caught.value.code == "answer_too_large"


async def test_a_model_that_nobody_serves_is_an_upstream_error() -> None:
    model = UpstreamClient("http://127.0.0.1:9/v1")
    with pytest.raises(UpstreamError) as caught:
        await model.send("POST", "/chat/completions", b"{}", None)
    await model.aclose()
    assert caught.value.code == "upstream_unreachable"


async def test_a_redirect_is_not_followed() -> None:
    """The upstream is the operator's choice; an answer may not send us elsewhere."""
    elsewhere: list[str] = []

    async def answer(request: httpx.Request) -> httpx.Response:
        elsewhere.append(str(request.url))
        return httpx.Response(307, headers={"location": "http://elsewhere.test/v1/chat/completions"})

    model = UpstreamClient("http://model.test/v1", transport=httpx.MockTransport(answer))
    async with await model.send("POST", "/chat/completions", b"{}", "sk") as got:
        assert got.status == 307
    assert elsewhere == ["http://model.test/v1/chat/completions"]
    await model.aclose()


def test_a_models_own_error_keeps_status_type_and_code() -> None:
    given = {
        "error": {"message": "Too many.", "type": "rate_limit_error", "code": "rate_limit_exceeded", "param": None}
    }
    error = error_from(429, given, own_key=False)
    assert status_of(error) == 429
    assert error.body("req_1")["error"] == {**given["error"], "id": "req_1"}


@pytest.mark.parametrize("status", [401, 403])
def test_the_operators_key_being_refused_is_not_told_as_the_callers_fault(status: int) -> None:
    error = error_from(
        status, {"error": {"message": "Incorrect API key provided: sk-12***", "type": "x"}}, own_key=True
    )
    assert status_of(error) == 502
    assert "sk-12" not in json.dumps(error.body())


@pytest.mark.parametrize("body", [None, [], "text", {"error": "text"}, {"error": {"message": 3}}, {"detail": "x"}])
def test_an_error_in_no_known_shape_becomes_ours(body: Any) -> None:
    error = error_from(500, body, own_key=False).body("req_1")["error"]
    assert error["message"] == "The model answered with status 500."
    assert error["code"] == "upstream_error"
