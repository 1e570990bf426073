"""The next turn after a hold: our notice is not shown to the model, and only assistants' words can name a hold."""

from pathlib import Path
from typing import Any

from tests.flows.inside import message_of, product
from tests.support.replies import Call, Reply

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
