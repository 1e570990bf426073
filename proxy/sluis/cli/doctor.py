"""`sluis doctor`: what is missing or unsafe in a configuration, in one line each."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal

import typer

from sluis.addresses import place_of
from sluis.applying import honour_content
from sluis.content.ocr import find_tesseract
from sluis.errors import SluisError
from sluis.policy.loading import load_policy
from sluis.policy.model import Policy
from sluis.settings import BotConfig, Settings, load_settings
from sluis.storage.bots import BotRows
from sluis.storage.database import Database

Finding = tuple[Literal["ok", "note", "problem"], str]


def doctor(
    config: Annotated[Path | None, typer.Option(help="YAML file with settings and bots.")] = None,
    database: Annotated[str | None, typer.Option(help="sqlite:///FILE or postgresql://… .")] = None,
    policy: Annotated[str | None, typer.Option(help="Name or file of the policy.")] = None,
) -> None:
    """Say what is missing or unsafe. Exit status 1 when something is."""
    settings = load_settings(config, database=database, policy=policy)
    findings = list(examine(settings))
    for kind, text in findings:
        typer.echo(f"{kind:8} {text}")
    if any(kind == "problem" for kind, _ in findings):
        raise typer.Exit(1)


def examine(settings: Settings) -> Iterator[Finding]:
    """Everything that is worth knowing about these settings."""
    bots = list(settings.bots)
    try:
        path = settings.database_url.removeprefix("sqlite:///")
        if settings.database_url.startswith("sqlite:///") and not Path(path).exists():
            yield "note", f"database: {path} does not exist yet; it is made at the first start"
        else:
            bots += BotRows(Database.open(settings.database_url, journal=settings.journal_file)).all()
            yield "ok", "database: can be opened and is up to date"
    except SluisError as error:
        yield "problem", f"database: {error.message}"
    yield from _server(settings, bots)
    policies: dict[str, Policy] = {}
    for name in sorted({settings.policy, *(p for bot in bots for p in bot.policies)}):
        try:
            policies[name] = load_policy(name)
            yield "ok", f"policy {name}: {policies[name].id}"
        except SluisError as error:
            yield "problem", f"policy {name}: {error.message}"
    yield from _reading(settings, policies.values())
    if not bots:
        yield "note", "duties: only observed, since without bots nobody declares purposes, basis and notice"
    for bot in bots:
        yield from _bot(bot)
        chosen = bot.policies or (settings.policy,)
        yield from _basis(bot, [policies[name] for name in chosen if name in policies])


def _reading(settings: Settings, policies: Iterable[Policy]) -> Iterator[Finding]:
    """Whether what these policies have read of pictures and sound can be read here."""
    for policy in policies:
        try:
            honour_content(policy, settings)
        except SluisError as error:
            yield "problem", f"policy {error.message}"
    if find_tesseract() is None:
        yield "note", "pictures: Tesseract is not installed, so a policy that has them read does not load"
    else:
        yield "ok", "pictures: Tesseract is installed, for policies that have them read"


def _server(settings: Settings, bots: list[BotConfig]) -> Iterator[Finding]:
    if settings.upstream is None and not any(bot.upstream for bot in bots):
        yield "note", "upstream: none, so a scripted demo model answers"
    for bot in bots:
        if bot.upstream and not bot.upstream_key and place_of(bot.upstream) != place_of(settings.upstream):
            yield "note", f"bot {bot.name}: its model is elsewhere, and without upstream_key no key is sent there"
    if not bots and settings.is_loopback:
        yield "note", "bots: none, so any key is accepted, from this machine only"
    elif not bots:
        yield "problem", "bots: none, but the server listens beyond this machine; it will not start"
    if settings.master_key is None and settings.master_key_file is None:
        yield (
            "note",
            "master key: in a file beside the database; for production keep it elsewhere, and a copy of it safe",
        )
    if settings.tagger == "none":
        yield "problem", "tagger: none, so names in free text are not found"


def _basis(bot: BotConfig, policies: list[Policy]) -> Iterator[Finding]:
    """A basis that a policy does not know: under it, every request of a bot held to its duties is refused."""
    for policy in policies:
        if bot.basis and not policy.basis.allows(bot.basis):
            kind: Literal["note", "problem"] = "problem" if bot.enforces else "note"
            yield kind, f"bot {bot.name}: its basis {bot.basis} is none of policy {policy.name}'s"


def _bot(bot: BotConfig) -> Iterator[Finding]:
    missing = [
        name for name, there in (("purposes", bot.purposes), ("basis", bot.basis), ("notice", bot.notice)) if not there
    ]
    if missing:
        kind: Literal["note", "problem"] = "problem" if bot.enforces else "note"
        yield (
            kind,
            f"bot {bot.name}: {', '.join(missing)} not declared; "
            f"its duties are {'enforced' if bot.enforces else 'only observed'}",
        )
    else:
        yield "ok", f"bot {bot.name}: duties are enforced"
    if bot.subject == "none":
        yield "note", f"bot {bot.name}: does not say who the person in the chat is; rights reach a conversation only"
    yield (
        "note",
        f"bot {bot.name}: chats without X-Sluis-Conversation share one pseudonym key, "
        "so the model can link a person across them",
    )
