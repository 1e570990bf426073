"""What every page of the console has around it: strict headers, forms of our own pages only, small bodies."""

import re
import secrets
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sluis.errors import InvalidRequest, NotAllowed, TooLarge

MAX_FORM_BYTES = 512 * 1024
MAX_FIELDS = 500
_OWN_PATH = re.compile(r"(/history|/holds/hold_[0-9a-f]{32})(?:/done)?\Z")
SESSION_COOKIE = "sluis_console"
SIGN_IN_COOKIE = "sluis_sign_in"

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "x-robots-tag": "noindex",
}
"""On every answer of the console, errors and files too. No script runs, nothing is loaded from elsewhere."""


class StrictHeaders:
    """ASGI layer that sets HEADERS, and Strict-Transport-Security where the connection is https."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _set_headers(MutableHeaders(scope=message), scope)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _set_headers(headers: MutableHeaders, scope: MutableMapping[str, Any]) -> None:
    for name, value in HEADERS.items():
        headers[name] = value
    if scope.get("scheme") == "https":
        headers["strict-transport-security"] = "max-age=31536000"


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form that one of our own pages sent.

    NotAllowed when another site sent it; TooLarge beyond half a megabyte. The token in it is checked by the caller,
    who knows the session.
    """
    require_same_site(request.headers)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_FORM_BYTES:
            raise TooLarge("The form is too long.")
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError as problem:
        raise InvalidRequest("The form cannot be read.") from problem
    # Browsers send line ends as CR LF; what people compare and the model reads has LF.
    return {name: value.replace("\r\n", "\n") for name, value in pairs}


def require_same_site(headers: Headers) -> None:
    """NotAllowed when the browser says that another site sent this. What says nothing is left to the form's token.

    Origin is `null` on our own forms too, since our pages send no referrer; so it counts only beside nothing better.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin", "null")
    same = (
        site in {"same-origin", "none"} if site else origin == "null" or urlsplit(origin).netloc == headers.get("host")
    )
    if not same:
        raise NotAllowed("This form was sent by another site.", code="cross_site")


def own_path(path: str) -> str:
    """A page of ours that someone may be sent to after signing in; empty for anything else, so for every other site."""
    found = _OWN_PATH.match(path)
    return found[1] if found else ""


def place_of(error: BaseException) -> str:
    """The innermost file and line of an exception, without its words."""
    where = error.__traceback__
    while where and where.tb_next:
        where = where.tb_next
    return f"{where.tb_frame.f_code.co_filename.rsplit('/sluis/', 1)[-1]}:{where.tb_lineno}" if where else ""


def new_token() -> str:
    return secrets.token_urlsafe(24)
