"""Papers and plates: passports, identity cards, driving licences, health insurance, tax numbers, vehicle registrations."""

from sluis.detection.rules import CueRule, Rule, ShapeRule

_END = r"(?![\w@]|[.,]\d)"
_CODE = r"(?P<v>(?=[A-Za-z0-9]{0,3}[ -]?[A-Za-z0-9]{0,12}\d{3})[A-Za-z0-9]{1,4}(?:[ -]?[A-Za-z0-9]{2,12}){1,3})" + _END
_PASSPORT = (
    r"(?P<v>(?=[A-Za-z0-9]{0,4} ?[A-Za-z0-9]{0,6}\d)(?:[A-Za-z]{1,3}[ -]?\d{5,9}|\d{2}[ -]?[A-Za-z]{2}[ -]?\d{5}|[A-Za-z0-9]{6,10}))"
    + _END
)
_LICENCE = (
    r"(?P<v>(?=[A-Za-z0-9 *-]{0,12}\d)(?:[A-Za-z9]{5}[ ]?\d{6}[ ]?[A-Za-z0-9]{2,5}|[A-Za-z]\d{3}-\d{4}-\d{4}|[A-Za-z]\d{3}(?:[ -]\d{3,4}){2,4}|"
    r"[A-Za-z]{1,2}[ -]?\d{6,12}[A-Za-z]?|[A-Za-z0-9]{7,16}|\d{1,3}(?:[ -]\d{3,4}){1,4}|\d{6,12}))" + _END
)
_PLATE = (
    r"(?P<v>[\u4e00-\u9fff][A-Z][ \u00b7]?[A-Z0-9]{5,6}|(?!(?:in|is|es|de|to|a|e|para|per|ist|est|no|nr|op|su|zu|als|is)\b)(?=[A-Za-z0-9ÄÖÜäöü \u00b7.-]{0,10}\d)(?:[A-Za-z]{2}\d{2}[ ]?[A-Za-z]{3}|\d{4}[ -]?[A-Za-z]{3}|[A-Za-z]{2}[ -]?\d{3}[ -]?[A-Za-z]{2}|\d{2}-[A-Za-z]{2}-\d{2}|[A-Za-z]{3}-?\d[A-Za-z0-9]\d{2}|[A-Za-zÄÖÜäöü]{1,3}[ \u00b7-]{1,2}[A-Za-z]{1,2}[ -]?\d{1,4}[EHeh]?|"
    r"[A-Za-z0-9]{1,4}(?:(?:[\u00b7.-]|[ ](?=[^\W\d_]{0,3}\d|(?-i:[A-Z]{1,3}(?!\w))|[a-z]{1,3} \d))[A-Za-z0-9]{1,4}){1,3}|[A-Za-z0-9]{5,8}))"
    + _END
)


def has_letter_and_digit(value: str) -> bool:
    """Plates and licences of both; a plain number or word is neither."""
    return any(c.isdigit() for c in value) and any(c.isalpha() for c in value)


def _mostly_digits(value: str) -> bool:
    return sum(c.isdigit() for c in value) >= 4


def _plate_like(value: str) -> bool:
    """Not a sentence that runs on: every group of letters alone is short, and digits are there."""
    groups = value.split()
    if any(g in _SMALL_WORDS for g in groups):
        return False
    return has_letter_and_digit(value) and not any(g.islower() and g.isalpha() and len(g) > 3 for g in groups)


