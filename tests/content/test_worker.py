"""The worker's process: what it answers, and what it cannot do."""

import json
import subprocess
import sys
from dataclasses import asdict, fields

import pytest
from tests.support.documents import drawn, encoded, pdf

from sluis.content.extracted import Bounds
from sluis.content.worker import cover, extract, look
from sluis.errors import NotInspectable

BOUNDS = {f.name: getattr(Bounds(), f.name) for f in fields(Bounds)}
JOB = {"media_type": "", "charset": "", "filename": "a.pdf", "bounds": BOUNDS}


def run(program: str) -> subprocess.CompletedProcess[str]:
    program = f"from sluis.content.worker import confine\nconfine()\n{program}"
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=120)


def test_a_document_comes_back_as_text_with_what_it_is() -> None:
    said, text = extract(JOB, pdf("Dear Ada"))
    assert said == {"kind": "pdf", "pages": 1, "left_out": {}}
    assert text == b"[Page 1]\nDear Ada"


def test_a_picture_comes_back_read_and_is_painted() -> None:
    said, pixels = look({"media_type": "image/png", "bounds": BOUNDS}, encoded(drawn("Dear Ada Vermeer")))
    assert said["text"] == "Dear Ada Vermeer"
    boxes = [{k: word[k] for k in ("left", "top", "right", "bottom")} for _, _, word in said["words"]]
    covered, painted = cover({"boxes": boxes, "media_type": said["media_type"]}, pixels)
    assert covered == {"media_type": "image/png"}
    assert look({"media_type": "", "bounds": BOUNDS}, painted)[0]["text"] == ""


def test_the_process_answers_in_one_line_and_bytes() -> None:
    job = json.dumps({"do": "extract", **JOB}).encode() + b"\n" + pdf("Dear Ada")
    done = subprocess.run(
        [sys.executable, "-I", "-m", "sluis.content.worker"], input=job, capture_output=True, check=True
    )
    head, _, text = done.stdout.partition(b"\n")
    assert json.loads(head)["kind"] == "pdf"
    assert text == b"[Page 1]\nDear Ada"


def test_the_process_answers_with_a_refusal() -> None:
    job = json.dumps({"do": "extract", **JOB}).encode() + b"\nhello"
    done = subprocess.run(
        [sys.executable, "-I", "-m", "sluis.content.worker"], input=job, capture_output=True, check=True
    )
    assert json.loads(done.stdout) == {
        "refused": "A file is of another kind than it says.", "code": "content_type_not_inspectable", "retry": False,
    }  # fmt: skip


def test_it_can_write_no_file(tmp_path: object) -> None:
    done = run(f"open({str(tmp_path) + '/x'!r}, 'wb', buffering=0).write(b'Ada')")
    assert done.returncode != 0


def test_it_ends_when_it_takes_too_much_memory() -> None:
    assert "MemoryError" in run("x = bytearray(3_000_000_000)").stderr


def test_bounds_pass_as_they_are() -> None:
    with pytest.raises(NotInspectable):
        extract({**JOB, "bounds": {**asdict(Bounds()), "pages": 1}}, pdf("a", "b"))
