"""The console's pages and forms: reads the queue, shows a hold, takes a verdict. Every rule is the queue's own."""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from sluis.console import cases, words
from sluis.console.cases import Reveal
from sluis.console.guarding import SESSION_COOKIE, SIGN_IN_COOKIE, new_token, read_form
from sluis.console.sessions import LONGEST_SECONDS, Session, Sessions
from sluis.errors import HoldError, NotAllowed, NotAuthenticated, SluisError
from sluis.holds.digest import Message
from sluis.holds.hold import Hold, Summary
from sluis.holds.ledger import LEASE_SECONDS
from sluis.holds.queue import HoldQueue, Recorder
from sluis.holds.reviewers import Reviewers, Role
from sluis.holds.states import Action, State
from sluis.holds.verdict import MIN_REASON_CHARACTERS, require_reason, require_sound_edit, said_by_model

MAY_REVEAL = frozenset({Role.OFFICER, Role.ADMIN})
MAX_SECONDS_OPEN = 24 * 3600
STALE = frozenset({"hold_digest_stale", "hold_changed"})

Form = Mapping[str, str]
Endpoint = Callable[[Request], Awaitable[Response]]
Handler = Callable[[Request, Session], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Look:
    """How far a reviewer is with a hold. own_view: noted before the outcome of an adverse case is shown."""

    own_view: str = ""
    reason: str = ""
    shared_reason: str = ""
    seconds_since: int = 0
    revealed: bool = False

    @classmethod
    def of(cls, form: Form, now: float) -> "Look":
        opened = form.get("opened", "")
        return cls(
            own_view=form.get("own_view", "").strip(),
            reason=form.get("reason", "").strip(),
            shared_reason=form.get("shared_reason", "").strip(),
            seconds_since=int(opened) if opened.isascii() and opened.isdigit() and len(opened) < 12 else int(now),
            revealed=form.get("revealed") == "yes",
        )


class Console:
    """Handlers over one queue. secure: whether cookies are for https only; None asks each request's scheme."""

    def __init__(
        self,
        queue: HoldQueue,
        reviewers: Reviewers,
        sessions: Sessions,
        *,
        base: str = "/console",
        clock: Callable[[], float] = time.time,
        secure: bool | None = None,
        reveal: Reveal | None = None,
        audit: Recorder | None = None,
    ) -> None:
        self._queue, self._reviewers, self._sessions = queue, reviewers, sessions
        self._base, self._clock, self._secure = base, clock, secure
        self._reveal, self._audit = reveal, audit
        self._templates = _environment(base, clock)

    # ── signing in and out ──────────────────────────────────────────────────────────────────────────────────────

    async def sign_in_page(self, request: Request) -> Response:
        if await self._sessions.find(request.cookies.get(SESSION_COOKIE)):
            return self._to("/")
        return self._sign_in_form(request)

    async def sign_in(self, request: Request) -> Response:
        """A session with a new token, or the form again; the answer does not tell which part was wrong."""
        form = await read_form(request)
        sent = request.cookies.get(SIGN_IN_COOKIE, "")
        if not sent or sent != form.get("csrf"):
            return self._sign_in_form(request, "The form was too old. Please try again.", status=403)
        address = request.client.host if request.client else ""
        try:
            reviewer = await self._reviewers.sign_in(form.get("name", ""), form.get("password", ""), address=address)
        except NotAuthenticated as refused:
            await self._record("console.sign_in_refused", code=refused.code)
            return self._sign_in_form(request, refused.message, status=429 if refused.code == "sign_in_paused" else 401)
        await self._sessions.end(request.cookies.get(SESSION_COOKIE))
        token = await self._sessions.start(reviewer)
        await self._record("console.signed_in", reviewer=reviewer.reviewer_id)
        answer = self._to("/")
        self._set_cookie(answer, request, SESSION_COOKIE, token, LONGEST_SECONDS)
        answer.delete_cookie(SIGN_IN_COOKIE, path=self._base)
        return answer

    async def sign_out(self, request: Request, session: Session) -> Response:
        form = await self._form(request, session)
        await self._sessions.end(request.cookies.get(SESSION_COOKIE))
        await self._record("console.signed_out", reviewer=session.reviewer.reviewer_id, fields=len(form))
        answer = self._to("/sign-in")
        answer.delete_cookie(SESSION_COOKIE, path=self._base)
        return answer

    # ── reading ─────────────────────────────────────────────────────────────────────────────────────────────────

    async def waiting(self, request: Request, session: Session) -> Response:
        """What waits for a person, nearest deadline first."""
        return self._page("queue.html", session, holds=await self._queue.list_open(), page="queue")

    async def history(self, request: Request, session: Session) -> Response:
        """What left the queue, newest first."""
        return self._page("history.html", session, holds=await self._queue.list_closed(), page="history")

    async def hold(self, request: Request, session: Session) -> Response:
        """One hold. Opening an open one claims it for ten minutes, unless someone else has it."""
        hold_id = request.path_params["hold_id"]
        hold = await self._queue.show(hold_id)
        if not hold.is_open:
            return await self._closed(session, hold)
        return await self._open(session, hold_id, Look(seconds_since=int(self._clock())))

    async def done(self, request: Request, session: Session) -> Response:
        """What a verdict came to."""
        hold = await self._queue.show(request.path_params["hold_id"])
        return self._page("done.html", session, hold=hold)

    # ── deciding ────────────────────────────────────────────────────────────────────────────────────────────────

    async def act(self, request: Request, session: Session) -> Response:
        """One step of a reviewer with a hold; the button says which. Nothing is done without the session's token."""
        form = await self._form(request, session)
        hold_id = request.path_params["hold_id"]
        steps: dict[str, Callable[[], Awaitable[Response]]] = {
            "look": lambda: self._look(session, hold_id, form),
            "approve": lambda: self._decide(session, hold_id, form, Action.APPROVE),
            "reject": lambda: self._decide(session, hold_id, form, Action.REJECT),
            "edit": lambda: self._edit(session, hold_id, form),
            "preview": lambda: self._preview(session, hold_id, form),
            "confirm": lambda: self._decide(session, hold_id, form, Action.EDIT),
            "reveal": lambda: self._look(session, hold_id, {**form, "revealed": "yes"}),
            "release": lambda: self._release(session, hold_id),
        }
        step = steps.get(form.get("step", ""))
        if step is None:
            raise HoldError("This page does not know that step.", code="unknown_step")
        return await step()

    async def _look(self, session: Session, hold_id: str, form: Form) -> Response:
        """The hold again, with the outcome once the reviewer's own view is noted, or with real values."""
        look = Look.of(form, self._clock())
        if look.revealed:
            await self._allow_reveal(session, hold_id)
        hold = await self._queue.show(hold_id)
        problem = None
        if form.get("step") == "look" and not _is_view_noted(hold, look):
            problem = f"Note your own view in at least {MIN_REASON_CHARACTERS} characters first."
        return await self._open(session, hold_id, look, problem)

    async def _edit(self, session: Session, hold_id: str, form: Form) -> Response:
        """The fields of the proposed action, to be changed."""
        look = Look.of(form, self._clock())
        hold = await self._queue.show(hold_id)
        if form.get("digest") != hold.digest:
            return await self._open(session, hold_id, look, _changed())
        try:
            _require_own_view(hold, look)
            require_reason(look.reason, said_by_model(hold.contents))
        except HoldError as refused:
            return await self._open(session, hold_id, look, refused.message)
        return self._case("edit.html", session, hold, look, hold.contents.proposed)

    async def _preview(self, session: Session, hold_id: str, form: Form) -> Response:
        """The changed action as the bot would carry it out, to be confirmed."""
        look = Look.of(form, self._clock())
        hold = await self._queue.show(hold_id)
        if form.get("digest") != hold.digest:
            return await self._open(session, hold_id, look, _changed())
        try:
            edited = cases.edited_from(hold, form)
            require_sound_edit(hold.contents.proposed, edited)
        except HoldError as refused:
            return self._case(
                "edit.html", session, hold, look, hold.contents.proposed, problem=refused.message, form=form
            )
        changes = {name: value for name, value in form.items() if name[:1].isdigit() or name.startswith("text.")}
        seen = hold.contents.digest_of(edited)
        return self._case("confirm.html", session, hold, look, edited, changes=changes, edited_digest=seen)

    async def _decide(self, session: Session, hold_id: str, form: Form, action: Action) -> Response:
        look = Look.of(form, self._clock())
        hold = await self._queue.show(hold_id)
        try:
            _require_own_view(hold, look)
            edited: tuple[Message, ...] = cases.edited_from(hold, form) if action is Action.EDIT else ()
            await self._queue.review(
                hold_id,
                session.reviewer,
                action,
                reason=look.reason,
                digest_seen=form.get("digest", ""),
                edited=edited,
                own_view=look.own_view,
                shared_reason=look.shared_reason,
                seconds_open=min(max(0, int(self._clock()) - look.seconds_since), MAX_SECONDS_OPEN),
            )
        except HoldError as refused:
            return await self._open(session, hold_id, look, _changed() if refused.code in STALE else refused.message)
        return self._to(f"/holds/{hold_id}/done")

    async def _release(self, session: Session, hold_id: str) -> Response:
        await self._queue.release(hold_id, session.reviewer)
        return self._to("/")

    async def _allow_reveal(self, session: Session, hold_id: str) -> None:
        if self._reveal is None or session.reviewer.role not in MAY_REVEAL:
            raise NotAllowed("Only an officer sees real values.", code="reveal_not_allowed")
        await self._record("hold.revealed", hold=hold_id, reviewer=session.reviewer.reviewer_id)

    # ── showing ─────────────────────────────────────────────────────────────────────────────────────────────────

    async def _open(self, session: Session, hold_id: str, look: Look, problem: str | None = None) -> Response:
        """An open hold, claimed if it can be; what changed in between is shown as it stands now."""
        taken = None
        try:
            hold = await self._queue.claim(hold_id, session.reviewer)
        except HoldError as refused:
            hold = await self._queue.show(hold_id)
            if not hold.is_open:
                return await self._closed(session, hold, problem or refused.message)
            taken = refused.message
        mine = [review.reviewer_id for review in await self._queue.list_reviews(hold_id) if review.round == hold.round]
        if session.reviewer.reviewer_id in mine:
            taken = "You have given your verdict. This case needs a second person, who does not see yours."
        return self._case("hold.html", session, hold, look, hold.contents.proposed, problem=problem, taken=taken)

    async def _closed(self, session: Session, hold: Hold, problem: str | None = None) -> Response:
        names = {reviewer.reviewer_id: reviewer.name for reviewer in await self._reviewers.list()}
        reviews = await self._queue.list_reviews(hold.hold_id)
        result = hold.contents.edited or hold.contents.proposed
        return self._case("closed.html", session, hold, Look(), result, problem=problem, reviews=reviews, names=names)

    def _case(
        self, template: str, session: Session, hold: Hold, look: Look, messages: tuple[Message, ...], **more: object
    ) -> Response:
        def show(text: str) -> str:
            return self._reveal(hold, text) if look.revealed and self._reveal is not None else text

        seen = hold.contents.evidence
        problem = more.pop("problem", None)
        return self._page(
            template,
            session,
            status=200 if problem is None else 409,
            problem=problem,
            hold=hold,
            look=look,
            outcome_shown=_is_view_noted(hold, look),
            proposal=cases.proposal_of(hold, messages, show),
            tools=cases.tools_of(hold),
            conversation=cases.conversation_of(seen.messages, show),
            instructions=cases.instructions_of(seen.messages, show),
            since=cases.conversation_of(seen.since, show),
            affected=words.readable(show(seen.affected)),
            may_reveal=self._reveal is not None and session.reviewer.role in MAY_REVEAL,
            min_reason=MIN_REASON_CHARACTERS,
            **{"taken": None, "form": {}, **more},
        )

    def _page(self, template: str, session: Session | None, *, status: int = 200, **context: object) -> Response:
        known = {"page": "", "session": session, "problem": None}
        html = self._templates.get_template(template).render(**{**known, **context})
        return Response(html, status, media_type="text/html")

    def _sign_in_form(self, request: Request, problem: str | None = None, status: int = 200) -> Response:
        token = new_token()
        answer = self._page("sign_in.html", None, status=status, problem=problem, csrf=token)
        self._set_cookie(answer, request, SIGN_IN_COOKIE, token, LONGEST_SECONDS)
        return answer

    def problem_page(self, error: SluisError, session: Session | None = None) -> Response:
        """An error as a page."""
        return self._page("problem.html", session, status=error.status, error=error)

    # ── around every handler ────────────────────────────────────────────────────────────────────────────────────

    def guarded(self, handler: Handler) -> Endpoint:
        """The handler for those who are signed in; others are asked to sign in."""

        async def handle(request: Request) -> Response:
            session = await self._sessions.find(request.cookies.get(SESSION_COOKIE))
            if session is None:
                return self._to("/sign-in")
            try:
                return await handler(request, session)
            except SluisError as error:
                return self.problem_page(error, session)

        return handle

    def open_to_all(
        self, handler: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """The handler, with errors as pages."""

        async def handle(request: Request) -> Response:
            try:
                return await handler(request)
            except SluisError as error:
                return self.problem_page(error)

        return handle

    async def _form(self, request: Request, session: Session) -> Form:
        form = await read_form(request)
        if not session.allows(form.get("csrf", "")):
            raise NotAllowed("The form was too old. Go back, reload the page and try again.", code="csrf")
        return form

    def _to(self, path: str) -> Response:
        return RedirectResponse(f"{self._base}{path}", status_code=303)

    def _set_cookie(self, answer: Response, request: Request, name: str, value: str, seconds: int) -> None:
        secure = request.url.scheme == "https" if self._secure is None else self._secure
        answer.set_cookie(
            name, value, max_age=seconds, path=self._base, secure=secure, httponly=True, samesite="strict"
        )

    async def _record(self, event: str, **fields: str | int | bool | None) -> None:
        if self._audit is not None:
            await self._audit.durable(event, **fields)


def _require_own_view(hold: Hold, look: Look) -> None:
    if not _is_view_noted(hold, look):
        raise HoldError("Note your own view first: the outcome is shown after it.", code="own_view_missing")


def _is_view_noted(hold: Hold, look: Look) -> bool:
    """Whether the outcome may be shown: of a case against the person only after a view of the reviewer's own."""
    return not hold.contents.evidence.adverse or len(look.own_view) >= MIN_REASON_CHARACTERS


def _changed() -> str:
    return "This case changed while you were reading. Here is how it stands now; nothing was decided."


def _environment(base: str, clock: Callable[[], float]) -> Environment:
    folder = files("sluis.console") / "templates"
    environment = Environment(
        loader=FunctionLoader(lambda name: (folder / name).read_text("utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(base=base, lease_minutes=LEASE_SECONDS // 60, State=State, Action=Action)
    environment.filters.update(
        domain=words.domain_words,
        state=words.state_words,
        direction=lambda direction: words.DIRECTIONS[direction],
        moment=words.time_words,
        iso=words.iso,
        readable=words.readable,
        ago=lambda at: words.span_words(clock() - at),
        until=lambda at: words.span_words(at - clock()),
        overdue=lambda summary: _is_due_soon(summary, clock()),
    )
    return environment


def _is_due_soon(summary: Summary, now: float) -> bool:
    """Whether less than a quarter of the time is left."""
    return summary.expires_at - now < (summary.expires_at - summary.opened_at) / 4
