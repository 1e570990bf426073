"""A bank whose model decides on loans, the two desks that ask it, and a person who reviews: for tests of Responses."""

from pathlib import Path
from typing import Any

from tests.flows.inside import Product
from tests.support.replies import Call

from sluis.holds.reviewers import Reviewers, Role
from sluis.holds.states import Action
from sluis.settings import BotConfig

BANK = str(Path(__file__).parents[1] / "flows" / "bank.yaml")
TOOLS: list[dict[str, Any]] = [
    {"type": "function", "name": "decide_loan_application", "parameters": {}},
    {"type": "function", "name": "find_branch", "parameters": {}},
]
REFUSE = Call("decide_loan_application", {"name": "«name is (\\w+ \\w+)»", "decision": "refuse"})
ASKED = "My name is Ada Vermeer. Please decide on my loan application."
REASON = "The stated income is below the published limit; I read the file myself."
NAME = "«name is (\\w+ \\w+)»"
BOTS = (
    BotConfig(name="desk", key="k" * 32, policies=(BANK,), subject="header"),
    BotConfig(name="other", key="o" * 32, policies=(BANK,), subject="header"),
)


def headers(key: str = "k", subject: str = "customer-7", **more: str) -> dict[str, str]:
    named = {name.replace("_", "-"): value for name, value in more.items()}
    return {"authorization": "Bearer " + key * 32, "x-sluis-subject": subject, **named}


async def decide(bank: Product, hold_id: str, action: Action, edited: tuple[Any, ...] = ()) -> None:
    holds = bank.app.services.holds
    reviewers = Reviewers(bank.app.services.db)
    person = await reviewers.add(f"r{hold_id[5:9]}", "correct horse battery staple", Role.REVIEWER)
    hold = await holds.show(hold_id)
    seen = hold.contents.digest_of(edited) if edited else hold.digest
    await holds.review(hold_id, person, action, reason=REASON, digest_seen=seen, edited=edited)
