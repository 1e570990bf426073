import pytest

from sluis.errors import HoldError
from sluis.holds.states import DECIDED, OPEN, STEPS, State, is_hold_id, new_hold_id, require_step


def test_every_state_has_its_row_in_the_table() -> None:
    assert set(STEPS) == set(State)


def test_only_a_claimed_hold_can_be_decided() -> None:
    assert {before for before in State if STEPS[before] & DECIDED} == {State.CLAIMED}


@pytest.mark.parametrize("state", [State.EXPIRED, State.CANCELLED, State.CONSUMED])
def test_what_nobody_decided_and_what_is_done_goes_nowhere(state: State) -> None:
    assert STEPS[state] == frozenset()


def test_only_decided_holds_are_delivered_and_only_delivered_ones_are_consumed() -> None:
    assert {before for before in State if State.DELIVERED in STEPS[before]} == DECIDED
    assert {before for before in State if State.CONSUMED in STEPS[before]} == {State.DELIVERED}


def test_a_rejected_hold_never_comes_back_into_the_queue() -> None:
    assert not STEPS[State.REJECTED] & OPEN


def test_a_step_that_is_not_in_the_table_raises_with_the_state_in_its_code() -> None:
    with pytest.raises(HoldError) as caught:
        require_step(State.EXPIRED, State.APPROVED)
    assert caught.value.code == "hold_expired"


def test_ids_are_long_and_never_alike() -> None:
    made = {new_hold_id() for _ in range(100)}
    assert len(made) == 100
    assert all(is_hold_id(hold_id) and len(hold_id) == 37 for hold_id in made)


@pytest.mark.parametrize(
    "text", ["hold_", "hold_" + "g" * 32, "hold_" + "a" * 33, "xhold_" + "a" * 32, "HOLD_" + "a" * 32]
)
def test_what_only_looks_like_an_id_is_none(text: str) -> None:
    assert not is_hold_id(text)
