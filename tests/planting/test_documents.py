"""What `sluis verify` plants can be found by what inspects it, and seen by what looks at pictures afterwards."""

import base64
import json
from dataclasses import fields
from typing import Any

import pytest

from sluis.content.extracted import Bounds
from sluis.content.worker import extract
from sluis.planting.documents import FILES, WRAPPED, made_of, make_picture, read_pictures
from sluis.policy.model import Content
from sluis.verifying import is_on_wire

VALUE = "kaaa111@planted-1.nl"
JOB = {"charset": "", "bounds": {f.name: getattr(Bounds(), f.name) for f in fields(Bounds)}}


@pytest.mark.parametrize("ending", FILES)
def test_the_value_in_a_file_is_read_from_it(ending: str) -> None:
    media_type, make = FILES[ending]
    said, text = extract({**JOB, "media_type": media_type, "filename": f"x.{ending}"}, make(VALUE))
    assert VALUE in text.decode()
    assert said["kind"] == ("text" if ending == "txt" else ending)


def test_a_value_that_is_still_in_a_picture_is_seen() -> None:
    """Else a picture that leaves as it came would pass."""
    url = f"data:image/png;base64,{base64.b64encode(make_picture(VALUE)).decode()}"
    part = {"type": "image_url", "image_url": {"url": url}}
    body = json.dumps(
        {"messages": [{"content": "hello"}, {"content": [{"type": "text", "text": "hi"}, part]}]}
    ).encode()
    (seen,) = read_pictures([body])
    assert is_on_wire(VALUE, seen.encode())


@pytest.mark.parametrize("endpoint", WRAPPED)
@pytest.mark.parametrize(
    ("content", "kinds"),
    [({}, []), ({"files": "extract"}, list(FILES)), ({"images": "ocr"}, ["picture"]), ({"audio": "transcribe"}, [])],
)
def test_only_what_the_policy_has_inspected_is_planted(
    content: dict[str, Any], kinds: list[str], endpoint: str
) -> None:
    assert not list(made_of("embeddings", Content(**content), lambda: VALUE))
    planted = list(made_of(endpoint, Content(**content), lambda: VALUE))
    assert [each.kind for each in planted] == kinds
    assert all(each.value == VALUE for each in planted)
