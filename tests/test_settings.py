"""Settings are read once; what cannot be honoured stops the start and names the setting."""

from pathlib import Path

import pytest

from sluis.errors import ConfigurationError
from sluis.settings import BotConfig, is_loopback, load_settings


def filed(path: Path, text: str) -> Path:
    file = path / "sluis.yaml"
    file.write_text(text)
    return file


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = filed(tmp_path, "port: 1\nhost: 127.0.0.3\nlog_level: debug\n")
    monkeypatch.setenv("SLUIS_PORT", "2")
    monkeypatch.setenv("SLUIS_HOST", "127.0.0.2")
    settings = load_settings(config, port=3)
    assert (settings.port, settings.host, settings.log_level) == (3, "127.0.0.2", "debug")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("prot: 8080", "prot"),
        ("port: 70000", "port"),
        ("port: many", "port"),
        ("upstream: ftp://model.test", "upstream"),
        ("upstream: http://model.test/v1", "upstream"),
        ("bots: [{name: a}, {name: a}]", "bots"),
        ("bots: [{name: a, polices: [gdpr]}]", "bots"),
        ("bots: [{name: A b}]", "bots"),
        ("- port", "must hold settings"),
        ("port: [", "cannot be read"),
    ],
)
def test_a_setting_that_cannot_be_honoured_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        load_settings(filed(tmp_path, text))


def test_a_plaintext_upstream_is_taken_on_this_machine_or_when_allowed() -> None:
    assert load_settings(upstream="http://127.0.0.1:9/v1").upstream
    assert load_settings(upstream="http://model.test/v1", allow_plaintext_upstream=True).upstream


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    settings = load_settings(upstream_key="sk-very-secret", master_key="bWFzdGVy")
    assert "very-secret" not in repr(settings)
    assert "bWFzdGVy" not in str(settings)


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().port = 1


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("model", False),
    ],
)
def test_loopback_is_this_machine_only(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, False),
        ({"purposes": ("support",)}, False),
        ({"purposes": ("support",), "basis": "contract"}, True),
        ({"purposes": ("support",), "basis": "contract", "duties": "observe"}, False),
        ({"duties": "enforce"}, True),
    ],
)
def test_duties_are_enforced_where_purpose_and_basis_are_declared_or_where_asked(
    given: dict[str, object], expected: bool
) -> None:
    assert BotConfig.model_validate({"name": "a", **given}).enforces is expected


def test_a_secret_may_stand_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "secret"
    secret.write_text("p@ss/word\n")
    monkeypatch.setenv("SLUIS_DATABASE_PASSWORD_FILE", str(secret))
    monkeypatch.setenv("SLUIS_UPSTREAM_KEY_FILE", str(secret))
    config = filed(tmp_path, "upstream_key: from-the-file\ndatabase: postgresql://sluis@db/sluis?sslmode=require\n")
    settings = load_settings(config)
    assert settings.upstream_key is not None
    assert settings.upstream_key.get_secret_value() == "p@ss/word"
    assert settings.database_url == "postgresql://sluis:p%40ss%2Fword@db/sluis?sslmode=require"
    assert "p@ss" not in repr(settings)
    monkeypatch.setenv("SLUIS_UPSTREAM_KEY", "nearer")
    nearer = load_settings(config).upstream_key
    assert nearer is not None
    assert nearer.get_secret_value() == "nearer"


def test_a_secret_file_that_cannot_be_read_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLUIS_JUDGE_KEY_FILE", str(tmp_path / "none"))
    with pytest.raises(ConfigurationError, match="judge_key"):
        load_settings()


@pytest.mark.parametrize("url", [None, "sqlite:///x.db"])
def test_a_password_is_for_postgresql_only(url: str | None) -> None:
    assert "secret" not in load_settings(database=url, database_password="secret").database_url


def test_the_erasure_journal_has_a_place_of_its_own_where_the_database_is_no_file() -> None:
    assert load_settings(database="sqlite:///s.db").journal_file is None
    assert load_settings(database="postgresql:///sluis").journal_file == Path(".sluis/erasures")
    named = load_settings(database="postgresql:///sluis", erasure_journal="/safe/erasures")
    assert named.journal_file == Path("/safe/erasures")
