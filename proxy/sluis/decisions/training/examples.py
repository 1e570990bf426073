"""Cases turned into examples for the fit: their features, and the answers to the three questions."""

from collections.abc import Iterable, Iterator, Sequence

from sluis.decisions.calls import parse_structured, read_call
from sluis.decisions.features import (
    call_features,
    call_wording,
    scene_features,
    scene_wording,
    text_features,
    text_wording,
)
from sluis.decisions.reading import read
from sluis.decisions.scene import calls_of, read_scene, text_of
from sluis.decisions.training.cases import Case, Label
from sluis.decisions.training.fit import Example


def examples_of(cases: Iterable[Case], *, text: bool) -> Iterator[Example]:
    """Examples for the prose network, or for that of calls and structured answers."""
    for case in cases:
        if (case.form == "text") is text:
            features, wording = features_of(case)
            yield Example(features, answers_of(case.label), wording)


def scene_examples(cases: Sequence[Case]) -> Iterator[Example]:
    """Examples for the network that foresees what an answer will hold: all but tool calls, which never flow unjudged."""
    for case in cases:
        if case.form != "tool_call":
            scene = read_scene(case.tools, case.messages)
            yield Example(sorted(scene_features(scene)), answers_of(case.label), sorted(scene_wording(scene)))


def features_of(case: Case) -> tuple[list[str], list[int]]:
    """The features and the wording the judge would see."""
    scene = read_scene(case.tools, case.messages)
    content = text_of(case.output)
    if content:
        structured = parse_structured(content)
        if structured is None:
            said = read(content, worded=True)
            return sorted(text_features(scene, said)), sorted(text_wording(scene, said))
        call = read_call("", structured)
    else:
        name, arguments = next(calls_of(case.output))
        call = read_call(name, arguments, scene.purposes.get(name, ""), scene.parameters.get(name))
    return sorted(call_features(scene, call)), sorted(call_wording(scene, call))


def answers_of(label: Label) -> tuple[float | None, ...]:
    adverse = None if not label.decision or label.adverse is None else float(label.adverse)
    return (float(label.decision), float(label.profiling), adverse)
