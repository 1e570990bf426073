"""What is no evaluation of a person whatever the classifier makes of it: the weather, a search for a therapist."""

from typing import Final

from sluis.decisions.arming import SIGNIFICANT
from sluis.decisions.calls import Call
from sluis.decisions.certain import READS
from sluis.decisions.reading import Reading
from sluis.decisions.rules import SPECIAL, outcome_of
from sluis.decisions.words import word_set

ASPECTS: Final = word_set("trait wealth churn life trait- wealth- churn-")
ABOUT: Final = SPECIAL | SIGNIFICANT | {"person"}
JUDGING: Final = word_set("score predict infer evaluate notes")


def evaluates_nobody(output: Reading) -> bool:
    """Whether a text holds no aspect of a person that is judged, and no score, forecast or sign about one."""
    if output.concepts & ASPECTS:
        return False
    sentences = (frozenset(said.concept for said in sentence) for sentence in output.sentences)
    return not any(said & JUDGING and said & ABOUT for said in sentences)


def looks_up(call: Call) -> bool:
    """Whether a call only searches: its name reads, and neither name nor purpose says that somebody is judged."""
    return bool(READS & set(call.words)) and not (call.name.concepts | call.purpose.concepts) & JUDGING


def only_looks_up(call: Call) -> bool:
    """Whether a call only searches, and no value of it is an outcome."""
    return looks_up(call) and outcome_of(c for a in call.arguments for c in a.value.concepts) is None
