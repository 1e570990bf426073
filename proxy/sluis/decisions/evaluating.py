"""What is, or is not, an evaluation of a person whatever the classifier makes of it.

None is the weather, or a search for a therapist; one is a trait that is read off or foretold of somebody who is named,
or a score under a key that says of what.
"""

from typing import Final

from sluis.decisions.arming import SIGNIFICANT
from sluis.decisions.calls import Argument, Call
from sluis.decisions.certain import READS
from sluis.decisions.reading import Reading
from sluis.decisions.rules import SPECIAL
from sluis.decisions.scene import Scene
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


_READ_OFF: Final = word_set("infer predict score")
_INNER: Final = word_set("trait wealth churn") | SPECIAL
_SOMEBODY: Final = word_set("person title")
_OTHERWISE_ASKED: Final = word_set("ask_write ask_story ask_translate ask_general own_wish code story tech consumer")
_NO_PEOPLE: Final = word_set("code story consumer general")
_RATED: Final = word_set("trait churn")
_SCORED: Final = SIGNIFICANT | SPECIAL | word_set("trait wealth churn")
_NOBODY_REAL: Final = word_set("code story consumer tech general refusal if draft explain")
_SCORES: Final = word_set(
    "score risk probability likelihood propensity rating kans risico risiko wahrscheinlichkeit bonitaet risque "
    "probabilite riesgo probabilidad puntuacion risco probabilidade pontuacao rischio probabilita punteggio indicatie "
    "propensao fiabilite zuverlassigkeit betrouwbaarheid"
)


def evaluates_somebody(scene: Scene, output: Reading) -> bool:
    """Whether a sentence reads off, or foretells, what a person is like, earns or suffers from."""
    if scene.asked.concepts & _OTHERWISE_ASKED:
        return False
    return _reads_off(output, asked_about=bool(scene.asked.concepts & _SOMEBODY))


def scores_somebody(call: Call) -> bool:
    """Whether a call or a structured answer notes a score of a significant matter or a trait, or reads one off."""
    if call.name.concepts & _NO_PEOPLE or bool(READS & set(call.words)):
        return False
    about = any("person" in argument.key.concepts for argument in call.arguments)
    return any(_scores(argument, about) for argument in call.arguments) or any(
        _reads_off(text, about) for text in call.texts
    )


def _reads_off(output: Reading, asked_about: bool) -> bool:
    if output.concepts & _NOBODY_REAL:
        return False
    for at, sentence in enumerate(output.sentences):
        said = {one.concept for one in sentence}
        if at not in output.asks and said & _READ_OFF and said & _INNER and (asked_about or said & _SOMEBODY):
            return True
    return False


def _scores(argument: Argument, about: bool) -> bool:
    key = argument.key.concepts
    if argument.last_word in _SCORES and key & _SCORED:
        return argument.literal not in ("null", "text")
    return about and argument.literal == "number" and bool(key & _RATED)
