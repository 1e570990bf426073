"""How streets, houses and flats are called and written in the countries we know. Data and the patterns made of it."""

import re

from sluis.detection.reading import fold

ENGLISH = frozenset(
    [
        "street",
        "st",
        "avenue",
        "ave",
        "av",
        "road",
        "rd",
        "lane",
        "ln",
        "drive",
        "dr",
        "boulevard",
        "blvd",
        "court",
        "ct",
        "place",
        "pl",
        "square",
        "sq",
        "terrace",
        "ter",
        "way",
        "highway",
        "hwy",
        "parkway",
        "pkwy",
        "circle",
        "cir",
        "trail",
        "trl",
        "crescent",
        "cres",
        "close",
        "mews",
        "alley",
        "row",
        "walk",
        "grove",
        "gardens",
        "gate",
        "hill",
        "quay",
        "wharf",
        "broadway",
        "turnpike",
        "expressway",
        "loop",
        "path",
        "plaza",
        "pike",
        "run",
        "ridge",
        "bend",
        "cove",
        "crossing",
        "heights",
        "manor",
        "view",
        "vista",
        "esplanade",
        "route",
    ]
)
"""Stand behind the name: "825 Laurel Lane"."""

AMBIGUOUS = frozenset(
    [
        "way",
        "drive",
        "court",
        "place",
        "square",
        "run",
        "row",
        "walk",
        "close",
        "hill",
        "gate",
        "path",
        "view",
        "park",
        "ridge",
        "bend",
        "route",
        "loop",
        "pl",
        "st",
        "dr",
        "ct",
        "ter",
        "gardens",
        "circle",
        "av",
    ]
)
"""Also ordinary words: in lower case they need more to be a street."""

ROMANCE = [
    "rue",
    "avenue",
    "av",
    "boulevard",
    "bd",
    "boul",
    "place",
    "chemin",
    "impasse",
    "allée",
    "allées",
    "quai",
    "cours",
    "route",
    "passage",
    "square",
    "sentier",
    "faubourg",
    "fbg",
    "calle",
    "c/",
    "avda",
    "avenida",
    "avda.",
    "plaza",
    "pza",
    "paseo",
    "camino",
    "carretera",
    "ronda",
    "travesía",
    "glorieta",
    "pasaje",
    "callejón",
    "rambla",
    "vía",
    "urbanización",
    "rua",
    "r.",
    "travessa",
    "largo",
    "praça",
    "estrada",
    "alameda",
    "rodovia",
    "ladeira",
    "viela",
    "beco",
    "calçada",
    "via",
    "viale",
    "vicolo",
    "piazza",
    "piazzale",
    "corso",
    "largo",
    "strada",
    "contrada",
    "lungomare",
    "lungotevere",
    "salita",
]
"""Stand in front of the name: "rue de la Paix 12", "Via Roma 10"."""

SUFFIXES = (
    # nl
    "straat", "laan", "weg", "plein", "gracht", "kade", "singel", "dijk", "steeg", "hof", "pad", "dreef", "plantsoen", "baan", "markt", "ring", "wal", "boulevard", "park", "haven", "veld", "burgwal", "str",
    # de
    "straße", "strasse", "allee", "platz", "gasse", "ufer", "damm", "berg", "steig", "stieg", "chaussee", "graben", "wall", "markt", "stieg", "zeile", "kai",
)  # fmt: skip
"""End the name, often in the same word: "Hoofdstraat 12-B", "Lange Str. 4"."""

FOLDED_SUFFIXES = tuple(dict.fromkeys(fold(s) for s in SUFFIXES))
ROMANCE_WORDS = frozenset(fold(w.strip("./")) for w in ROMANCE)

_UNIT_WORDS = (
    "suite|ste|apt|apartment|appartement|unit|flat|floor|fl|room|rm|bldg|building|po box|#|no|"
    "bus|bte|boîte|conj|quadra|km|wing|block|verdieping|etage|stock|og|wohnung|whg|hinterhaus|aufgang|bât|bâtiment|bat|appt|app|étage|esc|escalier|porte|"
    "piso|puerta|planta|portal|bloque|bajo|bl|pta|apto|apartamento|bloco|andar|casa|sala|conjunto|cj|lote|interno|int|scala|piano|palazzina"
)
UNIT = (
    rf"(?:[ ]?[,–-]?[ ]?(?:(?:{_UNIT_WORDS})\b\.?[ ]?(?:no\.?|n[º°])?[ ]?#?|#[ ]?)[A-Za-z]?\d{{0,5}}(?:[º°ªoa](?!\w))?[ -]?[A-Za-z]?\d{{0,4}}(?!\w)"
    r"|,?[ ]\d{1,2}(?:st|nd|rd|th)[ ](?:floor|fl)\b|,[ ]\d{1,2}[ ]?(?:izq|dcha|izda|drcha|esq|dto)\b\.?"
    r"|,?[ ]\d{1,2}[º°ª][ .]?(?:[A-Z]|izq|dcha|dto|esq|izda|drcha)?\.?(?!\w)|,[ ](?:bajo|ático)\b)"
)
"""One part behind a house number: ", Suite 595", " bus 4", ", 3º B"."""

HOUSE = r"\d{1,4}(?:[ ]?[-/+][ ]?(?:\d{1,4}[A-Za-z]?|[A-Za-z]{1,3}|[IVX]{1,4})(?!\w)|[ ]?[A-Za-z](?![\w'’])|[ ]?(?:bis|ter|quater|hs|huis|rd|boven|zw)(?!\w))?"
"""A house number with what may hang on it: 12, 12-B, 12 bis, 5a, 14/3."""

UNITS_BEHIND = re.compile(rf"{UNIT}{{1,4}}", re.IGNORECASE)
HOUSE_BEHIND = re.compile(
    rf"[ ]?,?[ ]?(?:(?:n|nr|no|num|núm|numero|número)?[.º°]{{0,2}}[ ]?)(?P<h>{HOUSE}|s/n)(?![\w%€$]|[.,:]\d)",
    re.IGNORECASE,
)
