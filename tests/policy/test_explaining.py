"""What is wrong with a file, in words: file, key, line and what was probably meant."""

from pathlib import Path

import pytest

from sluis.policy.explaining import keys_at
from sluis.policy.loading import examine


@pytest.mark.parametrize(
    ("text", "key", "hint"),
    [
        ("decisions: {defualt: hold}", "decisions.defualt", "did you mean default?"),
        ("decisions:\n  default: hodl", "decisions.default", "did you mean hold?"),
        ("minor: {age: 16}", "minor", "did you mean minors?"),
    ],
)
def test_a_slip_is_named_with_what_was_meant(tmp_path: Path, text: str, key: str, hint: str) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(f"extends: gdpr\n{text}\n")
    loaded, problems = examine(file)
    assert loaded is None
    assert [(Path(p.file).name, p.key, p.hint) for p in problems] == [("own.yaml", key, hint)]
    assert problems[0].line == 1 + text.count("\n") + 1


def test_the_keys_of_each_place_are_known() -> None:
    assert {"extends", "decisions", "minors"} <= set(keys_at(()))
    assert "register" in keys_at(("breach",))
