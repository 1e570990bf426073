"""Who calls is known by key; what a header asks is chosen among what the bot may choose."""

import pytest
from pydantic import SecretStr

from sluis.bots import ANYONE, Bots, choose_policies, choose_purpose, hash_key
from sluis.errors import NotAllowed, NotAuthenticated
from sluis.settings import BotConfig


def config(name: str, **more: object) -> BotConfig:
    return BotConfig.model_validate({"name": name, **more})


SUPPORT = config("support", key=SecretStr("sk-support"), policies=("gdpr", "ccpa"), purposes=("support", "sales"))


def test_each_bot_is_found_by_its_own_key_also_where_only_the_hash_is_kept() -> None:
    hashed = config("hashed", key_hash=hash_key("sk-hashed"))
    bots = Bots([SUPPORT, hashed], open_to_anyone=True)
    assert bots.authenticate("Bearer sk-support").id == "support"
    assert bots.authenticate("bearer  sk-hashed ").id == "hashed"


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Basic sk-support", "sk-support", "Bearer sk-suppor"]
)
def test_any_other_key_is_refused_once_there_are_bots(header: str | None) -> None:
    with pytest.raises(NotAuthenticated):
        Bots([SUPPORT], open_to_anyone=True).authenticate(header)


@pytest.mark.parametrize(("header", "key"), [(None, None), ("Bearer anything", "anything")])
def test_without_bots_anyone_on_this_machine_may_call_and_the_key_is_relayed(
    header: str | None, key: str | None
) -> None:
    caller = Bots([], open_to_anyone=True).authenticate(header)
    assert caller.config == ANYONE
    assert caller.key == key


def test_without_bots_nobody_may_call_from_elsewhere() -> None:
    with pytest.raises(NotAuthenticated):
        Bots([], open_to_anyone=False).authenticate("Bearer anything")


def test_a_revoked_key_stops_at_the_next_request() -> None:
    bots = Bots([SUPPORT], open_to_anyone=False)
    bots.replace([config("late", key_hash=hash_key("sk-late"))])
    assert bots.authenticate("Bearer sk-late").id == "late"
    bots.replace([])
    with pytest.raises(NotAuthenticated):
        bots.authenticate("Bearer sk-late")
    assert bots.authenticate("Bearer sk-support").id == "support"


def test_a_caller_does_not_show_its_key_when_printed() -> None:
    assert "sk-support" not in repr(Bots([SUPPORT], open_to_anyone=False).authenticate("Bearer sk-support"))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [(None, ("gdpr",)), ("ccpa", ("ccpa",)), (" CCPA , gdpr ", ("ccpa", "gdpr")), ("gdpr,gdpr", ("gdpr",))],
)
def test_a_header_chooses_among_the_bots_policies(asked: str | None, expected: tuple[str, ...]) -> None:
    assert choose_policies(SUPPORT, asked, "lgpd") == expected


@pytest.mark.parametrize("asked", ["lgpd", "gdpr,lgpd", ",", "../gdpr"])
def test_a_header_never_widens_the_choice(asked: str) -> None:
    with pytest.raises(NotAllowed):
        choose_policies(SUPPORT, asked, "lgpd")


@pytest.mark.parametrize("asked", ["/etc/sluis/Bank-EU.yaml", "/ETC/sluis/bank-eu.yaml", "Bank-EU", "BANK-eu", "GDPR"])
def test_letters_are_the_same_small_or_capital_and_a_file_is_known_by_its_name(asked: str) -> None:
    bot = config("bank", policies=("/etc/sluis/Bank-EU.yaml", "GDPR"))
    assert choose_policies(bot, asked, "lgpd") == (bot.policies[1] if asked == "GDPR" else bot.policies[0],)


def test_of_two_files_with_one_name_the_first_has_it_and_the_other_its_path() -> None:
    bot = config("bank", policies=("/a/bank.yaml", "/b/bank.yaml"))
    assert choose_policies(bot, "bank", "gdpr") == ("/a/bank.yaml",)
    assert choose_policies(bot, "/b/bank.yaml, bank", "gdpr") == ("/b/bank.yaml", "/a/bank.yaml")


def test_the_refusal_names_the_bots_own_and_neither_paths_nor_what_was_asked() -> None:
    with pytest.raises(NotAllowed) as refused:
        choose_policies(config("bank", policies=("/etc/sluis/bank.yaml", "ccpa")), "Ada Vermeer", "gdpr")
    error = refused.value.body("req_1")["error"]
    assert error == {
        "message": "X-Sluis-Region names a region that this bot may not choose. It may choose: bank, ccpa.",
        "type": "permission_error",
        "param": None,
        "code": "region_not_allowed",
        "id": "req_1",
    }


def test_a_bot_without_policies_has_the_deployments() -> None:
    assert choose_policies(ANYONE, None, "lgpd") == ("lgpd",)
    with pytest.raises(NotAllowed):
        choose_policies(ANYONE, "gdpr", "lgpd")


def test_a_purpose_is_one_of_the_bots() -> None:
    assert choose_purpose(SUPPORT, None) == "support"
    assert choose_purpose(SUPPORT, "sales") == "sales"
    with pytest.raises(NotAllowed):
        choose_purpose(SUPPORT, "profiling")
    assert choose_purpose(ANYONE, "anything") is None
