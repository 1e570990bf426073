"""Numbers said digit by digit or in pairs, as voice transcripts have them: "oh six one two …", "nul zes twaalf vierendertig"."""

from collections.abc import Iterator

from sluis.detection.numbers import find_cue
from sluis.detection.reading import Reading, fold
from sluis.detection.rules import Candidate, Cues, FinderRule, Rule

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien",
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve",
    "zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete dezoito dezenove",
    "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove",
)
_OTHER = {
    "oh": 0,
    "o": 0,
    "nought": 0,
    "één": 1,
    "zwo": 2,
    "une": 1,
    "meia": 6,
    "uma": 1,
    "duas": 2,
    "dezasseis": 16,
    "dezassete": 17,
    "dezanove": 19,
    **dict.fromkeys(("hundred", "honderd", "hundert", "cent", "cem", "ciento", "cien", "cento"), 10),
    **dict.fromkeys(
        (
            "doscientos",
            "trescientos",
            "cuatrocientos",
            "quinientos",
            "seiscientos",
            "setecientos",
            "ochocientos",
            "novecientos",
        ),
        10,
    ),
    **dict.fromkeys(
        ("duzentos", "trezentos", "quatrocentos", "quinhentos", "seiscentos", "setecentos", "oitocentos", "novecentos"),
        10,
    ),
    **dict.fromkeys(
        (
            "veintiuno",
            "veintidós",
            "veintitrés",
            "veinticuatro",
            "veinticinco",
            "veintiséis",
            "veintisiete",
            "veintiocho",
            "veintinueve",
        ),
        21,
    ),
}
_TENS = (
    "twenty thirty forty fifty sixty seventy eighty ninety",
    "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
    "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "vingt vingts trente quarante cinquante soixante septante huitante nonante",
    "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
)
_BETWEEN = frozenset(
    fold(w)
    for w in [
        "and",
        "en",
        "und",
        "et",
        "e",
        "y",
        "double",
        "triple",
        "dubbel",
        "doppel",
        "dash",
        "streepje",
        "plus",
        "hyphen",
        "moins-",
    ]
)
_REPEATS = frozenset(fold(w) for w in ("double", "triple", "plus", "dubbel", "doppel"))
"""May begin a number: "plus four four …", "double oh seven …"."""
_GAP = frozenset(" ,.-–\n…")
LEAST_WORDS = 5
LEAST_DIGITS = 6
LEAST_DIGITS_OF_PLACES = 5
"""A postcode has no more."""
LEAST_DIGITS_ALONE = 9
"""Without a word beside it: "one two three four" is counting."""


def _words() -> dict[str, int]:
    """Every folded number word and how many digits it stands for."""
    found = {fold(word): 1 if n < 10 else 2 for line in _UNITS for n, word in enumerate(line.split())}
    found.update({fold(word): 1 if n < 10 else 2 for word, n in _OTHER.items()})
    found.update({fold(word): 2 for line in _TENS for word in line.split()})
    for language, joint in ((1, ("en", "ën")), (2, ("und",))):
        units = ["ein", *_UNITS[language].split()[2:10]] if language == 2 else _UNITS[language].split()[1:10]
        found.update({fold(f"{u}{j}{t}"): 2 for u in units for j in joint for t in _TENS[language].split()})
    found.update(_italian())
    return found


def _italian() -> dict[str, int]:
    """Italian writes tens and units, and hundreds before them, as one word: "trentaquattro", "cinquecentosessantasette"."""
    units = [fold(word) for word in _UNITS[-1].split()]
    tens = [fold(word) for word in _TENS[-1].split()]
    pairs = [*units[10:], *tens, *((t[:-1] if u[0] in "uo" else t) + u for t in tens for u in units[1:10])]
    hundreds = ["cento", *(f"{u}cento" for u in units[2:10])]
    return dict.fromkeys(pairs, 2) | {h + rest: 3 for h in hundreds for rest in ("", *units[1:10], *pairs)}


