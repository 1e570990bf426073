"""E-mail addresses, telephone numbers, handles, user names with digits, and where a computer is: IP and MAC addresses."""

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import replace

from sluis.detection.keys import PAYMENT_WORDS
from sluis.detection.phones import judge_phone
from sluis.detection.reading import Reading
from sluis.detection.rules import Candidate, CueRule, Cues, FinderRule, Rule, ShapeRule
from sluis.detection.word_lists import load_words

PHONE_CUES = Cues(
    "phone|answering|telephone|tel|mobile|mob|cell|call|ring|text|whatsapp|wapp|zap|wpp|sms|fax|dial|reach me at|reach me on|reach her at|reach him at|phone number|"
    "telefoon|telefoonnummer|mobiel|gsm|bel|bellen|telnr|06|nummer|telefon|telefonnummer|handy|handynummer|mobil|anrufen|ruf|rufnummer|"
    "telephone|tél|portable|appeler|appelez|numero|teléfono|móvil|celular|llamar|llame|telefone|telemóvel|ligar|ligue|"
    "telefono|cellulare|cell|chiamare|chiami|chiamami|llámame|rappelez|joignable|fone|contact number|line|landline"
)
_PHONE = re.compile(
    r"(?<![\w.,@/#$€£=-])(?:\+|00)?(?:\(\+?\d{1,5}\)|\d{1,5})(?:(?<=\))\d{1,10}|[ .\u00a0\u2010\u2011/-]{1,3}\(?\d{1,10}\)?|\(\d{1,4}\)[ ]?\d{2,10}){1,7}"
    r"(?:(?!\w)|(?=[xX]\d))|(?<![\w.,@/#$€£=-])\+?\d{7,15}(?:(?![\w.,]?\d|\w)|(?=[xX]\d))"
)
_EXTENSION = re.compile(
    r",?[ ]?(?:x|ext\.?|extension|extensión|poste|durchwahl|toestel|ramal|interno)[ ]?\d{1,6}(?!\w)", re.IGNORECASE
)


def _find_phones(reading: Reading) -> Iterator[Candidate]:
    text, done = reading.text, 0
    for n in reading.numbered:
        start = reading.spans[n][0]
        while start > done and text[start - 1] in "+(":
            start -= 1
        if start < done or (match := _PHONE.match(text, start)) is None:
            continue
        done = match.end()
        found = judge_phone(reading, start, done, PHONE_CUES)
        if found is None:
            continue
        extension = _EXTENSION.match(text, found.end)
        if extension is not None:
            done = extension.end()
            found = replace(found, end=done)
        yield found


def _is_ip(value: str) -> bool:
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return False
    return not (address.is_unspecified or address.is_loopback or address.is_multicast) and value not in (
        "255.255.255.255",
        "1.2.3.4",
    )


_IP4 = re.compile(r"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w]|\.\d)")
_PARTS_OF_THINGS = Cues(
    "version|v|ver|release|build|firmware|chapter|section|sec|paragraph|article|clause|rule|appendix|python|node|chrome|versie|hoofdstuk|paragraaf|artikel|"
    "kapitel|abschnitt|chapitre|versión|capítulo|sección|versão|seção|versione|capitolo|sezione"
)


def _find_ip4(reading: Reading) -> Iterator[Candidate]:
    """Four small numbers with dots, unless a word says that they count versions or chapters."""
    for n in reading.numbered:
        start, end = reading.spans[n]
        match = _IP4.match(reading.text, start) if end - start < 4 and reading.text[end : end + 1] == "." else None
        if match is None:
            continue
        if _is_ip(match.group()) and not _is_part(reading, match.start(), match.group()):
            yield Candidate(*match.span(), "IP_ADDRESS", 0.8, "contact.ip4")


def _is_part(reading: Reading, start: int, value: str) -> bool:
    """Whether a word says that these are a version or a chapter; "ver" also means "see", so only before small numbers."""
    cue = _PARTS_OF_THINGS.nearest(reading.before(start, 16)[-1:])[0]
    return bool(cue) and (cue != "ver" or all(int(part) < 40 for part in value.split(".")))