_SMALL_WORDS = frozenset(("de", "of", "for", "en", "is", "for", "a", "cm", "mm", "kg", "eur"))
_VEHICLE = (
    "license plate|licence plate|plate number|number plate|plate|vehicle registration|registration plate|reg plate|car registration|kenteken|"
    "kentekennummer|nummerplaat|kennzeichen|autokennzeichen|kfz kennzeichen|nummernschild|plaque d'immatriculation|immatriculation|"
    "numéro d'immatriculation|plaque|matrícula|placa|placa do veículo|placa do carro|matrícula del coche|matrícula do carro|targa|numero di targa|plates|registration number|reg|reg no|vehicle number|car number|immatriculé|immatriculée|matriculado|targata|targato"
)
_CARS = (
    "car|cars|van|truck|vehicle|motorbike|motorcycle|scooter|auto|auto's|wagen|busje|motor|scooter|bestelbus|fahrzeug|pkw|lkw|motorrad|voiture|véhicule|camion|"
    "coche|vehículo|furgoneta|camión|carro|veículo|caminhão|macchina|veicolo|furgone"
)
_PLATE_PRINTED = (
    r"(?P<v>[A-Z]{2}\d{2} ?[A-Z]{3}|\d{4}[ -]?[B-DF-HJ-NP-TV-Z]{3}|[A-HJ-NP-TV-Z]{2}[ -]\d{3}[ -][A-HJ-NP-TV-Z]{2}|[A-Z]{3}-?\d[A-Z0-9]\d{2}|"
    r"[A-Z]{2}[ -]?\d{1,2}[ -]?[A-Z]{1,3}[ -]?\d{4}|[A-ZÄÖÜ]{1,3}[ -][A-Z]{1,2} ?\d{1,4}[EH]?|\d{1,2}-?[A-Z]{2,3}-?\d{1,2}|[A-Z]{2}-?\d{3}-?[A-Z])"
    + _END
)
"""What the countries print, in capitals, beside the word for a car."""
_INDIAN_STATES = "A[NPRS]|BR|C[GH]|D[DLN]|G[AJ]|H[PR]|J[HK]|K[AL]|L[AD]|M[HLNPZ]|NL|O[DR]|P[BY]|RJ|SK|T[NRS]|U[KP]|WB"

