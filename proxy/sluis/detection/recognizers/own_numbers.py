"""A number or code that somebody calls theirs and nothing else: "my number is RN-8703373", in seven languages."""

import re

from sluis.detection.reading import fold_phrase
from sluis.detection.recognizers.accounts import looks_like_id
from sluis.detection.rules import Rule, ShapeRule

_MINE = r"my|our|mijn|ons|mein|meine|unsere|mon|notre|mi|nuestro|meu|minha|nosso|il mio|la mia|il nostro"
_CALLED = (
    "number|no|id|code|reference|ref|nummer|nr|kenmerk|referentie|kennung|referenz|numéro|référence|identifiant|número|"
    "código|referencia|referência|identificador|numero|codice|riferimento"
)
_DOTTED = re.sub(r"\b(no|nr)\b", r"\1\\.?", _CALLED)
_WHAT = rf"(?:own |personal |persoonlijk |reference |id )?(?:{_DOTTED})"
_IS = r"(?: (?:is|ist|lautet|luidt|est|es|é|è))?(?: (?:the )?(?:following|volgende|folgende))?[ :]{1,2}"
_CODE = r"#?(?P<v>(?=[A-Za-z0-9/.-]{0,39}\d)[A-Za-z0-9](?:[A-Za-z0-9]|[-/.](?=[A-Za-z0-9])){4,38})(?![\w@]|[.,:]\d)"

RULES: tuple[Rule, ...] = (
    ShapeRule(
        "own_numbers.mine",
        "ACCOUNT_ID",
        rf"(?<!\w)(?:{_MINE}) {_WHAT}{_IS}{_CODE}",
        ("my ", "our ", "mijn ", "ons ", "mein", "unsere ", "mon ", "notre ", "mi ", "nuestro ", "meu ", "minha ",
         "nosso ", "mio ", "mia ", "nostro "),
        0.7,
        accept=looks_like_id,
        words=frozenset(fold_phrase(_CALLED)),
        at_words=frozenset(mine.split()[0] for mine in _MINE.split("|")),
        flags=re.IGNORECASE,
    ),
)  # fmt: skip
