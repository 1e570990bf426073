"""Content parts that are no text: where pictures, files and sound stand in a request, and what may take their place.

Each protocol's finder only says where the parts are; what becomes of them is decided by `content.inspector`, and what
nobody found is refused by the protocol's own reader.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sluis.errors import InvalidRequest, NotInspectable
from sluis.values import Span

Kind = Literal["image", "file", "audio"]
Block = dict[str, Any]
DETAILS = ("auto", "low", "high", "original", None)


class PictureText(dict[str, Any]):
    """What a picture reads, under the key `text`; a place of text like others, though nothing is written back to it.

    hidden: where in that text values stand, and the pseudonym of each; None while nobody has looked.
    """

    hidden: list[tuple[Span, str]] | None = None


class SeenPicture(dict[str, Any]):
    """A block whose picture has been read. No JSON of a client becomes one of these, so a reader may trust it."""

    reading: PictureText


@dataclass(slots=True)
class ContentPart:
    """One part that is no text: box[index] is its block.

    data: a data URL or plain base64, or None where the request only points at it. media_type, filename: as the bot
    states them. text_block, picture_block: the block that stands there instead, of a text, or of a data URL.
    """

    kind: Kind
    position: str
    box: list[Any] = field(repr=False)
    index: int
    data: str | None = field(repr=False)
    text_block: Callable[[str], Block]
    picture_block: Callable[[str], Block] | None = None
    media_type: str = ""
    filename: str = field(default="", repr=False)

    def put_text(self, text: str) -> None:
        """A text takes the part's place."""
        self.box[self.index] = self.text_block(text)

    def put_picture(self, url: str, reading: PictureText) -> None:
        """Another picture, as a data URL, takes its place."""
        assert self.picture_block is not None
        block = SeenPicture(self.picture_block(url))
        block.reading = reading
        self.box[self.index] = block


Reader = Callable[[list[Any], int, Block, str], ContentPart]
"""(the list, where in it, the block, its position in the table) to the part."""


# ---------------------------------------------------------------- chat completions
def chat_parts(body: Mapping[str, Any]) -> Iterator[ContentPart]:
    """The parts of a chat completion's messages."""
    messages = body.get("messages")
    for message in messages if isinstance(messages, list) else ():
        content = message.get("content") if isinstance(message, dict) else None
        yield from _in_list(content, _CHAT, "messages[].content[]")


def _in_list(content: Any, readers: Mapping[str, Reader], position: str) -> Iterator[ContentPart]:
    if not isinstance(content, list):
        return
    for index, block in enumerate(content):
        kind = block.get("type") if isinstance(block, dict) else None
        reader = readers.get(kind) if isinstance(kind, str) else None
        if reader is not None:
            yield reader(content, index, block, f"{position}.{kind}")


def _marks(block: Block, *own: str) -> Block:
    """What stands beside a part: marks for a provider's cache, which the protocol's reader checks."""
    return {name: value for name, value in block.items() if name not in ("type", *own)}


def _inner(block: Block, name: str, allowed: set[str], position: str) -> Block:
    inner = block.get(name)
    if not isinstance(inner, dict):
        raise InvalidRequest(f"`{position}` must be an object.", param=position)
    if set(inner) - allowed:
        raise NotInspectable("A content part holds a field that is not guarded.", param=position)
    return inner


def _text_of(inner: Mapping[str, Any], name: str, position: str) -> str:
    value = inner.get(name)
    if value is not None and not isinstance(value, str):
        raise InvalidRequest(f"`{position}.{name}` must be a string.", param=position)
    return value or ""


def _local(url: str) -> str | None:
    """A data URL; None for one that points elsewhere."""
    return url if url[:5].lower() == "data:" else None


def _detail(inner: Mapping[str, Any], position: str) -> Block:
    if inner.get("detail") not in DETAILS:
        raise InvalidRequest(f"`{position}.detail` is not of the form allowed there.", param=position)
    return {"detail": inner["detail"]} if inner.get("detail") else {}


def _chat_image(content: list[Any], index: int, block: Block, position: str) -> ContentPart:
    inner = _inner(block, "image_url", {"url", "detail"}, position)
    marks, detail = _marks(block, "image_url"), _detail(inner, position)
    return ContentPart(
        "image",
        position,
        content,
        index,
        _local(_text_of(inner, "url", position)),
        lambda text: {"type": "text", "text": text, **marks},
        lambda url: {"type": "image_url", "image_url": {"url": url, **detail}, **marks},
    )


def _chat_file(content: list[Any], index: int, block: Block, position: str) -> ContentPart:
    inner = _inner(block, "file", {"file_data", "file_id", "filename"}, position)
    marks = _marks(block, "file")
    return ContentPart(
        "file",
        position,
        content,
        index,
        None if inner.get("file_id") else _text_of(inner, "file_data", position) or None,
        lambda text: {"type": "text", "text": text, **marks},
        filename=_text_of(inner, "filename", position),
    )


def _chat_audio(content: list[Any], index: int, block: Block, position: str) -> ContentPart:
    inner = _inner(block, "input_audio", {"data", "format"}, position)
    marks = _marks(block, "input_audio")
    return ContentPart(
        "audio",
        position,
        content,
        index,
        _text_of(inner, "data", position) or None,
        lambda text: {"type": "text", "text": text, **marks},
        media_type=f"audio/{_text_of(inner, 'format', position)}",
    )


