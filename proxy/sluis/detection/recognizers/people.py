"""Names where someone says whose they are: "my name is …", "Dear Mrs …", "Met vriendelijke groet, …". The rest is the tagger's."""

import re
from collections.abc import Iterator

from sluis.detection.names import is_given_name_like, plain_name
from sluis.detection.reading import Reading
from sluis.detection.rules import Candidate, CueRule, Cues, FinderRule, Rule

_WORD = r"(?:[^\W\d_a-zß-ÿ]\.|[^\W\d_a-zß-ÿ][^\W\d_]*(?:[-'’.][^\W\d_]+)*)"
_PARTICLE = (
    r"(?:van|von|de|der|den|del|della|di|da|do|dos|das|du|la|le|el|al|bin|ibn|ben|ter|ten|te|zu|zur|st\.?|y|e|of|'t)"
)
NAME = rf"(?P<v>{_WORD}(?:[ \u00a0\u202f](?:{_PARTICLE}[ \u00a0\u202f]){{0,3}}{_WORD}){{0,4}})(?![\w@]|'[^s\W])"
NAME_OF_TWO = rf"(?P<v>{_WORD}(?:[ \u00a0\u202f](?:{_PARTICLE}[ \u00a0\u202f]){{0,3}}{_WORD}){{1,4}})(?![\w@])"
NAME_ALONE = rf"(?P<v>{_WORD})(?![\w@])"
_ANY = r"[^\W\d_]{2,}(?:[-'’][^\W\d_]+)*"
LOOSE = rf"(?P<v>{_ANY}(?:[ \u00a0\u202f](?:{_PARTICLE}[ \u00a0\u202f]){{0,2}}{_ANY}){{0,2}})(?![\w@])"


def _rule(name: str, cues: str, pattern: str, score: float, behind_only: bool = True) -> CueRule:
    """behind_only: the name stands right behind the cue; else link words may come between and bare answers count."""
    loose = pattern is LOOSE
    return CueRule(
        f"people.{name}",
        "PERSON",
        cues,
        pattern,
        score,
        accept=is_given_name_like if loose else plain_name,
        link=not behind_only,
        bare_answer=not behind_only,
        flags=re.IGNORECASE if loose else 0,
    )


_CHANGED = re.compile(
    rf"\b(?:from|van|von|de|da)\s{NAME_OF_TWO.replace('<v>', '<a>')}\s(?:to|naar|in|zu|auf|à|a|para)\s{NAME_OF_TWO.replace('<v>', '<b>')}"
)
_NAME_CUES = Cues(
    "name|names|passenger|surname|naam|achternaam|nachname|nom|nombre|apellido|nome|sobrenome|cognome|passager|pasajero"
)


def _find_changed(reading: Reading) -> Iterator[Candidate]:
    """A name that becomes another: "change the passenger name from Mei Lee to Mei Garcia"."""
    for match in _CHANGED.finditer(reading.text):
        cue = _NAME_CUES.nearest(reading.before(match.start(), 70))[0]
        for group in ("a", "b"):
            if cue and plain_name(match.group(group)):
                yield Candidate(*match.span(group), "PERSON", 0.75, "people.changed", False, cue)


