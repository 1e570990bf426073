"""Whether a database URL stays on this machine or is encrypted, as libpq would read it."""

import pytest

from sluis.storage.address import is_local_or_encrypted


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///s.db",
        "postgresql:///sluis",
        "postgresql://u:p@localhost/sluis",
        "postgresql://127.0.0.1:5433/sluis",
        "postgresql://[::1]/sluis",
        "postgresql:///sluis?host=/var/run/postgresql",
        "postgresql://db.example.com/sluis?sslmode=verify-full",
        "postgresql://db.example.com/sluis?sslmode=require",
    ],
)
def test_local_or_encrypted(url: str) -> None:
    assert is_local_or_encrypted(url)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://db.example.com/sluis",
        "postgresql://10.0.0.7/sluis",
        "postgresql://db.example.com/sluis?sslmode=prefer",
        "postgresql://db.example.com/sluis?sslmode=disable",
        "postgresql://localhost/sluis?hostaddr=10.0.0.7",
        "postgresql:///sluis?host=localhost,db.example.com",
        "postgresql:///sluis?host=localhost&host=db.example.com",
        "postgresql://localhost.example.com/sluis",
        "postgresql://127.0.0.1.example.com/sluis",
    ],
)
def test_in_clear_over_the_network(url: str) -> None:
    assert not is_local_or_encrypted(url)


def test_the_environment_counts_where_the_url_is_silent() -> None:
    assert not is_local_or_encrypted("postgresql:///sluis", {"PGHOST": "db.example.com"})
    assert not is_local_or_encrypted("postgresql:///sluis", {"PGHOSTADDR": "10.0.0.7"})
    assert is_local_or_encrypted("postgresql:///sluis", {"PGHOST": "db.example.com", "PGSSLMODE": "verify-full"})
    assert is_local_or_encrypted("postgresql://localhost/sluis", {"PGHOST": "db.example.com"})
