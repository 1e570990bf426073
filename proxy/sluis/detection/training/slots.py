"""Slots of phrases: what stands in them, and where it stands in the text."""

import re
from random import Random
from string import ascii_uppercase

from sluis.detection.training.addresses import address, digits, post_city, street_line
from sluis.detection.training.labelled import Labelled, Mark
from sluis.detection.training.names import Names
from sluis.detection.training.phrases import WORLD, choose, load_phrases

MONTHS = {
    "en": "January February March April May June July August September October November December Monday Friday Sunday",
    "nl": "januari februari maart april mei juni juli augustus september oktober november maandag vrijdag zondag",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Montag Freitag Sonntag",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre lundi vendredi dimanche",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre lunes viernes domingo",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro segunda sexta domingo",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre lunedì venerdì domenica",
}
COMPANIES = {
    "en": "{} Ltd|{} Inc.|{} LLC|{} Group|{} Bank|{} Insurance|{} Holdings|{} & Sons|{} Clinic|University of {}",
    "nl": "{} B.V.|{} BV|{} N.V.|{} Groep|{} Verzekeringen|Stichting {}|{} & Zonen|{} Makelaars|{} Advocaten",
    "de": "{} GmbH|{} AG|{} KG|{} e.V.|{} GmbH & Co. KG|{} Versicherung|Klinikum {}|{} & Söhne|Autohaus {}",
    "fr": "{} SA|{} SARL|{} SAS|{} Assurances|Banque {}|{} & Fils|Groupe {}|{} Conseil|{} Immobilier",
    "es": "{} S.A.|{} S.L.|Seguros {}|Banco {}|{} e Hijos|Grupo {}|{} Asociados|{} S.A. de C.V.",
    "pt": "{} S.A.|{} Ltda.|{} Lda|Seguros {}|Banco {}|{} e Filhos|Grupo {}|{} ME",
    "it": "{} S.p.A.|{} S.r.l.|{} srl|{} Assicurazioni|Banca {}|{} & Figli|Gruppo {}|{} S.n.c.",
}
CLUBS = (
    "FC {}|{} FC|{} United|{} City|AC {}|AS {}|Real {}|Sporting {}|SV {}|VfB {}|Dinamo {}|Athletic {}|{} Rovers|Racing {}|"
    "{} Rangers|Club {}|US {}|RC {}|Borussia {}|{} Tigers|{} Eagles|{} Bulls|{} Lions|SC {}|KV {}|Deportivo {}|Olympique {}"
)
FACILITIES = {
    "en": "{} Airport|{} Castle|{} Museum|{} Stadium|{} Park|{} Station|{} Cathedral|{} Hospital|{} Arena|"
    "{} College|Port of {}|{} Bridge|{} County|Lake {}|Mount {}|{} High School|{} International Airport",
    "nl": "Station {}|Kasteel {}|Museum {}|{} Arena|Nationaal Park {}|Luchthaven {}|Slot {}|Stadion {}|Polder {}",
    "de": "Schloss {}|Flughafen {}|Museum {}|Burg {}|Kloster {}|Bahnhof {}|{} Arena|Landkreis {}|Kanton {}",
    "fr": "Stade de {}|Aéroport de {}|Château de {}|Musée de {}|Gare de {}|Abbaye de {}|Pont de {}|Port de {}",
    "es": "Estadio {}|Aeropuerto de {}|Castillo de {}|Museo de {}|Puente de {}|Catedral de {}|Parque {}",
    "pt": "Estádio {}|Aeroporto de {}|Castelo de {}|Museu de {}|Ponte de {}|Mosteiro de {}|Serra de {}",
    "it": "Stadio {}|Aeroporto di {}|Castello di {}|Museo di {}|Val di {}|Monte {}|Villa {}|Lago di {}|Abbazia di {}",
}
_ALPHABET = "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey xray yankee zulu".split()  # noqa: SIM905
_COINED = (
    "Nova Alfa Euro Green Tech Inter Blue Omni Prime Solar Medi Data",
    "tech Soft Line Care net Works Sys lux pharma",
)
_SLOT = re.compile(r"\{(\w+)\}")
_AS_ONE = (("{given} {family}", "{both}"), ("{street}, {city}", "{street_city}"))
KINDS = {
    **dict.fromkeys(("name", "given", "family", "both", "titled", "anyname", "spelled"), "PERSON"),
    **dict.fromkeys(("city", "country", "region", "nature", "facility"), "LOCATION"),
    **dict.fromkeys(("address", "street", "street_city", "postcity"), "ADDRESS"),
    **dict.fromkeys(("org", "club"), "ORGANIZATION"),
}
"""Slots that the tagger must find; what stands in any other is no name."""


