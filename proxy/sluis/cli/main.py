"""The `sluis` command: a noun, then a verb. Results to stdout, talk to stderr; exit 0 fine, 1 a problem, 2 misuse."""

import importlib
import sys

import typer
from typer.main import get_command

from sluis import __version__
from sluis.errors import SluisError
from sluis.logs import configure_logs

NOUNS: dict[str, str] = {
    "policy": "Check, show and compare policy files.",
    "bots": "Add, list and revoke the bots that may call.",
    "reviewers": "The people who decide about what is held.",
    "holds": "What is waiting for a person, and what became of it.",
    "subjects": "What is held about a person, their opt-outs, and their erasure.",
    "audit": "The log of what happened, and whether it was tampered with.",
    "keys": "The master keys.",
    "report": "Reports from the registers.",
}
VERBS: dict[str, str] = {
    "serve": "Run the proxy.",
    "demo": "Play a short conversation through the proxy against a scripted model.",
    "verify": "Send planted values through your configuration and fail if one leaves.",
    "scan": "Show where personal data stands in texts.",
    "judge": "Show which outputs are decisions about people.",
    "doctor": "Say what is missing or unsafe in this configuration.",
}
"""Each command's module is imported only when it is called: `sluis serve` starts without the rest."""


def build(words: list[str]) -> typer.Typer:
    """The command line, with the modules of the commands named in `words` (of all, when a listing is asked)."""
    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        help="A privacy proxy between a chatbot and its LLM.",
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    wanted = next((w for w in words if not w.startswith("-")), None)
    app.callback(invoke_without_command=True)(_top)
    for name in (*VERBS, *NOUNS):
        if wanted == name:
            module = importlib.import_module(f"sluis.cli.{name}")
            if name in NOUNS:
                app.add_typer(module.app, name=name, help=NOUNS[name])
            else:
                app.command(name=name, help=VERBS[name])(getattr(module, name))
        elif wanted not in (*VERBS, *NOUNS):
            app.command(name=name, help=VERBS.get(name) or NOUNS[name])(_nothing)
    if wanted in (*VERBS, *NOUNS):
        app.command(name="help", hidden=True)(_nothing)  # keeps one command from swallowing its own name
    return app


def _top(ctx: typer.Context, version: bool = typer.Option(False, "--version", help="Show the version.")) -> None:
    if version:
        typer.echo(f"sluis {__version__}")
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())
        raise typer.Exit(2)


def _nothing() -> None:
    raise typer.Exit(2)


def main() -> None:
    """Runs the command line. A SluisError is one line on stderr and exit status 1."""
    configure_logs("error")  # `serve` and `demo` say more, as their settings ask
    command = get_command(build(sys.argv[1:]))
    try:
        command.main(args=sys.argv[1:], prog_name="sluis")
    except SluisError as error:
        hint = f" {error.hint}" if error.hint else ""
        typer.echo(f"sluis: {error.message}{hint}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
