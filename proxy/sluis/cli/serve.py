"""`sluis serve`: runs the proxy until it is told to stop."""

from pathlib import Path
from typing import Annotated

import typer

from sluis.settings import Settings, load_settings


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on (default 127.0.0.1).")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on (default 8080).")] = None,
    upstream: Annotated[
        str | None,
        typer.Option(help="Base URL of the model, as an OpenAI client would use it, or litellm:PROVIDER/MODEL."),
    ] = None,
    policy: Annotated[str | None, typer.Option(help="Name or file of the policy (default gdpr).")] = None,
    database: Annotated[str | None, typer.Option(help="sqlite:///FILE or postgresql://… .")] = None,
    config: Annotated[Path | None, typer.Option(help="YAML file with settings and bots.")] = None,
) -> None:
    """Run the proxy."""
    run(load_settings(config, host=host, port=port, upstream=upstream, policy=policy, database=database))


def run(settings: Settings) -> None:
    """Serves until SIGINT or SIGTERM; answers under way are finished first."""
    import uvicorn

    from sluis.app import create_app
    from sluis.logs import configure_logs

    configure_logs(settings.log_level)
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        loop="auto",
        http="auto",
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        date_header=True,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=30,
    )
