import asyncio

import pytest
from tests.holds.cases import REASON, asks_tool, call, contents, opening, says
from tests.holds.worlds import TERMS, World

from sluis.errors import HoldError, NotAllowed, NotFound
from sluis.holds.digest import Message
from sluis.holds.hold import Hold
from sluis.holds.reviewers import Reviewer, Role
from sluis.holds.states import Action, State
from sluis.holds.verdict import edit_messages

pytestmark = pytest.mark.both_databases

BOT = "bot-lender"


async def decide(world: World, hold: Hold, action: Action = Action.APPROVE, **changes: object) -> Hold:
    by = changes.pop("by", world.ada)
    assert isinstance(by, Reviewer)
    given = {"reason": REASON, "digest_seen": hold.digest, **changes}
    return await world.queue.review(hold.hold_id, by, action, **given)  # type: ignore[arg-type]


def edited_arguments(hold: Hold, arguments: str) -> tuple[Message, ...]:
    return edit_messages(hold.contents.proposed, {(0, 0): arguments}, {})


async def test_an_open_hold_is_on_disk_with_everything_a_reviewer_needs(world: World) -> None:
    opened = await world.queue.open(opening())
    shown = await world.queue.show(opened.hold_id)
    assert shown == opened
    assert shown.state is State.PENDING
    assert shown.contents.evidence.affected == "Velka Morandeth"


async def test_a_bot_sees_only_its_own_holds(world: World) -> None:
    hold = await world.queue.open(opening())
    with pytest.raises(NotFound):
        await world.queue.get("bot-other", hold.hold_id)
    with pytest.raises(NotFound):
        await world.queue.poll("bot-other", hold.hold_id)
    assert await world.queue.find_referenced("bot-other", [hold.hold_id]) == {}


async def test_a_repeat_of_an_identified_asker_joins_the_open_hold(world: World) -> None:
    first = await world.queue.open(opening(identified=True))
    second = await world.queue.open(opening(identified=True))
    assert second.hold_id == first.hold_id
    assert len(await world.queue.list_open()) == 1


async def test_two_askers_nobody_can_tell_apart_never_share_a_hold(world: World) -> None:
    first = await world.queue.open(opening())
    second = await world.queue.open(opening())
    assert second.hold_id != first.hold_id
    assert await world.queue.find_repeat(BOT, "f" * 64, identified=False) is None
    assert await world.queue.find_repeat(BOT, "f" * 64, identified=False, retry_count=1) is None, "ambiguous"


async def test_a_marked_retry_finds_the_hold_of_the_request_it_repeats_for_a_quarter_of_an_hour(world: World) -> None:
    hold = await world.queue.open(opening())
    found = await world.queue.find_repeat(BOT, "f" * 64, identified=False, retry_count=1)
    assert found is not None
    assert found.hold_id == hold.hold_id
    world.clock.advance(minutes=16)
    assert await world.queue.find_repeat(BOT, "f" * 64, identified=False, retry_count=1) is None


async def test_the_same_fingerprint_of_another_bot_is_another_question(world: World) -> None:
    first = await world.queue.open(opening(identified=True))
    second = await world.queue.open(opening(identified=True, bot_id="bot-other"))
    assert second.hold_id != first.hold_id


async def test_opening_twice_at_once_makes_one_hold(world: World) -> None:
    opened = await asyncio.gather(*(world.queue.open(opening(identified=True)) for _ in range(6)))
    assert len({hold.hold_id for hold in opened}) == 1


async def test_an_approval_releases_exactly_what_was_shown_once(world: World) -> None:
    hold = await world.queue.open(opening())
    approved = await decide(world, hold)
    assert approved.state is State.APPROVED
    delivered = await world.queue.poll(BOT, hold.hold_id)
    assert (delivered.state, delivered.status) == (State.DELIVERED, "approved")
    assert delivered.result == hold.contents.completion
    again = await world.queue.deliver(BOT, hold.hold_id)
    assert (again.result, again.delivered_at) == (delivered.result, delivered.delivered_at)
    assert [event for event, _ in world.audit.events].count("hold.delivered") == 1


