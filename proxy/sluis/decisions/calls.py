"""A tool call taken apart: its name, what the tool is said to do, and each argument, also JSON inside strings.

Structured answers (JSON in a message's content) are taken apart the same way, without a name.
"""

import json
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl

from sluis.decisions.reading import EMPTY, Reading, read
from sluis.decisions.words import fold, split_name, word_set

MOST_LEAVES: Final = 150
MOST_DEPTH: Final = 12
MOST_VALUES: Final = 40
MOST_KEYS: Final = 2048
"""Keys, and lists of values, whose readings are remembered."""
MOST_KEY_CHARACTERS: Final = 200
LEAST_ENCODED: Final = 16
"""Characters from which on a word may be base64."""
LONG_TEXT_WORDS: Final = 5
"""From so many words on, a value is prose and read as such."""
_NAME_KEYS: Final = frozenset(
    ("name", "tool", "tool_name", "function", "action", "method", "operation", "command", "endpoint")
)
_JSON_STARTS: Final = ("{", "[", '"')
_FORM: Final = re.compile(r"[\w.\[\]-]+=[^&=\s]*(?:&[\w.\[\]-]+=[^&=\s]*)+")
_LINES: Final = re.compile(r"\s*[\w-]+: [^\n]+(?:\n[\w-]+: [^\n]+)+\s*")
_ENCODED: Final = re.compile(r"[\w+/-]+={0,2}", re.ASCII)
_LETTER: Final = re.compile(r"[^\W\d_]")
_IDENTIFIER: Final = re.compile(r"[a-z]+(?:[A-Z_.-]\w*)+")
_WHO: Final = word_set(
    "name surname firstname lastname email mail phone tel telephone mobile iban bsn ssn address street username login "
    "id ids ref reference nr number uuid applicant person customer client recipient patient naam voornaam achternaam "
    "aanvrager klant vorname nachname antragsteller kunde nom prenom demandeur nombre apellido solicitante cliente "
    "nome sobrenome cognome richiedente"
)
"""Last words of keys whose values say who or which: whatever stands there decides nothing."""


@dataclass(frozen=True, slots=True)
class Argument:
    """key: the words of the keys above the value. value: what a short value says. last_word: of the key, folded.

    literal: "string", "number", "zero", "true", "false", "null", or "text" for prose. about: what the tool's schema
    says of the key. allowed: the values it names.
    """

    key: Reading
    value: Reading
    literal: str
    last_word: str = ""
    about: Reading = EMPTY
    allowed: Reading = EMPTY


@dataclass(frozen=True, slots=True)
class Call:
    """name: what the tool is called, nested calls included. purpose: its description. texts: values that are prose.

    words: of the innermost tool's name, folded.
    """

    name: Reading
    purpose: Reading
    arguments: tuple[Argument, ...]
    texts: tuple[Reading, ...]
    parsed: object
    words: tuple[str, ...] = ()


def read_call(name: str, arguments: object, purpose: str = "", parameters: object = None) -> Call:
    """A call by its name and arguments.

    arguments: a JSON string or what it parses to; anything else counts as text. parameters: the tool's schema, if any.
    """
    parsed = parse_json(arguments) if isinstance(arguments, str) else arguments
    leaves = list(_leaves(parsed, (), 0))[:MOST_LEAVES]
    inner = [split_name(text) for keys, text, _ in leaves if keys and _names_a_tool(keys[-1], text)]
    names = [split_name(name), *inner]
    short: list[Argument] = []
    texts: list[Reading] = []
    for keys, text, literal in leaves:
        key, last = _read_key(keys[-2:])
        if text.count(" ") >= LONG_TEXT_WORDS:
            texts.append(read(text, worded=True))
            short.append(Argument(key, EMPTY, "text", last))
        else:
            said = literal == "string" and last not in _WHO and _LETTER.search(text) is not None
            value = read(split_name(text), worded=True) if said else EMPTY
            short.append(Argument(key, value, literal, last, *_schema_of(parameters, keys)))
    words = tuple(fold(names[-1]).split())
    return Call(
        read(". ".join(names), worded=True), read(purpose, worded=True), tuple(short), tuple(texts), parsed, words
    )


