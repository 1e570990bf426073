"""The console's pages and forms: reads the queue, shows a hold, takes a verdict. Every rule is the queue's own."""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from sluis.console import cases, words
from sluis.console.cases import Explain, Reveal
from sluis.console.guarding import SESSION_COOKIE, SIGN_IN_COOKIE, new_token, own_path, place_of, read_form
from sluis.console.sessions import LONGEST_SECONDS, Session, Sessions
from sluis.console.templating import is_kept, make_environment
from sluis.errors import HoldError, NotAllowed, NotAuthenticated, SluisError
from sluis.holds.digest import Message
from sluis.holds.hold import Hold
from sluis.holds.queue import HoldQueue
from sluis.holds.reviewers import Reviewers, Role
from sluis.holds.states import Action
from sluis.holds.verdict import MIN_REASON_CHARACTERS, require_reason, require_sound_edit, said_by_model

MAY_REVEAL = frozenset({Role.OFFICER, Role.ADMIN})
MAX_SECONDS_OPEN = 24 * 3600
STALE = frozenset({"hold_digest_stale", "hold_changed"})
CHANGED = "This case changed while you were reading. Here is how it stands now; nothing was decided."
CLOSED = "This case was closed while you were reading. Here is how it ended; nothing you did now changed it."
SIGNED_OUT = "You were signed out, because nothing was done for a while or your account changed. Nothing was decided."

Form = Mapping[str, str]
Endpoint = Callable[[Request], Awaitable[Response]]
Handler = Callable[[Request, Session], Awaitable[Response]]


