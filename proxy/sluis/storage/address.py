"""Where a database URL leads: whether what goes there stays on this machine or is encrypted. Pure."""

import ipaddress
from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import URL, make_url

_ENCRYPTED = frozenset({"require", "verify-ca", "verify-full"})
_NOTHING: Mapping[str, str] = MappingProxyType({})


def is_local_or_encrypted(url: str, environment: Mapping[str, str] = _NOTHING) -> bool:
    """Whether nobody between us and the database can read along.

    environment: where libpq looks for PGHOST, PGHOSTADDR and PGSSLMODE when the URL does not say. Only `sslmode`
    require, verify-ca and verify-full count as encrypted: with less the server may decline.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return True
    if _asked(parsed, "sslmode", environment.get("PGSSLMODE", "prefer")) in _ENCRYPTED:
        return True
    return all(_is_local(host) for host in _hosts(parsed, environment))


def _hosts(url: URL, environment: Mapping[str, str]) -> list[str]:
    """Every address that libpq may try; hostaddr wins over host there, so both must be local here."""
    named = url.host or _asked(url, "host", environment.get("PGHOST", ""))
    numbered = _asked(url, "hostaddr", environment.get("PGHOSTADDR", ""))
    # SQLAlchemy writes several hosts as host=a:1&host=b:2, libpq as one list with commas.
    return [part.strip() for text in (named, numbered) for part in text.split(",")]


def _asked(url: URL, name: str, default: str) -> str:
    value = url.query.get(name, default)
    return value if isinstance(value, str) else ",".join(value)


def _is_local(host: str) -> bool:
    if host in ("", "localhost") or host.startswith(("/", "@")):
        return True
    bare = host.strip("[]")
    candidates = [bare, bare.rsplit(":", 1)[0].strip("[]")] if ":" in bare else [bare]
    for candidate in candidates:
        if candidate == "localhost":
            return True
        try:
            return ipaddress.ip_address(candidate).is_loopback
        except ValueError:
            continue
    return False
