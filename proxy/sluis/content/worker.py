"""One piece of heavy work in a process of its own, which cannot write a file and ends when it takes too much.

Standard input: a line of JSON that says what to do, then the bytes; standard output: a line of JSON, then bytes. What a
hostile document does to a parser it does here, to a process that holds nothing else.
"""

import json
import resource
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from sluis.content.extracted import Bounds, Text
from sluis.content.sources import Source, file_kind
from sluis.errors import SluisError

CPU_SECONDS = 60
MEMORY_BYTES = 2_000_000_000
Job = Mapping[str, Any]
Done = tuple[dict[str, Any], bytes]


def confine() -> None:
    """From here on: no file grows, and memory and processor time end. Nothing is left of a crash but its status."""
    for what, limit in (
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY_BYTES),
    ):
        _, most = resource.getrlimit(what)
        least = limit if most == resource.RLIM_INFINITY else min(limit, most)
        try:
            resource.setrlimit(what, (least, least))
        except (ValueError, OSError):  # macOS limits no address space
            continue


def extract(job: Job, data: bytes) -> Done:
    """The text of a document."""
    source = Source(data, job["media_type"], job["charset"])
    kind = file_kind(source, job["filename"])
    text = Text(Bounds(**job["bounds"]))
    if kind == "pdf":
        from sluis.content.pdf import read_pdf

        read_pdf(data, text)
    elif kind == "docx":
        from sluis.content.word import read_word

        read_word(data, text)
    elif kind == "xlsx":
        from sluis.content.sheets import read_sheets

        read_sheets(data, text)
    else:
        from sluis.content.plain import read_csv, read_html, read_text

        {"csv": read_csv, "html": read_html, "text": read_text}[kind](data, text, source.charset)
    left_out = {name: count for name, count in text.left_out.items() if count}
    return {"kind": kind, "pages": text.pages, "left_out": left_out}, text.said().encode("utf-8", "replace")


def look(job: Job, data: bytes) -> Done:
    """What a picture reads, and the picture without anything but its pixels."""
    from sluis.content.ocr import read_picture
    from sluis.content.pictures import encode, normalise
    from sluis.content.sources import picture_kind

    kind = picture_kind(Source(data, job["media_type"], ""))
    bounds = Bounds(**job["bounds"])
    picture, frames = normalise(data, kind, bounds.pixels)
    picture, page = read_picture(picture, bounds.confidence)
    media_type, encoded = encode(picture, kind)
    said = {
        "text": page.text,
        "words": [(start, end, asdict(word)) for start, end, word in page.words],
        "unsure": [asdict(word) for word in page.unsure],
        "left_out": {"frames": frames} if frames else {},
        "media_type": media_type,
    }
    return said, encoded


def cover(job: Job, data: bytes) -> Done:
    """A picture that `look` gave back, painted over."""
    from sluis.content.pictures import Box, encode, open_own, paint

    picture = open_own(data)
    paint(picture, [Box(**box) for box in job["boxes"]])
    media_type, encoded = encode(picture, "jpeg" if job["media_type"] == "image/jpeg" else "png")
    return {"media_type": media_type}, encoded


WORK: Mapping[str, Callable[[Job, bytes], Done]] = {"extract": extract, "look": look, "cover": cover}


def main() -> None:
    """Does what standard input says. What is refused is an answer; everything else is no answer at all."""
    confine()
    job = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    try:
        said, out = WORK[job["do"]](job, data)
    except SluisError as error:
        said, out = {"refused": error.message, "code": error.code, "retry": error.retry}, b""
    sys.stdout.buffer.write(json.dumps(said).encode("ascii") + b"\n" + out)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