async def test_a_consumed_hold_is_not_delivered_again_and_a_repeat_opens_a_new_one(world: World) -> None:
    hold = await world.queue.open(opening(identified=True))
    await decide(world, hold)
    await world.queue.deliver(BOT, hold.hold_id)
    consumed = await world.queue.consume(BOT, hold.hold_id)
    assert (await world.queue.consume(BOT, hold.hold_id)).version == consumed.version
    with pytest.raises(HoldError):
        await world.queue.deliver(BOT, hold.hold_id)
    assert await world.queue.find_repeat(BOT, "f" * 64, identified=True) is None
    assert (await world.queue.open(opening(identified=True))).hold_id != hold.hold_id


async def test_a_hold_that_nobody_decided_is_not_delivered(world: World) -> None:
    hold = await world.queue.open(opening())
    with pytest.raises(HoldError):
        await world.queue.deliver(BOT, hold.hold_id)
    assert (await world.queue.poll(BOT, hold.hold_id)).state is State.PENDING


async def test_approving_twice_is_refused(world: World) -> None:
    hold = await world.queue.open(opening())
    await decide(world, hold)
    with pytest.raises(HoldError) as caught:
        await decide(world, hold, by=world.bo)
    assert caught.value.code == "hold_approved"


async def test_an_approval_of_something_else_than_stands_there_now_is_refused(world: World) -> None:
    hold = await world.queue.open(opening())
    await world.queue.note_since(BOT, hold.hold_id, [{"role": "user", "content": "Forget it, I changed my mind."}])
    with pytest.raises(HoldError) as caught:
        await decide(world, hold)
    assert caught.value.code == "hold_digest_stale"
    fresh = await world.queue.show(hold.hold_id)
    assert (await decide(world, fresh)).state is State.APPROVED


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("", "reason_too_short"),
        ("fine", "reason_too_short"),
        ("aaaaaaaaaaaaaaaaaaaaaa", "reason_too_short"),
        ("You help customers of a lender. Today", None),
        ('{"customer": "Velka Morandeth", "approve": false}', "reason_copied"),
        ("x" * 5000 + "abcdefgh", "reason_too_long"),
    ],
)
@pytest.mark.parametrize("action", [Action.APPROVE, Action.REJECT])
async def test_a_reason_in_own_words_is_asked_both_ways(
    world: World, action: Action, reason: str, code: str | None
) -> None:
    hold = await world.queue.open(opening())
    if code is None:
        assert (await decide(world, hold, action, reason=reason)).is_decided
        return
    with pytest.raises(HoldError) as caught:
        await decide(world, hold, action, reason=reason)
    assert caught.value.code == code
    assert (await world.queue.show(hold.hold_id)).is_open


async def test_an_edit_is_bound_to_the_edited_message_and_keeps_its_ids(world: World) -> None:
    hold = await world.queue.open(opening())
    edited = edited_arguments(hold, '{"customer": "Velka Morandeth", "approve": true}')
    with pytest.raises(HoldError):
        await decide(world, hold, Action.EDIT, edited=edited)
    seen = hold.contents.digest_of(edited)
    done = await decide(world, hold, Action.EDIT, edited=edited, digest_seen=seen)
    assert done.state is State.EDITED
    message = done.contents.edited[0]
    assert message == asks_tool(call(customer="Velka Morandeth", approve=True))
    assert done.result["id"] == hold.contents.completion["id"]


@pytest.mark.parametrize(
    "edited",
    [
        (asks_tool(call(name="close_account")),),
        (asks_tool(call(call_id="call_8", approve=True)),),
        (asks_tool(call(), call("call_9")),),
        (says("Done."),),
        (asks_tool({**call(), "function": {"name": "decide_loan", "arguments": "{approve"}}),),
        (asks_tool({**call(), "function": {"name": "decide_loan", "arguments": "[1]"}}),),
        (),
        (asks_tool(),),
    ],
)
async def test_an_edit_cannot_call_another_tool_or_become_unreadable(world: World, edited: tuple[Message, ...]) -> None:
    hold = await world.queue.open(opening())
    with pytest.raises(HoldError):
        await decide(world, hold, Action.EDIT, edited=edited, digest_seen=hold.contents.digest_of(edited))


