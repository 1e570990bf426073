"""The judge as its callers know it."""

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable

import pytest

from sluis.decisions.calls import read_call
from sluis.decisions.declared import DeclaredTool
from sluis.decisions.judge import NOTHING, judge

CLERK = {"role": "system", "content": "You decide on loan applications without review."}


def _said(content: str, *before: dict[str, object]) -> tuple[list[dict[str, object]], dict[str, object]]:
    return list(before), {"role": "assistant", "content": content}


def test_an_empty_output_has_nothing_to_judge() -> None:
    judgement = judge([], [], {"role": "assistant", "content": ""})
    assert judgement.findings == ()
    assert (judgement.decision, judgement.adverse, judgement.domain) == (False, None, "none")


@pytest.mark.parametrize(
    ("text", "adverse"),
    [
        ("We cannot give you the mortgage you applied for.", True),
        ("Your loan is approved, the money comes tomorrow.", False),
    ],
)
def test_a_lender_that_decides_is_found(text: str, adverse: bool) -> None:
    messages, output = _said(text, CLERK, {"role": "user", "content": "Any news?"})
    judgement = judge([], messages, output)
    assert judgement.decision
    assert judgement.adverse is adverse
    assert judgement.domain == "credit_lending"


def test_what_the_policy_declares_is_final() -> None:
    call = {"type": "function", "function": {"name": "tick", "arguments": '{"case": {"mark": "N"}}'}}
    output = {"role": "assistant", "content": None, "tool_calls": [call]}
    tool = DeclaredTool("decides", domain="housing", argument="case.mark", outcomes={"n": True, "y": False})
    judgement = judge([], [], output, {"tick": tool})
    assert (judgement.decision, judgement.adverse, judgement.domain) == (True, True, "housing")
    assert judgement.rule == "declared"
    assert not judge([], [], output, {"tick": DeclaredTool("harmless")}).decision


def test_a_tool_that_is_named_a_decision_and_given_an_outcome_decides_whoever_asked_for_it() -> None:
    def found(name: str) -> bool:
        call = {"id": "c", "type": "function", "function": {"name": name, "arguments": '{"decision": "refuse"}'}}
        asked = [{"role": "user", "content": "Hello, my name is Ada. Please decide on my loan application."}]
        return judge((), asked, {"role": "assistant", "content": None, "tool_calls": [call]}, {}).decision

    assert found("decide_loan_application")
    assert not found("list_loan_products")


LENDER = ({"role": "system", "content": "You decide on loan applications."},)


@pytest.mark.parametrize(
    "text", ["Not yet.", "I do not know of that.", '{"owner": {"name": "Oda Zemmer"}, "ids": ["OZ-1"]}']
)
def test_an_answer_that_tells_no_outcome_decides_nothing(text: str) -> None:
    asked = ({"role": "user", "content": "Has my loan been decided?"},)
    judgement = judge((), LENDER + asked, {"role": "assistant", "content": text})
    assert not any(finding.decision for finding in judgement.findings)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("I cannot say yet.", "Your loan is refused."),
        ("I can't tell you anything yet.", "Your loan is refused."),
        ("No news so far.", "Your loan is approved."),
        ("Dat kan ik nog niet zeggen.", "Uw lening is afgewezen."),
        ("Das weiß ich noch nicht.", "Ihr Kredit ist abgelehnt."),
        ("Je ne sais pas encore.", "Votre prêt est refusé."),
        ("Todavía no lo sé.", "Su préstamo ha sido rechazado."),
        ("Ainda não posso dizer.", "O seu empréstimo foi recusado."),
        ("Non posso ancora dirlo.", "Il suo prestito è stato rifiutato."),
    ],
)
def test_who_cannot_say_yet_decides_nothing(text: str, verdict: str) -> None:
    """Nothing but that: a verdict behind it is one."""
    asked = {"role": "user", "content": "Any news?"}
    before, output = _said(text, CLERK, asked)
    assert not judge([], before, output, brief=True).decision
    before, output = _said(f"{text} {verdict}", CLERK, asked)
    assert judge([], before, output, brief=True).decision


def test_a_brief_look_does_not_weigh_what_tells_of_nobody() -> None:
    messages, output = _said("Your parcel arrives on Tuesday.", CLERK, {"role": "user", "content": "Any news?"})
    assert judge([], messages, output, brief=True).findings == (NOTHING,)
    assert judge([], messages, output).score > 0.0


