"""Which of the seven languages a text may be in: by its most frequent small words, or any when it is too short."""

from typing import Final

from sluis.decisions.lexicon import ANY_LANGUAGE, LANGUAGES
from sluis.decisions.words import Sentence

ENOUGH: Final = 2
"""Small words of one language that settle it."""

_SMALL: Final = {
    "en": (
        "the is are was you your we our not to of and for with has have been this that it in on at by be will "
        "from as my please i can an or their they he she his her under after still because due which what did "
        "do"
    ),
    "nl": (
        "de het een is zijn u uw je wij we ons niet geen te van en voor met heeft hebben dit dat op bij door "
        "wordt worden zal naar aan ik kan ook om wat maar nog mijn deze als dan uit hij zij haar of er wel "
        "werkt"
    ),
    "de": (
        "der die das ein eine einen ist sind sie ihr ihre ihren wir uns nicht kein keine zu von und fur mit "
        "hat haben dies es im am bei durch wird werden aus auf ich kann dem den des als auch an zum zur "
        "leider du dein war nach wie bitte noch ihnen"
    ),
    "fr": (
        "le la les un une est sont vous votre vos nous notre pas ne de des du et pour avec a ont ce cette "
        "dans sur par sera que qui je au aux en il elle mon ma mes se son sa ses suite ete etes pouvons l d n "
        "c qu j tu ton"
    ),
    "es": (
        "el la los las un una es son usted su sus nos nuestro no de del y para con ha han este esta en por "
        "sera que se le lo al mi sin como si tu te ya pero hemos porque muy sido ser mas podemos su"
    ),
    "pt": (
        "o a os as um uma e sao voce seu sua seus suas nos nosso nao de do da dos das para com foi este esta "
        "em por sera que se ao na no nas meu minha sem como ja mas temos porque muito sido ser mais podemos "
        "pelo pela lhe ou"
    ),
    "it": (
        "il lo la gli le un una e sono lei suo sua noi nostro non di del della per con ha hanno questo questa "
        "in da sara che si al mi nel come piu ma abbiamo perche stato possiamo dei"
    ),
}
_VOTES: Final[dict[str, tuple[int, ...]]] = {}
for _at, _language in enumerate(LANGUAGES):
    for _word in dict.fromkeys(_SMALL[_language].split()):
        _VOTES[_word] = (*_VOTES.get(_word, ()), _at)


def languages_of(sentences: list[Sentence]) -> int:
    """Bit mask of the languages these sentences may be in."""
    counts = [0] * len(LANGUAGES)
    for sentence in sentences:
        for word in sentence:
            for at in _VOTES.get(word.form, ()):
                counts[at] += 1
    most = max(counts)
    if most < ENOUGH:
        return ANY_LANGUAGE
    needed = most - 1 if most < 6 else most * 0.7
    return sum(1 << bit for bit, count in enumerate(counts) if count >= needed)
