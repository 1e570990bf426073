"""Texts as other people type them: whatever happens to the text, marks stay on their names."""

from random import Random

import pytest

from sluis.detection.training.augmentation import Habits, augment
from sluis.detection.training.labelled import Labelled, Mark
from sluis.detection.training.names import Names

TEXT = Labelled(
    "Hello, Ada Straße lives in Delft! Ok?", (Mark(7, 17, "PERSON"), Mark(27, 32, "LOCATION")), "nl", "read"
)
NEVER = Habits(0, 0, 0, 0, 0, 0, 0)


def habit(**shares: float) -> Habits:
    return Habits(**{**dict.fromkeys(Habits.__dataclass_fields__, 0.0), **shares})


def values(labelled: Labelled) -> list[str]:
    return [labelled.text[m.start : m.end] for m in labelled.marks]


@pytest.mark.parametrize(
    ("habits", "text", "names"),
    [
        (NEVER, "Hello, Ada Straße lives in Delft! Ok?", ["Ada Straße", "Delft"]),
        (habit(small=1), "hello, ada straße lives in delft! ok?", ["ada straße", "delft"]),
        (habit(capitals=1), "HELLO, ADA STRAßE LIVES IN DELFT! OK?", ["ADA STRAßE", "DELFT"]),
        (habit(unmarked=1), "Hello Ada Straße lives in Delft Ok", ["Ada Straße", "Delft"]),
        (habit(unaccented=1), "Hello, Ada Straße lives in Delft! Ok?", ["Ada Straße", "Delft"]),
    ],
)
def test_each_habit_does_one_thing(habits: Habits, text: str, names: list[str]) -> None:
    changed = augment(TEXT, Names(), Random(1), habits)
    assert (changed.text, values(changed)) == (text, names)


def test_slips_change_letters_and_leave_marks_on_the_names() -> None:
    rng = Random(2)
    for _ in range(100):
        changed = augment(TEXT, Names(), rng, habit(slipping=1, slips=0.1))
        assert len(values(changed)) == 2
        assert changed.text.partition(values(changed)[0])[0].rstrip().endswith(",")
    assert augment(TEXT, Names(), Random(2), habit(slipping=1, slips=0.1)).text != TEXT.text


def test_people_of_read_texts_get_other_names_of_the_same_form_and_those_of_made_ones_keep_theirs() -> None:
    rng = Random(3)
    names = {values(augment(TEXT, Names(), rng, habit(renamed=1)))[0] for _ in range(50)}
    assert len(names) > 20
    assert all(" " in name for name in names)
    made = Labelled(TEXT.text, TEXT.marks, "nl", "made chat")
    assert augment(made, Names(), rng, habit(renamed=1)) == made


def test_text_around_a_new_name_stays() -> None:
    changed = augment(TEXT, Names(), Random(4), habit(renamed=1))
    person, place = values(changed)
    assert changed.text == f"Hello, {person} lives in {place}! Ok?"
