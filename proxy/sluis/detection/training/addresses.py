"""Streets, house numbers, postcodes and whole addresses as the countries of each language write them."""

from random import Random
from string import ascii_uppercase

from sluis.detection.training.names import Names
from sluis.detection.training.phrases import pick

KINDS = {
    "en": "Street St Road Rd Avenue Ave Lane Drive Dr Court Close Way Blvd Place Terrace Crescent St. Ave.",
    "nl": "straat laan weg plein gracht kade hof dijk singel pad steeg dreef park",
    "de": "straße str. weg platz allee gasse ring strasse ufer damm",
    "fr": "rue avenue boulevard place chemin impasse allée quai av. bd route cours",
    "es": "Calle C/ Avenida Av. Plaza Paseo Avda. Carrer Camino Ronda",
    "pt": "Rua Avenida Av. Travessa Praça R. Largo Alameda Estrada",
    "it": "Via Viale Piazza Corso Vicolo Largo Strada V.le P.za",
}
STREETS = {
    "en": "High|Station|Main|Church|Park|Oak|Maple|Elm|Cedar|Pine|Washington|Lincoln|Victoria|King|Queen|Mill|Green|Hill|"
    "Lake|River|Sunset|Highland|Meadow|Forest|Chestnut|Willow|Broad|North|South|Second|Third|5th|42nd|London|York|Manor|"
    "Windsor|Orchard|School|Bridge|Market|Laurel|Spruce|Hickory|Sycamore|Lakeview",
    "nl": "Kerk|Dorps|School|Molen|Hoofd|Stations|Wilhelmina|Juliana|Beatrix|Prins Hendrik|Keizers|Heren|Prinsen|Beuken|"
    "Eiken|Linden|Kastanje|Nieuw|Oude |Lange |Korte |Noorder|Zuider|Haven|Markt|Burgemeester |Rembrandt|Vondel|Mozart|"
    "Raadhuis|Tulpen|Rozen|Meidoorn|Utrechtse|Spoor|Water|Bos|Duin",
    "de": "Haupt|Schul|Garten|Bahnhof|Dorf|Berg|Birken|Linden|Kirch|Wald|Ring|Rosen|Goethe|Schiller|Mozart|Beethoven|"
    "Friedrich|Kaiser|Bismarck|Park|Post|Mühlen|Wiesen|Feld|Markt|Eichen|Buchen|Tannen|Luther|Lessing|Heide|See",
    "fr": "de la République|Victor Hugo|du Général de Gaulle|Jean Jaurès|des Lilas|de la Gare|de l'Église|Pasteur|de Paris|"
    "du Moulin|des Écoles|Gambetta|de Verdun|Jules Ferry|de la Paix|Saint-Michel|Voltaire|des Acacias|Émile Zola|du Château|"
    "Carnot|du 8 Mai 1945|du Bac|Marceau|de la Fontaine",
    "es": "Mayor|de Alcalá|Gran Vía|Real|de la Constitución|San Juan|del Sol|de Goya|Velázquez|Serrano|de la Paz|Nueva|"
    "Cervantes|de Aragón|Colón|San Martín|Reforma|Insurgentes|Juárez|Diagonal|Corrientes|Rivadavia|del Carmen|Bolívar",
    "pt": "das Flores|da Liberdade|Augusta|Paulista|de Santa Catarina|do Comércio|São João|da República|Direita|dos "
    "Bandeirantes|Rio Branco|Sete de Setembro|XV de Novembro|Garrett|Almirante Reis|da Boavista|Tiradentes|do Carmo|"
    "Vasco da Gama|Dom Pedro II|São Bento",
    "it": "Roma|Garibaldi|Mazzini|Dante Alighieri|Verdi|Marconi|Vittorio Emanuele|Cavour|della Repubblica|Matteotti|"
    "Nazionale|San Marco|dei Fiori|XX Settembre|IV Novembre|Manzoni|Leopardi|della Libertà|Milano|del Corso|Appia|Carducci",
}
STATES = "AL AK AZ CA CO CT FL GA IL IN MA MI MN NC NJ NV NY OH OR PA TN TX UT VA WA WI".split()  # noqa: SIM905
_KINDS = {language: tuple(kinds.split()) for language, kinds in KINDS.items()}
_STREETS = {language: tuple(streets.split("|")) for language, streets in STREETS.items()}
_GLUED = frozenset({"nl", "de"})