DIGITS = _words()
"""Folded number word -> digits it stands for."""
_COMMON = frozenset(("o", "um", "un", "une", "uma", "een", "e", "once", "six", "elf"))
"""Also ordinary words: a run does not begin with one unless another number word follows."""

_KINDS = (
    (
        "CREDIT_CARD",
        Cues(
            "card|credit card|card number|creditcard|kaartnummer|kreditkarte|kartennummer|carte|tarjeta|cartão|carta di credito"
        ),
    ),
    ("US_SSN", Cues("ssn|social security|social")),
    ("NL_BSN", Cues("bsn|burgerservicenummer")),
    ("BR_CPF", Cues("cpf")),
    (
        "BANK_ACCOUNT",
        Cues(
            "account|account number|bank account|rekening|rekeningnummer|konto|kontonummer|compte|cuenta|conta|conto|iban|routing"
        ),
    ),
    (
        "ORDER_ID",
        Cues(
            "order|booking|reservation|confirmation|bestelling|bestelnummer|bestellung|commande|pedido|ordine|reserva|prenotazione"
        ),
    ),
    ("POSTCODE", Cues("zip|zip code|zipcode|postcode|postal code|code postal|código postal|cep|cap|plz|postleitzahl")),
    (
        "PHONE_NUMBER",
        Cues(
            "phone|number|call|reach|mobile|cell|telephone|nummer|telefoon|bellen|bel|mobiel|telefon|handy|rufnummer|numéro|téléphone|portable|appeler|"
            "número|teléfono|móvil|telefone|celular|telemóvel|numero|telefono|cellulare"
        ),
    ),
)


def _runs(reading: Reading) -> Iterator[tuple[int, int, int]]:
    """(first word, last word, digits) of every run of number words."""
    sequence, spans, text = reading.sequence, reading.spans, reading.text
    n = 0
    while n < len(sequence):
        if sequence[n] not in DIGITS and not (
            sequence[n] in _REPEATS and sequence[n + 1 : n + 2] and sequence[n + 1] in DIGITS
        ):
            n += 1
            continue
        first, last, said, digits = n, n, 0, 0
        while n < len(sequence) and (n == first or set(text[spans[n - 1][1] : spans[n][0]]) <= _GAP):
            word = sequence[n]
            if word in DIGITS or (word.isdigit() and len(word) <= 4):
                last, said = n, said + (word in DIGITS)
                digits += DIGITS.get(word, len(word))
            elif word not in _BETWEEN:
                break
            n += 1
        n = max(n, last + 1)
        if said >= LEAST_WORDS and digits >= LEAST_DIGITS_OF_PLACES:
            yield first, last, digits


def _find(reading: Reading) -> Iterator[Candidate]:
    for begin, last, digits in _runs(reading):
        lonely = reading.sequence[begin] in _COMMON and reading.sequence[begin + 1] not in DIGITS
        first = begin + 1 if lonely else begin
        start, end = reading.spans[first][0], reading.spans[last][1]
        for entity_type, cues in _KINDS:
            cue, _ = find_cue(cues, reading, start, end, 40, 0)
            if cue and (digits >= LEAST_DIGITS or entity_type == "POSTCODE"):
                yield Candidate(start, end, entity_type, 0.75, "spoken.number", False, cue)
                break
        else:
            if digits >= LEAST_DIGITS_ALONE:
                yield Candidate(start, end, "PHONE_NUMBER", 0.6, "spoken.number")


def _wants(reading: Reading) -> bool:
    """Enough number words: three that differ, or a few said again and again ("four one one one …")."""
    said = reading.words & DIGITS.keys()
    return len(said) > 2 or (bool(said) and sum(len(reading.places[word]) for word in said) >= LEAST_WORDS)


RULES: tuple[Rule, ...] = (FinderRule("spoken.number", tuple(kind for kind, _ in _KINDS), _find, _wants),)
