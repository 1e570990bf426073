"""Where models are: the http(s) base URL of an OpenAI-compatible server, or `litellm:PROVIDER/MODEL`. Pure."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from sluis.errors import ConfigurationError

SCHEME: Final = "litellm:"
REGION: Final = re.compile(r"[a-z]{2,4}(-[a-z]+){1,3}-\d{1,2}")
OPTIONS: Final = frozenset({"base", "region", "credentials"})


@dataclass(frozen=True, slots=True)
class Provider:
    """base: where it is, unless the operator says otherwise. models: the names a caller may choose among."""

    base: str
    models: re.Pattern[str]


PROVIDERS: Final[Mapping[str, Provider]] = MappingProxyType(
    {
        "anthropic": Provider("https://api.anthropic.com", re.compile(r"claude-[a-z0-9][a-z0-9.-]{0,80}")),
        "bedrock": Provider(
            "https://bedrock-runtime.{region}.amazonaws.com",
            re.compile(r"([a-z]{2,6}\.)?[a-z][a-z0-9]{1,20}\.[a-z0-9][a-z0-9.-]{0,80}(:\d{1,3})?"),
        ),
        "gemini": Provider(
            "https://generativelanguage.googleapis.com/v1beta", re.compile(r"(gemini|gemma)-[a-z0-9][a-z0-9.-]{0,80}")
        ),
    }
)
"""Those that do not speak OpenAI's protocol and that we have tests for. Who does speak it needs its base URL only."""
OPERATORS_MODEL: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/@-]{0,250}")
OTHER_ROUTES: Final = ("replicate", "clarifai", "ft:")
"""litellm sends a model with one of these in its name somewhere else, whatever provider it was told."""


@dataclass(frozen=True, slots=True)
class ProviderAddress:
    """A parsed `litellm:` address.

    model: what answers; "" where the caller chooses among the provider's, or those that begin with `prefix`.
    base: where requests go, and nowhere else. own_credentials: the process's own cloud credentials are used.
    """

    provider: str
    model: str
    prefix: str
    base: str
    region: str | None
    own_credentials: bool

    def choose(self, asked: str) -> str | None:
        """The model that answers a request for `asked`; None where the operator has not offered it."""
        if self.model:
            return self.model
        name = asked.removeprefix(f"{self.provider}/")
        known = PROVIDERS[self.provider].models.fullmatch(name)
        return name if known and name.startswith(self.prefix) and not _goes_elsewhere(name) else None


def is_provider_address(address: str) -> bool:
    """Whether this names a provider rather than a server."""
    return address.startswith(SCHEME)


def parse_provider_address(address: str, environment: Mapping[str, str] = MappingProxyType({})) -> ProviderAddress:
    """The parts of `litellm:PROVIDER/MODEL?region=…&base=…&credentials=process`. ConfigurationError.

    MODEL may be left out, or end in `*`: then the caller chooses. environment: where AWS_REGION is looked for.
    """
    path, _, query = address.removeprefix(SCHEME).partition("?")
    provider, _, model = path.partition("/")
    if provider not in PROVIDERS:
        raise ConfigurationError(
            f"setting upstream: litellm:PROVIDER/MODEL with a PROVIDER of {', '.join(sorted(PROVIDERS))};"
            " a server that speaks OpenAI's protocol is named by its base URL"
        )
    options = dict(parse_qsl(query, keep_blank_values=True))
    if options.keys() - OPTIONS or options.get("credentials", "process") != "process":
        raise ConfigurationError("setting upstream: after ? only base=URL, region=NAME and credentials=process")
    region = options.get("region") or environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION")
    is_prefix = not model or model.endswith("*")
    name = model.rstrip("*")
    if (name and not OPERATORS_MODEL.fullmatch(name)) or _goes_elsewhere(name):
        raise ConfigurationError("setting upstream: this is no name of a model")
    return ProviderAddress(
        provider,
        "" if is_prefix else name,
        name if is_prefix else "",
        _base(provider, options.get("base"), region),
        region if provider == "bedrock" else None,
        _own_credentials(provider, options),
    )


def _base(provider: str, given: str | None, region: str | None) -> str:
    if provider == "bedrock" and not REGION.fullmatch(region or ""):
        raise ConfigurationError("setting upstream: bedrock needs ?region=, for example eu-central-1")
    base = (given or PROVIDERS[provider].base.format(region=region)).rstrip("/")
    return f"{base}.cn" if given is None and provider == "bedrock" and str(region).startswith("cn-") else base


def _own_credentials(provider: str, options: Mapping[str, str]) -> bool:
    if "credentials" in options and provider != "bedrock":
        raise ConfigurationError(f"setting upstream: {provider} takes a key, not the process's credentials")
    return "credentials" in options


def _goes_elsewhere(name: str) -> bool:
    return any(word in name for word in OTHER_ROUTES)


def place_of(address: str | None) -> str:
    """Whose key belongs to an address: the same text for two models behind one server or provider."""
    if address is None:
        return ""
    if is_provider_address(address):
        return SCHEME + address.removeprefix(SCHEME).partition("?")[0].partition("/")[0]
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def check_address(address: str, allow_plaintext: bool, environment: Mapping[str, str]) -> None:
    """ConfigurationError unless this is an address of a model to which nobody else can read along."""
    url = parse_provider_address(address, environment).base if is_provider_address(address) else address
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigurationError("setting upstream: must be an http:// or https:// URL, or litellm:PROVIDER/MODEL")
    if parts.scheme == "http" and not is_loopback(parts.hostname) and not allow_plaintext:
        raise ConfigurationError(
            "setting upstream: plain http beyond this machine; use https or allow_plaintext_upstream"
        )


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
