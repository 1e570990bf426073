"""The console as an ASGI app: pages for reviewers at /console. No script, no outside resource, nothing is cached.

`console_app(...)` answers full paths that begin with its base, so it is called with the server's scope as it is.
"""

import time
from collections.abc import Callable
from importlib.resources import files

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from sluis.console.cases import Explain, Reveal
from sluis.console.guarding import StrictHeaders
from sluis.console.pages import Console, Recorder
from sluis.console.sessions import Sessions
from sluis.errors import NotFound
from sluis.holds.queue import HoldQueue
from sluis.holds.reviewers import Reviewers

FILES = {"console.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml"}


def console_app(
    queue: HoldQueue,
    reviewers: Reviewers,
    sessions: Sessions,
    *,
    base: str = "/console",
    clock: Callable[[], float] = time.time,
    secure: bool | None = None,
    reveal: Reveal | None = None,
    explain: Explain | None = None,
    audit: Recorder | None = None,
) -> Starlette:
    """The console over this queue.

    secure: whether cookies are only for https; None: as each request came. reveal: turns pseudonyms of a hold back,
    for officers; None: nobody sees real values here. explain: says why each value was replaced. audit: told of
    signing in and of revealing.
    """
    pages = Console(
        queue, reviewers, sessions, base=base, clock=clock, secure=secure, reveal=reveal, explain=explain, audit=audit
    )

    async def not_found(request: Request, problem: Exception) -> Response:
        return pages.problem_page(NotFound("There is no such page."))

    return Starlette(
        routes=[Route(base, pages.guarded(pages.waiting)), Mount(base, routes=_routes(pages))],
        middleware=[Middleware(StrictHeaders)],
        exception_handlers={404: not_found, 405: not_found, HTTPException: not_found},
    )


def _routes(pages: Console) -> list[Route]:
    guarded, to_all = pages.guarded, pages.open_to_all
    return [
        Route("/", guarded(pages.waiting)),
        Route("/sign-in", to_all(pages.sign_in_page), methods=["GET"]),
        Route("/sign-in", to_all(pages.sign_in), methods=["POST"]),
        Route("/sign-out", guarded(pages.sign_out), methods=["POST"]),
        Route("/history", guarded(pages.history)),
        Route("/holds/{hold_id}", guarded(pages.hold), methods=["GET"]),
        Route("/holds/{hold_id}", guarded(pages.act), methods=["POST"]),
        Route("/holds/{hold_id}/done", guarded(pages.done)),
        Route("/static/{name}", _file),
    ]


async def _file(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in FILES:
        raise HTTPException(404)
    return Response((files("sluis.console") / "static" / name).read_bytes(), media_type=FILES[name])
