"""The training as a whole, on a few texts: repeats byte for byte, and finds a name it has learned."""

import json
from pathlib import Path

import pytest

from sluis.detection.tagger import Tagger
from sluis.detection.training import __main__ as training
from sluis.detection.training.fit import Options


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    name = {"text": "my name is Ada Vries", "lang": "nl", "spans": [{"start": 11, "end": 20, "label": "PERSON"}]}
    plain = {"text": "the parcel is late", "lang": "en", "spans": []}
    (folder / "a.jsonl").write_text("\n".join(json.dumps(each) for each in [name, plain] * 60))
    return folder


def train(data: Path, out: Path, made: int, passes: int) -> bytes:
    training.main(["--data", str(data), "--out", str(out), "--made", str(made), "--passes", str(passes)])
    return out.read_bytes()


def test_a_small_training_repeats_byte_for_byte(data: Path, tmp_path: Path) -> None:
    assert train(data, tmp_path / "a.npz", 30, 1) == train(data, tmp_path / "b.npz", 30, 1)


def test_a_name_is_found_after_a_short_training(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = Options
    monkeypatch.setattr(training, "Options", lambda **given: small(tokens=512, warm_up=10, rate=5e-3, **given))
    train(data, tmp_path / "a.npz", 700, 6)
    tagger = Tagger.load(tmp_path / "a.npz")
    text = "Hello, my name is Wilhelmina Brandsma."
    found = [(s.entity_type, text[s.start : s.end]) for s in tagger.tag([text])[0]]
    assert ("PERSON", "Wilhelmina Brandsma") in found
    assert tagger.tag(["the parcel is late"]) == [[]]