RULES: tuple[Rule, ...] = (
    CueRule(
        "documents.passport",
        "PASSPORT",
        "passport|passport number|passport no|travel document|travel document number|reisdocument|paspoort|paspoortnummer|reisepass|reisepassnummer|passnummer|passport id|passeport|numéro de passeport|"
        "pasaporte|número de pasaporte|passaporte|número do passaporte|passaporto|numero di passaporto",
        _PASSPORT,
        0.85,
        accept=_mostly_digits,
        near=True,
    ),
    CueRule(
        "documents.licence",
        "DRIVER_LICENSE",
        "driver's license|drivers license|driver license|driver's licence|drivers licence|driving licence|driving license|driver licence|license number|"
        "licence number|license no|licence no|license|licence|dl number|dl no|rijbewijs|rijbewijsnummer|führerschein|führerscheinnummer|führerscheinnr|permis de conduire|numéro de permis|permis|"
        "permiso de conducir|carnet de conducir|licencia de conducir|carta de condução|patente|patente di guida|numero patente|state id|state id number|"
        "state identification",
        _LICENCE,
        0.86,
        accept=_mostly_digits,
        near=True,
    ),
    CueRule(
        "documents.identity",
        "NATIONAL_ID",
        "id card|id card number|identity card|identity card number|identity number|national id|national id number|national identification number|government id|personal id|"
        "identiteitskaart|identiteitsbewijs|id kaart|id kaart nummer|documentnummer|documentnummer id|carte d'identité|carte nationale d'identité|cni|numéro de cni|"
        "documento de identidad|documento de identidade|carta d'identità|numero carta d'identità|cie|document number|id number|id nummer|"
        "residence permit|residence permit number|verblijfsvergunning|v nummer|aufenthaltstitel|titre de séjour|permesso di soggiorno|voter id",
        _CODE,
        0.75,
        accept=_mostly_digits,
        near=True,
    ),
    CueRule(
        "documents.health",
        "HEALTH_INSURANCE_ID",
        "health insurance number|health insurance id|health insurance|insurance id|insurance number|insurance member id|medicaid|medicaid id|medicaid number|ehic|"
        "health card|health card number|health plan id|health id|subscriber id|insurance policy number|member id|zorgverzekeringsnummer|zorgpolis|zorgpas|relatienummer zorgverzekering|verzekerdennummer|numéro de sécu complémentaire|número de tarjeta sanitaria|número de la tarjeta sanitaria|numero tessera sanitaria|numero della tessera sanitaria|krankenkassennummer|verzekeringsnummer|zorgverzekering|polisnummer zorg|relatienummer|uzovi|numéro de mutuelle|mutuelle|tarjeta sanitaria|cip|cipa|"
        "número de afiliado|carte vitale|cartão de saúde|número de utente|utente de saúde|carteirinha|plano de saúde|tessera sanitaria|group number|seguro médico",
        _CODE,
        0.81,
        accept=_mostly_digits,
        near=True,
    ),
    CueRule(
        "documents.tax",
        "TAX_ID",
        "tax id|tax identification number|tax number|tax file number|tin|vat number|vat no|vat id|btw nummer|btw id|rsin|fiscaal nummer|ust id|ust idnr|ustid|umsatzsteuer id|umsatzsteuer identifikationsnummer|ust id nr|"
        "n° tva|numéro tva|numéro de tva|tva intracommunautaire|siret|siren|n iva|número de iva|nif iva|número iva|partita iva|p iva",
        r"(?P<v>(?=[A-Za-z0-9]{0,4}[ ]?[A-Za-z0-9]{0,4}\d)(?:[A-Za-z]{2}[ ]?[A-Za-z]?)?[\dA-Za-z](?:[ .-]?[\dA-Za-z]){6,14})" + _END,
        0.7,
        accept=_mostly_digits,
        near=True,
    ),
    CueRule("documents.plate", "LICENSE_PLATE", _VEHICLE, _PLATE, 0.9, accept=_plate_like, near=True),
    CueRule("documents.plate_of_car", "LICENSE_PLATE", _CARS, _PLATE_PRINTED, 0.8, near=True, bare_answer=False, flags=0),
    CueRule(
        "documents.vin",
        "LICENSE_PLATE",
        "vin|vin number|vehicle identification number|chassis number|chassisnummer|fahrgestellnummer|fin|numéro de châssis|número de chasis|chassi|numero di telaio",
        r"(?P<v>(?=[A-Z]*\d)[A-HJ-NPR-Z0-9]{17})(?!\w)",
        0.85,
    ),
    ShapeRule("documents.licence_short", "DRIVER_LICENSE", r"(?<!\w)DL ?[#:] ?(?P<v>[A-Z]{0,2}[ -]?\d{5,12})(?!\w)", ("dl#", "dl #", "dl:", "dl :"), 0.8),
    ShapeRule(
        "documents.licence_uk",
        "DRIVER_LICENSE",
        r"(?<![\w-])(?=[A-Z]{1,5}9{0,4}\d)[A-Z9]{5}\d[0156]\d[0-3]\d\d[A-Z][A-Z9][A-Z0-9]{3}(?:\d\d)?(?![\w-])",
        (),
        0.8,
        sizes=(16, 18),
        at_numbers=True, one_word=True,
    ),
    ShapeRule(
        "documents.plate_in",
        "LICENSE_PLATE",
        rf"(?<![\w-])(?:{_INDIAN_STATES})\d{{1,2}}[A-Z]{{1,3}}\d{{4}}(?![\w-])",
        (),
        0.65,
        sizes=(8, 9, 10, 11),
        at_numbers=True, one_word=True,
    ),
    ShapeRule("documents.plate_it_fr", "LICENSE_PLATE", r"(?<![\w-])[A-HJ-NP-TV-Z]{2}-\d{3}-[A-HJ-NP-TV-Z]{2}(?![\w-])", ("-",), 0.75, sizes=(3,)),
    ShapeRule(
        "documents.plate_nl",
        "LICENSE_PLATE",
        r"(?<![\w-])(?:[B-DF-HJ-NP-TV-XZ]{2}-\d{3}-[B-DF-HJ-NP-TV-XZ]|[B-DF-HJ-NP-TV-XZ]-\d{3}-[B-DF-HJ-NP-TV-XZ]{2}|\d{2}-[B-DF-HJ-NP-TV-XZ]{2,3}-\d{1,2}|\d-[B-DF-HJ-NP-TV-XZ]{3}-\d{2}|\d{2}-[B-DF-HJ-NP-TV-XZ]{2}-[B-DF-HJ-NP-TV-XZ]{2}|[B-DF-HJ-NP-TV-XZ]{2}-[B-DF-HJ-NP-TV-XZ]{2}-\d{2})(?![\w-])",
        ("-",),
        0.65,
        accept=has_letter_and_digit,
        sizes=(1, 2, 3),
        around=r"-(?:\d|[B-DF-HJ-NP-TV-XZ]{2,3}-)",
    ),
    ShapeRule("documents.plate_de", "LICENSE_PLATE", r"(?<![\w-])(?!USB|LTE|DIN|EN-|ISO)[A-ZÄÖÜ]{1,3}-[A-Z]{1,2}[ ]\d{1,4}[EH]?(?![\w%€$]|[-.,:/]\d)", ("-",), 0.65, sizes=(1, 2, 3, 4, 5), around=r"-[A-Z]{1,2}[ ]\d"),
)  # fmt: skip
