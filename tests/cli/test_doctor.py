"""`sluis doctor` names what is missing or unsafe, and nothing else is called a problem."""

from pathlib import Path
from typing import Any

import pytest

from sluis.cli.doctor import examine
from sluis.settings import BotConfig, Settings


def problems(tmp_path: Path, **settings: Any) -> list[str]:
    found = examine(Settings(database=f"sqlite:///{tmp_path}/none.db", **settings))
    return [text for kind, text in found if kind == "problem"]


def test_the_defaults_have_no_problem_and_make_no_database(tmp_path: Path) -> None:
    assert problems(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"tagger": "none"}, "tagger"),
        ({"policy": "no-such-policy"}, "policy no-such-policy"),
        ({"bots": (BotConfig(name="shop", duties="enforce"),)}, "purposes, basis, notice not declared"),
    ],
)
def test_what_is_unsafe_is_a_problem(tmp_path: Path, settings: dict[str, Any], word: str) -> None:
    (text,) = problems(tmp_path, **settings)
    assert word in text


def test_a_bot_that_only_observes_is_noted(tmp_path: Path) -> None:
    settings = Settings(database=f"sqlite:///{tmp_path}/none.db", bots=(BotConfig(name="shop"),))
    assert any(kind == "note" and "only observed" in text for kind, text in examine(settings))


def test_a_bot_with_everything_declared_is_fine(tmp_path: Path) -> None:
    bot = BotConfig(name="shop", purposes=("support",), basis="contract", notice="given_by_bot@1", subject="header")
    assert problems(tmp_path, bots=(bot,)) == []
