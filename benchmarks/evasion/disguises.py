"""The classes of evasion: how a value is written so that a detector may not see it, though a model still can."""

import base64
import json
import re
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.evasion.values import Planted

Messages = list[dict[str, Any]]
ALIKE = dict(zip("aceopxyijsABCEHIKMOPTX", "асеорхуіјѕАВСЕНІКМОРТХ", strict=True)) | {"v": "ν", "N": "Ν", "Z": "Ζ"}
"""Latin letter -> Cyrillic or Greek letter that looks the same."""
DIGIT_WORDS = (
    "zero one two three four five six seven eight nine",
    "nul een twee drie vier vijf zes zeven acht negen",
    "null eins zwei drei vier fünf sechs sieben acht neun",
    "zéro un deux trois quatre cinq six sept huit neuf",
    "cero uno dos tres cuatro cinco seis siete ocho nueve",
    "zero um dois três quatro cinco seis sete oito nove",
    "zero uno due tre quattro cinque sei sette otto nove",
)
AT_DOT = (
    (" at ", " dot "),
    (" apenstaartje ", " punt "),
    (" ät ", " Punkt "),
    (" arobase ", " point "),
    (" arroba ", " punto "),
    (" arroba ", " ponto "),
    (" chiocciola ", " punto "),
    ("(at)", "(dot)"),
)
NUMBERS = ("phone", "IBAN", "card", "BSN")


def _say(planted: Planted, written: str) -> Messages:
    return [{"role": "user", "content": planted.sentence.format(written)}]


def _cut(value: str) -> tuple[str, str]:
    """Two halves; a name and an address between their words."""
    match = re.search(r"[ @]", value[3:])
    at = match.start() + 4 if match else len(value) // 2
    return value[:at].rstrip(), value[at:]


def _in_parts(planted: Planted, _n: int) -> Messages:
    before, after = planted.sentence.split("{}")
    one, two = _cut(planted.value)
    parts = [{"type": "text", "text": before + one}, {"type": "text", "text": two + after}]
    return [{"role": "user", "content": parts}]


def _in_messages(planted: Planted, _n: int) -> Messages:
    before, after = planted.sentence.split("{}")
    one, two = _cut(planted.value)
    answer = {"role": "assistant", "content": "Go on, please."}
    return [{"role": "user", "content": before + one}, answer, {"role": "user", "content": two + after}]


def _nested(planted: Planted, _n: int) -> Messages:
    said = planted.sentence.format(planted.value)
    for key in ("note", "result", "payload"):
        said = json.dumps({key: said}, ensure_ascii=False)
    call = {"id": "c1", "type": "function", "function": {"name": "look_up", "arguments": "{}"}}
    return [
        {"role": "user", "content": "What does it say?"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": said},
    ]


def _quoted_thrice(planted: Planted, _n: int) -> Messages:
    said = planted.sentence.format(planted.value.replace("@", "\\u0040"))
    for _ in range(3):
        said = json.dumps(said)
    return [{"role": "user", "content": said}]


def _joined(mark: str, every: int) -> Callable[[str, int], str]:
    return lambda value, _: mark.join(value[at : at + every] for at in range(0, len(value), every))


def _shifted(first: int, of: str, value: str) -> str:
    return "".join(
        chr(first + ord(c) - ord(of)) if of <= c <= chr(ord(of) + (9 if of == "0" else 25)) else c for c in value
    )


def _digits_from(first: int) -> Callable[[str, int], str]:
    return lambda value, _: _shifted(first, "0", value)


def _wide(value: str, _n: int) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in value)


def _mathematical(value: str, _n: int) -> str:
    return _shifted(0x1D400, "A", _shifted(0x1D41A, "a", _shifted(0x1D7CE, "0", value)))


def _digits_alone(gap: str) -> Callable[[str, int], str]:
    return lambda value, _: gap.join(re.findall(r"[^\W_]", value))


def _number_words(value: str, n: int) -> str:
    words = DIGIT_WORDS[n % len(DIGIT_WORDS)].split()
    return " ".join(words[int(c)] if c.isdigit() else c for c in value if c.isalnum())


def _mail_words(value: str, n: int) -> str:
    at, dot = AT_DOT[n % len(AT_DOT)]
    local, _, host = value.partition("@")
    return f"{local.replace('.', dot) if n % 2 else local}{at}{host.replace('.', dot)}"


def _base64(value: str, _n: int) -> str:
    return base64.b64encode(value.encode()).decode()


