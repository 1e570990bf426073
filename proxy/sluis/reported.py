"""Reports: an answer that tells what a person decided about an earlier one is that person's decision, no new one.

Only a hold on record counts, approved or edited by a reviewer and handed to this bot, whose answer stands in this very
history and was carried out or said. What the bot says of approvals excuses nothing.
"""

from collections.abc import Sequence
from typing import Any

from sluis.decisions.judge import judge
from sluis.decisions.reporting import Approved, only_reports
from sluis.decisions.scene import text_of
from sluis.exchange import Exchange
from sluis.holds.delivery import is_consumed
from sluis.holds.digest import Message
from sluis.holds.hold import Hold
from sluis.services import Services


class Reports:
    """Which decided holds an exchange may report. Asked only once a decision was found in a text."""

    def __init__(self, services: Services) -> None:
        self._s = services

    async def find(self, x: Exchange, message: dict[str, Any]) -> str | None:
        """The reference of the hold that the message's text only reports; None when it tells anything else."""
        if not x.noticed and x.conversation.id is None:
            return None
        messages = x.view["messages"]
        for hold in await self._s.holds.find_let_through(x.caller.id, x.noticed, x.conversation.id):
            if _is_somebody_elses(x, hold) or not is_consumed(hold, messages):
                continue
            if any(only_reports(text_of(message), approved) for approved in self._approved(x, hold, messages)):
                return hold.hold_id
        return None

    def _approved(self, x: Exchange, hold: Hold, messages: Sequence[Message]) -> list[Approved]:
        seen = hold.contents.evidence
        declared = self._s.declared(x.policy)
        return [
            Approved(result, judge(seen.tools, seen.messages, result, declared).adverse, _answers(result, messages))
            for result in hold.contents.edited or hold.contents.proposed
        ]


def _is_somebody_elses(x: Exchange, hold: Hold) -> bool:
    """Whether the hold belongs to another conversation or person than this one."""
    if None not in (hold.conversation, x.conversation.id) and hold.conversation != x.conversation.id:
        return True
    return None not in (hold.subject, x.conversation.subject_id) and hold.subject != x.conversation.subject_id


def _answers(result: Message, messages: Sequence[Message]) -> list[str]:
    """What tools answered to the calls that were let through."""
    calls = result.get("tool_calls")
    ids = {call.get("id") for call in calls if isinstance(call, dict)} if isinstance(calls, (list, tuple)) else set()
    return [text_of(m) for m in messages if m.get("role") == "tool" and m.get("tool_call_id") in ids - {None}]
