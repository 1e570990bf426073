"""Where parts that are no text stand, in each protocol, and what stands there afterwards."""

from typing import Any

import pytest

from sluis.errors import SluisError
from sluis.wire.parts import PictureText, SeenPicture, anthropic_parts, chat_parts, responses_parts

URL = "data:image/png;base64,AAAA"
CACHE = {"cache_control": {"type": "ephemeral"}}


def message(*blocks: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": list(blocks)}]}


def item(*blocks: Any) -> dict[str, Any]:
    return {"input": [{"role": "user", "content": list(blocks)}]}


def test_chat_parts_are_found_and_replaced_where_they_stand() -> None:
    body = message(
        {"type": "text", "text": "look"},
        {"type": "image_url", "image_url": {"url": URL, "detail": "low"}, **CACHE},
        {"type": "file", "file": {"file_data": "data:;base64,AA==", "filename": "a.pdf"}},
        {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}},
    )
    image, file, sound = chat_parts(body)
    assert [(p.kind, p.position) for p in (image, file, sound)] == [
        ("image", "messages[].content[].image_url"),
        ("file", "messages[].content[].file"),
        ("audio", "messages[].content[].input_audio"),
    ]
    assert (image.data, file.filename, sound.media_type) == (URL, "a.pdf", "audio/wav")
    reading = PictureText(text="x")
    image.put_picture("data:image/png;base64,BBBB", reading)
    file.put_text("said")
    sound.put_text("heard")
    content = body["messages"][0]["content"]
    assert content == [
        {"type": "text", "text": "look"},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,BBBB", "detail": "low"}, **CACHE},
        {"type": "text", "text": "said"},
        {"type": "text", "text": "heard"},
    ]
    assert isinstance(content[1], SeenPicture)
    assert content[1].reading is reading


def test_responses_parts_are_found_in_messages_and_in_what_tools_gave_back() -> None:
    body = item(
        {"type": "input_image", "image_url": URL, "detail": "high"}, {"type": "input_file", "file_data": "AA=="}
    )
    body["input"].append({"type": "function_call_output", "output": [{"type": "input_image", "file_id": "file-1"}]})
    image, file, elsewhere = responses_parts(body)
    assert [p.position for p in (image, file, elsewhere)] == [
        "input[].content[].input_image", "input[].content[].input_file", "input[].output[].input_image",
    ]  # fmt: skip
    assert (image.data, file.data, elsewhere.data) == (URL, "AA==", None)
    image.put_picture("data:image/png;base64,BBBB", PictureText(text=""))
    file.put_text("said")
    assert body["input"][0]["content"] == [
        {"type": "input_image", "image_url": "data:image/png;base64,BBBB", "detail": "high"},
        {"type": "input_text", "text": "said"},
    ]


def test_anthropic_parts_are_found_in_messages_and_in_what_tools_gave_back() -> None:
    source = {"type": "base64", "media_type": "image/png", "data": "AAAA"}
    pdf = {"type": "base64", "media_type": "application/pdf", "data": "AAAA"}
    plain = {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "Dear Ada"}}
    body = message(
        {"type": "image", "source": source, **CACHE},
        {"type": "document", "source": pdf, "title": "Letter", "context": "from Bo", "citations": {"enabled": True}},
        {
            "type": "tool_result",
            "tool_use_id": "t",
            "content": [{"type": "image", "source": {"type": "url", "url": "x"}}],
        },
        plain,
    )
    image, document, elsewhere = anthropic_parts(body)
    assert (image.data, image.media_type, document.filename, elsewhere.data) == ("AAAA", "image/png", "Letter", None)
    image.put_picture("data:image/jpeg;base64,BBBB", PictureText(text=""))
    document.put_text("said")
    content = body["messages"][0]["content"]
    assert content[:2] == [
        {"type": "image", "source": {"type": "base64", "media_type": "image/jpeg", "data": "BBBB"}, **CACHE},
        {"type": "text", "text": "from Bo\nsaid"},
    ]
    assert content[3] is plain


@pytest.mark.parametrize(
    "block",
    [
        {"type": "image_url", "image_url": "data:image/png;base64,AAAA"},
        {"type": "image_url", "image_url": {"url": URL, "caption": "Ada"}},
        {"type": "image_url", "image_url": {"url": 7}},
        {"type": "image_url", "image_url": {"url": URL, "detail": "Ada"}},
        {"type": "file", "file": {"file_data": "AAAA", "author": "Ada"}},
        {"type": "file", "file": {"file_data": ["AAAA"]}},
        {"type": "input_audio", "input_audio": {"data": "AAAA", "format": {"name": "Ada"}}},
    ],
)
def test_fields_that_are_not_known_are_refused_and_not_quoted(block: dict[str, Any]) -> None:
    with pytest.raises(SluisError) as refused:
        list(chat_parts(message(block)))
    assert refused.value.status == 400
    assert "Ada" not in str(refused.value.body())


@pytest.mark.parametrize(
    "body", [{}, {"messages": 7}, {"messages": [7]}, message(7, None, [], {"type": ["x"]}, {"type": "x"})]
)
def test_what_is_no_part_is_left_to_the_reader_of_the_protocol(body: dict[str, Any]) -> None:
    assert list(chat_parts(body)) == []
    assert list(anthropic_parts(body)) == []
    assert list(responses_parts({"input": body.get("messages")})) == []
