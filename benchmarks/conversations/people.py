"""People who do not exist, with what offices know of them: in five countries, with names that are not simple."""

import random
import unicodedata
from dataclasses import dataclass

GIVEN = {
    "nl": "Sanne Jeroen Noor Willem-Jan Fleur Matthijs Zoë Rutger Yasmina Bram",
    "de": "Jürgen Annegret Karl-Heinz Sören Käthe Björn Mechthild Emre Liselotte Rüdiger",
    "fr": "Jean-Luc Gaëlle Loïc Maëlys Hélène Thibault Amélie Rémi Inès Bérénice",
    "es": "Begoña Íñigo Nuria Rocío Joaquín Ainhoa Álvaro Montserrat Jesús Leire",
    "en": "Siobhan Callum Priya Oluwaseun Imogen Rhys Niamh Dwayne Hyacinth Alistair",
}
FAMILY = {
    "nl": "van der Meulen|de Vries-Bakker|Hoekstra|ten Brinke|van 't Hoff|Oosterhuis|el Amrani|Zijlstra",
    "de": "Müller-Lüdenscheid|von Hardenberg|Weißgerber|Öztürk|Großkreutz|zu Löwenstein|Schäuble-Kern|Brandstätter",
    "fr": "Lefèvre|de La Rochefoucauld|D'Alembert|Béranger-Dupuis|Le Goff|Châtelain|Nguyen-Roux|Saint-Exupère",
    "es": "García Márquez|Ibáñez de la Torre|Núñez Quiroga|Echeverría|Muñoz y Peña|Castañeda Ruiz|Ortuño|Del Río",
    "en": "O'Shaughnessy|MacAllister|Featherstone-Haugh|Adeyemi|Wetherby|St. John|Fitzgerald|Okonkwo-Bell",
}
STREETS = {
    "nl": ("Korenbloemstraat {n}", "Lange Vijverdreef {n}-{m}", "Burgemeester Roosplein {n}"),
    "de": ("Kastanienallee {n}", "Am Alten Zollhof {n}", "Gänsemarktgasse {n}"),
    "fr": ("{n} rue des Tanneurs", "{n} bis avenue Maréchal Fabre", "{n} impasse du Lavoir"),
    "es": ("Calle de los Olivares {n}", "Avenida Virgen del Pino {n}, {m}º izquierda", "Plaza Mayor Nueva {n}"),
    "en": ("{n} Larkspur Crescent", "Flat {m}, {n} Harbour Mews", "{n} Old Tannery Road"),
}
PLACES = {
    "nl": (("Zwolle", "8011 KD"), ("Deventer", "7411 PZ"), ("Almere", "1315 HR")),
    "de": (("Göttingen", "37073"), ("Kiel", "24103"), ("Trier", "54290")),
    "fr": (("Angers", "49100"), ("Pau", "64000"), ("Nîmes", "30900")),
    "es": (("Cádiz", "11004"), ("Lleida", "25003"), ("Gijón", "33201")),
    "en": (("Harrogate", "HG1 2RQ"), ("Swansea", "SA1 3QP"), ("Ely", "CB7 4DJ")),
}
PHONES = {"nl": "+31 6 12{}", "de": "+49 151 23{}", "fr": "+33 6 34{}", "es": "+34 645{}", "en": "+44 7700 {}"}


@dataclass(frozen=True)
class Person:
    """What an office knows of somebody. code: their number there."""

    locale: str
    given: str
    family: str
    email: str
    user: str
    street: str
    city: str
    postcode: str
    phone: str
    iban: str
    born: str
    code: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    def values(self) -> list[tuple[str, str]]:
        """(label of the replay, value)."""
        return [
            ("PERSON", self.name),
            ("EMAIL", self.email),
            ("ACCOUNT_ID", self.user),
            ("ADDRESS", self.street),
            ("PHONE", self.phone),
            ("IBAN", self.iban),
            ("DATE_OF_BIRTH", self.born),
            ("ACCOUNT_ID", self.code),
        ]


def make_person(rng: random.Random, locale: str) -> Person:
    """Somebody who lives where this language is spoken."""
    given = rng.choice(GIVEN[locale].split())
    family = rng.choice(FAMILY[locale].split("|"))
    city, postcode = rng.choice(PLACES[locale])
    number = rng.choice((rng.randint(1, 99), rng.randint(100, 2999)))
    slug = f"{_plain(given)}.{_plain(family)}"
    return Person(
        locale=locale,
        given=given,
        family=family,
        email=f"{slug}{rng.choice(('', str(rng.randint(2, 99))))}@{rng.choice(('postbus.example', 'mail.test'))}",
        user=f"{slug.replace('.', '_')}_{rng.randint(1000, 9999)}",
        street=rng.choice(STREETS[locale]).format(n=number, m=rng.randint(1, 12)),
        city=city,
        postcode=postcode,
        phone=PHONES[locale].format(f"{rng.randint(0, 999999):06d}"),
        iban=_iban(rng, locale),
        born=f"{rng.randint(1938, 2006)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
        code=f"{rng.choice('ABCDKPRZ')}{rng.choice('HKMNQVX')}-{rng.randint(10000, 9999999)}",
    )


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFD", text.casefold().replace("ß", "ss").replace("ø", "o"))
    return "".join(c for c in folded if c.isascii() and c.isalnum())


def _iban(rng: random.Random, locale: str) -> str:
    country, digits = {"nl": ("NL", "INGB" + "0" * 10), "de": ("DE", "0" * 18), "fr": ("FR", "0" * 23),
                       "es": ("ES", "0" * 20), "en": ("GB", "NWBK" + "0" * 14)}[locale]  # fmt: skip
    body = "".join(str(rng.randint(0, 9)) if c == "0" else c for c in digits)
    number = "".join(str(int(c, 36)) for c in f"{body}{country}")
    return f"{country}{98 - int(number + '00') % 97:02d}{body}"
