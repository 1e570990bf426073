"""Sound goes to the operator's server, and comes back as text or not at all."""

import json
from collections.abc import Callable

import httpx
import pytest

from sluis.content.transcriber import HttpTranscriber
from sluis.errors import DetectorUnavailable
from sluis.upstream.client import UpstreamClient

SOUND = b"RIFF\0\0\0\0WAVEfmt "


def transcriber(answer: Callable[[httpx.Request], httpx.Response], key: str | None = "sk-own") -> HttpTranscriber:
    client = UpstreamClient("http://sound.test/v1", transport=httpx.MockTransport(answer))
    return HttpTranscriber(lambda: client, "whisper-1", key)


async def test_it_asks_as_openais_clients_do() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        request.read()
        seen.append(request)
        return httpx.Response(200, json={"text": "This is Ada."})

    assert await transcriber(answer).transcribe(SOUND, "wav") == "This is Ada."
    (request,) = seen
    assert request.url.path == "/v1/audio/transcriptions"
    assert request.headers["authorization"] == "Bearer sk-own"
    assert request.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert SOUND in request.content
    assert b'name="model"\r\n\r\nwhisper-1' in request.content
    assert b'filename="sound.wav"' in request.content


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500, text="Ada said no"),
        httpx.Response(200, text="not json"),
        httpx.Response(200, content=json.dumps({"text": 7}).encode()),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"other": "x"}),
    ],
)
async def test_anything_else_than_text_refuses_and_is_not_quoted(answer: httpx.Response) -> None:
    with pytest.raises(DetectorUnavailable) as refused:
        await transcriber(lambda _: answer).transcribe(SOUND, "wav")
    assert refused.value.code == "transcriber_failed"
    assert "Ada" not in str(refused.value.body())


async def test_a_server_that_is_not_there_refuses() -> None:
    def gone(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("gone")

    with pytest.raises(DetectorUnavailable):
        await transcriber(gone).transcribe(SOUND, "wav")
