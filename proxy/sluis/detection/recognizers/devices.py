"""Devices and places on earth: IMEI and SIM numbers, advertising ids, coordinates beside a word for them."""

from sluis.detection.checks import luhn
from sluis.detection.rules import CueRule, Cues, NumberRule, Rule, ShapeRule

_UUID = r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"
_DEGREES = r"[-+]?\d{1,3}\.\d{3,15}"

RULES: tuple[Rule, ...] = (
    NumberRule(
        "devices.imei",
        "IMEI",
        r"\d{15}|\d{2}[ -]\d{6}[ -]\d{6}[ -]\d|\d{6}[ -]\d{2}[ -]\d{6}[ -]\d",
        (15,),
        Cues("imei|imei number|imei nummer|imeinummer|numéro imei|número imei|numero imei|handset|toestel"),
        check=luhn,
        checked=0.0,
        cued=0.75,
    ),
    NumberRule("devices.imei_printed", "IMEI", r"\d{2}[ -]\d{6}[ -]\d{6}[ -]\d", (15,), Cues("imei"), check=luhn, checked=0.7, cued=0.0),
    NumberRule(
        "devices.sim",
        "DEVICE_ID",
        r"89\d{16,18}|89\d{2}(?:[ -]?\d{4}){3,4}(?:[ -]?\d{1,3})?",
        (18, 19, 20),
        Cues("iccid|sim|sim card|sim number|simkaart|simkarte|carte sim|tarjeta sim|cartão sim|carta sim"),
        check=luhn,
        checked=0.0,
        cued=0.7,
    ),
    CueRule(
        "devices.id",
        "DEVICE_ID",
        "device id|android id|advertising id|idfa|idfv|gaid|udid|cookie id|visitor id|device identifier|apparaat id|geräte id|identifiant appareil|id de dispositivo",
        rf"(?P<v>{_UUID}|[0-9A-Fa-f]{{16,40}})(?![\w-])",
        0.85,
    ),
    CueRule(
        "devices.coordinates",
        "COORDINATES",
        "coordinates|coordinate|gps|gps location|location|geolocation|my location|coördinaten|locatie|koordinaten|standort|coordonnées|position|coordenadas|ubicación|localização|"
        "coordinate gps|posizione|lat long|lat lng|lat|latitude|breedtegraad|breitengrad|latitud",
        rf"(?P<v>{_DEGREES}°?(?:\s?[NSns])?\s?[,;/ ]\s?(?:(?:lon|lng|long|longitude)[ :=]{{1,2}})?{_DEGREES}°?(?:\s?[EWOewo](?!\w))?)(?![\w.])",
        0.8,
    ),
    ShapeRule(
        "devices.coordinates_compass",
        "COORDINATES",
        r"(?<![\w.])\d{1,2}(?:\.\d{2,10})?[°º]\s?(?:\d{1,2}['′]\s?(?:\d{1,2}(?:\.\d{1,6})?[\"″]\s?)?)?[NS][,;\s]{1,3}\d{1,3}(?:\.\d{2,10})?[°º]\s?(?:\d{1,2}['′]\s?(?:\d{1,2}(?:\.\d{1,6})?[\"″]\s?)?)?[EWO](?!\w)",
        ("°", "º"),
        0.85,
    ),
    ShapeRule(
        "devices.coordinates_link",
        "COORDINATES",
        rf"(?:geo:|[?&](?:q|ll|sll|center|query|daddr)=|/@)(?P<v>{_DEGREES},(?:%20)?{_DEGREES})(?!\w)",
        ("geo:", "=", "/@"),
        0.85,
    ),
)  # fmt: skip