async def test_a_rejection_carries_the_reason_that_may_be_shared(world: World) -> None:
    hold = await world.queue.open(opening())
    done = await decide(world, hold, Action.REJECT, shared_reason="We need your pay slips first.")
    assert (done.state, done.contents.shared_reason) == (State.REJECTED, "We need your pay slips first.")
    assert not done.is_releasable


async def test_a_bot_cannot_decide_whatever_it_calls_itself(world: World) -> None:
    hold = await world.queue.open(opening())
    for name in (BOT, hold.hold_id, "", "rev_" + "0" * 16):
        with pytest.raises(NotAllowed):
            await decide(world, hold, by=Reviewer(name, BOT, Role.ADMIN))
    assert (await world.queue.show(hold.hold_id)).state is State.PENDING


async def test_a_disabled_reviewer_decides_nothing(world: World) -> None:
    hold = await world.queue.open(opening())
    await world.reviewers.disable(world.ada.reviewer_id)
    with pytest.raises(NotAllowed):
        await world.queue.claim(hold.hold_id, world.ada)
    with pytest.raises(NotAllowed):
        await decide(world, hold)


async def test_of_many_who_claim_at_once_one_gets_it(world: World) -> None:
    hold = await world.queue.open(opening())
    results = await asyncio.gather(
        world.queue.claim(hold.hold_id, world.ada), world.queue.claim(hold.hold_id, world.bo), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == ["Hold", "HoldError"]


async def test_a_claim_keeps_others_out_until_its_lease_ends(world: World) -> None:
    hold = await world.queue.open(opening())
    await world.queue.claim(hold.hold_id, world.ada)
    with pytest.raises(HoldError):
        await decide(world, hold, by=world.bo)
    await world.queue.release(hold.hold_id, world.bo)
    assert (await world.queue.show(hold.hold_id)).claimed_by == world.ada.reviewer_id
    world.clock.advance(minutes=11)
    assert (await world.queue.claim(hold.hold_id, world.bo)).claimed_by == world.bo.reviewer_id


async def test_a_lapsed_lease_goes_back_into_the_queue(world: World) -> None:
    hold = await world.queue.open(opening())
    await world.queue.claim(hold.hold_id, world.ada)
    world.clock.advance(minutes=11)
    assert (await world.queue.sweep(TERMS)).lapsed == 1
    assert (await world.queue.show(hold.hold_id)).state is State.PENDING


async def test_expired_means_undecided_and_nobody_can_approve_it_any_more(world: World) -> None:
    hold = await world.queue.open(opening())
    world.clock.advance(hours=72)
    with pytest.raises(HoldError) as caught:
        await decide(world, hold)
    assert caught.value.code == "hold_expired"
    polled = await world.queue.poll(BOT, hold.hold_id)
    assert (polled.status, polled.is_releasable, polled.outcome) == ("expired", False, None)
    swept = await world.queue.sweep(TERMS)
    assert [summary.hold_id for summary in swept.expired] == [hold.hold_id]
    assert ("hold.expired", "expired") in [(event, about["state"]) for event, about in world.audit.events]
    with pytest.raises(HoldError):
        await world.queue.deliver(BOT, hold.hold_id)
    assert (await world.queue.sweep(TERMS)).expired == ()


async def test_a_repeat_after_the_deadline_opens_a_new_hold(world: World) -> None:
    first = await world.queue.open(opening(identified=True))
    world.clock.advance(hours=73)
    second = await world.queue.open(opening(identified=True))
    assert second.hold_id != first.hold_id
    assert (await world.queue.show(first.hold_id)).state is State.EXPIRED


async def test_a_rejection_is_remembered_for_a_day_in_its_conversation(world: World) -> None:
    hold = await world.queue.open(opening(conversation="c1", decision_key="d" * 64))
    await decide(world, hold, Action.REJECT)
    found = await world.queue.find_rejected(BOT, "c1", "d" * 64)
    assert found is not None
    assert found.hold_id == hold.hold_id
    assert await world.queue.find_rejected(BOT, "c2", "d" * 64) is None
    world.clock.advance(hours=25)
    assert await world.queue.find_rejected(BOT, "c1", "d" * 64) is None


async def test_four_eyes_need_two_different_people_who_agree(world: World) -> None:
    hold = await world.queue.open(opening(reviews_needed=2))
    assert (await decide(world, hold)).state is State.PENDING
    with pytest.raises(NotAllowed):
        await decide(world, hold)
    assert (await decide(world, hold, by=world.bo)).state is State.APPROVED


async def test_a_conflict_between_two_is_decided_by_a_third(world: World) -> None:
    cy = await world.reviewers.add("Cy", "a long enough password")
    hold = await world.queue.open(opening(reviews_needed=2))
    await decide(world, hold)
    assert (await decide(world, hold, Action.REJECT, by=world.bo)).state is State.PENDING
    assert (await decide(world, hold, Action.REJECT, by=cy)).state is State.REJECTED
    assert [review.action for review in await world.queue.list_reviews(hold.hold_id)] == ["approve", "reject", "reject"]


async def test_an_approval_can_be_taken_back_when_the_conversation_moved_on(world: World) -> None:
    hold = await world.queue.open(opening())
    await decide(world, hold)
    again = await world.queue.reopen(BOT, hold.hold_id, [{"role": "user", "content": "Stop, I want another sum."}])
    assert (again.state, again.outcome, again.round) == (State.PENDING, None, 2)
    with pytest.raises(HoldError):
        await world.queue.deliver(BOT, hold.hold_id)
    with pytest.raises(HoldError):
        await decide(world, hold)
    assert (await decide(world, again)).state is State.APPROVED


async def test_a_bot_withdraws_what_nobody_decided_and_nothing_else(world: World) -> None:
    hold, other = await world.queue.open(opening()), await world.queue.open(opening())
    assert (await world.queue.cancel(BOT, hold.hold_id)).state is State.CANCELLED
    await decide(world, other)
    with pytest.raises(HoldError):
        await world.queue.cancel(BOT, other.hold_id)


async def test_contents_are_destroyed_thirty_days_after_closing_and_the_facts_stay(world: World) -> None:
    hold = await world.queue.open(opening())
    await decide(world, hold, Action.REJECT)
    world.clock.advance(days=31)
    assert (await world.queue.sweep(TERMS)).purged == 1
    with pytest.raises(NotFound):
        await world.queue.show(hold.hold_id)
    assert await world.queue.find_referenced(BOT, [hold.hold_id]) == {}
    assert [summary.outcome for summary in await world.queue.list_closed()] == [Action.REJECT]
    assert [review.reason for review in await world.queue.list_reviews(hold.hold_id)] == [""]


@pytest.mark.parametrize(("domain", "days"), [("credit_lending", 365), ("employment", 4 * 365)])
async def test_the_record_of_a_decision_goes_when_its_domain_says_so(world: World, domain: str, days: int) -> None:
    hold, waiting = await world.queue.open(opening(domain=domain)), await world.queue.open(opening(domain=domain))
    await decide(world, hold)
    world.clock.advance(days=days)
    assert (await world.queue.sweep(TERMS)).removed == 0
    world.clock.advance(days=1)
    assert (await world.queue.sweep(TERMS)).removed == 1
    assert [summary.hold_id for summary in await world.queue.list_closed()] == [waiting.hold_id]
    with pytest.raises(NotFound):
        await world.queue.list_reviews(hold.hold_id)


async def test_no_personal_value_stands_in_the_database_or_the_audit_in_clear(world: World) -> None:
    hold = await world.queue.open(opening(contents=contents(names=(["PERSON", "Zyxwvo Canary"],))))
    await decide(world, hold, reason="Zyxwvo Canary has shown all her papers.")
    stored = b"".join(path.read_bytes() for path in world.directory.iterdir())
    assert b"Canary" not in stored
    assert b"Velka" not in stored
    assert "Canary" not in repr(world.audit.events) + repr(hold) + repr(await world.queue.list_reviews(hold.hold_id))


async def test_waiting_for_a_decision_ends_when_it_is_made(world: World) -> None:
    hold = await world.queue.open(opening())
    waiting = asyncio.create_task(world.queue.poll(BOT, hold.hold_id, wait_seconds=30))
    await asyncio.sleep(0.05)
    await decide(world, hold)
    assert (await asyncio.wait_for(waiting, 5)).status == "approved"
