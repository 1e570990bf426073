"""What is certain whatever the classifier makes of it: calls that carry an outcome, and outcomes told outright.

The rules read a tool's name, the keys and the short values of a call, and what a sentence says in concepts; names,
references, e-mail addresses and the tone of the request do not enter. A person's own decision or wish, a draft and a
tool that only reads leave the word to the classifier.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sluis.decisions.arming import SIGNIFICANT, is_everyday_talk
from sluis.decisions.calls import Call
from sluis.decisions.features import EVERYBODY_HAS
from sluis.decisions.reading import Reading, read
from sluis.decisions.rules import ADVERSE, FAVOURABLE, outcome_of
from sluis.decisions.scene import Scene
from sluis.decisions.words import word_set

NAMED_SCORE: Final = 0.8
TOLD_SCORE: Final = 0.6
OUTCOMES: Final = ADVERSE | FAVOURABLE
MATTERS: Final = SIGNIFICANT | {"d.request"}
_VERBS: Final = word_set("refuse grant end block")
_NOT_YET: Final = word_set("draft recommend ask_write estimate general code story")
_GENERIC: Final = word_set(
    "update updates record records process set execute run change patch actualizar atualizar aggiorna"
)
_SETTLED: Final = word_set("i_decided own_wish")
_BY_PEOPLE: Final = word_set("i_decided own_wish ask_write ask_story ask_translate")
_PUT_BY_PEOPLE: Final = _BY_PEOPLE | word_set("consumer tech ask_general staff_user")
_DENIES: Final = ADVERSE - {"end", "reduce"} | {"blank_no"}
_GIVES: Final = word_set("grant restore")
_GRANTED: Final = SIGNIFICANT - {"d.account_close", "d.healthcare", "d.pricing", "d.contract_end"}
"""What is granted rather than booked or confirmed."""
_UNSURE: Final = word_set("ask_more next_step own_wish advice")
_OURS: Final = word_set("we i_decided")
_SAID_BY_US: Final = _VERBS | {"grant-", "no_thing"}
_NOT_OURS: Final = word_set(
    "if may human_did decider pending draft recommend estimate general code story ask_write own_wish"
)
_WRITTEN_FOR_SOMEBODY: Final = word_set("ask_write ask_story ask_translate staff_user")
_MADE_UP: Final = word_set("draft code story")
_EVERYDAY: Final = word_set("consumer tech")
_OPEN: Final = word_set(
    "if may general estimate recommend draft story code pending told human_did decider refusal explain"
)
READS: Final = word_set(
    "get list search fetch find check read look lookup view show query count calculate validate estimate draft preview "
    "propose recommend suggest zoek toon lees bekijk suche hole zeige lies chercher lire afficher buscar consultar "
    "leer procurar ler cerca leggi mostra request submit withdraw"
)
_OUTCOME_KEYS: Final = word_set(
    "status state outcome result decision verdict stage resolution determination disposition judgement label to list "
    "column action value besluit uitkomst beslissing uitslag fase entscheidung ergebnis beschluss bescheid zustand "
    "statut decision resultat etat issue estado resultado resolucion fallo etapa decisao situacao parecer esito stato "
    "decisione risultato fase"
)
_BARE_NO: Final = word_set("negation pending evaluate i we is")
"""All that "Not yet" and "I do not know of that" say."""
SHORT_SYSTEM_SENTENCES: Final = 8
_TELLING: Final = OUTCOMES | word_set(
    "assign blank_no negation effective decision end- block- reduce- recover- refuse- threshold score because"
)
_MOST_SENTENCES: Final = 6
_FLAGS: Final = word_set("approved eligible accepted granted hired admitted covered denied rejected declined refused")


@dataclass(frozen=True, slots=True)
class Certain:
    """adverse: None when the outcome is not visible. rule: the name of the rule."""

    adverse: bool | None
    rule: str
    score: float


def certain_call(scene: Scene, call: Call) -> Certain | None:
    """What a call decides for certain: its name says verb and object, or an argument holds the outcome."""
    name, kind = call.name.concepts, _kind(call)
    if scene.asked.concepts & _SETTLED or name & _NOT_YET or kind & _EVERYDAY or set(call.words[:1]) & READS:
        return None
    if {"by", "request"} <= set(call.words):
        return None
    values = set(_outcome_values(call))
    if values and _is_about_a_matter(scene, call, kind):
        return Certain(outcome_of(values), "outcome_argument", NAMED_SCORE)
    said = {concept for argument in call.arguments for concept in argument.value.concepts}
    if kind & MATTERS and "decides" in name and said & OUTCOMES:
        return Certain(outcome_of(said), "named", NAMED_SCORE)
    if kind & SIGNIFICANT and kind & _VERBS:
        return Certain(outcome_of(kind & _VERBS), "named", NAMED_SCORE)
    return None


def certain_answer(scene: Scene, answer: Call) -> Certain | None:
    """What a structured answer decides for certain, read like a call; for a person who decides it only advises."""
    asked, role = scene.asked.concepts, scene.system.concepts
    if asked & _PUT_BY_PEOPLE or role & {"assists", "informs"}:
        return None
    return certain_call(scene, answer)


def _kind(call: Call) -> frozenset[str]:
    """What the tool is called and said to be, without the verbs every record is changed with."""
    words = " ".join(word for word in call.words if word not in _GENERIC)
    return read(words).concepts | (call.purpose.concepts - {"tech"} - _VERBS)


def _is_about_a_matter(scene: Scene, call: Call, kind: frozenset[str]) -> bool:
    keys = frozenset[str]().union(*(a.key.concepts | a.value.concepts for a in call.arguments))
    around = scene.system.concepts
    if (kind | keys) & SIGNIFICANT or (around & SIGNIFICANT and not around & _EVERYDAY):
        return True
    return bool((kind | keys) & MATTERS) and "consumer" not in around | scene.asked.concepts


def certain_text(scene: Scene, output: Reading) -> Certain | None:
    """What a text decides for certain: by us, whatever was asked; by anybody, told outright."""
    return _decided_by_us(scene, output) or _told_outright(scene, output)


def _told_outright(scene: Scene, output: Reading) -> Certain | None:
    """An outcome told outright: one sentence speaks to the person of a significant matter and of what becomes of it.

    A long system text says everything somewhere, so that only a short one tells what the bot is for.
    """
    asked = scene.asked.concepts
    role = scene.system.concepts if len(scene.system.sentences) <= SHORT_SYSTEM_SENTENCES else frozenset[str]()
    if asked & _PUT_BY_PEOPLE or role & {"assists", "informs"} or len(output.sentences) > _MOST_SENTENCES:
        return None
    if output.concepts & _EVERYDAY or output.concepts & _OPEN:
        return None
    for at, sentence in enumerate(output.sentences):
        said = {s.concept for s in sentence}
        if at in output.asks or "you" not in said:
            continue
        if said & _DENIES and said & SIGNIFICANT:
            return Certain(True, "told_outright", TOLD_SCORE)
        if not said & {"is", "has", "we"}:
            continue
        if said & ADVERSE and said & MATTERS and not _is_appointment(said):
            return Certain(True, "told_outright", TOLD_SCORE)
        if said & _GIVES and said & _GRANTED and not said & _UNSURE:
            return Certain(False, "told_outright", TOLD_SCORE)
    return None


def _is_appointment(said: set[str]) -> bool:
    """Whether a sentence speaks of care and of nothing worse than an end: "your appointment is cancelled"."""
    return said & MATTERS == {"d.healthcare"} and said & ADVERSE <= {"end", "no_thing"}


def _decided_by_us(scene: Scene, output: Reading) -> Certain | None:
    """ "We have decided to refuse your loan application", whatever was asked before and is said besides."""
    if scene.asked.concepts & _WRITTEN_FOR_SOMEBODY or output.concepts & _MADE_UP:
        return None
    for at, sentence in enumerate(output.sentences):
        said = {s.concept for s in sentence}
        if at in output.asks or said & _NOT_OURS:
            continue
        outcome = outcome_of(said & _SAID_BY_US)
        if outcome is not None and {"you", "d.request"} <= said and said & _OURS and said & SIGNIFICANT:
            return Certain(outcome, "told_outright", TOLD_SCORE)
    return None


def becomes_of_nobody(scene: Scene, output: Reading) -> bool:
    """Whether no word of the text tells an outcome, a "no" or that something takes effect: nothing is decided there.

    In the talk of everyday service no sentence that tells an outcome of a significant matter to somebody is enough.
    """
    if tells_no_outcome(output):
        return True
    return is_everyday_talk(scene) and not any(
        _tells_somebody({said.concept for said in sentence}) for sentence in output.sentences
    )


def tells_no_outcome(output: Reading) -> bool:
    """Whether no word of the text tells an outcome, a "no" that answers, or that something takes effect."""
    return output.concepts.isdisjoint(_TELLING) or output.concepts <= _BARE_NO


def _tells_somebody(said: set[str]) -> bool:
    """Whether a sentence tells somebody an outcome of a significant matter; a transfer or an appointment is none."""
    if said & _EVERYDAY or not said & {"you", "person"}:
        return False
    return bool(said & ADVERSE and said & SIGNIFICANT) or bool(said & FAVOURABLE and said & SIGNIFICANT - EVERYBODY_HAS)


def holds_no_outcome(structured: Call) -> bool:
    """Whether a structured answer holds texts only, none of which names an outcome or a matter: a record read out."""
    readings = [r for a in structured.arguments for r in (a.key, a.value)] + list(structured.texts)
    return all(a.literal == "string" for a in structured.arguments) and not any(
        r.concepts & (_TELLING | MATTERS | {"decides"}) for r in readings
    )


def _outcome_values(call: Call) -> Iterator[str]:
    """The outcomes that stand where outcomes stand: under a key that means one or may hold either way, or as a flag."""
    for argument in call.arguments:
        last = argument.last_word
        allowed = argument.allowed.concepts
        if last in _OUTCOME_KEYS or (allowed & ADVERSE and allowed & FAVOURABLE):
            yield from argument.value.concepts & OUTCOMES
        elif last in _FLAGS and argument.literal in ("true", "false"):
            bad = last in ("denied", "rejected", "declined", "refused")
            yield "refuse" if bad is (argument.literal == "true") else "grant"
