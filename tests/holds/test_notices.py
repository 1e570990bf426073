"""Notices are found again in a history and taken out, whatever a client did to their white space; nothing else goes."""

import pytest

from sluis.holds.notices import fill, find_referenced, find_references, take_out, take_out_of_message

ID = f"hold_{'a1' * 16}"
NOTICE = fill("A colleague has to look at this by {date}.\nReference {id}.", hold_id=ID, date="2026-01-15")


def test_the_reference_always_stands_in_it() -> None:
    assert find_references(NOTICE) == (ID,)
    assert find_references(fill("Please wait.", hold_id=ID)) == (ID,)


def test_what_a_value_looks_like_is_no_place() -> None:
    assert fill("{contact} {id}", hold_id=ID, contact="{date}", date="today") == f"{{date}} {ID}"


@pytest.mark.parametrize(
    ("history", "left"),
    [
        (NOTICE, ""),
        (NOTICE.replace("\n", " "), ""),
        (NOTICE.replace(" ", "\n  "), ""),
        (f"Good day.\n\n{NOTICE}", "Good day."),
        (f"{NOTICE}\n\nGood day.", "Good day."),
        (f"Before.\n\n{NOTICE}\n\nAfter.", "Before.\n\nAfter."),
        (f"Before.\n{NOTICE}\nAfter.", "Before.\nAfter."),
        (f"Before. {NOTICE} After.", "Before. After."),
        (f"{NOTICE} {NOTICE}", ""),
        (f"See {ID}.", f"See {ID}."),
        (NOTICE.lower(), NOTICE.lower()),
        (NOTICE.replace("colleague", "friend"), NOTICE.replace("colleague", "friend")),
    ],
)
def test_the_notice_goes_and_nothing_else(history: str, left: str) -> None:
    assert take_out(history, [NOTICE]) == left


def test_parts_left_empty_go() -> None:
    message = {
        "role": "assistant",
        "content": [{"type": "text", "text": NOTICE}, {"type": "text", "text": "Good day."}],
    }
    assert take_out_of_message(message, [NOTICE])["content"] == [{"type": "text", "text": "Good day."}]
    assert take_out_of_message({"role": "assistant", "content": None}, [NOTICE])["content"] is None


def test_only_what_assistants_said_refers_to_a_hold() -> None:
    history = [{"role": role, "content": NOTICE} for role in ("user", "system", "tool")]
    assert find_referenced(history) == ()
    assert find_referenced([*history, {"role": "assistant", "content": NOTICE}] * 2) == (ID,)
