"""`sluis bots`: a key that is shown once, kept as a hash, and worth nothing once it is revoked."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from tests.cli.test_holds import Shell

from sluis.bots import Bots
from sluis.errors import ConfigurationError, InvalidRequest, NotAuthenticated, NotFound, PolicyError, SluisError
from sluis.settings import BotConfig
from sluis.storage.bots import read_bots
from sluis.storage.database import Database


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def kept(shell: Shell) -> list[BotConfig]:
    db = Database.open(shell.url)
    try:
        return db.run_sync(read_bots)
    finally:
        db.close()


def added(done: Result) -> str:
    """The key that was printed."""
    assert done.exit_code == 0, done.output
    return done.stdout.strip()


def test_a_key_is_printed_once_opens_the_door_and_stands_nowhere(shell: Shell, tmp_path: Path) -> None:
    key = added(shell.run("bots", "add", "shop", "--policy", "ccpa", "--policy", "gdpr", "--purpose", "support"))
    assert len(key) > 40
    bots = Bots(kept(shell), open_to_anyone=False)
    caller = bots.authenticate(f"Bearer {key}")
    assert (caller.id, caller.config.policies, caller.config.purposes) == ("shop", ("ccpa", "gdpr"), ("support",))
    assert not any(key.encode() in file.read_bytes() for file in tmp_path.iterdir())
    for words in (("bots", "list"), ("bots", "list", "--json")):
        shown = shell.run(*words).output
        assert "shop" in shown
        assert key not in shown
        assert "key" not in shown


def test_two_bots_have_two_keys(shell: Shell) -> None:
    assert added(shell.run("bots", "add", "a")) != added(shell.run("bots", "add", "b"))
    assert [bot["name"] for bot in json.loads(shell.run("bots", "list", "--json").stdout)] == ["a", "b"]


def test_a_revoked_bot_is_gone_and_cannot_be_revoked_again(shell: Shell) -> None:
    key = added(shell.run("bots", "add", "shop"))
    assert shell.run("bots", "revoke", "shop").exit_code == 0
    with pytest.raises(NotAuthenticated):
        Bots(kept(shell), open_to_anyone=False).authenticate(f"Bearer {key}")
    for name in ("shop", "never-was"):
        assert isinstance(shell.run("bots", "revoke", name).exception, NotFound)


def test_other_settings_are_given_as_json_or_as_a_word(shell: Shell) -> None:
    words = ("--set", "subject=header", "--set", "minors=true", "--set", 'exceptions=["human_appeal"]')
    added(shell.run("bots", "add", "shop", *words))
    (bot,) = kept(shell)
    assert (bot.subject, bot.minors, bot.exceptions) == ("header", True, ("human_appeal",))


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("Shop",), InvalidRequest),
        (("shop", "--set", "colour=red"), InvalidRequest),
        (("shop", "--set", "role=chief"), InvalidRequest),
        (("shop", "--set", "minors"), InvalidRequest),
        # A key given by hand would not be the one that is printed.
        (("shop", "--set", "key_hash=" + "0" * 64), InvalidRequest),
        (("shop", "--set", "key=sk-mine"), InvalidRequest),
        (("shop", "--set", "upstream_key=sk-theirs"), InvalidRequest),
        (("shop", "--set", "upstream=http://models.example/v1"), ConfigurationError),
        (("shop", "--set", "upstream=litellm:nobody/x"), ConfigurationError),
        (("shop", "--set", "name=other"), InvalidRequest),
        (("shop", "--policy", "gdrp"), PolicyError),
        (("shop", "--policy", "/nowhere/bank.yaml"), PolicyError),
    ],
)
def test_what_cannot_be_is_refused_and_no_key_is_shown(
    shell: Shell, words: tuple[str, ...], error: type[SluisError]
) -> None:
    done = shell.run("bots", "add", *words)
    assert isinstance(done.exception, error), done.output
    assert "sk-sluis" not in done.output
    assert kept(shell) == []


def test_a_name_is_one_bots_also_beside_those_of_the_settings(shell: Shell, tmp_path: Path) -> None:
    """Conversations, holds and people are kept by the bot's name, so two with one name would share them."""
    config = tmp_path / "sluis.yaml"
    config.write_text("bots: [{name: bank, key: a-key-of-the-bank}]\n")
    assert isinstance(shell.run("bots", "add", "bank", "--config", str(config)).exception, InvalidRequest)
    added(shell.run("bots", "add", "shop", "--config", str(config)))
    assert isinstance(shell.run("bots", "add", "shop", "--config", str(config)).exception, InvalidRequest)
    assert [bot.name for bot in kept(shell)] == ["shop"]
