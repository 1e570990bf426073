"""Parts as the policy says: refused, or replaced by what was read of them."""

import base64
from typing import Any

import pytest
from tests.support.documents import data_url, drawn, encoded

from sluis.content.inspector import Inspector
from sluis.content.workshop import Workshop
from sluis.coverage import Coverage
from sluis.errors import DetectorUnavailable, SluisError
from sluis.policy.model import Content
from sluis.values import Span
from sluis.wire.parts import SeenPicture, chat_parts

READS = Content(files="extract", images="ocr", audio="transcribe")
WAV = b"RIFF\0\0\0\0WAVEfmt "


class Counting(Workshop):
    """A workshop that counts, and does no work: every picture reads the same line."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []
        self.boxes: list[dict[str, Any]] = []

    async def work(self, do: str, data: bytes, **job: Any) -> tuple[dict[str, Any], bytes]:
        self.done.append(do)
        if do == "extract":
            return {"kind": "text", "pages": 1, "left_out": {"pictures": 1}}, data
        if do == "cover":
            self.boxes = job["boxes"]
            return {"media_type": "image/png"}, b"painted"
        words = [
            (0, 4, {"text": "Dear", "left": 0, "top": 0, "right": 30, "bottom": 10, "line": [0, 1, 1, 1, 1]}),
            (5, 8, {"text": "Ada", "left": 40, "top": 1, "right": 60, "bottom": 10, "line": [0, 1, 1, 1, 1]}),
            (9, 17, {"text": "Vermeer,", "left": 0, "top": 20, "right": 90, "bottom": 30, "line": [0, 1, 1, 1, 2]}),
        ]
        unsure = [{"text": "x", "left": 200, "top": 200, "right": 220, "bottom": 210, "line": [0, 1, 1, 1, 9]}]
        said = {
            "text": "Dear Ada\nVermeer,",
            "words": words,
            "unsure": unsure,
            "left_out": {},
            "media_type": "image/png",
        }
        return said, b"pixels"


class Listening:
    def __init__(self, said: str = "This is Ada.") -> None:
        self.said, self.heard = said, 0

    async def transcribe(self, _sound: bytes, _form: str) -> str:
        self.heard += 1
        return self.said


def body(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": list(parts)}]}


def file(data: bytes = b"hello", **more: Any) -> dict[str, Any]:
    return {"type": "file", "file": {"file_data": data_url("text/plain", data), "filename": "note.txt", **more}}


def image(url: str | None = None) -> dict[str, Any]:
    url = url or data_url("image/png", encoded(drawn("x")))
    return {"type": "image_url", "image_url": {"url": url}}


def sound(data: bytes = WAV) -> dict[str, Any]:
    return {"type": "input_audio", "input_audio": {"data": base64.b64encode(data).decode(), "format": "wav"}}


async def inspected(asked: dict[str, Any], rules: Content = READS, **parts: Any) -> tuple[Coverage, list[Any]]:
    receipt = Coverage()
    made = Inspector(parts.get("transcriber", Listening()), parts.get("workshop", Counting()))
    return receipt, await made.inspect(chat_parts(asked), rules, receipt)


@pytest.mark.parametrize("part", [file(), image(), sound()], ids=["file", "image", "audio"])
async def test_by_default_every_kind_is_refused_and_nothing_is_read(part: dict[str, Any]) -> None:
    workshop = Counting()
    with pytest.raises(SluisError) as refused:
        await inspected(body(part), Content(), workshop=workshop)
    assert refused.value.code == "content_not_inspectable"
    assert refused.value.param == f"messages[].content[].{part['type']}"
    assert not workshop.done


@pytest.mark.parametrize(
    ("part", "code"),
    [
        (image("https://example.com/?ada"), "content_not_included"),
        (image("file:///etc/passwd"), "content_not_included"),
        (image(" data:image/png;base64,AAAA"), "content_not_included"),
        (file(file_id="file-123"), "content_not_included"),
        ({"type": "file", "file": {"file_id": "file-123"}}, "content_not_included"),
        ({"type": "file", "file": {}}, "content_not_included"),
        (file(b"x" * 2000), "content_too_large"),
        (image(data_url("image/svg+xml", b"<svg/>")), "content_type_not_inspectable"),
        (sound(b"OggS"), "content_type_not_inspectable"),
    ],
)
async def test_what_is_elsewhere_too_large_or_not_read_is_refused_where_it_stands(part: Any, code: str) -> None:
    with pytest.raises(SluisError) as refused:
        await inspected(body(part), READS.model_copy(update={"max_bytes": 1000}))
    assert (refused.value.code, refused.value.param) == (code, f"messages[].content[].{part['type']}")


async def test_a_file_becomes_its_text_and_a_sound_its_transcript() -> None:
    asked = body(file(), sound())
    receipt, pictures = await inspected(asked)
    assert asked["messages"][0]["content"] == [
        {"type": "text", "text": "[File: note (text; not read: pictures 1)]\n\nhello\n\n[/File]"},
        {"type": "text", "text": "[Transcript]\nThis is Ada.\n[/Transcript]"},
    ]
    assert receipt.content == {"files": 1, "pages": 1, "sounds": 1}
    assert receipt.left_out == {"pictures": 1}
    assert pictures == []


async def test_a_picture_is_painted_where_values_stand_and_where_it_cannot_be_read() -> None:
    asked, workshop, receipt = body(image()), Counting(), Coverage()
    inspector = Inspector(None, workshop)
    (picture,) = await inspector.inspect(chat_parts(asked), READS, receipt)
    seen = asked["messages"][0]["content"][0]
    assert isinstance(seen, SeenPicture)
    assert seen.reading is picture
    picture.hidden = [(Span(5, 16, "PERSON", 0.9), "Gukvilokam Kovdefumar")]
    await inspector.cover([picture], receipt)
    assert workshop.boxes == [
        {"left": 40, "top": 1, "right": 60, "bottom": 10},
        {"left": 0, "top": 20, "right": 90, "bottom": 30, "label": "Gukvilokam Kovdefumar"},
        {"left": 200, "top": 200, "right": 220, "bottom": 210},
    ]
    assert asked["messages"][0]["content"][0]["image_url"]["url"] == data_url("image/png", b"painted")
    assert receipt.content == {"pictures": 1, "painted": 3}


async def test_a_word_with_the_sign_of_an_address_is_painted_though_nobody_found_one() -> None:
    workshop = Counting()
    inspector = Inspector(None, workshop)
    (picture,) = await inspector.inspect(chat_parts(body(image())), READS, Coverage())
    picture.words[1][2]["text"], picture.hidden = "A@a", []
    await inspector.cover([picture], Coverage())
    assert {"left": 40, "top": 1, "right": 60, "bottom": 10} in workshop.boxes


async def test_a_picture_that_nobody_looked_at_is_not_sent() -> None:
    inspector = Inspector(None, Counting())
    pictures = await inspector.inspect(chat_parts(body(image())), READS, Coverage())
    with pytest.raises(DetectorUnavailable):
        await inspector.cover(pictures, Coverage())


async def test_what_was_read_is_not_read_again() -> None:
    workshop, listening = Counting(), Listening()
    inspector = Inspector(listening, workshop)
    for _ in range(3):
        await inspector.inspect(chat_parts(body(file(), image(), sound())), READS, Coverage())
    assert workshop.done == ["extract", "look"]
    assert listening.heard == 1
    await inspector.inspect(chat_parts(body(file(filename="other.txt"))), READS, Coverage())
    await inspector.inspect(chat_parts(body(file())), READS.model_copy(update={"max_pages": 7}), Coverage())
    assert workshop.done == ["extract", "look", "extract", "extract"]


async def test_too_many_parts_and_too_long_or_empty_transcripts_are_refused() -> None:
    for asked, rules, said, code in (
        (body(*[file()] * 3), {"max_parts": 2}, "x", "content_too_large"),
        (body(sound()), {"max_characters": 5}, "too long", "content_too_large"),
        (body(sound()), {}, " ", "content_without_text"),
    ):
        with pytest.raises(SluisError) as refused:
            await inspected(asked, READS.model_copy(update=rules), transcriber=Listening(said))
        assert refused.value.code == code


async def test_without_a_transcriber_sound_is_refused() -> None:
    with pytest.raises(DetectorUnavailable) as refused:
        await inspected(body(sound()), transcriber=None)
    assert refused.value.code == "transcriber_failed"
