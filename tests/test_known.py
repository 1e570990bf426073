"""Values handed over with a request are looked for in it; a header that is wrong is refused without being quoted."""

from urllib.parse import quote

import pytest
from tests.flows.inside import product
from tests.support.replies import Reply

from sluis.errors import InvalidRequest
from sluis.known import MAX_VALUES, parse_known


def test_values_are_written_as_in_a_query_string() -> None:
    found = parse_known("PERSON=Zo%C3%AB+Quill&CUSTOMER_ID=K%2D7%263")
    assert [(p.entity_type, p.reveal()) for p in found] == [("PERSON", "Zoë Quill"), ("CUSTOMER_ID", "K-7&3")]
    assert parse_known(None) == []


@pytest.mark.parametrize(
    "header",
    ["Zorvan", "PERSOON=Zorvan", "PERSON=", "PERSON=Zorvan&", f"PERSON={'z' * 201}", "&".join(["PERSON=Zorvan"] * 65)],
)
def test_a_wrong_header_is_refused_without_being_quoted(header: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse_known(header)
    assert refused.value.code == "invalid_known"
    assert "Zorvan" not in refused.value.message
    assert MAX_VALUES == 64


async def test_what_the_bot_knows_does_not_leave_though_no_rule_would_find_it() -> None:
    async with product(tagger="none") as running:
        running.say(Reply(text="Fine."), Reply(text="Fine."), Reply(text="Fine."))
        text = "when does hope street sell grix-klanten 77q again, asks hope"
        await running.chat(text)
        assert running.model.seen[-1].body["messages"][0]["content"] == text
        known = f"PERSON={quote('Hope Amaryll')}&CUSTOMER_ID={quote('grix-klanten 77q')}"
        answered = await running.chat(text + ": Hope Amaryll", headers={"x-sluis-known": known})
        assert answered.status_code == 200
        sent = running.model.seen[-1].body["messages"][0]["content"]
        assert "grix" not in sent
        assert "Amaryll" not in sent
        wrong = await running.chat(text, headers={"x-sluis-known": "HOPE"})
        assert (wrong.status_code, wrong.json()["error"]["code"]) == (400, "invalid_known")
        assert "HOPE" not in wrong.text
