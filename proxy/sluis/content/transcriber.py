"""Sound to text by a server of the operator's: `POST …/audio/transcriptions`, as OpenAI and its kin have it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import httpx

from sluis.errors import DetectorUnavailable, SluisError
from sluis.upstream.client import UpstreamClient


class Transcriber(Protocol):
    """Whatever makes text of sound."""

    async def transcribe(self, sound: bytes, form: str) -> str:
        """What is said. form: `wav` or `mp3`. DetectorUnavailable when that cannot be told."""
        ...


@dataclass(frozen=True, slots=True)
class HttpTranscriber:
    """client: gives that of the server's base URL. key: its API key, if it wants one. model: as the server names it."""

    client: Callable[[], UpstreamClient]
    model: str
    key: str | None = field(default=None, repr=False)

    async def transcribe(self, sound: bytes, form: str) -> str:
        files = {"file": (f"sound.{form}", sound, f"audio/{form}")}
        fields = {"model": self.model, "response_format": "json"}
        request = httpx.Request("POST", "http://sluis/", files=files, data=fields)
        try:
            answer = await self.client().send(
                "POST",
                "/audio/transcriptions",
                request.read(),
                self.key,
                {"content-type": request.headers["content-type"]},
            )
            async with answer:
                raw = await answer.read()
        except SluisError as error:
            raise _unavailable() from error
        if answer.status != 200:
            raise _unavailable()
        try:
            said = json.loads(raw)["text"]
        except (ValueError, KeyError, TypeError) as error:
            raise _unavailable() from error
        if not isinstance(said, str):
            raise _unavailable()
        return said


def _unavailable() -> DetectorUnavailable:
    return DetectorUnavailable(
        "The transcriber gave no usable answer, so the sound is not sent.", code="transcriber_failed"
    )