_NOT_PERSONS = load_words("not_handles")


def is_person_handle(value: str) -> bool:
    """Words and digits that name a person's account: "mei_davis_123", not "item_123" or "gift_card_123"."""
    words = re.findall(r"[^\W\d_]+", value.lower())
    return bool(words) and words[0] not in _NOT_PERSONS and not any(w in PAYMENT_WORDS for w in words)


def _is_handle(value: str) -> bool:
    return value[1:].lower() not in _DECORATORS


_DECORATORS = load_words("decorators")

_DOT = "dot|punto|punt|punkt|ponto|point"
_SIGN = (
    rf"{_DOT}|underscore|dash|hyphen|minus|plus|laag streepje|liggend streepje|streepje|bindestrich|unterstrich|tiret bas|tiret|"
    "gui[oó]n bajo|gui[oó]n|barra baja|underline|h[ií]fen|tra[cç]o|sublinhado|trattino basso|trattino"
)
_AT = "at|ät|chiocciola|chiocciolina|arroba|arobase|arobas|apenstaartje|apestaartje|klammeraffe"
_NO_HOST = "the|this|that|a|an|het|de|een|der|die|das|dem|le|la|les|el|los|il|lo|o|os|as"
_SPELT = (
    rf"(?<![\w.])\w[\w.+-]{{0,40}}(?:\s(?:{_SIGN})\s[\w.+-]{{1,40}}){{0,3}}(?:\s?\((?:{_AT})\)\s?|\s?\[(?:{_AT})\]\s?|\s(?:{_AT})\s|\s?@\s?)"
    rf"(?!(?:{_NO_HOST})\s)[\w-]{{2,40}}(?:\s?[(\[](?:{_DOT})[)\]]\s?|\s(?:{_DOT})\s|\s?\.\s?)[a-z]{{2,20}}"
    rf"(?:(?:\s(?:{_DOT})\s|\.)[a-z]{{2,6}}){{0,2}}(?!\w)"
)
"""An address said aloud or written so that no machine reads it: "jan punt jansen apenstaartje ziggo punt nl"."""
_HOSTS = "gmail|googlemail|yahoo|hotmail|outlook|icloud|live|aol|proton|protonmail|gmx|posteo|web|ziggo|kpnmail|orange|wanadoo|libero|uol|sapo"
_TOPS = "com|org|net|edu|gov|eu|io|me|info|nl|de|fr|es|it|pt|br|uk|be|at|ch|ie|us|co"
_MAIL_TOP = r"(?:[^\W\d_]{2,24}|xn--[a-z0-9-]{2,59})"