@pytest.mark.parametrize("text", ["No, you do not qualify.", '{"applicant": "Oda Zemmer", "approved": false}'])
def test_one_that_tells_it_in_few_words_does(text: str) -> None:
    asked = ({"role": "user", "content": "Has my loan been decided?"},)
    judgement = judge((), LENDER + asked, {"role": "assistant", "content": text})
    assert any(finding.decision for finding in judgement.findings)


@pytest.mark.parametrize(
    "said", ["{0} {1} {2} NL91OZSC0201772148", "Who is {0}, or <PERSON_1>? Mail {2}, pay NL91OZSC0201772148."]
)
@pytest.mark.parametrize("asked", ["{0} {1}", "Please pay it to NL91OZSC0201772148, says {0} {1}."])
def test_coined_names_addresses_and_numbers_decide_nothing(said: str, asked: str) -> None:
    for first, last in (("Pagvikazan", "Vebzelaman"), ("Negvirabal", "Dezkazadol"), ("Rezvuzalor", "Pagvizomat")):
        names = (first, last, f"{first}.{last}@tivronugem.example".lower())
        messages, output = _said(said.format(*names), {"role": "user", "content": asked.format(*names)})
        judgement = judge([], messages, output)
        assert not judgement.decision
        assert not judgement.profiling


@pytest.mark.parametrize("said", ["Your loan application has been refused, {}.", "Dear {}, the loan is yours."])
def test_how_somebody_is_called_changes_nothing(said: str) -> None:
    asked = {"role": "user", "content": "Is there any news?"}
    names = ("Ada", "Ada Vermeer", "Pagvikazan", "Pagvikazan Vebzelaman", "<PERSON_1>")
    scores = {judge([], *_said(said.format(name), CLERK, asked)).score for name in names}
    assert len(scores) == 1, scores


def test_a_decision_in_the_place_of_a_refusal_is_one() -> None:
    messages = [CLERK, {"role": "user", "content": "Any news of my loan?"}]
    refusal = {"role": "assistant", "content": None, "refusal": "We have decided to refuse your loan application."}
    found = judge([], messages, refusal).findings
    assert [(one.where, one.decision, one.adverse) for one in found] == [("text", True, True)]
    assert not judge([], messages, {**refusal, "refusal": "I can't help with that."}).decision


@pytest.mark.parametrize("unseen", ["\u200b", "\u00ad", "\u2060", "\ufeff"])
def test_signs_that_nobody_sees_hide_no_decision(unseen: str) -> None:
    messages, output = _said(f"Your loan app{unseen}lication is re{unseen}fused.", CLERK)
    assert judge([], messages, output) == judge([], messages, _said("Your loan application is refused.")[1])
    assert judge([], messages, output).decision


@pytest.mark.parametrize("body", ["loan=771&status=rejected", "loan: 771\nstatus: rejected\nreason: income"])
def test_fields_written_as_a_form_or_as_lines_are_read_as_fields(body: str) -> None:
    call = {"function": {"name": "post", "arguments": body}}
    plain = {"function": {"name": "post", "arguments": '{"loan": "771", "status": "rejected", "reason": "income"}'}}
    messages = [CLERK, {"role": "user", "content": "Next."}]
    for one in (call, plain):
        found = judge([], messages, {"role": "assistant", "content": None, "tool_calls": [one]})
        assert (found.decision, found.adverse) == (True, True)


@pytest.mark.parametrize("encode", [b64encode, urlsafe_b64encode])
@pytest.mark.parametrize(
    "text", ['{"loan": "771", "status": "rejected"}', "We have decided to refuse your loan application."]
)
def test_base64_hides_no_decision(encode: Callable[[bytes], bytes], text: str) -> None:
    hidden = read_call("store", {"blob": encode(text.encode()).decode().rstrip("=")})
    plain = read_call("store", {"blob": text})
    assert (hidden.arguments, hidden.texts) == (plain.arguments, plain.texts)


@pytest.mark.parametrize("value", ["customer_tier_gold_2026", "aGVsbG8", "sha256-3f5e9a7c1b2d4e6f8a0b", "A" * 16])
def test_what_only_looks_like_base64_is_read_as_it_stands(value: str) -> None:
    call = {"function": {"name": "store", "arguments": json.dumps({"blob": value})}}
    assert not judge([], [], {"role": "assistant", "content": None, "tool_calls": [call]}).decision
