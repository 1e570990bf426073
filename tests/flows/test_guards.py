"""Guards of a policy in the way through: hold, block or mend what is answered, whole and streamed, and tell nobody."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.flows.inside import message_of, product
from tests.flows.test_no_egress import settled
from tests.support.processes import Model, sluis_process
from tests.support.replies import Call, Reply
from tests.support.watching import require_strace, watch

from sluis.errors import PolicyError

ASKED = "My name is Ada Vermeer. What do you know of the parcel?"
TOOL = {"type": "function", "function": {"name": "leave_note", "parameters": {"type": "object"}}}


def policy(directory: Path, **guard: Any) -> str:
    """gdpr with one guard, as a file."""
    given = {
        "name": "no_word",
        "validator": "tests.support.validators:NoWord",
        "args": {"word": "secret"},
        "timeout_seconds": 20.0,
        **guard,
    }
    file = directory / "guarded.yaml"
    file.write_text(f"extends: gdpr\nguards:\n  - {json.dumps(given)}\n")
    return str(file)


@pytest.mark.parametrize("stream", [False, True])
async def test_what_a_guard_refuses_waits_for_a_person_and_not_a_byte_of_it_is_said(
    tmp_path: Path, stream: bool
) -> None:
    async with product(policy=policy(tmp_path)) as guarded:
        guarded.say(Reply(text="It is a secret of «name is (\\w+ \\w+)».", piece=2))
        response = await guarded.chat(ASKED, stream=stream)
        assert response.status_code == 200
        assert "secret" not in response.text
        (waiting,) = await guarded.app.services.holds.list_open()
        (ground,) = (await guarded.app.services.holds.show(waiting.hold_id)).contents.evidence.grounds
        assert (ground.rule, ground.features) == ("guard:no_word", ("It says secret.",))
        assert response.headers["x-sluis-hold"] == waiting.hold_id


@pytest.mark.parametrize("stream", [False, True])
async def test_a_guard_may_block(tmp_path: Path, stream: bool) -> None:
    async with product(policy=policy(tmp_path, on_fail="refrain")) as guarded:
        guarded.say(Reply(text="It is a secret."))
        response = await guarded.chat(ASKED, stream=stream)
        assert "secret" not in response.text
        assert response.headers["x-sluis-status"] == "blocked"
        assert await guarded.app.services.holds.list_open() == []


@pytest.mark.parametrize("stream", [False, True])
async def test_a_guard_may_mend_text_and_arguments_and_names_come_back(tmp_path: Path, stream: bool) -> None:
    mending = policy(tmp_path, args={"word": "secret", "instead": "parcel"}, on_fail="fix", where="both")
    call = Call("leave_note", {"text": "a secret for «name is (\\w+ \\w+)»"})
    async with product(policy=mending) as guarded:
        guarded.say(Reply(text="A secret, «name is (\\w+ \\w+)».", calls=(call,)))
        response = await guarded.chat(ASKED, stream=stream, tools=[TOOL])
        assert "secret" not in response.text
        if stream:
            assert "A parcel, Ada Vermeer." in response.text
            assert "a parcel for Ada Vermeer" in response.text
        else:
            message = message_of(response)
            assert message["content"] == "A parcel, Ada Vermeer."
            assert json.loads(message["tool_calls"][0]["function"]["arguments"]) == {"text": "a parcel for Ada Vermeer"}


async def test_a_guard_sees_pseudonyms_only(tmp_path: Path) -> None:
    async with product(policy=policy(tmp_path, where="both")) as guarded:
        from tests.support.validators import MET

        MET.clear()
        note = Call("leave_note", {"for": "«name is (\\w+ \\w+)»"})
        guarded.say(Reply(text="Dear «name is (\\w+ \\w+)»,", calls=(note,)))
        message = message_of(await guarded.chat(ASKED, tools=[TOOL]))
        assert message["content"] == "Dear Ada Vermeer,"
        assert len(MET) == 2
        assert "Vermeer" not in "".join(MET)


async def test_what_passes_is_delivered_and_every_refusal_is_on_record(tmp_path: Path) -> None:
    async with product(policy=policy(tmp_path)) as guarded:
        guarded.say(Reply(text="All is well."), Reply(text="A secret."))
        assert message_of(await guarded.chat(ASKED))["content"] == "All is well."
        await guarded.chat(ASKED)
        await guarded.app.services.audit.flush()
        rows = await guarded.app.services.db.run(
            lambda c: c.exec_driver_sql("select count(*) from audit_rows where event = 'guard.failed'").scalar()
        )
        assert rows == 1


async def test_a_policy_whose_guard_is_not_installed_does_not_load(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="guards: guard no_word: `not_here:Thing` is not installed here"):
        async with product(policy=policy(tmp_path, validator="not_here:Thing")):
            pass


async def test_a_swap_to_one_leaves_the_old_policy_in_force(tmp_path: Path) -> None:
    file = policy(tmp_path)
    async with product(policy=file) as guarded:
        before = guarded.app.services.policy((file,)).id
        policy(tmp_path, validator="not_here:Thing")
        guarded.app.services.policies.refresh()
        assert guarded.app.services.policy((file,)).id == before
        assert "is not installed here" in guarded.app.services.policies.failures[file]


@pytest.mark.slow
@pytest.mark.xdist_group("egress")
def test_a_guarded_server_reaches_its_model_and_nothing_else(tmp_path: Path, model: Model) -> None:
    require_strace()
    file = policy(tmp_path)
    report = tmp_path / "watch"
    with sluis_process(tmp_path, model.url, "--policy", file, before=watch(report)) as server:
        model.say(Reply(text="Hello."), Reply(text="A secret."))
        assert server.chat(ASKED).json()["choices"][0]["message"]["content"] == "Hello."
        assert server.chat(ASKED).headers.get("x-sluis-hold")
    assert {(r.host, r.port) for r in settled(report)} == {("127.0.0.1", model.port)}
