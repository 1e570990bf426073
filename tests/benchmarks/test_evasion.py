"""The benchmark of attacks: what it must show at least, and that what is caught comes back in its own spelling."""

import base64
import re
from pathlib import Path
from typing import Any

import pytest
from benchmarks.evasion.__main__ import measure
from benchmarks.evasion.disguises import DISGUISES, Disguise
from benchmarks.evasion.reading import is_readable
from benchmarks.evasion.values import SAID, Planted, planted
from tests.flows.inside import message_of, product
from tests.support.replies import Reply

MISSED = {"over table cells", "over content parts", "over messages", "written backwards"}
"""What no reading of one text can catch; docs/attacks.md says so."""
CAUGHT = [d for d in DISGUISES if d.name not in MISSED]


def test_what_stands_plainly_or_in_disguise_is_seen_by_the_benchmark() -> None:
    ada = Planted("e-mail", "ada.vermeer12@posteo.net", "mail {}")
    for written in (ada.value, base64.b64encode(ada.value.encode()).decode(), ada.value[::-1], "ada%2Evermeer12"):
        assert is_readable(ada, [{"content": f"mail {written}"}])
    assert not is_readable(ada, [{"content": "mail <EMAIL_ADDRESS_23ABCD>"}])


@pytest.mark.parametrize("disguise", CAUGHT, ids=lambda d: d.name)
async def test_a_class_of_evasion_is_caught(disguise: Disguise) -> None:
    outcomes = await measure(6, [disguise])
    assert outcomes
    assert all(outcome.share >= 0.66 for outcome in outcomes), outcomes
    assert sum(o.share * o.sent for o in outcomes) >= 0.9 * sum(o.sent for o in outcomes), outcomes


def _echo(body: dict[str, Any]) -> Reply:
    """The model repeats the last message word by word."""
    content = body["messages"][-1]["content"]
    return Reply(text=f"It says: {content}")


@pytest.mark.parametrize("disguise", CAUGHT, ids=lambda d: d.name)
async def test_what_was_disguised_comes_back_as_it_was_written_and_leaves_the_same_again(disguise: Disguise) -> None:
    async with product() as p:
        p.model.default = _echo
        for kind in SAID:
            for n, value in enumerate(planted(kind, 3)):
                messages = disguise.request(value, n)
                if messages is None:
                    continue
                said = message_of(await p.chat(messages))
                assert said["content"] == f"It says: {messages[-1]['content']}"
                first = p.model.seen[-1].body["messages"]
                await p.chat([*messages, {"role": "assistant", "content": said["content"]}, *messages])
                assert p.model.seen[-1].body["messages"][: len(first)] == first


async def test_a_disguised_value_is_replaced_by_one_pseudonym_in_every_process(tmp_path: Path) -> None:
    message = "I am QWRhIFZlcm1lZXIgbGl2ZXM= and ada%40posteo.net, phone 06\u200b1234\u200b5678."
    left = set()
    for _ in range(2):
        async with product(database=f"sqlite:///{tmp_path}/one.db") as p:
            await p.chat(message)
            left |= {seen.body["messages"][-1]["content"] for seen in p.model.seen}
    assert len(left) == 1
    assert re.fullmatch(r"I am <PERSON_\w{6}> and <EMAIL_ADDRESS_\w{6}>, phone <PHONE_NUMBER_\w{6}>\.", left.pop())
