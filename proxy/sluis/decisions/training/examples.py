"""Cases turned into examples for the fit: their features, and the answers to the three questions."""

from collections.abc import Iterable, Iterator

from sluis.decisions.calls import parse_structured, read_call
from sluis.decisions.features import call_features, text_features
from sluis.decisions.reading import read
from sluis.decisions.scene import calls_of, read_scene, text_of
from sluis.decisions.training.cases import Case, Label
from sluis.decisions.training.fit import Example


def examples_of(cases: Iterable[Case], *, text: bool) -> Iterator[Example]:
    """Examples for the prose network, or for that of calls and structured answers."""
    for case in cases:
        if (case.form == "text") is text:
            yield Example(features_of(case), answers_of(case.label))


def features_of(case: Case) -> list[str]:
    """The features the judge would see."""
    scene = read_scene(case.tools, case.messages)
    content = text_of(case.output)
    if content:
        structured = parse_structured(content)
        if structured is None:
            return sorted(text_features(scene, read(content)))
        return sorted(call_features(scene, read_call("", structured)))
    name, arguments = next(calls_of(case.output))
    return sorted(call_features(scene, read_call(name, arguments, scene.purposes.get(name, ""))))


def answers_of(label: Label) -> tuple[float | None, ...]:
    adverse = None if not label.decision or label.adverse is None else float(label.adverse)
    return (float(label.decision), float(label.profiling), adverse)