RULES: tuple[Rule, ...] = (
    ShapeRule(
        "contact.email",
        "EMAIL_ADDRESS",
        rf"(?<![\w.+%-])(?P<v>[\w][\w.+%'’&~-]{{0,63}}@(?:[^\W_](?:[\w-]{{0,61}}[^\W_])?\.){{1,8}}{_MAIL_TOP})(?![\w-])",
        ("@",),
        0.95,
    ),
    ShapeRule(
        "contact.email_spelt",
        "EMAIL_ADDRESS",
        _SPELT,
        ("(at)", "[at]", " dot ", " punto ", " punt ", " punkt ", " ponto ", " point ", " arroba ", " arobase ", "apenstaart", "apestaart"),
        0.7,
        flags=re.IGNORECASE,
    ),
    ShapeRule(
        "contact.email_heard",
        "EMAIL_ADDRESS",
        r"(?<![\w.@])(?:[a-z][a-z.]{1,30} (?=\d))?[\w.]{1,30} ?(?:gmail|yahoo|hotmail|outlook|icloud)com(?!\w)",
        ("gmailcom", "yahoocom", "hotmailcom", "outlookcom", "icloudcom"),
        0.7,
        flags=re.IGNORECASE,
    ),
    ShapeRule(
        "contact.email_torn",
        "EMAIL_ADDRESS",
        rf"(?<![\w.@+-])\w[\w.+-]{{0,40}}(?: ?@ [\w-]{{2,40}} ?\.(?:{_TOPS})|@[\w-]{{2,40}}(?: \.(?:{_TOPS})|,(?:com|org|net)))(?![\w-])",
        ("@",),
        0.8,
        flags=re.IGNORECASE,
        around="@",
    ),
    ShapeRule(
        "contact.email_at_host",
        "EMAIL_ADDRESS",
        rf"(?<![\w.@+-])\w[\w.+-]{{1,40}} ?(?:\bat\b|[(\[](?:at|arroba|ät|chiocciola|arobase)[)\]]) ?(?:{_HOSTS}) ?\.(?:{_TOPS})(?![\w-])",
        tuple(f"{host}." for host in _HOSTS.split("|")),
        0.75,
        flags=re.IGNORECASE,
    ),
    FinderRule("contact.phone", ("PHONE_NUMBER",), _find_phones, lambda r: r.has_digit),
    ShapeRule(
        "contact.user_name",
        "USERNAME",
        r"(?<![\w.@/=&?-])[^\W\d_]{2,24}(?:_[^\W\d_]{1,24}){1,3}_?\d{2,12}(?![\w])",
        ("_",),
        0.85,
        accept=is_person_handle,
    ),
    ShapeRule(
        "contact.user_name_short",
        "USERNAME",
        r"(?<![\w.@/=&?-])[^\W\d_]{3,24}_\d{3,12}(?![\w])",
        ("_",),
        0.6,
        accept=is_person_handle,
    ),
    ShapeRule("contact.handle", "USERNAME", r"(?<![\w.@/-])@[A-Za-z][A-Za-z0-9_]{2,29}(?![\w@]|\.\w|\()", ("@",), 0.6, accept=_is_handle),
    CueRule(
        "contact.user_name_said",
        "USERNAME",
        "user name|username|user id|userid|login|login name|handle|screen name|nickname|gebruikersnaam|inlognaam|gebruikers id|"
        "benutzername|nutzername|benutzerkennung|anmeldename|nom d'utilisateur|nom utilisateur|identifiant|nombre de usuario|usuario|"
        "nome de usuário|usuário|nome de utilizador|nome utente|utente",
        r"[A-Za-zÀ-ÿ][\w.-]{2,38}\w",
        0.8,
        near=True,
        accept=lambda value: is_person_handle(value) and any(c in "0123456789_." for c in value),
    ),
    FinderRule("contact.ip4", ("IP_ADDRESS",), _find_ip4, lambda r: r.text.count(".") > 2),
    ShapeRule(
        "contact.ip6",
        "IP_ADDRESS",
        r"(?<![\w:.])(?:[0-9A-Fa-f]{1,4}:){2,7}(?::?[0-9A-Fa-f]{1,4}){1,7}(?![\w:])|(?<![\w:.])[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){0,6}::(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){0,6})?(?![\w:])",
        (":",),
        0.85,
        accept=lambda value: value.count(":") > 2 - value.count("::") and _is_ip(value),
    ),
    ShapeRule("contact.mac", "MAC_ADDRESS", r"(?<![\w:-])[0-9A-Fa-f]{2}(?:([:-])[0-9A-Fa-f]{2})(?:\1[0-9A-Fa-f]{2}){4}(?![\w:-])", (":", "-"), 0.85, around=r"[:-][0-9A-Fa-f]{2}[:-]"),
    ShapeRule("contact.mac_dotted", "MAC_ADDRESS", r"(?<![\w.])(?=[0-9A-Fa-f.]{0,13}\d)[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}(?![\w]|\.\w)", (".",), 0.75, accept=lambda value: not value.replace(".", "").isdigit(), sizes=(4,), around=r"\.[0-9A-Fa-f]{4}\."),
    ShapeRule("contact.ip6_mapped", "IP_ADDRESS", r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,6}(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)", (":",), 0.85, accept=_is_ip),
)  # fmt: skip
