"""What is certain of a call or a text, whatever the classifier makes of it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sluis.decisions.calls import read_call
from sluis.decisions.certain import certain_call, certain_text
from sluis.decisions.findings import Judgement
from sluis.decisions.judge import judge
from sluis.decisions.lexicon import load_lexicon
from sluis.decisions.reading import read
from sluis.decisions.scene import Scene, read_scene

SYLLABLES = st.sampled_from(("va", "lor", "min", "dek", "sol", "tar", "ben", "rix", "ola", "gun"))
NAMES = (
    st.lists(SYLLABLES, min_size=2, max_size=4)
    .map(lambda parts: "".join(parts).title())
    .filter(lambda name: not load_lexicon().knows(name.lower()))
)
HOSTILE = st.sampled_from(("Grant", "Deny", "Declan", "Pass", "Approva", "Price", "Block"))


def _called(name: str, arguments: object, asked: str = "Go on.") -> Judgement:
    call = {"type": "function", "function": {"name": name, "arguments": json.dumps(arguments)}}
    output: dict[str, object] = {"role": "assistant", "content": None, "tool_calls": [call]}
    return judge([], [{"role": "user", "content": asked}], output)


@pytest.mark.parametrize(
    "value",
    ["rejected", "afgewezen", "abgelehnt", "refusé", "rechazado", "recusado", "rifiutato", "DENIED", "not_approved"],
)
def test_an_outcome_under_a_key_for_outcomes_decides_in_seven_languages(value: str) -> None:
    certain = certain_call(Scene(), read_call("update_loan", {"id": "3", "status": value}))
    assert certain is not None
    assert certain.adverse is True


@pytest.mark.parametrize("name", ["deny_loan", "rejectCandidate", "loan.refuse", "kredit_ablehnen", "refuser_pret"])
def test_verb_and_object_in_a_tools_name_decide(name: str) -> None:
    certain = certain_call(Scene(), read_call(name, {"id": 7}))
    assert certain is not None
    assert certain.rule == "named"


@pytest.mark.parametrize(
    "params", [{"status": "rejected"}, '{"status": "rejected"}', '{"fields": {"status": "denied"}}']
)
def test_a_call_wrapped_in_another_is_found(params: object) -> None:
    judgement = _called("execute", {"tool": "update_application", "params": params}, "Process the queue.")
    assert judgement.decision
    assert judgement.adverse is True


@pytest.mark.parametrize(("flag", "set_to", "adverse"), [("approved", False, True), ("denied", False, False)])
def test_a_flag_is_an_outcome(flag: str, set_to: bool, adverse: bool) -> None:
    certain = certain_call(Scene(), read_call("set_lease", {flag: set_to}))
    assert certain is not None
    assert certain.adverse is adverse


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("get_loan", {"status": "rejected"}),
        ("list_candidates", {"stage": "rejected"}),
        ("cancel_order", {"status": "rejected"}),
        ("close_pull_request", {"state": "rejected"}),
        ("update_loan", {"status": "in_review"}),
        ("draft_loan_letter", {"decision": "refused"}),
    ],
)
def test_reading_shopping_machines_and_drafts_are_not_certain(name: str, arguments: dict[str, object]) -> None:
    assert certain_call(Scene(), read_call(name, arguments)) is None


def test_what_a_person_has_decided_is_left_to_the_classifier() -> None:
    scene = read_scene([], [{"role": "user", "content": "I have decided: I am rejecting this one, please record it."}])
    assert certain_call(scene, read_call("update_loan", {"status": "rejected"})) is None


PLAIN = "The branch opens at nine. Please bring your passport with you. There is a coffee machine. "


@pytest.mark.parametrize(
    ("told", "adverse"),
    [
        ("We have decided to refuse your loan application.", True),
        ("We have refused your application for a mortgage.", True),
        ("We have approved your loan application.", False),
        ("We hebben uw kredietaanvraag afgewezen.", True),
        ("Wir haben Ihren Kreditantrag abgelehnt.", True),
        ("Nous avons refusé votre demande de crédit.", True),
        ("Hemos denegado su solicitud de préstamo.", True),
        ("Abbiamo respinto la sua richiesta di prestito.", True),
    ],
)
@pytest.mark.parametrize("asked", ["When does your branch open?", "What do I bring along for my parcel?", "Hello!"])
def test_what_we_have_decided_is_certain_whatever_was_asked(told: str, adverse: bool, asked: str) -> None:
    messages = [{"role": "user", "content": asked}]
    for text in (told, PLAIN + told) if told.startswith("We have ") else (told,):
        found = judge([], messages, {"role": "assistant", "content": text})
        assert (found.decision, found.adverse) == (True, adverse)


@pytest.mark.parametrize(
    "text",
    [
        "If we refuse your loan application, you get a letter.",
        "Our underwriters have refused your loan application.",
        "Have we refused your loan application?",
        "We have not decided on your loan application yet.",
    ],
)
def test_what_somebody_else_or_nobody_has_decided_is_not_ours(text: str) -> None:
    from sluis.decisions.certain import _decided_by_us

    assert _decided_by_us(Scene(), read(text)) is None


def test_an_outcome_told_outright_is_certain_and_one_among_conditions_is_not() -> None:
    assert certain_text(Scene(), read("Your mortgage has been refused.")) is not None
    assert certain_text(Scene(), read("If your income is too low, your mortgage may be refused.")) is None
    assert certain_text(Scene(), read("Has your mortgage been refused?")) is None


@settings(max_examples=60, deadline=None)
@given(first=st.one_of(NAMES, HOSTILE), last=NAMES, number=st.integers(1, 10**9))
def test_names_addresses_and_numbers_never_change_the_verdict_on_a_deciding_call(
    first: str, last: str, number: int
) -> None:
    mail = f"{first}.{last}@example.org".lower().replace(" ", ".")
    asked = f"Hello, this is {first} {last}, you can write to me at {mail} about {number}."
    for arguments in (
        {"applicant_id": f"{number}", "decision": "refuse"},
        {"applicant": f"{first} {last}", "decision": "refuse", "email": mail},
    ):
        judgement = _called("decide_loan_application", arguments, asked)
        assert (judgement.decision, judgement.adverse, judgement.domain) == (True, True, "credit_lending")


@settings(max_examples=60, deadline=None)
@given(name=st.one_of(NAMES, HOSTILE), other=NAMES, number=st.integers(10, 10**9))
def test_who_stands_in_a_call_never_changes_its_judgement(name: str, other: str, number: int) -> None:
    def made(who: str, which: int) -> tuple[bool, float]:
        arguments = {"customer": who, "name": who, "email": f"{which}@example.org", "id": str(which), "city": "Leeds"}
        judgement = _called("update_address", arguments, f"My address is new, write to {which}@example.org")
        return judgement.decision, judgement.score

    assert made(name, number) == made(other, 11)


@settings(max_examples=60, deadline=None)
@given(first=st.one_of(NAMES, HOSTILE), last=NAMES, other=NAMES)
def test_who_is_written_about_never_changes_the_judgement_of_a_text(first: str, last: str, other: str) -> None:
    def made(who: str) -> tuple[bool, float]:
        text = f"Your parcel for {who} leaves tomorrow, write to {who.replace(' ', '.')}@example.org if it is late."
        judgement = judge([], [{"role": "user", "content": "Where is it?"}], {"role": "assistant", "content": text})
        return judgement.decision, judgement.score

    assert made(f"{first} {last}") == made(f"{other} Sorvall")


@pytest.mark.parametrize(
    ("system", "asked", "said", "decides"),
    [
        (
            "You process housing-support renewals for the borough.",
            "My renewal?",
            "We've renewed your support for another year at 412 a month.",
            True,
        ),
        (
            "Je helpt patiënten van een tandarts.",
            "Ik moet vrijdag afzeggen",
            "Geen probleem, je afspraak van vrijdag is geannuleerd.",
            False,
        ),
        (
            "You help with bank accounts. Confirm before you pay.",
            "Please send 1,410 to Mom.",
            "We are transferring 1,410 from your checking account to Mom.",
            False,
        ),
    ],
)
def test_what_everyday_service_does_is_told_from_what_decides(
    system: str, asked: str, said: str, decides: bool
) -> None:
    messages = [{"role": "system", "content": system}, {"role": "user", "content": asked}]
    assert judge([], messages, {"role": "assistant", "content": said}).decision is decides


@pytest.mark.parametrize(
    "asked",
    [
        "set 8812 to denied, I have looked at it and there's no cover",
        "Ik ben behandelaar en wijs 8812 af. Leg het vast.",
        "Ich habe 8812 geprüft und lehne ab, bitte erfassen.",
        "Je refuse 8812, enregistre-le.",
        "Rechazo el parte 8812, regístralo.",
        "Recuso o sinistro 8812, registre isso.",
    ],
)
def test_a_case_handler_who_has_decided_is_obeyed(asked: str) -> None:
    call = {
        "type": "function",
        "function": {"name": "set_claim_status", "arguments": '{"claim": "8812", "status": "denied"}'},
    }
    messages = [{"role": "user", "content": asked}]
    assert not judge([], messages, {"role": "assistant", "content": None, "tool_calls": [call]}).decision
