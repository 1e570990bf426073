"""`sluis doctor` names what is missing or unsafe, and nothing else is called a problem."""

from pathlib import Path
from typing import Any

import pytest
from tests.cli.test_holds import Shell

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
        (
            {"bots": (BotConfig(name="shop", purposes=("p",), basis="contract", duties="enforce"),)},
            "bot shop: notice not declared; its duties are enforced",
        ),
        (
            {"bots": (BotConfig(name="shop", purposes=("p",), basis="credit_protection", notice="given_by_bot@1"),)},
            "basis credit_protection is none of policy gdpr's",
        ),
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


@pytest.mark.parametrize(
    ("declared", "missing"),
    [
        ({}, "purposes, basis, notice"),
        ({"purposes": ("support",)}, "basis, notice"),
        ({"purposes": ("support",), "notice": "given_by_bot@1"}, "basis"),
        ({"basis": "contract"}, "purposes, notice"),
    ],
)
def test_each_duty_that_is_not_declared_is_named(tmp_path: Path, declared: dict[str, Any], missing: str) -> None:
    settings = Settings(database=f"sqlite:///{tmp_path}/none.db", bots=(BotConfig(name="shop", **declared),))
    assert ("note", f"bot shop: {missing} not declared; its duties are only observed") in list(examine(settings))


def test_without_bots_it_is_said_that_duties_are_only_observed(tmp_path: Path) -> None:
    found = list(examine(Settings(database=f"sqlite:///{tmp_path}/none.db")))
    assert any(kind == "note" and text.startswith("duties: only observed") for kind, text in found)


def test_a_bot_of_the_database_is_looked_at_too(tmp_path: Path) -> None:
    """As at the shell: exit 1 for a bot that is held to duties it has not declared."""
    shell = Shell(tmp_path)
    assert shell.run("doctor").exit_code == 0
    assert shell.run("bots", "add", "late", "--set", "duties=enforce", "--policy", "ccpa").exit_code == 0
    done = shell.run("doctor")
    assert done.exit_code == 1
    assert "bot late: purposes, basis, notice not declared; its duties are enforced" in done.stdout
    assert "ok       policy ccpa" in done.stdout


def test_a_bot_whose_model_is_elsewhere_gets_no_key_unless_it_has_one(tmp_path: Path) -> None:
    def notes(bot: BotConfig) -> list[str]:
        settings = Settings(database=f"sqlite:///{tmp_path}/none.db", upstream="https://a.example/v1", bots=(bot,))
        return [text for kind, text in examine(settings) if kind == "note" and "upstream_key" in text]

    assert "bot shop" in notes(BotConfig(name="shop", upstream="litellm:anthropic/claude-x"))[0]
    assert notes(BotConfig(name="shop", upstream="litellm:anthropic/claude-x", upstream_key="k")) == []
    assert notes(BotConfig(name="shop", upstream="https://a.example/other")) == []


def test_it_says_whether_pictures_and_sound_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "reading.yaml"
    file.write_text("extends: gdpr\ncontent: {images: ocr, audio: transcribe}\n")
    settings = Settings(database=f"sqlite:///{tmp_path}/none.db", policy=str(file))
    monkeypatch.setenv("PATH", str(tmp_path))  # no Tesseract there
    found = list(examine(settings))
    assert any(kind == "note" and "Tesseract is not installed" in text for kind, text in found)
    assert any(kind == "problem" and "content.images" in text for kind, text in found)
    tesseract = tmp_path / "tesseract"
    tesseract.write_text("#!/bin/sh\n")
    tesseract.chmod(0o755)
    found = list(examine(settings))
    assert ("ok", "pictures: Tesseract is installed, for policies that have them read") in found
    assert any(kind == "problem" and "content.audio" in text for kind, text in found)
