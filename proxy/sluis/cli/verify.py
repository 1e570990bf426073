"""`sluis verify`: planted values through the user's own configuration to a recording stand-in for the model."""

import asyncio
import json
import tempfile
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from sluis.settings import Settings, load_settings
from sluis.verifying import Check, Recorder
from sluis.verifying import verify as run_checks


def verify(
    policy: Annotated[str | None, typer.Option(help="Name or file of the policy (default gdpr).")] = None,
    config: Annotated[Path | None, typer.Option(help="YAML file with settings and bots.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print every check as JSON.")] = False,
) -> None:
    """Plant a value in every position and fail if one leaves. Your model and your database are not touched."""
    settings = load_settings(config, policy=policy)
    with tempfile.TemporaryDirectory(prefix="sluis-verify-") as directory:
        url = f"sqlite:///{directory}/verify.db"
        checks = asyncio.run(
            check_settings(settings.model_copy(update={"database": url, "master_key": None, "master_key_file": None}))
        )
    if as_json:
        rows = [
            {
                "endpoint": c.endpoint,
                "position": c.position,
                "treatment": c.treatment,
                "passed": c.passed,
                "detail": c.detail,
            }
            for c in checks
        ]
        typer.echo(json.dumps(rows, indent=1))
    else:
        for line in report(checks):
            typer.echo(line)
    if not all(check.passed for check in checks):
        raise typer.Exit(1)


async def check_settings(settings: Settings, **replaced: Any) -> list[Check]:
    """All checks against the product with these settings, in this process."""
    from sluis.app import create_app

    recorder = Recorder()
    key = "sluis-verify"
    bots = tuple(bot.model_copy(update={"key": None, "key_hash": None}) for bot in settings.bots)
    if bots:
        from sluis.bots import hash_key

        bots = (bots[0].model_copy(update={"key_hash": hash_key(key), "upstream": None}),)
    app = create_app(
        settings.model_copy(update={"bots": bots, "upstream": None}), transport=recorder.transport(), **replaced
    )
    await app.services.open()
    try:
        transport = httpx.ASGITransport(app=app)
        headers = {"authorization": f"Bearer {key}"}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://sluis", headers=headers, timeout=300
        ) as client:
            policy = app.services.policy((bots[0].policies if bots else ())[:1] or (settings.policy,))
            allowed = frozenset(policy.provider_tools.allowed)
            return await run_checks(client, recorder, content=policy.content, provider_tools=allowed)
    finally:
        await app.services.close()


def report(checks: list[Check]) -> list[str]:
    """One line a position under its endpoint, failures first said in full, and the count."""
    worst: dict[tuple[str, str], Check] = {}
    for check in checks:
        known = worst.get((check.endpoint, check.position))
        if known is None or known.passed:
            worst[check.endpoint, check.position] = check
    lines = []
    for endpoint in dict.fromkeys(check.endpoint for check in checks):
        lines.append(f"POST /v1/{endpoint}")
        lines += [
            f"{'ok  ' if c.passed else 'FAIL'}  {c.position:45} {c.treatment:10} {c.detail}"
            for c in worst.values()
            if c.endpoint == endpoint
        ]
    failed = sum(not c.passed for c in checks)
    return [*lines, f"{len(checks)} planted values in {len(worst)} positions, {failed} failed"]