def _percent(value: str, n: int) -> str:
    return "".join(f"%{ord(c):02X}" for c in value) if n % 2 else urllib.parse.quote(value, safe="")


def _entities(value: str, n: int) -> str:
    return "".join(_entity(c, n) if n % 2 or not c.isalnum() or c in "aeiou05" else c for c in value)


def _entity(char: str, n: int) -> str:
    return f"&#{ord(char)};" if n % 3 else f"&#x{ord(char):x};"


def _emphasised(value: str, n: int) -> str:
    at = len(value) // 2
    return f"**{value[:at]}**{value[at:]}" if n % 2 else f"{value[:2]}*{value[2:at]}*{value[at:]}"


def _broken(value: str, _n: int) -> str:
    one, two = _cut(value)
    return f"{one}\n{two}"


@dataclass(frozen=True, slots=True)
class Disguise:
    """write: the value, by its number, as it is written; messages: for those that are more. kinds: () is all."""

    name: str
    write: Callable[[str, int], str] = lambda value, _: value
    kinds: tuple[str, ...] = ()
    messages: Callable[[Planted, int], Messages] | None = None

    def request(self, planted: Planted, n: int) -> Messages | None:
        """The messages of one request. None where the disguise leaves this value as it is."""
        if self.kinds and planted.kind not in self.kinds:
            return None
        if self.messages is not None:
            return self.messages(planted, n)
        written = self.write(planted.value, n)
        return None if written == planted.value and self.name != "plain" else _say(planted, written)


def _whole_sentence(write: Callable[[str, int], str]) -> Callable[[Planted, int], Messages]:
    def messages(planted: Planted, n: int) -> Messages:
        written = write(planted.sentence.format(planted.value), n)
        return [{"role": "user", "content": f"Please read this for me: {written}"}]

    return messages


def _in(form: str) -> Callable[[str, int], str]:
    return lambda value, _: form.format(value)


def _table(planted: Planted, _n: int) -> Messages:
    one, two = _cut(planted.value)
    head = planted.sentence.split("{}")[0].strip()
    return [{"role": "user", "content": f"| what | first | second |\n|---|---|---|\n| {head} | {one} | {two} |"}]


def _hex(value: str, _n: int) -> str:
    return value.encode().hex()


DISGUISES = (
    Disguise("plain"),
    Disguise("look-alike letters", lambda v, _: "".join(ALIKE.get(c, c) for c in v), ("name", "e-mail", "IBAN")),
    Disguise(
        "one look-alike a word", lambda v, _: re.sub(r"[aeo](?=\w)", lambda m: ALIKE[m[0]], v), ("name", "e-mail")
    ),
    Disguise("zero-width inside", _joined("\u200b", 2)),
    Disguise("bidi marks inside", lambda v, _: "\u202d" + "\u200f".join((v[:3], v[3:])) + "\u202c"),
    Disguise("soft hyphens inside", _joined("\u00ad", 3)),
    Disguise("full-width", _wide),
    Disguise("mathematical letters", _mathematical),
    Disguise("Arabic digits", _digits_from(0x660), NUMBERS),
    Disguise("Devanagari digits", _digits_from(0x966), NUMBERS),
    Disguise("spaced out", lambda v, _: " ".join(v)),
    Disguise("digits with dots", _digits_alone("."), NUMBERS),
    Disguise("digits with dashes", _digits_alone("-"), NUMBERS),
    Disguise("number words", _number_words, NUMBERS),
    Disguise("e-mail in words", _mail_words, ("e-mail",)),
    Disguise("base64", _base64),
    Disguise("base64 of the sentence", messages=_whole_sentence(_base64)),
    Disguise("hex", _hex),
    Disguise("hex of the sentence", messages=_whole_sentence(_hex)),
    Disguise("percent-encoded", _percent),
    Disguise("HTML entities", _entities),
    Disguise("JSON's own escapes", lambda v, _: "".join(f"\\u{ord(c):04x}" for c in v)),
    Disguise("JSON in JSON in JSON", messages=_nested),
    Disguise("quoted three times", messages=_quoted_thrice),
    Disguise("emphasis inside", _emphasised),
    Disguise("HTML tags inside", lambda v, _: f"{v[:3]}<b>{v[3:6]}</b>{v[6:]}"),
    Disguise("line break inside", _broken),
    Disguise("in a code block", _in("\n```python\nvalue = '{}'\n```\n")),
    Disguise("over table cells", messages=_table),
    Disguise("over content parts", messages=_in_parts),
    Disguise("over messages", messages=_in_messages),
    Disguise("written backwards", lambda v, _: v[::-1]),
)
