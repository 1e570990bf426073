"""Every setting, read once at start and frozen: from `SLUIS_...` variables, a YAML file, or the command line."""

import os
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import yaml
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from sluis.addresses import check_address, is_loopback, is_provider_address
from sluis.errors import ConfigurationError


class BotConfig(BaseModel):
    """A client application: its key, the laws and purposes it may choose among, and where its model is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$", description="short name, unique in the deployment")
    key: SecretStr | None = Field(None, description="its API key; leave out to have `sluis bots add` make one")
    key_hash: str | None = Field(None, description="SHA-256 of the key in hex, instead of the key itself")
    policies: tuple[str, ...] = Field((), description="policies it may choose by header; the first is its default")
    upstream: str | None = Field(None, description="its model, if not the deployment's, written as `upstream` is")
    upstream_key: SecretStr | None = Field(
        None, description="API key for its model; none: the deployment's, where its model is at the same place"
    )
    audience: Literal["people", "machines"] = Field("people", description="who reads its answers")
    role: Literal["decides", "advises"] = Field(
        "decides", description="whether its output takes effect or only advises a person"
    )
    subject: Literal["none", "header", "safety_identifier", "user"] = Field(
        "none", description="where a request names the person in the chat"
    )
    attests_subject: bool = Field(False, description="the bot has authenticated that person")
    duties: Literal["observe", "enforce"] | None = Field(
        None, description="default: enforce when purposes and basis are declared, else observe"
    )
    purposes: tuple[str, ...] = Field((), description="purposes it may choose by header; the first is its default")
    basis: str | None = Field(None, description="lawful basis, in the policy's words")
    notice: str | None = Field(
        None,
        pattern=r"^given_by_bot@.{1,64}$",
        description="`given_by_bot@VERSION` when the bot shows the notice itself",
    )
    exceptions: tuple[str, ...] = Field(
        (), description="exceptions of the law that are on file for its users, in the policy's words"
    )
    minors: bool = Field(False, description="its users may be minors")
    language: str = Field("en", pattern=r"^[a-z]{2}$", description="language of Sluis' own texts in the chat")
    allow_parameters: tuple[str, ...] = Field((), description="request parameters beyond OpenAI's that pass, inspected")
    armed: Literal["auto", "always", "never"] = Field("auto", description="when text is withheld until it is judged")

    @property
    def enforces(self) -> bool:
        """Whether duties refuse and insert, or only observe."""
        declared = bool(self.purposes and self.basis)
        return self.duties == "enforce" or (self.duties is None and declared)


class Settings(BaseSettings):
    """Name, type, unit, default and one sentence each: --help, the README and validation read these rows."""

    model_config = SettingsConfigDict(env_prefix="SLUIS_", frozen=True, extra="forbid", populate_by_name=True)

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8080, ge=0, le=65535, description="port to listen on")
    upstream: str | None = Field(
        None,
        description="base URL of the model, as an OpenAI client would use it, or `litellm:PROVIDER/MODEL`;"
        " none: the demo model",
    )
    upstream_key: SecretStr | None = Field(
        None, description="API key for the model; none: the caller's own key is relayed"
    )
    policy: str = Field("gdpr", description="name or file of the policy for bots that name none")
    policy_poll_seconds: float = Field(2.0, gt=0, description="how often changed policy files and bots are looked for")
    database: str | None = Field(
        None, description="database URL; none: sqlite:///.sluis/sluis.db under the working directory"
    )
    database_password: SecretStr | None = Field(None, description="password of the database, if not in its URL")
    erasure_journal: Path | None = Field(
        None,
        description="file that outlives a restored database and says who was erased; default: beside the SQLite"
        " database, with PostgreSQL .sluis/erasures under the working directory",
    )
    master_key: SecretStr | None = Field(None, description="master key or keys, base64, newest first, comma separated")
    master_key_file: Path | None = Field(
        None, description="file with the master keys; default: beside the SQLite database"
    )
    bots: tuple[BotConfig, ...] = Field((), description="the bots; none: any key is accepted, on loopback only")
    public_url: str | None = Field(None, description="where people reach this server, for links in texts")
    allow_plaintext_upstream: bool = Field(False, description="allow an http:// upstream beyond this machine")
    body_limit_bytes: int = Field(8_000_000, gt=0, description="largest request body")
    answer_limit_bytes: int = Field(16_000_000, gt=0, description="largest answer read from the model")
    connect_timeout_seconds: float = Field(10.0, gt=0, description="for connecting to the model")
    first_byte_timeout_seconds: float = Field(600.0, gt=0, description="until the model's answer begins")
    idle_timeout_seconds: float = Field(300.0, gt=0, description="between two pieces of a streamed answer")
    request_timeout_seconds: float = Field(60.0, gt=0, description="for receiving a request body")
    max_requests: int = Field(512, gt=0, description="requests under way at once; more are refused")
    keepalive_seconds: float = Field(15.0, gt=0, description="between signs of life while an answer is withheld")
    tagger: str = Field(
        "builtin",
        pattern=r"^(builtin|none|spacy:.+|presidio:.+:.+|remote:https?://.+)$",
        description="who finds names and places: builtin, none, spacy:NAME, presidio:MODULE:NAME, remote:URL",
    )
    judge_model: str | None = Field(
        None,
        description="a model asked about outputs the built-in judge is unsure of, as litellm names it; none: nobody",
    )
    judge_url: str | None = Field(None, description="base URL of the judge model; none: the upstream")
    judge_key: SecretStr | None = Field(None, description="API key of the judge model; none: the upstream key")
    judge_above: float = Field(0.05, ge=0, le=1, description="from this score of the built-in judge on it is asked")
    judge_below: float = Field(0.95, ge=0, le=1, description="from this score on it is not asked any more")
    judge_timeout_seconds: float = Field(10.0, gt=0, le=120, description="for the judge model's answer")
    judge_failing: Literal["decision", "built_in"] = Field(
        "decision", description="what an unsure output counts as when the judge model gives no usable answer"
    )
    transcriber_url: str | None = Field(
        None,
        description="base URL of a server that makes text of sound, as OpenAI's does; for policies that transcribe",
    )
    transcriber_key: SecretStr | None = Field(None, description="API key of that server; none: it wants none")
    transcriber_model: str = Field("whisper-1", description="its model, as that server names it")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="least severity that is logged")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, InitSettingsSource(settings_cls, init_kwargs=_secret_files())

    @property
    def database_url(self) -> str:
        """With its password, so not for logs."""
        url = self.database or "sqlite:///.sluis/sluis.db"
        if self.database_password is None or not url.startswith("postgresql"):
            return url
        scheme, _, rest = url.partition("://")
        place, slash, path = rest.partition("/")
        user, at, host = place.rpartition("@")
        password = quote(self.database_password.get_secret_value(), "")
        return f"{scheme}://{user.partition(':')[0]}:{password}{at or '@'}{host}{slash}{path}"

    @property
    def journal_file(self) -> Path | None:
        """The erasure journal; None where the database has one beside itself, or is gone with the process."""
        if self.erasure_journal is None and self.database_url.startswith("postgres"):
            return Path(".sluis/erasures")
        return self.erasure_journal

    @property
    def is_loopback(self) -> bool:
        return is_loopback(self.host)


def load_settings(config: Path | None = None, **given: Any) -> Settings:
    """Settings from the command line (`given`), else the environment, else the YAML file `config`.

    ConfigurationError names the setting and what is wrong with it.
    """
    chosen = {k: v for k, v in given.items() if v is not None}
    try:
        from_env = Settings.model_fields.keys() & _environment_names()
        filed = {k: v for k, v in _read(config).items() if k not in chosen and k not in from_env}
        settings = Settings(**filed, **chosen)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(p) for p in first["loc"])
        raise ConfigurationError(f"setting {where}: {first['msg']}") from error
    check_settings(settings)
    return settings


FILED = ("upstream_key", "judge_key", "database_password")
"""Secrets that a file may hold, as container engines hand them over: SLUIS_UPSTREAM_KEY_FILE names it."""


def _secret_files() -> dict[str, str]:
    """The secrets whose variable names a file. ConfigurationError when it cannot be read."""
    found = {}
    for name in FILED:
        file = os.environ.get(f"SLUIS_{name.upper()}_FILE")
        try:
            text = Path(file).read_text(encoding="utf-8").strip() if file else ""
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(f"setting {name}: the file of SLUIS_{name.upper()}_FILE cannot be read") from error
        if text:
            found[name] = text
    return found


def _environment_names() -> set[str]:
    return {name[6:].lower() for name in os.environ if name.startswith("SLUIS_")} | _secret_files().keys()


def _read(config: Path | None) -> dict[str, Any]:
    if config is None:
        return {}
    try:
        value = yaml.safe_load(config.read_text(encoding="utf-8")) or {}
    except (OSError, yaml.YAMLError) as error:
        raise ConfigurationError(f"{config}: cannot be read as YAML") from error
    if not isinstance(value, dict):
        raise ConfigurationError(f"{config}: must hold settings by name")
    unknown = set(value) - set(Settings.model_fields)
    if unknown:
        raise ConfigurationError(f"{config}: unknown setting {sorted(unknown)[0]}")
    return value


def check_settings(settings: Settings) -> None:
    """ConfigurationError where two settings cannot be honoured together."""
    names = [bot.name for bot in settings.bots]
    if len(set(names)) != len(names):
        raise ConfigurationError("setting bots: two bots have the same name")
    judged_by = settings.judge_url or settings.upstream or ""
    if settings.judge_model and (not judged_by or is_provider_address(judged_by)):
        raise ConfigurationError("setting judge_url: a judge model needs a base URL, or an upstream that is one")
    own = settings.tagger.removeprefix("remote:") if settings.tagger.startswith("remote:") else None
    for url in {settings.upstream, settings.judge_url, own, *(bot.upstream for bot in settings.bots)} - {None}:
        check_address(str(url), settings.allow_plaintext_upstream, os.environ)
    if settings.transcriber_url is not None:
        if is_provider_address(settings.transcriber_url):
            raise ConfigurationError("setting transcriber_url: must be a base URL")
        check_address(settings.transcriber_url, settings.allow_plaintext_upstream, os.environ)