RULES: tuple[Rule, ...] = (
    FinderRule("people.changed", ("PERSON",), _find_changed, lambda r: not _NAME_CUES.words.isdisjoint(r.words)),
    _rule(
        "introduced",
        "my name is|name is|my name's|i am called|this is|full name is|mijn naam is|ik heet|naam is|mein name ist|name ist|ich heiße|"
        "mon nom est|je m'appelle|je suis|mi nombre es|me llamo|soy|meu nome é|me chamo|chamo me|mi chiamo|il mio nome è|sono",
        NAME,
        0.8,
    ),
    _rule("here", "i'm|i am|im|ik ben|ich bin|i'm called", rf"[ \u00a0\u202f]{NAME_OF_TWO}", 0.75),
    _rule("here_alone", "i'm|i am|ik ben|ich bin", rf"[ \u00a0\u202f]{NAME_ALONE}(?=[,.!;]|[ \u00a0\u202f](?:from|and|with|uit|en|aus|und)\b|$)", 0.55),
    _rule(
        "introduced_plainly",
        "my name is|my full name is|mijn naam is|ik heet|mein name ist|ich heiße|mon nom est|je m'appelle|mi nombre es|me llamo|meu nome é|"
        "me chamo|mi chiamo|il mio nome è|first name is|last name is|surname is|my name's|it's under|under the name|under the name of",
        LOOSE,
        0.7,
    ),
    _rule(
        "titled",
        "mr|mrs|ms|miss|mx|dr|prof|professor|sir|madam|dhr|mevr|mw|meneer|mevrouw|herr|herrn|frau|monsieur|madame|mademoiselle|mme|mlle|"
        "señor|señora|señorita|sr|sra|srta|don|doña|senhor|senhora|dra|signor|signora|signorina|sig|dott|dottor|dottoressa|doctor|doktor",
        NAME,
        0.8,
    ),
    _rule(
        "greeted",
        "dear|beste|geachte heer|geachte mevrouw|lieve|liebe|lieber|sehr geehrter herr|sehr geehrte frau|cher|chère|estimado|estimada|querido|"
        "querida|prezado|prezada|caro|cara|gentile|egregio",
        NAME,
        0.7,
    ),
    _rule(
        "signed",
        "kind regards|best regards|warm regards|regards|sincerely|yours truly|yours faithfully|met vriendelijke groet|vriendelijke groeten|"
        "hartelijke groet|groeten|mit freundlichen grüßen|freundliche grüße|viele grüße|beste grüße|cordialement|bien à vous|salutations|"
        "atentamente|saludos cordiales|un saludo|saludos|atenciosamente|cumprimentos|abraços|cordiali saluti|distinti saluti|saluti",
        rf"[,.!]?\s{{1,4}}{NAME}",
        0.7,
    ),
    _rule(
        "thanked",
        "thank you|thanks|hello|hi|hey|welcome|welcome back|hallo|dag|goedemorgen|goedemiddag|bedankt|dank je|dank u|danke|guten tag|guten morgen|"
        "bonjour|bonsoir|merci|hola|gracias|buenos días|buenas tardes|olá|oi|obrigado|obrigada|bom dia|boa tarde|ciao|buongiorno|buonasera|"
        "grazie|salve|sorry|apologies|perfect|great|of course",
        rf",?[ \u00a0\u202f]{NAME}(?=\s?[,.!?:;\n—–-]|$)",
        0.6,
    ),
    _rule(
        "role_named",
        "passenger|passengers|customer|traveler|traveller|patient|client|user|guest|employee|cardholder|recipient|colleague|manager|"
        "husband|wife|son|daughter|brother|sister|mother|father|friend|boss|neighbor|neighbour|aunt|uncle|cousin|spouse|partner|"
        "passagier|klant|patiënt|gast|medewerker|collega|man|vrouw|zoon|dochter|broer|zus|moeder|vader|vriend|vriendin|"
        "kunde|kundin|kollege|kollegin|mitarbeiter|ehemann|ehefrau|sohn|tochter|bruder|schwester|mutter|vater|freund|freundin|"
        "passager|cliente|collègue|mari|femme|fils|fille|frère|sœur|mère|père|ami|amie|"
        "pasajero|paciente|colega|marido|esposa|esposo|hijo|hija|hermano|hermana|madre|padre|amigo|amiga|"
        "passageiro|filho|filha|irmão|irmã|mãe|pai|passeggero|paziente|collega|marito|moglie|figlio|figlia|fratello|sorella|amico|amica",
        rf"(?:[ \u00a0\u202f](?:is|named|called|name is|heet|genaamd|heißt|namens|nommé|nommée|llamado|llamada|chamado|chamada|di nome))?[ :,(]{{1,2}}{NAME}",
        0.6,
    ),
    _rule("named", "named|called|genannt|appelé|appelée", rf"[ \u00a0\u202f]{NAME_OF_TWO}", 0.7),
    _rule(
        "asked",
        "your name|full name|your full name|first name|last name|first and last name|your first and last name|uw naam|je naam|volledige naam|"
        "ihr name|ihren namen|vollständigen namen|vollständiger name|votre nom|nom complet|nom et prénom|su nombre|tu nombre|nombre completo|"
        "seu nome|nome completo|suo nome|tuo nome|nome e cognome",
        LOOSE,
        0.65,
        behind_only=False,
    ),
    _rule(
        "person_changed",
        "name from|name to|name of|under the name|namens|genaamd|im namen von|au nom de|a nombre de|em nome de|a nome di|on behalf of|"
        "attn|attention|c o|t a v|z hd|in care of",
        rf"[ :]{{1,2}}[\"“'*_]{{0,2}}{NAME}",
        0.65,
    ),
)  # fmt: skip