class Filler:
    """Fills slots in one language. Everything comes from the given source of chance."""

    def __init__(self, rng: Random, names: Names, language: str) -> None:
        self.rng, self.names, self.language = rng, names, language
        self.phrases = load_phrases(language, names.held_out)
        self._world = load_phrases(WORLD)

    def fill(self, phrase: str, source: str = "made") -> Labelled:
        """The phrase with all slots filled, and a mark for each that holds a name or place."""
        while "{plain}" in phrase:
            phrase = phrase.replace("{plain}", self.phrases.pick(self.rng, "plain"), 1)
        phrase = choose(self.rng, phrase)
        for apart, one in _AS_ONE:
            phrase = phrase.replace(apart, one)
        text, marks, last = "", [], 0
        for slot in _SLOT.finditer(phrase):
            text += phrase[last : slot.start()]
            last = slot.end()
            name = slot.group(1)
            if name == "titled":
                text += self.rng.choice(self.phrases.sections["titles"]) + " "
            value = self.value(name)
            if name in KINDS:
                marks.append(Mark(len(text), len(text) + len(value), KINDS[name]))
            text += value
        return Labelled(text + phrase[last:], tuple(marks), self.language, source)

    def value(self, slot: str) -> str:
        """What may stand in a slot; KeyError for one that does not exist."""
        return str(getattr(self, f"_{slot}")())

    def _name(self) -> str:
        return self.names.full(self.rng, self.language)

    def _given(self) -> str:
        return self.names.given(self.rng, self.language)

    def _family(self) -> str:
        return self.names.family(self.rng, self.language)

    def _both(self) -> str:
        return f"{self._given()} {self._family()}"

    def _titled(self) -> str:
        return self._family() if self.rng.random() < 0.7 else self._name()

    def _anyname(self) -> str:
        """A person as somebody in a hurry names them, mostly by one name."""
        share = self.rng.random()
        if share < 0.45:
            return self._given()
        return self._both() if share < 0.75 else self._family() if share < 0.85 else self._name()

    def _spelled(self) -> str:
        """A name letter by letter, or by the words that stand for letters."""
        name = [letter for letter in self.rng.choice([self._given, self._family, self._both])() if letter.isalpha()]
        if self.rng.random() < 0.2:
            said = [_ALPHABET[ord(n.lower()) - 97] if "a" <= n.lower() <= "z" else n for n in name]
            return " ".join(said)
        between = self.rng.choice([" ", " ", " ", "-", ". "])
        return between.join(name)

    def _region(self) -> str:
        return self.phrases.pick(self.rng, "regions")

    def _nature(self) -> str:
        return self.phrases.pick(self.rng, "nature")

    def _facility(self) -> str:
        kind = self.rng.choice(FACILITIES[self.language].split("|"))
        return kind.replace("{}", self._city() if self.rng.random() < 0.7 else self._family())

    def _club(self) -> str:
        return self.rng.choice(CLUBS.split("|")).replace("{}", self._city())

    def _city(self) -> str:
        return self.names.city(self.rng, self.language)

    def _country(self) -> str:
        return self.names.country(self.rng, self.language)

    def _address(self) -> str:
        return address(self.rng, self.names, self.language)

    def _street(self) -> str:
        return street_line(self.rng, self.names, self.language)

    def _street_city(self) -> str:
        return f"{self._street()}, {self._city()}"

    def _postcity(self) -> str:
        return post_city(self.rng, self.names, self.language)

    def _org(self) -> str:
        if self.rng.random() < 0.4:
            return self.rng.choice(self._world.sections["brands"])
        first, second = (self.rng.choice(part.split()) for part in _COINED)
        base = self.rng.choice([self._family(), self._city(), first + second])
        return self.rng.choice(COMPANIES[self.language].split("|")).replace("{}", base)

    def _product(self) -> str:
        return self.rng.choice(self._world.sections["products"])

    def _attribute(self) -> str:
        return self.rng.choice(self._world.sections["attributes"])

    def _code(self) -> str:
        return self.rng.choice(self._world.sections["codes"])

    def _month(self) -> str:
        return self.rng.choice(MONTHS[self.language].split())

    def _number(self) -> str:
        return digits(self.rng, self.rng.choice([1, 1, 2, 2, 3, 4, 4, 5, 8]))

    def _year(self) -> str:
        return str(self.rng.randint(1100, 2026) if self.rng.random() < 0.3 else self.rng.randint(1850, 2026))

    def _id(self) -> str:
        if self.rng.random() < 0.3:
            return "".join(self.rng.choice(ascii_uppercase + "0123456789") for _ in range(6))
        return self.rng.choice(["ORD-", "#", "#W", "INV", "NL", "T-", ""]) + digits(
            self.rng, self.rng.choice([5, 6, 7, 10])
        )

    def _userid(self) -> str:
        given, family = (name.lower().replace(" ", "") for name in (self._given(), self._family()))
        return f"{given}_{family}_{digits(self.rng, 4)}"

    def _email(self) -> str:
        given, family = (name.lower().replace(" ", "") for name in (self._given(), self._family()))
        user = self.rng.choice(["info", "contact", given, f"{given}.{family}", f"{given}_{family}"])
        return f"{user}{digits(self.rng, 2)}@{self.rng.choice(['example.com', 'mail.org', 'example.net'])}"

    def _phone(self) -> str:
        return self.rng.choice(["+31 6 ", "06 ", "+49 170 ", "+1 555 ", "+39 3"]) + digits(self.rng, 8)

    def _date(self) -> str:
        day, year = self.rng.randint(1, 28), self.rng.randint(1940, 2027)
        return f"{day} {self._month()} {year}" if self.rng.random() < 0.5 else f"{year}-{day % 12 + 1:02d}-{day:02d}"