def _schema_of(parameters: object, keys: Sequence[str]) -> tuple[Reading, Reading]:
    """What a schema says of the value under these keys, and the values it names."""
    inner: object = parameters
    for key in keys:
        while isinstance(inner, dict) and "properties" not in inner and isinstance(inner.get("items"), dict):
            inner = inner["items"]
        properties = inner.get("properties") if isinstance(inner, dict) else None
        inner = properties.get(key) if isinstance(properties, dict) else None
    if not isinstance(inner, dict) or inner is parameters:
        return EMPTY, EMPTY
    about, allowed = inner.get("description"), inner.get("enum")
    named = (
        tuple(v[:MOST_KEY_CHARACTERS] for v in allowed[:MOST_VALUES] if isinstance(v, str))
        if isinstance(allowed, list)
        else ()
    )
    return read(about, worded=True) if isinstance(about, str) else EMPTY, _read_values(named) if named else EMPTY


@lru_cache(maxsize=MOST_KEYS)
def _read_values(named: tuple[str, ...]) -> Reading:
    return read(". ".join(map(split_name, named)))


def _names_a_tool(key: str, text: str) -> bool:
    """A person may stand under "name": only what is spelled like an identifier is a tool there."""
    return key in _NAME_KEYS and (key != "name" or _IDENTIFIER.fullmatch(text) is not None)


@lru_cache(maxsize=MOST_KEYS)
def _read_key(keys: tuple[str, ...]) -> tuple[Reading, str]:
    """What the innermost keys above a value say, and the last word of the last, folded."""
    words = fold(split_name(keys[-1])).split() if keys else []
    return read(split_name(" ".join(keys)), worded=True), words[-1] if words else ""


def parse_json(text: str) -> object:
    """What a JSON text holds; the text itself when it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def parse_structured(content: str) -> object | None:
    """What a structured answer holds, a code fence around it taken away; None when the content is prose."""
    text = content.strip()
    if text.startswith("```"):
        text = text.strip("`").removeprefix("json").strip()
    if not text.startswith(("{", "[")):
        return None
    parsed = parse_json(text)
    return parsed if isinstance(parsed, dict | list) else None


def _open_text(text: str) -> object:
    """The fields of a form ("state=rejected&id=7") or of lines ("state: rejected"), or what stands in base64.

    The text itself when it is none of these.
    """
    if "=" in text and _FORM.fullmatch(text):
        return dict(parse_qsl(text))
    if ":" in text and _LINES.fullmatch(text):
        return dict(line.split(": ", 1) for line in text.strip().splitlines())
    return _decoded(text) if len(text) >= LEAST_ENCODED and _ENCODED.fullmatch(text) else text


def _decoded(text: str) -> object:
    """The text that stands in base64, in a list, to be opened further; the text itself when it is none."""
    try:
        plain = b64decode(text + "=" * (-len(text) % 4), altchars="-_" if "-" in text or "_" in text else None).decode()
    except ValueError:
        return text
    return [plain] if plain.replace("\n", " ").isprintable() else text


def _leaves(value: object, keys: tuple[str, ...], depth: int) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """(keys above, text, `literal` of `Argument` but "text") of each leaf, JSON in strings opened."""
    if depth > MOST_DEPTH:
        return
    if isinstance(value, str):
        inside = parse_json(value) if value.lstrip().startswith(_JSON_STARTS) else _open_text(value)
        if inside is not value and not isinstance(inside, str):
            yield from _leaves(inside, keys, depth + 1)
        else:
            yield keys, value, "string"
    elif isinstance(value, (dict, Mapping)):
        for key, inner in value.items():
            yield from _leaves(inner, (*keys, str(key)[:MOST_KEY_CHARACTERS]), depth + 1)
    elif isinstance(value, (list, Sequence)) and not isinstance(value, bytes):
        for inner in value:
            yield from _leaves(inner, keys, depth + 1)
    elif isinstance(value, bool) or value is None:
        yield keys, "", json.dumps(value)
    elif isinstance(value, int | float):
        yield keys, "", "number" if value else "zero"
