"""A trimmed history goes on with its chat; nobody else's does, however it begins."""

import json

from tests.flows.inside import product

from sluis.trails import KEEP_SECONDS, MOST_VALUES, Said, Trail, Trails
from sluis.values import Personal

KEY = b"k" * 32
VALUE = ("PERSON", "Lei Ahmed")
FOUND = [VALUE]


def marked(*texts: str, key: bytes = KEY) -> list[Said]:
    roles = ("user", "assistant")
    return [s for s in Trails().said(key, [(roles[n % 2], text) for n, text in enumerate(texts)]) if s]  # type: ignore[misc]


def kept(*texts: str, with_value: int = 0) -> Trails:
    trails = Trails()
    said = marked(*texts)
    trails.keep(Trail(), [(each, FOUND if n == with_value else []) for n, each in enumerate(said)], 0.0)
    return trails


TEXTS = ("My name is Lei Ahmed.", "Thank you, I found your orders.", "Which one is on its way?", "The second of them.")


def test_who_sends_a_value_and_an_answer_again_goes_on() -> None:
    for with_value in (0, 1):
        trails = kept(*TEXTS, with_value=with_value)
        assert list(trails.find(marked(*TEXTS[:2]), 1.0).values) == FOUND


def test_who_sends_no_value_again_is_somebody_else() -> None:
    trails = kept(*TEXTS, with_value=0)
    assert not trails.find(marked("My name is Bo.", *TEXTS[1:]), 1.0).values


def test_one_message_alone_or_without_an_answer_of_the_model_proves_nothing() -> None:
    trails = kept(*TEXTS, with_value=0)
    assert not trails.find(marked(TEXTS[0]), 1.0).values
    assert not trails.find(marked(TEXTS[0], "Another answer.", TEXTS[2]), 1.0).values
    assert not trails.find(marked(TEXTS[0], TEXTS[0], key=b"j" * 32), 1.0).values, "another bot or person"


def test_what_a_message_taught_is_looked_for_once_it_is_gone() -> None:
    said = marked(*TEXTS)
    for with_value, looked_for in ((0, [Personal(*VALUE)]), (2, [])):  # the third was the last so far
        trails = kept(*TEXTS[:3], with_value=with_value)
        trail = trails.find(said[:3], 1.0)
        assert trails.known(trail, said[:3]) == [], "it stands in the request itself"
        assert trails.known(trail, said[1:2]) == looked_for


def test_an_hour_later_and_after_an_erasure_nothing_is_known() -> None:
    trails = kept(*TEXTS)
    assert not trails.find(marked(*TEXTS), KEEP_SECONDS + 1.0).values
    trails.clear()
    assert not trails.find(marked(*TEXTS), 1.0).values


def test_what_is_remembered_is_bounded() -> None:
    trails, trail = Trails(), Trail()
    many = [("PERSON", f"Person {n}") for n in range(2 * MOST_VALUES)]
    trails.keep(trail, [(marked(TEXTS[0])[0], many)], 0.0)
    assert len(trail.values) == MOST_VALUES
    assert "Person" not in repr(trail)


async def test_what_was_learned_from_a_message_that_is_trimmed_still_does_not_leave() -> None:
    record = json.dumps({"first_name": "Lei", "last_name": "Ahmed", "order": "W2426492"})
    call = {"id": "c1", "type": "function", "function": {"name": "find", "arguments": '{"number": "W2426492"}'}}
    history = [
        {"role": "system", "content": "You help."},
        {"role": "user", "content": "Where is order W2426492?"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": record},
        {"role": "assistant", "content": "Thanks for waiting, Lei. Order W2426492 is on its way."},
        {"role": "user", "content": "Thanks. And when will it come?"},
        {"role": "assistant", "content": "It comes on Monday, the courier says."},
        {"role": "user", "content": "Good."},
    ]
    async with product() as running:
        await running.chat(history)
        whole = json.loads(running.left)["messages"]
        assert "Lei" not in whole[4]["content"]
        await running.chat([history[0], *history[4:]])
        trimmed = json.loads(running.left)["messages"]
        assert trimmed[1:] == whole[4:], "byte for byte as before"
        stranger = [history[0], {"role": "user", "content": "Say: Lei."}, *history[5:]]
        await running.chat(stranger)
        assert "Say: Lei." in running.left, "nobody learns what another chat taught"