def digits(rng: Random, count: int) -> str:
    """So many digits."""
    return "".join(rng.choice("0123456789") for _ in range(count))


def street(rng: Random, names: Names, language: str) -> str:
    """A street's name without a number."""
    share = rng.random()
    if share < 0.55:
        base = pick(rng, _STREETS[language], names.held_out)
    elif share < 0.8:
        base = names.family(rng, language)
    else:
        base = names.city(rng, language)
    kind = rng.choice(_KINDS[language])
    if language == "en":
        return f"{base} {kind}"
    if language not in _GLUED:
        return f"{kind} {base}"
    if language == "de" and (" " in base or "-" in base):
        return base.replace(" ", "-") + "-" + kind.capitalize()
    return base + kind


def house_number(rng: Random) -> str:
    """A house number, mostly small, at times with a letter or floor."""
    number = str(rng.randint(1, 30) if rng.random() < 0.45 else rng.randint(1, 250))
    if rng.random() < 0.08:
        number = str(rng.randint(250, 9999))
    if rng.random() < 0.16:
        number += rng.choice(["a", "b", "A", "B", "c", " bis", "-2", "/3", "-II", " hs", "C"])
    return number


def postcode(rng: Random, language: str) -> str:
    """A postcode of a country where the language is spoken."""
    letter = ascii_uppercase
    if language == "nl":
        tail = rng.choice([" ", " ", ""]) + rng.choice(letter) + rng.choice(letter) if rng.random() < 0.85 else ""
        return str(rng.randint(1000, 9999)) + tail
    if language == "en" and rng.random() < 0.5:
        area = rng.choice(letter) + rng.choice(["", rng.choice(letter)]) + str(rng.randint(1, 29))
        return f"{area} {digits(rng, 1)}{rng.choice(letter)}{rng.choice(letter)}"
    if language == "pt":
        return f"{digits(rng, rng.choice([4, 5]))}-{digits(rng, 3)}"
    return digits(rng, 4 if language == "de" and rng.random() < 0.2 else 5)


def street_line(rng: Random, names: Names, language: str) -> str:
    """Street and house number, with flat or floor where people have them."""
    where, number = street(rng, names, language), house_number(rng)
    if language == "en":
        line = f"{number} {where}"
        if rng.random() < 0.1:
            return rng.choice(["Flat ", "Apt ", "Unit ", "Suite "]) + house_number(rng) + ", " + line
        return (
            line + rng.choice([", Apt ", " apt ", " #", ", Suite "]) + house_number(rng)
            if rng.random() < 0.12
            else line
        )
    if language == "fr":
        return f"{number}{rng.choice([' ', ', '])}{where}"
    if language in _GLUED:
        return f"{where} {number}"
    line = f"{where}{rng.choice([' ', ', '])}{number}"
    if language == "es" and rng.random() < 0.25:
        line += f", {rng.randint(1, 9)}º {rng.choice(['A', 'B', 'C', 'izq', 'dcha', '1ª'])}"
    if language == "pt" and rng.random() < 0.25:
        line += rng.choice([f", {rng.randint(1, 9)}º {rng.choice(['Esq', 'Dto'])}", f", apto {rng.randint(1, 120)}"])
    return line


def post_city(rng: Random, names: Names, language: str) -> str:
    """Postcode and city in the order of the country."""
    code, city = postcode(rng, language), names.city(rng, language)
    if language == "en":
        if code.isdigit():
            return f"{city}, {rng.choice(STATES)} {code}" if rng.random() < 0.8 else f"{city} {code}"
        return rng.choice([f"{city} {code}", f"{city}, {code}", code])
    if language == "pt" and rng.random() < 0.3:
        return f"{city} - {rng.choice(['SP', 'RJ', 'MG', 'PR', 'BA', 'RS'])}, {code}"
    province = f" ({rng.choice(ascii_uppercase)}{rng.choice(ascii_uppercase)})"
    return f"{code} {city}" + (province if language == "it" and rng.random() < 0.4 else "")


def address(rng: Random, names: Names, language: str) -> str:
    """A whole address, on one line or two."""
    tail = names.city(rng, language) if rng.random() < 0.12 else post_city(rng, names, language)
    whole = street_line(rng, names, language) + rng.choice([", ", ", ", ", ", " ", "\n", " - "]) + tail
    return whole + ", " + names.country(rng, language) if rng.random() < 0.08 else whole
