"""The training as a whole, on a few cases."""

from pathlib import Path

import pytest

from sluis.decisions.classifier import load_classifier
from sluis.decisions.training import __main__ as training
from sluis.decisions.training.written import load_lines


def test_a_small_training_repeats_byte_for_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = training.make_cases(40, 20, 1)
    monkeypatch.setattr(training, "make_cases", lambda: small)
    first, second = tmp_path / "a.npz", tmp_path / "b.npz"
    training.main(["--out", str(first)])
    training.main(["--out", str(second)])
    assert first.read_bytes() == second.read_bytes()
    assert load_classifier(first).text.ask(["o:refuse"]).decision > 0.0


def test_cases_repeat_and_cover_every_language_with_phrases() -> None:
    cases = training.make_cases(3, 2, 1)
    lines = sum(len(load_lines(language)) for language in ("en", "nl", "de", "fr", "es", "pt"))
    assert len(cases) == 6 * 5 + lines
    assert cases == training.make_cases(3, 2, 1)
