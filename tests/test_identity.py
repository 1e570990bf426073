"""Labels of people and conversations: where they are read, and how they leave."""

from typing import Any, Literal

import pytest

from sluis.errors import InvalidRequest
from sluis.identity import Identity, hash_outgoing, identify, unnamed_key
from sluis.settings import BotConfig

Where = Literal["none", "header", "safety_identifier", "user"]
BODY = {"user": "u-1", "safety_identifier": "s-1", "metadata": {"conversation_id": "c-body"}}
HEADERS = {"x-sluis-subject": "h-1"}


def bot(subject: Where) -> BotConfig:
    return BotConfig.model_validate({"name": "a", "subject": subject})


@pytest.mark.parametrize(
    ("subject", "expected"), [("none", None), ("header", "h-1"), ("safety_identifier", "s-1"), ("user", "u-1")]
)
def test_the_person_is_read_only_where_the_bot_says(subject: Where, expected: str | None) -> None:
    assert identify(bot(subject), HEADERS, BODY).subject == expected


def test_the_header_names_the_conversation_before_the_metadata_does() -> None:
    assert identify(bot("none"), {"x-sluis-conversation": "c-head"}, BODY).conversation == "c-head"
    assert identify(bot("none"), {}, BODY).conversation == "c-body"
    assert identify(bot("none"), {}, {"metadata": "text"}).conversation is None


@pytest.mark.parametrize("label", ["x" * 257, 7, ["u"], {"a": 1}])
def test_a_label_of_another_form_is_refused(label: Any) -> None:
    with pytest.raises(InvalidRequest):
        identify(bot("user"), {}, {"user": label})


def test_labels_leave_as_a_keyed_hash_that_differs_from_bot_to_bot_and_field_to_field() -> None:
    def sent(key: bytes) -> dict[str, Any]:
        body: dict[str, Any] = {
            "user": "u-1",
            "safety_identifier": "u-1",
            "metadata": {"conversation_id": "u-1", "x": "y"},
        }
        hash_outgoing(key, body)
        return body

    first, again, other = sent(b"a" * 32), sent(b"a" * 32), sent(b"b" * 32)
    assert first == again
    labels = [b[f] for b in (first, other) for f in ("user", "safety_identifier")]
    labels += [b["metadata"]["conversation_id"] for b in (first, other)]
    assert len(set(labels)) == 6
    assert "u-1" not in str(first)
    assert first["metadata"]["x"] == "y"


def test_unnamed_conversations_of_two_people_or_two_bots_have_different_keys() -> None:
    keys = {unnamed_key(key, Identity(subject)) for key in (b"a" * 32, b"b" * 32) for subject in (None, "x", "y")}
    assert len(keys) == 6


def test_labels_do_not_show_when_an_identity_is_printed() -> None:
    assert "secret" not in repr(Identity("secret-person", "secret-chat"))
