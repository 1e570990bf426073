"""A reviewer's way through a case: what is shown when, what a button does, and what nothing may do."""

import asyncio
import html
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from tests.console.desks import REASON, VIEW, Visitor, make_console, visitor
from tests.holds.cases import asks_tool, call, contents, opening, says
from tests.holds.worlds import PASSWORD, World

from sluis.console.cases import Reason
from sluis.console.sessions import IDLE_SECONDS
from sluis.holds.hold import Hold
from sluis.holds.states import Action, State

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>\"' onmouseover='alert(3)"


async def desk(world: World, name: str = "ada") -> Visitor:
    made = visitor(make_console(world))
    assert (await made.sign_in(name)).status_code == 303
    return made


async def adverse(world: World) -> Hold:
    return await world.queue.open(opening())


async def kind(world: World, **more: object) -> Hold:
    """A case that is not against the person: shown at once."""
    held = contents(asks_tool(call(customer="Velka Morandeth", approve=True, amount=9000)))
    ground = replace(held.evidence.grounds[0], adverse=False)
    held = replace(held, evidence=replace(held.evidence, grounds=(ground,)))
    return await world.queue.open(opening(direction="favourable", contents=held, **more))


class Tags(HTMLParser):
    """Collects what a browser could run or load of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.active: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if tag in {"script", "img", "iframe", "object", "style", "base"} or any(
            name.startswith("on") or name in {"style", "src", "srcset", "formaction"} for name in names
        ):
            self.active.append(f"{tag} {names}")


def words(visitor: Visitor) -> str:
    assert visitor.page is not None
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", visitor.page.text)).split())


# ── signing in ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("name", "password"), [("ada", "a wrong password"), ("nobody", PASSWORD), ("", "")])
async def test_a_wrong_name_and_a_wrong_password_look_alike(world: World, name: str, password: str) -> None:
    someone = visitor(make_console(world))
    answer = await someone.sign_in(name, password)
    assert answer.status_code == 401
    assert "Name or password is wrong." in answer.text
    assert (await someone.get("/")).status_code == 303
    assert [event for event, _ in world.audit.events] == ["console.sign_in_refused"]


async def test_guessing_is_slowed_whoever_is_guessed_and_the_right_password_waits_too(world: World) -> None:
    app = make_console(world)
    for attempt in range(5):
        assert (await visitor(app).sign_in("ada", f"guess number {attempt}")).status_code == 401
    paused = await visitor(app).sign_in("ada", PASSWORD)
    assert paused.status_code == 429
    assert "Too many attempts" in paused.text
    assert (await visitor(app).sign_in("nobody", "guess")).status_code == 429, "another name from the same place"
    world.clock.advance(seconds=31)
    assert (await visitor(app).sign_in("ada", PASSWORD)).status_code == 303


async def test_many_guesses_at_once_do_not_slip_through(world: World) -> None:
    app = make_console(world)
    answers = await asyncio.gather(*(visitor(app).sign_in("ada", f"guess number {n}") for n in range(20)))
    assert [answer.status_code for answer in answers].count(401) == 5


async def test_signing_in_needs_the_form_that_this_browser_was_given(world: World) -> None:
    app = make_console(world)
    mine, other = visitor(app), visitor(app)
    await other.get("/sign-in")
    assert (await mine.post("/sign-in", name="ada", password=PASSWORD, **other.hidden())).status_code == 403
    assert (await mine.post("/sign-in", name="ada", password=PASSWORD)).status_code == 403
    assert (await mine.get("/")).status_code == 303


async def test_a_link_to_a_case_leads_there_after_signing_in(world: World) -> None:
    hold = await adverse(world)
    ada = visitor(make_console(world))
    location = (await ada.get(f"/holds/{hold.hold_id}")).headers["location"]
    await ada.get(location.removeprefix("/console"))
    await ada.post("/sign-in", name="ada", password="wrong wrong wrong", **ada.hidden())
    answer = await ada.post("/sign-in", name="ada", password=PASSWORD, **ada.hidden())
    assert answer.headers["location"] == f"/console/holds/{hold.hold_id}"


async def test_nobody_is_led_to_another_site(world: World) -> None:
    ada = visitor(make_console(world))
    await ada.get("/sign-in?next=//evil.test")
    assert ada.page is not None
    assert "evil" not in ada.page.text
    answer = await ada.post("/sign-in", name="ada", password=PASSWORD, **{**ada.hidden(), "next": "//evil.test/x"})
    assert answer.headers["location"] == "/console/"


# ── the queue ───────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_the_queue_says_whose_each_case_is_and_how_long_is_left(world: World) -> None:
    hold = await adverse(world)
    ada, bo = await desk(world), await desk(world, "bo")
    await ada.get("/")
    assert "Nothing waits" not in words(ada)
    assert "3 days Time left" not in words(ada)
    assert re.search(r"Time left 3 days State Waiting", words(ada))
    await ada.get(f"/holds/{hold.hold_id}")
    await ada.get("/")
    await bo.get("/")
    assert "With you" in words(ada)
    assert "With Ada" in words(bo)
    world.clock.advance(minutes=11)
    await bo.get("/")
    assert "With Ada" not in words(bo)


async def test_the_queue_does_not_tell_the_outcome_before_the_reviewers_own_view(world: World) -> None:
    await adverse(world)
    ada = await desk(world)
    await ada.get("/")
    assert "Credit" in words(ada)
    assert "Against" not in words(ada)


async def test_an_empty_queue_says_so(world: World) -> None:
    ada = await desk(world)
    await ada.get("/")
    assert "Nothing waits." in words(ada)
    await ada.get("/history")
    assert "Nothing has been decided yet." in words(ada)


# ── reading a case ──────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_case_against_the_person_shows_its_outcome_only_after_ones_own_view(world: World) -> None:
    """Also no sign of it: what the detector went by would tell how it ends."""
    ground = replace(contents().evidence.grounds[0], features=("o:refuse",))
    held = contents(asks_tool(call(customer="Velka Morandeth", verdict="denied")), grounds=(ground,))
    hold = await world.queue.open(opening(contents=held))
    ada = await desk(world)
    await ada.get(f"/holds/{hold.hold_id}")
    before = words(ada)
    assert "May I borrow 9000 euros?" in before
    assert "decide_loan" in before
    assert "GDPR art. 22(1)" in before
    assert "2 days 23 hours left" in before or "3 days left" in before
    for told in ("denied", "refuse", "gainst the person", "0.93"):
        assert told not in before
    answer = await ada.step(hold.hold_id, "look", own_view="too short")
    assert answer.status_code == 409
    assert "denied" not in words(ada)
    await ada.step(hold.hold_id, "look", own_view=VIEW)
    for told in ("denied", "o:refuse", "against the person", "0.93", VIEW):
        assert told in words(ada)


async def test_a_case_that_is_not_against_the_person_is_shown_at_once(world: World) -> None:
    hold = await kind(world)
    ada = await desk(world)
    await ada.get(f"/holds/{hold.hold_id}")
    assert "Your decision" in words(ada)


@pytest.mark.parametrize("step", ["approve", "reject", "edit", "preview", "confirm", "again"])
async def test_no_button_goes_round_ones_own_view(world: World, step: str) -> None:
    hold = await adverse(world)
    ada = await desk(world)
    await ada.get(f"/holds/{hold.hold_id}")
    seen = {"reason": REASON, "digest": hold.digest, "shown": hold.digest}
    answer = await ada.post(f"/holds/{hold.hold_id}", **{**ada.hidden("look"), **seen, "step": step})
    assert answer.status_code == 409
    assert "approve" not in re.sub(r"<[^>]*>", "", answer.text)
    assert (await world.queue.show(hold.hold_id)).is_open


async def test_foreign_text_is_text_wherever_it_stands(world: World) -> None:
    hostile = SCRIPT + "\u202e\u200b"
    spoken = (
        {"role": "user", "content": hostile},
        {"role": hostile, "content": "x"},
        {"role": "system", "content": hostile},
    )
    tool = {"type": "function", "function": {"name": hostile, "description": hostile}}
    ground = replace(contents().evidence.grounds[0], adverse=None, rule=hostile, features=(hostile,))
    held = contents(
        {**asks_tool(call(name=hostile, **{hostile: hostile})), "content": hostile},
        messages=spoken, tools=(tool,), grounds=(ground,), affected=hostile, facts={hostile: hostile},
        article=hostile, policy=hostile, since=spoken,
    )  # fmt: skip
    hold = await world.queue.open(opening(contents=held, bot_id=hostile, domain=hostile, direction="unknown"))
    ada = await desk(world)
    pages = [(await ada.get("/")).text, (await ada.get(f"/holds/{hold.hold_id}")).text]
    reason = f"{REASON} <script>alert(9)</script>\u202e\u200b"
    pages.append((await ada.step(hold.hold_id, "edit", reason=reason, shared_reason=reason)).text)
    fields = {"text.0": hostile + "!", "0.0.0": hostile + "!"}
    pages.append((await ada.step(hold.hold_id, "preview", **fields)).text)
    assert "What you changed" in pages[-1]
    assert (await ada.step(hold.hold_id, "confirm")).status_code == 303
    pages += [(await ada.get(f"/holds/{hold.hold_id}")).text, (await ada.get("/history")).text]
    assert "What was released, as changed" in pages[-2]
    assert pages[-2].count("alert(9)&lt;/script&gt;⟨U+202E⟩") == 2
    for page in pages:
        tags = Tags()
        tags.feed(page)
        assert not tags.active
        assert "&lt;script" in page.lower()
        # Only a form's field carries what cannot be seen, since an edit must not lose it.
        visible = re.sub(r"<textarea.*?</textarea>|<input[^>]*>", "", page, flags=re.S)
        assert "\u202e" not in visible
        assert "\u200b" not in visible


async def test_real_values_are_for_officers_and_on_record(world: World) -> None:
    hold = await adverse(world)
    bo = await desk(world, "bo")
    await bo.get(f"/holds/{hold.hold_id}")
    assert "Ada Vermeer" not in words(bo)
    await bo.step(hold.hold_id, "reveal")
    assert "Ada Vermeer" in words(bo)
    assert ("hold.revealed", {"hold": hold.hold_id, "reviewer": world.bo.reviewer_id}) in world.audit.events


async def test_the_page_says_why_values_were_replaced(world: World) -> None:
    async def explain(hold: Hold) -> tuple[Reason, ...]:
        return (
            Reason("Velka <b>", "PERSON", 0.91, "tagger, beside 'I am'", ("over LOCATION 0.40 (tagger): likelier",)),
        )

    hold = await kind(world)
    ada = visitor(make_console(world, explain=explain))
    await ada.sign_in()
    page = (await ada.get(f"/holds/{hold.hold_id}")).text
    assert "<b>" not in page
    assert "Velka <b> PERSON, 0.91: tagger, beside 'I am'; over LOCATION 0.40 (tagger): likelier" in words(ada)


@pytest.mark.parametrize(
    "step", ["look", "reveal", "edit", "preview", "again", "approve", "reject", "confirm", "release"]
)
async def test_no_step_shows_real_values_to_a_reviewer_who_asks_for_them_in_a_form(world: World, step: str) -> None:
    hold = await adverse(world)
    ada = await desk(world)
    await ada.get(f"/holds/{hold.hold_id}")
    given = {"own_view": VIEW, "reason": REASON, "digest": "stale", "revealed": "yes", "step": step}
    answer = await ada.post(f"/holds/{hold.hold_id}", **{**ada.hidden("look"), **given})
    assert answer.status_code == 403
    assert "Ada Vermeer" not in answer.text
    assert "hold.revealed" not in [event for event, _ in world.audit.events]


async def test_each_page_with_real_values_is_on_record(world: World) -> None:
    hold = await kind(world)
    bo = await desk(world, "bo")
    await bo.get(f"/holds/{hold.hold_id}")
    await bo.step(hold.hold_id, "reveal")
    await bo.step(hold.hold_id, "edit", reason=REASON)
    await bo.step(hold.hold_id, "preview", **{"0.0.2": "8000"})
    assert "Ada Vermeer" in words(bo)
    assert [event for event, _ in world.audit.events].count("hold.revealed") == 3


# ── deciding ────────────────────────────────────────────────────────────────────────────────────────────────────────


async def to_verdict(world: World, hold: Hold, name: str = "ada") -> Visitor:
    someone = await desk(world, name)
    await someone.get(f"/holds/{hold.hold_id}")
    if 'name="reason"' not in (someone.page.text if someone.page else ""):
        await someone.step(hold.hold_id, "look", own_view=VIEW)
    return someone


@pytest.mark.parametrize(("step", "state"), [("approve", State.APPROVED), ("reject", State.REJECTED)])
async def test_a_verdict_is_taken_with_its_reason_and_view(world: World, step: str, state: State) -> None:
    hold = await adverse(world)
    ada = await to_verdict(world, hold)
    world.clock.advance(seconds=90)
    answer = await ada.step(hold.hold_id, step, reason=REASON, shared_reason="Send newer pay slips.")
    assert answer.headers["location"] == f"/console/holds/{hold.hold_id}/done"
    decided = await world.queue.show(hold.hold_id)
    assert decided.state is state
    assert decided.contents.shared_reason == "Send newer pay slips."
    (review,) = await world.queue.list_reviews(hold.hold_id)
    assert (review.reviewer_id, review.reason, review.own_view) == (world.ada.reviewer_id, REASON, VIEW)
    assert review.seconds_open == 90
    await ada.get(f"/holds/{hold.hold_id}")
    assert REASON in words(ada)
    assert "by Ada" in words(ada)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("", "at least 15"),
        ("too short", "at least 15"),
        ("aaaaaaaaaaaaaaaaaaaaa", "at least 15"),
        ('{"customer": "Velka Morandeth", "approve": false}', "in your own words"),
    ],
)
@pytest.mark.parametrize("step", ["approve", "reject", "edit"])
async def test_a_reason_that_says_nothing_decides_nothing_and_stays_in_its_field(
    world: World, step: str, reason: str, told: str
) -> None:
    hold = await adverse(world)
    ada = await to_verdict(world, hold)
    answer = await ada.step(hold.hold_id, step, reason=reason)
    assert answer.status_code == 409
    assert told in words(ada)
    assert reason in html.unescape(answer.text)
    assert "Go to the form" in words(ada)
    assert (await world.queue.show(hold.hold_id)).is_open


@pytest.mark.parametrize("step", ["approve", "reject"])
async def test_what_the_person_may_be_told_has_an_end(world: World, step: str) -> None:
    hold = await adverse(world)
    ada = await to_verdict(world, hold)
    answer = await ada.step(hold.hold_id, step, reason=REASON, shared_reason="word " * 300)
    assert answer.status_code == 409
    assert "under 1000 characters" in words(ada)
    assert (await world.queue.show(hold.hold_id)).is_open


@pytest.mark.parametrize("token", ["", "x", None])
async def test_a_form_without_this_sessions_token_decides_nothing(world: World, token: str | None) -> None:
    hold = await kind(world)
    ada, bo = await to_verdict(world, hold), await desk(world, "bo")
    await bo.get("/")
    stolen = bo.hidden()["csrf"] if token is None else token
    answer = await ada.step(hold.hold_id, "approve", reason=REASON, csrf=stolen)
    assert answer.status_code == 403
    assert (await world.queue.show(hold.hold_id)).is_open


async def test_a_change_is_looked_at_before_it_is_released(world: World) -> None:
    hold = await kind(world)
    ada = await to_verdict(world, hold)
    await ada.step(hold.hold_id, "edit", reason=REASON)
    assert "Change what the bot does" in words(ada)
    await ada.step(hold.hold_id, "preview", **{"0.0.0": "Velka Morandeth", "0.0.1": "yes", "0.0.2": "8000"})
    assert "What you changed amount 9000 8000" in words(ada)
    assert (await world.queue.show(hold.hold_id)).is_open
    await ada.step(hold.hold_id, "confirm")
    decided = await world.queue.show(hold.hold_id)
    assert decided.state is State.EDITED
    arguments = decided.contents.edited[0]["tool_calls"][0]["function"]["arguments"]  # type: ignore[index, call-overload]
    assert json.loads(arguments) == {"customer": "Velka Morandeth", "approve": True, "amount": 8000}
    await ada.get(f"/holds/{hold.hold_id}")
    assert "What the reviewer changed amount 9000 8000" in words(ada)


async def test_back_from_the_confirmation_keeps_what_was_typed(world: World) -> None:
    hold = await kind(world)
    ada = await to_verdict(world, hold)
    await ada.step(hold.hold_id, "edit", reason=REASON)
    await ada.step(hold.hold_id, "preview", **{"0.0.2": "8123"})
    answer = await ada.step(hold.hold_id, "again")
    assert 'value="8123"' in answer.text
    assert "What you changed" not in answer.text
    await ada.step(hold.hold_id, "preview", **{"0.0.2": "8124"})
    assert (await ada.step(hold.hold_id, "confirm")).status_code == 303


@pytest.mark.parametrize("typed", ["not a number", "{", "[1,", "true"])
async def test_an_edit_that_does_not_fit_keeps_what_was_typed(world: World, typed: str) -> None:
    hold = await kind(world)
    ada = await to_verdict(world, hold)
    await ada.step(hold.hold_id, "edit", reason=REASON)
    answer = await ada.step(hold.hold_id, "preview", **{"0.0.0": "Somebody Else", "0.0.2": typed})
    assert answer.status_code == 409
    assert "The field amount takes a number." in words(ada)
    assert f'value="{html.escape(typed)}"' in answer.text
    assert "Somebody Else</textarea>" in answer.text
    assert ada.hidden("preview")["reason"] == REASON


async def test_what_is_confirmed_is_what_was_previewed(world: World) -> None:
    hold = await kind(world)
    ada = await to_verdict(world, hold)
    await ada.step(hold.hold_id, "edit", reason=REASON)
    await ada.step(hold.hold_id, "preview", **{"0.0.2": "8000"})
    answer = await ada.step(hold.hold_id, "confirm", **{"0.0.2": "9999999"})
    assert answer.status_code == 409
    assert "nothing was decided" in words(ada)
    assert (await world.queue.show(hold.hold_id)).is_open


@pytest.mark.parametrize("step", ["approve", "reject", "edit"])
async def test_a_case_that_changed_is_shown_anew_and_not_decided(world: World, step: str) -> None:
    hold = await kind(world)
    ada = await to_verdict(world, hold)
    await world.queue.note_since(hold.bot_id, hold.hold_id, [{"role": "user", "content": "I found a better loan."}])
    answer = await ada.step(hold.hold_id, step, reason=REASON)
    assert answer.status_code == 409
    assert "changed while you were reading" in words(ada)
    assert "I found a better loan." in words(ada)
    assert REASON in answer.text, "the reason was lost"
    assert (await world.queue.show(hold.hold_id)).is_open
    assert (await ada.step(hold.hold_id, "approve", reason=REASON)).status_code == 303


@pytest.mark.parametrize("step", ["approve", "reject", "edit", "look"])
async def test_a_form_from_before_the_case_was_closed_changes_nothing(world: World, step: str) -> None:
    hold = await kind(world)
    ada = await to_verdict(world, hold)
    await world.queue.cancel(hold.bot_id, hold.hold_id)
    answer = await ada.post(f"/holds/{hold.hold_id}", **{**ada.hidden("approve"), "reason": REASON, "step": step})
    assert answer.status_code == 409
    assert "nothing you did now changed it" in words(ada)
    assert "Withdrawn by the bot" in words(ada)
    assert await world.queue.list_reviews(hold.hold_id) == []


@pytest.mark.parametrize("step", ["approve", "reject"])
async def test_time_that_ran_out_is_no_verdict(world: World, step: str) -> None:
    hold = await kind(world, expires_seconds=120)
    ada = await to_verdict(world, hold)
    assert "2 minutes left" in words(ada)
    world.clock.advance(seconds=120)
    answer = await ada.step(hold.hold_id, step, reason=REASON)
    assert answer.status_code == 409
    assert "Nobody decided in time. Nothing was released and nothing was refused" in words(ada)
    assert await world.queue.list_reviews(hold.hold_id) == []


async def test_a_button_pressed_twice_is_pressed_once(world: World) -> None:
    hold = await kind(world)
    ada = await to_verdict(world, hold)
    form = {**ada.hidden("approve"), "reason": REASON, "step": "approve"}
    answers = [await ada.post(f"/holds/{hold.hold_id}", **form) for _ in range(2)]
    assert [answer.headers.get("location") for answer in answers] == [f"/console/holds/{hold.hold_id}/done"] * 2
    assert len(await world.queue.list_reviews(hold.hold_id)) == 1


async def test_of_two_reviewers_at_the_same_moment_one_decides(world: World) -> None:
    hold = await kind(world)
    ada = await to_verdict(world, hold)
    world.clock.advance(minutes=10)  # ada's time ran out, bo takes it
    bo = await to_verdict(world, hold, "bo")
    world.clock.advance(minutes=10)
    first, second = await asyncio.gather(
        ada.step(hold.hold_id, "approve", reason=REASON), bo.step(hold.hold_id, "reject", reason=REASON)
    )
    assert sorted([first.status_code, second.status_code]) == [303, 409]
    (review,) = await world.queue.list_reviews(hold.hold_id)
    assert (review.action is Action.APPROVE) == (first.status_code == 303)
    lost = ada if first.status_code == 409 else bo
    assert "nothing you did now changed it" in words(lost)


async def test_who_has_a_case_is_named_and_others_only_read(world: World) -> None:
    hold = await kind(world)
    ada = await to_verdict(world, hold)
    bo = await desk(world, "bo")
    await bo.get(f"/holds/{hold.hold_id}")
    assert "Ada is looking at this case until 15 Jan 2026, 12:10 UTC." in words(bo)
    assert "Your decision" not in words(bo)
    stolen = {**bo.hidden(), "reason": REASON, "digest": hold.digest, "step": "approve"}
    assert (await bo.post(f"/holds/{hold.hold_id}", **stolen)).status_code == 409
    assert (await ada.step(hold.hold_id, "release")).status_code == 303
    await bo.get(f"/holds/{hold.hold_id}")
    assert "Your decision" in words(bo)


async def test_four_eyes_are_two_people_who_do_not_see_each_other(world: World) -> None:
    hold = await kind(world, reviews_needed=2)
    ada = await to_verdict(world, hold)
    assert "2 people who agree" in words(ada)
    form = {**ada.hidden("approve"), "reason": REASON, "step": "approve"}
    await ada.post(f"/holds/{hold.hold_id}", **form)
    await ada.get(f"/holds/{hold.hold_id}/done")
    assert "This case needs another person" in words(ada)
    assert (await ada.post(f"/holds/{hold.hold_id}", **form)).status_code == 303, "the same press again"
    assert (await ada.post(f"/holds/{hold.hold_id}", **{**form, "step": "reject"})).status_code == 403
    await ada.get(f"/holds/{hold.hold_id}")
    assert "You have given your verdict" in words(ada)
    assert (await world.queue.show(hold.hold_id)).is_open
    await world.queue.release(hold.hold_id, world.ada)
    bo = await to_verdict(world, hold, "bo")
    assert REASON not in words(bo)
    await bo.step(hold.hold_id, "approve", reason="I read it too and the income is enough.")
    assert (await world.queue.show(hold.hold_id)).state is State.APPROVED


async def test_a_session_that_ran_out_decides_nothing_and_says_so(world: World) -> None:
    hold = await kind(world)
    ada = await to_verdict(world, hold)
    world.clock.advance(seconds=IDLE_SECONDS)
    answer = await ada.step(hold.hold_id, "approve", reason=REASON)
    assert answer.headers["location"] == f"/console/sign-in?next=/holds/{hold.hold_id}"
    await ada.get(answer.headers["location"].removeprefix("/console"))
    assert "You were signed out" in words(ada)
    assert "Nothing was decided" in words(ada)
    assert (await world.queue.show(hold.hold_id)).is_open


async def test_a_disabled_reviewer_decides_nothing(world: World) -> None:
    hold = await kind(world)
    ada = await to_verdict(world, hold)
    await world.reviewers.disable(world.ada.reviewer_id)
    assert (await ada.step(hold.hold_id, "approve", reason=REASON)).status_code == 303
    assert (await world.queue.show(hold.hold_id)).is_open


async def test_a_step_that_is_not_one_is_refused(world: World) -> None:
    hold = await kind(world)
    ada = await to_verdict(world, hold)
    answer = await ada.post(f"/holds/{hold.hold_id}", **{**ada.hidden("approve"), "step": "deliver"})
    assert answer.status_code == 409
    assert "unknown_step" in answer.text


async def test_a_held_text_is_changed_as_text(world: World) -> None:
    held = contents(says("Dear Velka Morandeth, no loan."))
    hold = await world.queue.open(opening(contents=held))
    ada = await to_verdict(world, hold)
    assert "Dear Velka Morandeth, no loan." in words(ada)
    await ada.step(hold.hold_id, "edit", reason=REASON)
    await ada.step(hold.hold_id, "preview", **{"text.0": "   "})
    assert "needs words" in words(ada)
    await ada.step(hold.hold_id, "preview", **{"text.0": "Dear Velka Morandeth,\r\nyes."})
    await ada.step(hold.hold_id, "confirm")
    decided = await world.queue.show(hold.hold_id)
    assert decided.contents.edited[0]["content"] == "Dear Velka Morandeth,\nyes."
