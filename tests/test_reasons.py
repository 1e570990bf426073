"""A reviewer reads why each value of a held decision was replaced, and never the value itself."""

from dataclasses import replace
from typing import Any

from tests.holds.cases import contents

from sluis.detection.engine import Engine
from sluis.errors import PolicyError
from sluis.holds.hold import Hold
from sluis.holds.states import State, new_hold_id
from sluis.policy.loading import load_policy
from sluis.policy.model import Policy
from sluis.reasons import Reasons, reasons_of

MAIL, PHONE = "ada.vermeer@posteo.net", "06 12345678"
SAID = {"role": "user", "content": "Write to velka@example.org; my number is 06 87654321."}
NAMES: tuple[Any, ...] = (
    {"entity_type": "EMAIL_ADDRESS", "value": MAIL, "pseudonym": "velka@example.org", "style": "shaped"},
    {"entity_type": "PHONE_NUMBER", "value": PHONE, "pseudonym": "06 87654321", "style": "shaped"},
    {
        "entity_type": "PERSON",
        "value": "Zorvan Quill",
        "pseudonym": "Mirdan Tolve",
        "style": "shaped",
        "words": [["Mirdan", "Zorvan"], ["Tolve", "Quill"]],
    },
)


def held(*names: Any, said: dict[str, Any] = SAID) -> Hold:
    made = contents(names=names or NAMES)
    return Hold(
        hold_id=new_hold_id(), bot_id="bot", state=State.PENDING, version=1, domain="credit_lending",
        direction="adverse", opened_at=0, expires_at=9,
        contents=replace(made, evidence=replace(made.evidence, messages=(said,))),
    )  # fmt: skip


def test_each_pseudonym_in_the_conversation_has_the_reason_that_scan_gives() -> None:
    mail, phone = reasons_of(held(), Engine())
    assert (mail.pseudonym, mail.entity_type) == ("velka@example.org", "EMAIL_ADDRESS")
    assert mail.said.startswith("contact.email")
    assert phone.said.startswith("contact.phone")


def test_no_real_value_is_in_a_reason() -> None:
    said = repr(reasons_of(held(), Engine()))
    assert not any(part in said for part in ("posteo", "ada", "12345678", "Quill"))


def test_a_value_known_from_earlier_says_so() -> None:
    (reason,) = reasons_of(held(NAMES[2], said={"role": "user", "content": "Is Mirdan Tolve there?"}), Engine())
    assert "known from elsewhere in the conversation" in reason.said


def test_a_hold_without_values_has_none() -> None:
    assert reasons_of(held({**NAMES[0], "style": "keep"}), Engine()) == ()


class Detectors:
    """Those of one policy; any other is gone."""

    def policy(self, names: tuple[str, ...]) -> Policy:
        if names != ("gdpr",):
            raise PolicyError("gone")
        return load_policy("gdpr")

    async def engine(self, policy: Policy) -> Engine:
        return Engine()


async def test_the_detector_is_that_of_the_holds_policy_and_without_it_nothing_is_said() -> None:
    explain, hold = Reasons(Detectors()), held()
    assert len(await explain(hold)) == 2
    evidence = replace(hold.contents.evidence, policy="old@0123456789ab")
    assert await explain(replace(hold, contents=replace(hold.contents, evidence=evidence))) == ()