_CHAT: Mapping[str, Reader] = {
    "image_url": _chat_image,
    "file": _chat_file,
    "input_audio": _chat_audio,
}


# ---------------------------------------------------------------- Responses
def responses_parts(body: Mapping[str, Any]) -> Iterator[ContentPart]:
    """The parts of a Responses request: in messages, and in what tools gave back."""
    items = body.get("input")
    for item in items if isinstance(items, list) else ():
        for name in ("content", "output"):
            content = item.get(name) if isinstance(item, dict) else None
            yield from _in_list(content, _RESPONSES, f"input[].{name}[]")


def _guarded(block: Block, allowed: set[str], position: str) -> None:
    if set(block) - allowed - {"type"}:
        raise NotInspectable("A content part holds a field that is not guarded.", param=position)


def _input_text(text: str) -> Block:
    return {"type": "input_text", "text": text}


def _responses_image(content: list[Any], index: int, block: Block, position: str) -> ContentPart:
    _guarded(block, {"image_url", "file_id", "detail"}, position)
    detail = _detail(block, position)
    url = None if block.get("file_id") else _local(_text_of(block, "image_url", position))
    return ContentPart(
        "image",
        position,
        content,
        index,
        url,
        _input_text,
        lambda url: {"type": "input_image", "image_url": url, **detail},
    )


def _responses_file(content: list[Any], index: int, block: Block, position: str) -> ContentPart:
    _guarded(block, {"file_data", "file_id", "file_url", "filename", "detail"}, position)
    elsewhere = block.get("file_id") or block.get("file_url")
    data = None if elsewhere else _text_of(block, "file_data", position) or None
    name = _text_of(block, "filename", position)
    return ContentPart("file", position, content, index, data, _input_text, filename=name)


def _responses_audio(content: list[Any], index: int, block: Block, position: str) -> ContentPart:
    _guarded(block, {"input_audio"}, position)
    inner = _inner(block, "input_audio", {"data", "format"}, position)
    form = f"audio/{_text_of(inner, 'format', position)}"
    data = _text_of(inner, "data", position) or None
    return ContentPart("audio", position, content, index, data, _input_text, media_type=form)


_RESPONSES: Mapping[str, Reader] = {
    "input_image": _responses_image,
    "input_file": _responses_file,
    "input_audio": _responses_audio,
}


# ---------------------------------------------------------------- Anthropic's messages
def anthropic_parts(body: Mapping[str, Any]) -> Iterator[ContentPart]:
    """The parts of an Anthropic request: in messages, and in what tools gave back. Not documents that are text."""
    messages = body.get("messages")
    for message in messages if isinstance(messages, list) else ():
        content = message.get("content") if isinstance(message, dict) else None
        yield from _anthropic_blocks(content, "messages[].content[]")


def _anthropic_blocks(content: Any, position: str) -> Iterator[ContentPart]:
    for index, block in enumerate(content if isinstance(content, list) else ()):
        kind = block.get("type") if isinstance(block, dict) else None
        if kind == "image":
            yield _anthropic_image(content, index, block, f"{position}.source")
        elif kind == "document" and not _is_text(block):
            yield _anthropic_document(content, index, block, f"{position}.source")
        elif kind == "tool_result":
            yield from _anthropic_blocks(block.get("content"), f"{position}.content[]")


def _is_text(block: Block) -> bool:
    """A document that is text as it stands: the protocol's reader inspects it where it is."""
    source = block.get("source")
    return isinstance(source, dict) and source.get("type") in ("text", "content")


def _source(block: Block, position: str) -> tuple[str | None, str]:
    """(what it holds, its media type); None where it points elsewhere."""
    source = _inner(block, "source", {"type", "media_type", "data", "url", "file_id"}, position)
    if source.get("type") not in ("base64", "url", "file"):
        raise NotInspectable("A source of this type cannot be inspected and does not pass.", param=position)
    if source["type"] == "base64":
        return _text_of(source, "data", position) or None, _text_of(source, "media_type", position)
    return None, ""


def _anthropic_image(content: list[Any], index: int, block: Block, position: str) -> ContentPart:
    data, media_type = _source(block, position)
    marks = _marks(block, "source")

    def picture(url: str) -> Block:
        head, _, encoded = url.partition(";base64,")
        source = {"type": "base64", "media_type": head.removeprefix("data:"), "data": encoded}
        return {"type": "image", "source": source, **marks}

    return ContentPart(
        "image",
        position,
        content,
        index,
        data,
        lambda text: {"type": "text", "text": text, **marks},
        picture,
        media_type=media_type,
    )


def _anthropic_document(content: list[Any], index: int, block: Block, position: str) -> ContentPart:
    """title, context: go with the text, in front of it; citations point into the original and are left out."""
    data, media_type = _source(block, position)
    marks = _marks(block, "source", "title", "context", "citations")
    context = _text_of(block, "context", position)

    def text_block(text: str) -> Block:
        return {"type": "text", "text": f"{context}\n{text}" if context else text, **marks}

    title = _text_of(block, "title", position)
    return ContentPart("file", position, content, index, data, text_block, media_type=media_type, filename=title)
