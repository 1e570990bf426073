"""Judging an output: does it decide something significant about a person, does it profile one, and how do we know.

Pure: the same tools, messages and output give the same judgement. The weights of the classifier are read once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from sluis.decisions.calls import Call, parse_structured, read_call
from sluis.decisions.certain import (
    Certain,
    becomes_of_nobody,
    certain_answer,
    certain_call,
    certain_text,
    holds_no_outcome,
    tells_no_outcome,
)
from sluis.decisions.classifier import Answers, Classifier, Network, default_classifier
from sluis.decisions.declared import DeclaredTool, meaning_of_call
from sluis.decisions.evaluating import evaluates_nobody, looks_up, only_looks_up
from sluis.decisions.features import weigh_call, weigh_text
from sluis.decisions.findings import Finding, Judgement, Where
from sluis.decisions.reading import Reading, read
from sluis.decisions.rules import SPECIAL, domain_of
from sluis.decisions.scene import Scene, calls_of, read_scene, said_in

CUT: Final = 0.5
"""From this score on, a profile is found and an outcome is adverse."""
DECISION_CUT: Final = 0.16
"""From this score on, a decision is found: one missed does more harm than one looked at for nothing."""
CALL_CUT: Final = 0.25
"""The same for calls and structured answers, of which one that says nothing known scores up to 0.21."""
TELLING_CUT: Final = 0.05
"""From this score on, a finding says what weighed most. Below it nobody asks, and it costs as much as the answer."""
NOTHING: Final = Finding(
    where="text", index=0, decision=False, adverse=None, domain="none", profiling=False, special_category=False,
    rule="no_outcome_told", score=0.0, features=(),
)  # fmt: skip
"""What is found in a text that tells of nobody."""


def judge(
    tools: Sequence[Mapping[str, object]],
    messages: Sequence[Mapping[str, object]],
    output: Mapping[str, object],
    declared: Mapping[str, DeclaredTool] | None = None,
    classifier: Classifier | None = None,
    explain: bool = False,
    brief: bool = False,
) -> Judgement:
    """What an assistant message decides and evaluates: one finding for its text, if any, and one for each tool call.

    tools, messages: of the request, in OpenAI's shape. output: the assistant message, best still pseudonymous.
    declared: tools whose meaning the policy knows; what it says of a call is final.
    classifier: the package's own by default. explain: whether findings of no decision, too, say what weighed most.
    brief: a text in which nobody can be decided about or evaluated, whatever stands around it, is not weighed: its
    score is 0 then.
    """
    cut = 0.0 if explain else TELLING_CUT
    case = _Case(tools, messages, classifier or default_classifier(), cut, brief)
    findings: list[Finding] = []
    text = said_in(output)
    if text.strip():
        findings.append(_judge_text(case, text))
    for index, (name, arguments) in enumerate(calls_of(output)):
        findings.append(_judge_call(case, index, name, arguments, (declared or {}).get(name)))
    return Judgement(tuple(findings))


@dataclass(frozen=True)
class _Case:
    """telling_cut: from this score on, a finding says what weighed most. brief: as in `judge`."""

    tools: Sequence[Mapping[str, object]]
    messages: Sequence[Mapping[str, object]]
    networks: Classifier
    telling_cut: float
    brief: bool

    @cached_property
    def scene(self) -> Scene:
        """What stands around the output; read when it is first asked for."""
        return read_scene(self.tools, self.messages)


def _judge_text(case: _Case, text: str) -> Finding:
    networks = case.networks
    structured = parse_structured(text)
    if structured is not None:
        scene = case.scene
        call = read_call("", structured)
        domain = _domain(scene, call)
        found = _finding(case, networks.call, "text", 0, weigh_call(networks.call, scene, call), domain)
        found = _marked_special(found, _readings(call))
        if found.decision and holds_no_outcome(call):
            return _without_decision(found)
        return _settled(found, certain_answer(scene, call), domain)
    reading = read(text, worded=True)
    if case.brief and tells_no_outcome(reading) and evaluates_nobody(reading):
        return NOTHING  # whatever the classifier made of it in its scene, the rules would take it back
    scene = case.scene
    domain = domain_of([(reading, 3.0), (scene.asked, 2.0), (scene.system, 1.0)])
    found = _finding(case, networks.text, "text", 0, weigh_text(networks.text, scene, reading), domain)
    found = _marked_special(found, (reading,))
    if found.profiling and evaluates_nobody(reading):
        found = _without_profile(found)
    if found.decision and becomes_of_nobody(scene, reading):
        return _without_decision(found)
    return _settled(found, certain_text(scene, reading), domain)


def _without_decision(found: Finding) -> Finding:
    return replace(found, decision=False, adverse=None, domain="none", rule="no_outcome_told", score=1 - found.score)


def _without_profile(found: Finding) -> Finding:
    return replace(found, profiling=False, special_category=found.special_category and found.decision)


def _judge_call(case: _Case, index: int, name: str, arguments: object, tool: DeclaredTool | None) -> Finding:
    scene, network = case.scene, case.networks.call
    call = read_call(name, arguments, scene.purposes.get(name, ""), scene.parameters.get(name))
    meaning = meaning_of_call(tool, call.parsed) if tool else None
    if meaning is None:
        domain = _domain(scene, call)
        found = _finding(case, network, "tool_call", index, weigh_call(network, scene, call), domain)
        found = _marked_special(found, _readings(call))
        if found.profiling and looks_up(call):
            found = _without_profile(found)
        if found.decision and found.score < CUT and only_looks_up(call):
            found = _without_decision(found)
        return _settled(found, certain_call(scene, call), domain)
    return Finding(
        where="tool_call",
        index=index,
        decision=meaning.decision,
        adverse=meaning.adverse,
        domain=meaning.domain,
        profiling=meaning.profiling,
        special_category=meaning.special_category,
        rule="declared",
        score=1.0 if meaning.decision else 0.0,
        features=("the policy declares this tool",),
        matter=meaning.domain if meaning.domain != "none" else _domain(scene, call),
    )


def _settled(found: Finding, certain: Certain | None, domain: str) -> Finding:
    """What the classifier found, unless a rule knows better that something is decided."""
    if certain is None or found.decision:
        return found
    return replace(
        found,
        decision=True,
        adverse=certain.adverse,
        domain=domain,
        rule=certain.rule,
        score=max(certain.score, found.score),
    )


def _finding(case: _Case, network: Network, where: Where, index: int, answers: Answers, domain: str) -> Finding:
    least = DECISION_CUT if network is case.networks.text else CALL_CUT
    decision, profiling = answers.decision >= least, answers.profiling >= CUT
    return Finding(
        where=where,
        index=index,
        decision=decision,
        adverse=answers.adverse >= CUT if decision else None,
        domain=domain if decision else "none",
        profiling=profiling,
        special_category=False,
        rule="classifier",
        score=answers.decision,
        features=network.strongest(answers) if profiling or answers.decision >= case.telling_cut else (),
        matter=domain,
    )


def _marked_special(found: Finding, readings: Iterable[Reading]) -> Finding:
    """The finding with whether what it found speaks of a special category of data."""
    if not (found.decision or found.profiling) or not any(reading.concepts & SPECIAL for reading in readings):
        return found
    return replace(found, special_category=True)


def _domain(scene: Scene, call: Call) -> str:
    near = [
        (call.name, 3.0),
        (call.purpose, 1.0),
        *((a.value, 2.0) for a in call.arguments),
        *((t, 2.0) for t in call.texts),
    ]
    return domain_of([*near, (scene.asked, 1.5), (scene.system, 1.0)])


def _readings(call: Call) -> Iterator[Reading]:
    """All that a call says."""
    yield call.name
    yield call.purpose
    for argument in call.arguments:
        yield argument.key
        yield argument.value
    yield from call.texts
