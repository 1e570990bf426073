"""Numbers by which an organisation knows a person or an order, found by the word beside them, in seven languages."""

import re

from sluis.detection.rules import CueRule, Rule, ShapeRule

_THINGS = "flight|flights|vlucht|flug|vuelo|voo|volo|item id|item ids|item_id|product id|product_id|sku"
_OTHER = "".join(rf"(?<!\b{word} )" for word in _THINGS.split("|"))
"""What stands right in front of a number that is no order's or customer's: of a flight, of a thing on sale."""
_ID = (
    _OTHER
    + r"#?(?P<v>(?=[A-Za-z0-9/.-]{0,39}\d)[A-Za-z0-9](?:[A-Za-z0-9]|[-/.](?=[A-Za-z0-9])){3,38})(?![\w@]|[.,:]\d)"
)
_CODE = (
    _OTHER
    + r"#?(?P<v>(?-i:[A-Z]{5,8}(?![A-Za-z0-9_]))|(?=[A-Za-z0-9/.-]{0,39}\d)[A-Za-z0-9](?:[A-Za-z0-9]|[-/.](?=[A-Za-z0-9])){3,38})(?![\w@]|[.,:]\d)"
)
_YEARS = range(1900, 2100)


_ORDINAL = re.compile(
    r"\d+(?:th|st|nd|rd|am|pm|[gmtk]b|kg|g|cm|mm|m|ml|l|ft|in|inch|lbs?|oz|w|v|hz|mah|days?|hours?|mins?|[xkp]|d|h|%)",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:T.*)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")
_AMOUNT = re.compile(r"\d+\.\d{1,2}")
_MEASURE = re.compile(r"[\d.]+[-/][A-Za-z]{3,}(?:-[a-z]+)*|[a-z]{3,}-\d{1,2}")


def looks_like_id(value: str) -> bool:
    """Not a year, a date, a time, an amount, an ordinal ("21st") or a measure ("24-month")."""
    if value.isdigit():
        return len(value) != 4 or int(value) not in _YEARS
    return not any(other.fullmatch(value) for other in (_ORDINAL, _DATE, _AMOUNT, _MEASURE))


def _rule(name: str, entity_type: str, cues: str, pattern: str = _ID, score: float = 0.86) -> CueRule:
    return CueRule(f"accounts.{name}", entity_type, cues, pattern, score, accept=looks_like_id, several=True, near=True)


RULES: tuple[Rule, ...] = (
    _rule(
        "order",
        "ORDER_ID",
        "order|orders|purchase order|order id|order number|invoice|receipt|bestelling|bestelnummer|ordernummer|factuur|factuurnummer|"
        "bestellung|bestellnummer|auftrag|auftragsnummer|rechnung|rechnungsnummer|commande|facture|pedido|pedidos|factura|"
        "encomenda|nota fiscal|ordine|ordini|fattura|rma|rma number|return number|return id|transaction|transaction id",
    ),
    _rule(
        "reservation",
        "ORDER_ID",
        "reservation|reservations|booking|bookings|confirmation|confirmation code|confirmation number|pnr|record locator|itinerary|"
        "reservering|reserveringsnummer|boeking|boekingsnummer|boekingscode|reservierung|reservierungsnummer|buchung|buchungsnummer|"
        "buchungscode|réservation|code de réservation|reserva|reservas|localizador|código de reserva|prenotazione|prenotazioni|"
        "codice prenotazione",
        _CODE,
    ),
    _rule(
        "tracking",
        "ORDER_ID",
        "tracking|tracking number|tracking id|track and trace|shipment|parcel|zending|zendingnummer|pakket|trackingcode|sendung|"
        "sendungsnummer|paketnummer|suivi|colis|seguimiento|envío|rastreio|rastreamento|código de rastreio|spedizione|tracciamento",
    ),
    _rule(
        "customer",
        "CUSTOMER_ID",
        "customer|customer number|customer id|client number|client id|klant|klantnummer|klantnr|debiteurnummer|kunde|kundennummer|"
        "kundennr|kunden nr|kdnr|kd nr|kunden id|debitorennummer|client|numéro client|numéro de client|référence client|code client|identifiant client|id client|cliente|número de cliente|número do cliente|código de cliente|código do cliente|id de cliente|id do cliente|codice cliente|numero cliente|id cliente|klant id|klantcode|customer no|customer code|customer reference|client no|client reference",
    ),
    _rule(
        "personnel",
        "PERSONNEL_ID",
        "employee|employee number|employee id|staff number|staff id|personnel number|badge|badge number|personeelsnummer|personeelsnr|"
        "medewerkernummer|personalnummer|personalnr|mitarbeiternummer|matricule|número de empleado|número del empleado|número de personal|código de empleado|legajo|número de funcionário|número de empregado|número de colaborador|id do funcionário|numéro d'employé|numéro employé|numéro de salarié|identifiant salarié|personal nr|mitarbeiter id|mitarbeiternr|mitarbeiter nr|medewerker id|personeels id|werknemersnummer|codice dipendente|numero dipendente|id dipendente|employee no|employee code|staff no|worker id|payroll number|service number|npi|npi number|national provider identifier|dea number|matrícula funcional|matrícula|"
        "numero di matricola|matricola",
    ),
    _rule("licence", "ACCOUNT_ID", "nºcol|número de colegiado|colegiado|nº colegiado|episodio", r"(?P<v>\d{2}[ ]?\d{2}[ ]?\d{3,6})(?![\w]|[.,]\d)"),
    _rule(
        "account",
        "ACCOUNT_ID",
        "account|account id|account no|user id|userid|member|member number|member id|membership|membership number|loyalty number|"
        "frequent flyer|frequent flyer number|policy|policy number|policy no|claim|claim number|claim no|case|case number|case id|"
        "ticket number|patient|patient number|patient id|mrn|medical record|medical record number|chart number|subscriber|contract|"
        "contract number|loan number|mortgage number|payment id|payment method id|payment method|line id|bill id|gift card|certificate|"
        "lidnummer|polis|polisnummer|dossier|dossiernummer|zaak|zaaknummer|schadenummer|claimnummer|patiëntnummer|contractnummer|kenmerk|"
        "mitgliedsnummer|vertrag|vertragsnummer|versicherungsnummer|versicherungsscheinnummer|aktenzeichen|schadennummer|schadensnummer|"
        "patientennummer|matrikelnummer|fallnummer|vorgangsnummer|numéro d'adhérent|numéro de police|police|numéro de contrat|contrat|"
        "numéro de dossier|dossier|sinistre|numéro de sinistre|numéro de patient|póliza|número de póliza|expediente|número de expediente|"
        "número de contrato|siniestro|número de siniestro|historia clínica|número de socio|nhc|apólice|número da apólice|contrato|"
        "processo|número do processo|sinistro|prontuário|protocolo|polizza|numero di polizza|contratto|numero di contratto|pratica|"
        "numero di pratica|cartella clinica|numero tessera",
    ),
    _rule("device", "DEVICE_ID", "device id|serial number|android id|advertising id|iccid|imsi|serienummer|seriennummer|numéro de série|número de serie|número de série|numero di serie", score=0.7),
    ShapeRule("accounts.hash_number", "ORDER_ID", r"(?<![\w&#/])#(?P<v>[A-Z]{1,4}-?\d{4,12})(?![\w-])", ("#",), 0.7, around="#(?=[A-Z])"),
)  # fmt: skip
