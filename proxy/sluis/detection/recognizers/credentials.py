"""Passwords, one-time codes, API keys, tokens and private keys, by their form or by the word in front."""

import math
import re
from collections import Counter

from sluis.detection.rules import CueRule, Rule, ShapeRule
from sluis.detection.word_lists import load_words

_PLAIN = load_words("not_passwords")
_MIXED = re.compile(r"(?=.*[^\W\d_])(?=.*[\d\W_]).{4,}\Z", re.DOTALL)
_CODE = re.compile(r"[A-Za-z_]+(?:[.(\[]+[A-Za-z_]*[)\]]*)+|[${<%\[].*[}>%\]]|[*xX•]+")
"""An expression, a placeholder or a mask stands for the value."""
_BITS = 3.0


def looks_like_password(value: str) -> bool:
    """Letters together with digits or signs; not a word, a date or an amount."""
    bare = value.strip("\"'`“”.,;:!?()")
    if bare.lower() in _PLAIN or len(bare) < 4 or _CODE.fullmatch(bare):
        return False
    return _MIXED.match(bare) is not None and not re.fullmatch(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", bare)


def is_random(value: str) -> bool:
    """Three bits a character or more: keys are, words and placeholders ("xxxxxxxx", "your-api-key-here") are not."""
    counts = Counter(value)
    bits = -sum(n / len(value) * math.log2(n / len(value)) for n in counts.values())
    return bits >= _BITS and any(c.isdigit() for c in value) and any(c.isalpha() for c in value)


def _looks_like_key(value: str) -> bool:
    return len(value) >= 12 and is_random(value)


_SAID = (
    "password|passwd|pwd|passphrase|passcode|password is|wachtwoord|wachtwoordzin|passwort|kennwort|mot de passe|mdp|contraseña|clave|senha|"
    "palavra passe|parola d'ordine|parola chiave|temporary password|temp password|login password"
)
_PIN_CUES = (
    "pin|pin code|pincode|cvv|cvc|cvv2|cvc2|security code|pruefziffer|otp|one time password|one time code|verification code|auth code|verificatiecode|"
    "beveiligingscode|bestätigungscode|sicherheitscode|code de vérification|code de sécurité|code pin|código de verificación|código de seguridad|código pin|"
    "código de verificação|código de segurança|codice di sicurezza|codice di verifica|codice pin|kartenprüfnummer|cryptogramme|geheimzahl|pincode is|security number"
)

RULES: tuple[Rule, ...] = (
    CueRule("credentials.password", "PASSWORD", _SAID, r"(?P<v>[^\s\"'`“”<>]{4,64}?)(?=[\"'`“”<>]|[.,;:?)]*(?:\s|$))", 0.8, accept=looks_like_password, near=True),
    CueRule("credentials.password_quoted", "PASSWORD", _SAID, r"(?<=[\"'`“])(?P<v>[^\n\"'`“”]{4,64})(?=[\"'`”])", 0.75, bare_answer=False),
    CueRule("credentials.pin", "PASSWORD", _PIN_CUES, r"(?P<v>\d{3,8})(?![\w]|[.,:/-]\d|\s?[%€$£])", 0.75),
    ShapeRule(
        "credentials.provider_key",
        "API_KEY",
        r"(?<![\w-])(?:sk-(?:ant-|proj-|or-v1-|svcacct-)?[A-Za-z0-9_-]{16,220}|[rsp]k_(?:live|test)_[A-Za-z0-9]{10,120}|whsec_[A-Za-z0-9+/=]{16,80}|"
        r"gh[oprsu]_[A-Za-z0-9]{30,80}|github_pat_[A-Za-z0-9_]{22,120}|glpat-[A-Za-z0-9_-]{18,40}|xox[abeoprs]-[A-Za-z0-9-]{10,120}|"
        r"A(?:KIA|SIA|GPA|ROA|IDA)[A-Z0-9]{16}|AIza[A-Za-z0-9_-]{35}|ya29\.[A-Za-z0-9_-]{20,200}|SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}|"
        r"hf_[A-Za-z0-9]{20,60}|npm_[A-Za-z0-9]{30,60}|pypi-[A-Za-z0-9_-]{16,240}|key-[0-9a-f]{32}|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}|"
        r"dop_v1_[0-9a-f]{64}|NRAK-[A-Z0-9]{27}|gsk_[A-Za-z0-9]{30,80}|r8_[A-Za-z0-9]{30,50}|\d{8,10}:AA[A-Za-z0-9_-]{33})(?![\w-])",
        ("sk-", "_live_", "_test_", "whsec_", "gho_", "ghp_", "ghr_", "ghs_", "ghu_", "github_pat_", "glpat-", "xox", "akia", "asia", "agpa", "aroa", "aida", "aiza", "ya29.", "sg.", "hf_", "npm_", "pypi-", "key-", "shp", "dop_v1_", "nrak-", "gsk_", "r8_", ":aa"),
        0.95,
        accept=lambda value: len(set(value)) > 7,
    ),
    ShapeRule("credentials.provider_token", "API_KEY", r"(?<![\w-])pat[A-Za-z0-9]{14}\.[0-9a-f]{64}(?![\w-])", ("pat",), 0.95, sizes=(64,)),
    ShapeRule("credentials.webhook", "API_KEY", r"(?:hooks\.slack\.com/(?:services|workflows|triggers)|discord(?:app)?\.com/api/webhooks)/(?P<v>[A-Za-z0-9_]{6,22}/[A-Za-z0-9_/-]{10,120})", ("hooks.slack.com", "/api/webhooks/"), 0.95),
    ShapeRule("credentials.twilio", "API_KEY", r"(?<!\w)(?:AC|SK)[0-9a-f]{32}(?!\w)", (), 0.9, sizes=(34,), at_numbers=True, one_word=True),
    ShapeRule("credentials.jwt", "API_KEY", r"(?<![\w.-])eyJ[A-Za-z0-9_-]{8,4000}\.eyJ[A-Za-z0-9_-]{8,8000}\.[A-Za-z0-9_-]{0,2000}(?![\w-])", ("eyj",), 0.97),
    ShapeRule(
        "credentials.private_key",
        "API_KEY",
        r"-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----[A-Za-z0-9+/=\s:,.-]{16,16000}?-----END (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----",
        ("private key",),
        0.99,
    ),
    ShapeRule("credentials.bearer", "API_KEY", r"(?i:\b(?:bearer|basic|token))[ ]+(?P<v>[A-Za-z0-9+/._~=-]{16,2000})(?![\w-])", ("bearer ", "basic ", "token "), 0.9, accept=_looks_like_key),
    ShapeRule("credentials.in_url", "PASSWORD", r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{1,64}:(?P<v>[^\s/@]{1,128})@", ("://",), 0.97),
    ShapeRule(
        "credentials.query",
        "API_KEY",
        r"(?i:[?&;](?:api_?key|apikey|key|token|access_token|auth|sig|signature|secret|client_secret|password|pwd|session(?:id)?|sid)=)(?![{<$]|%7B)(?P<v>[^\s&#\"'<>]{6,512})",
        ("=",),
        0.85,
    ),
    ShapeRule(
        "credentials.assigned",
        "API_KEY",
        r"(?i:(?:api[_-]?key|secret|token|access[_-]?key|client[_-]?secret|private[_-]?key|auth[_-]?key|signing[_-]?key)[\"']?\s{0,3}[:=]>?\s{0,3}[\"']?)(?P<v>[A-Za-z0-9+/_.~=-]{12,512})",
        ("key", "secret", "token"),
        0.85,
        accept=_looks_like_key,
    ),
    ShapeRule(
        "credentials.assigned_password",
        "PASSWORD",
        r"(?i:[A-Z0-9_]{0,40}(?:passwd|password|pwd|passphrase)[\"']?\s{0,2}[:=]\s{0,2})[\"']?(?P<v>[^\s\"'<>,;]{4,128})",
        ("passw", "pwd", "passphrase"),
        0.8,
        accept=looks_like_password,
    ),
    CueRule(
        "credentials.key_said",
        "API_KEY",
        "api key|api keys|apikey|access token|secret key|client secret|auth token|bearer token|api sleutel|api schlüssel|clé api|clave api|chave de api|chiave api|secret|token|"
        "refresh token|private key|webhook secret|session token|session id|cookie",
        r"(?P<v>[A-Za-z0-9+/_.~=-]{12,512})(?![\w-])",
        0.8,
        accept=_looks_like_key,
        near=True,
    ),
)  # fmt: skip
