"""A console over a queue of its own, and a browser without a screen: cookies kept, forms read from the page."""

import re
from dataclasses import dataclass
from html import unescape

import httpx
from starlette.applications import Starlette
from tests.holds.worlds import PASSWORD, World

from sluis.console.app import console_app
from sluis.console.cases import Explain
from sluis.console.sessions import Sessions
from sluis.holds.hold import Hold

ROOT = "http://sluis.test"
VIEW = "I would lend it: the income carries the rate."
REASON = "The pay slips were read wrongly, her income carries it."

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
_FORM = re.compile(r"<form.*?</form>", re.S)


def make_console(world: World, *, secure: bool | None = None, explain: Explain | None = None) -> Starlette:
    def reveal(hold: Hold, text: str) -> str:
        return text.replace("Velka Morandeth", "Ada Vermeer")

    sessions = Sessions(world.db, world.now)
    return console_app(
        world.queue,
        world.reviewers,
        sessions,
        clock=world.now,
        secure=secure,
        reveal=reveal,
        explain=explain,
        audit=world.audit,
    )


@dataclass
class Visitor:
    """One browser. `fields` are those of the last page's form that has the button `step`."""

    http: httpx.AsyncClient
    page: httpx.Response | None = None

    async def get(self, path: str) -> httpx.Response:
        self.page = await self.http.get(f"/console{path}")
        return self.page

    async def post(self, path: str, **form: str) -> httpx.Response:
        self.page = await self.http.post(f"/console{path}", data=form)
        return self.page

    async def sign_in(self, name: str = "ada", password: str = PASSWORD) -> httpx.Response:
        await self.get("/sign-in")
        return await self.post("/sign-in", name=name, password=password, **self.hidden())

    async def step(self, hold_id: str, step: str, **form: str) -> httpx.Response:
        """Press a button of the last page, with its form's hidden fields."""
        return await self.post(f"/holds/{hold_id}", **{**self.hidden(step), **form, "step": step})

    def hidden(self, step: str = "") -> dict[str, str]:
        assert self.page is not None
        forms = [form for form in _FORM.findall(self.page.text) if not step or f'value="{step}"' in form]
        assert forms, f"the page has no button {step}"
        wanted = forms[-1] if not step else forms[0]
        return {unescape(name): unescape(value) for name, value in _HIDDEN.findall(wanted)}


def visitor(app: Starlette, root: str = ROOT) -> Visitor:
    transport = httpx.ASGITransport(app=app, client=("198.51.100.7", 4000))
    return Visitor(httpx.AsyncClient(transport=transport, base_url=root))