class Recorder(Protocol):
    """What the pages need of the audit log."""

    async def durable(
        self, event: str, *, about: Any = None, private: Any = None, **fields: str | int | bool | None
    ) -> object: ...


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
        explain: Explain | None = None,
        audit: Recorder | None = None,
    ) -> None:
        self._queue, self._reviewers, self._sessions = queue, reviewers, sessions
        self._base, self._clock, self._secure = base, clock, secure
        self._reveal, self._explain, self._audit = reveal, explain, audit
        self._templates = make_environment(base, clock)

    # ── signing in and out ──────────────────────────────────────────────────────────────────────────────────────

    async def sign_in_page(self, request: Request) -> Response:
        if await self._sessions.find(request.cookies.get(SESSION_COOKIE)):
            return self._to("/")
        notice = SIGNED_OUT if request.cookies.get(SESSION_COOKIE) else None
        return self._sign_in_form(request, own_path(request.query_params.get("next", "")), notice=notice)

    async def sign_in(self, request: Request) -> Response:
        """A session with a new token, or the form again; the answer does not tell which part was wrong."""
        form = await read_form(request)
        sent, wanted = request.cookies.get(SIGN_IN_COOKIE, ""), own_path(form.get("next", ""))
        if not sent or sent != form.get("csrf"):
            return self._sign_in_form(request, wanted, "The form was too old. Please try again.", status=403)
        address = request.client.host if request.client else ""
        try:
            reviewer = await self._reviewers.sign_in(form.get("name", ""), form.get("password", ""), address=address)
        except NotAuthenticated as refused:
            await self._record("console.sign_in_refused", code=refused.code)
            status = 429 if refused.code == "sign_in_paused" else 401
            return self._sign_in_form(request, wanted, refused.message, status=status)
        await self._sessions.end(request.cookies.get(SESSION_COOKIE))
        token = await self._sessions.start(reviewer)
        await self._record("console.signed_in", reviewer=reviewer.reviewer_id)
        answer = self._to(wanted or "/")
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
        holds, names = await self._queue.list_open(), await self._names()
        return self._page("queue.html", session, holds=holds, names=names, page="queue")

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
        if form.get("revealed") == "yes" or form.get("step") == "reveal":
            await self._allow_reveal(session, hold_id)
        steps: dict[str, Callable[[], Awaitable[Response]]] = {
            "look": lambda: self._look(session, hold_id, form),
            "approve": lambda: self._decide(session, hold_id, form, Action.APPROVE),
            "reject": lambda: self._decide(session, hold_id, form, Action.REJECT),
            "edit": lambda: self._edit(session, hold_id, form),
            "preview": lambda: self._preview(session, hold_id, form),
            "again": lambda: self._again(session, hold_id, form),
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
        hold = await self._queue.show(hold_id)
        problem = None
        if form.get("step") == "look" and not _is_view_noted(hold, look):
            problem = f"Note your own view in at least {MIN_REASON_CHARACTERS} characters first."
        return await self._open(session, hold_id, look, problem)

    async def _edit(self, session: Session, hold_id: str, form: Form) -> Response:
        """The fields of the proposed action, to be changed."""
        look = Look.of(form, self._clock())
        try:
            hold = await self._claimed(session, hold_id, form.get("digest", ""))
            _require_own_view(hold, look)
            require_reason(look.reason, said_by_model(hold.contents))
        except HoldError as refused:
            return await self._open(session, hold_id, look, _told(refused))
        return self._case("edit.html", session, hold, look, hold.contents.proposed)

    async def _again(self, session: Session, hold_id: str, form: Form) -> Response:
        """Back from the confirmation, with what was changed still in its fields."""
        look = Look.of(form, self._clock())
        try:
            hold = await self._claimed(session, hold_id, form.get("shown", ""))
            _require_own_view(hold, look)
        except HoldError as refused:
            return await self._open(session, hold_id, look, _told(refused))
        return self._case("edit.html", session, hold, look, hold.contents.proposed, form=form)

    async def _preview(self, session: Session, hold_id: str, form: Form) -> Response:
        """The changed action as the bot would carry it out, to be confirmed."""
        look = Look.of(form, self._clock())
        try:
            hold = await self._claimed(session, hold_id, form.get("digest", ""))
            _require_own_view(hold, look)
        except HoldError as refused:
            return await self._open(session, hold_id, look, _told(refused))
        try:
            edited = cases.edited_from(hold, form)
            require_sound_edit(hold.contents.proposed, edited)
        except HoldError as refused:
            return self._case(
                "edit.html", session, hold, look, hold.contents.proposed, problem=refused.message, form=form
            )
        given = {name: value for name, value in form.items() if name[:1].isdigit() or name.startswith("text.")}
        seen = hold.contents.digest_of(edited)
        return self._case("confirm.html", session, hold, look, edited, given=given, edited_digest=seen)

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
        except (HoldError, NotAllowed) as refused:
            if not await self._has_decided(session, hold_id, action):
                if isinstance(refused, NotAllowed):
                    raise
                return await self._open(session, hold_id, look, _told(refused))
        return self._to(f"/holds/{hold_id}/done")

    async def _has_decided(self, session: Session, hold_id: str, action: Action) -> bool:
        """Whether this reviewer's verdict is on record already: a button pressed twice is pressed once."""
        hold = await self._queue.show(hold_id)
        return any(
            (review.reviewer_id, review.round, review.action) == (session.reviewer.reviewer_id, hold.round, action)
            for review in await self._queue.list_reviews(hold_id)
        )

    async def _claimed(self, session: Session, hold_id: str, digest_seen: str) -> Hold:
        """The hold, the reviewer's for ten more minutes. HoldError when it is not theirs or not what they saw."""
        hold = await self._queue.claim(hold_id, session.reviewer)
        if digest_seen != hold.digest:
            raise HoldError("This hold changed since it was shown: look again.", code="hold_digest_stale")
        return hold

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
                return await self._closed(session, hold, CLOSED)
            taken = await self._taken_words(hold) or refused.message
        mine = [review.reviewer_id for review in await self._queue.list_reviews(hold_id) if review.round == hold.round]
        if session.reviewer.reviewer_id in mine:
            taken = "You have given your verdict. This case needs a second person, who does not see yours."
        reasons = await self._explain(hold) if self._explain is not None else ()
        proposed = hold.contents.proposed
        return self._case("hold.html", session, hold, look, proposed, problem=problem, taken=taken, reasons=reasons)

    async def _taken_words(self, hold: Hold) -> str:
        """Who has it at this moment, and until when; empty when nobody."""
        if not is_kept(hold, self._clock()):
            return ""
        name = (await self._names()).get(hold.claimed_by or "", "Another reviewer")
        return f"{name} is looking at this case until {words.time_words(hold.claimed_until or 0)}. You can read it."

    async def _names(self) -> dict[str, str]:
        return {reviewer.reviewer_id: words.readable(reviewer.name) for reviewer in await self._reviewers.list()}

    async def _closed(self, session: Session, hold: Hold, problem: str | None = None) -> Response:
        names = await self._names()
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
        proposal = cases.proposal_of(hold, messages, show)
        return self._page(
            template,
            session,
            status=200 if problem is None else 409,
            problem=problem,
            hold=hold,
            look=look,
            outcome_shown=_is_view_noted(hold, look),
            proposal=proposal,
            changes=cases.changes_of(cases.proposal_of(hold, hold.contents.proposed, show), proposal),
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

    def _sign_in_form(
        self, request: Request, wanted: str, problem: str | None = None, status: int = 200, notice: str | None = None
    ) -> Response:
        token = new_token()
        page = {"problem": problem, "notice": notice, "wanted": wanted, "csrf": token}
        answer = self._page("sign_in.html", None, status=status, **page)
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
                wanted = own_path(request.url.path.removeprefix(self._base))
                return self._to(f"/sign-in?next={wanted}" if wanted else "/sign-in")
            return await self._as_page(handler(request, session), session)

        return self.open_to_all(handle)

    def open_to_all(
        self, handler: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """The handler, with errors as pages."""

        async def handle(request: Request) -> Response:
            return await self._as_page(handler(request))

        return handle

    async def _as_page(self, answer: Awaitable[Response], session: Session | None = None) -> Response:
        """The answer, or what went wrong as a page."""
        try:
            return await answer
        except SluisError as error:
            return self.problem_page(error, session)
        except Exception as error:
            # The type and place only: an exception's words may quote a case.
            structlog.get_logger().error("console.failed", error=type(error).__name__, at=place_of(error))
            return self.problem_page(SluisError("Something went wrong here. Look again before you decide."), session)

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


def _told(refused: SluisError) -> str:
    return CHANGED if refused.code in STALE else refused.message


def _require_own_view(hold: Hold, look: Look) -> None:
    if not _is_view_noted(hold, look):
        raise HoldError("Note your own view first: the outcome is shown after it.", code="own_view_missing")


def _is_view_noted(hold: Hold, look: Look) -> bool:
    """Whether the outcome may be shown: of a case against the person only after a view of the reviewer's own."""
    return not hold.contents.evidence.adverse or len(look.own_view) >= MIN_REASON_CHARACTERS
