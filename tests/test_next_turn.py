"""The next turn after a hold: our notice is not shown to the model, and only assistants' words can name a hold."""

from pathlib import Path
from typing import Any

from tests.flows.inside import message_of, product
from tests.support.replies import Call, Reply

from sluis.holds.reviewers import Reviewers, Role
from sluis.holds.states import Action
from sluis.next_turn import take_out

BANK = str(Path(__file__).parent / "flows" / "bank.yaml")
TOOL: dict[str, Any] = {"type": "function", "function": {"name": "decide_loan_application"}}
ASKED = {"role": "user", "content": "Please decide on my loan."}


async def test_the_notice_is_taken_out_of_what_assistants_said_and_nowhere_else() -> None:
    async with product(policy=BANK, tagger="none") as bank:
        bank.say(Reply(calls=(Call("decide_loan_application", {"decision": "refuse"}),)))
        response = await bank.chat([ASKED], tools=[TOOL])
        notice, holds = message_of(response)["content"], bank.app.services.holds
        history = [
            {"role": "assistant", "content": f"Good morning.\n\n{notice}"},
            {"role": "user", "content": notice},
        ]
        bot_id = (await holds.show(response.headers["x-sluis-hold"])).bot_id
        taken = await take_out(holds, bot_id, history)
        assert [anchor.hold.hold_id for anchor in taken.anchors] == [response.headers["x-sluis-hold"]]
        assert history[0]["content"].strip() == "Good morning."
        assert history[1]["content"] == notice
        other = [{"role": "assistant", "content": notice}]
        assert (await take_out(holds, "another-bot", other)).anchors == []
        assert other[0]["content"] == notice


async def test_a_history_without_notices_costs_no_look_up() -> None:
    nowhere: Any = None
    assert (await take_out(nowhere, "bot", [ASKED, {"role": "assistant", "content": "Hello."}])).anchors == []
    assert (await take_out(nowhere, "bot", "no list")).anchors == []


async def test_an_edited_answer_is_said_as_written_and_told_to_the_model_without_real_values() -> None:
    async with product(policy=BANK) as bank:
        bank.say(Reply(text="We have decided to refuse your loan application."))
        asked = {"role": "user", "content": "My name is Ada Vermeer. Please decide on my loan application today."}
        notice = message_of(await bank.chat([asked], tools=[TOOL]))
        holds = bank.app.services.holds
        (waiting,) = await holds.list_open()
        hold = await holds.show(waiting.hold_id)
        edited = ({**hold.contents.proposed[0], "content": "Ada Vermeer and Joost Hoekstra get the loan."},)
        person = await Reviewers(bank.app.services.db).add("rita", "correct horse battery staple", Role.REVIEWER)
        reason = "The income carries it, I read the file myself."
        seen = hold.contents.digest_of(edited)
        await holds.review(hold.hold_id, person, Action.EDIT, reason=reason, digest_seen=seen, edited=edited)
        bank.say(Reply(text="Anything else?"))
        again = message_of(await bank.chat([asked, notice, {"role": "user", "content": "Any news?"}], tools=[TOOL]))
        assert again["content"] == "Ada Vermeer and Joost Hoekstra get the loan.\n\nAnything else?"
        assert "get the loan" in bank.left
        assert not [word for word in ("Vermeer", "Joost", "Hoekstra") if word in bank.left]
