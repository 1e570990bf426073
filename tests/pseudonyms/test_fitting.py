"""A pseudonym goes wherever its value goes: what a tool's schema says of the value it says of the pseudonym."""

import re
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from tests.support.nightly import examples

from sluis.pseudonyms.fitting import Fitting, fitting_of
from sluis.pseudonyms.mapping import Entry, Memo, Namer, Standing, Style
from sluis.pseudonyms.restoring import Restorer
from sluis.values import Span

KEY = b"k" * 32
NONE = Standing([])
STYLES: dict[str, Style] = {"NL_BSN": "placeholder", "CREDIT_CARD": "placeholder"}
CODES = [
    ("ORDER_ID", "#W8020931"),
    ("ACCOUNT_ID", "ACC-0031-77"),
    ("ACCOUNT_ID", "7f9c24e8-3b12-4fef-91e0-56a2d5a0c1b7"),
    ("CUSTOMER_ID", "80209312"),
    ("POSTCODE", "1234 AB"),
    ("PHONE_NUMBER", "+31612345678"),
    ("PHONE_NUMBER", "(555) 123-4567"),
    ("NL_BSN", "123456782"),
    ("CREDIT_CARD", "4111111111111111"),
    ("MAC_ADDRESS", "00:1a:2b:3c:4d:5e"),
    ("DATE_OF_BIRTH", "1980-02-29"),
    ("USERNAME", "mei_kovacs_8020"),
    ("EMAIL_ADDRESS", "mei.kovacs@mail.com"),
]
NAMES = [("PERSON", "Mei"), ("PERSON", "Mei Kovács"), ("PERSON", "Sean O'Brien"), ("PERSON", "JAN VAN DER BERG")]


def tools(*schemas: dict[str, Any]) -> dict[str, Any]:
    """A request that offers one tool, an argument a schema."""
    properties = {f"argument_{n}": schema for n, schema in enumerate(schemas)}
    parameters = {"type": "object", "properties": properties, "required": list(properties)}
    return {"tools": [{"type": "function", "function": {"name": "act", "parameters": parameters}}]}


def accepts(schema: dict[str, Any], text: str) -> bool:
    """What a validator that is not ours says."""
    said: str | int = int(text) if schema.get("type") == "integer" and re.fullmatch(r"[1-9]\d*", text) else text
    return bool(Draft202012Validator(schema, format_checker=FormatChecker()).is_valid(said))


def namer(*schemas: dict[str, Any], memo: Memo | None = None) -> Namer:
    return Namer(KEY, STYLES, memo=memo, fitting=fitting_of(tools(*schemas)))


def comes_back(entry: Entry) -> bool:
    text = f"The account: {entry.pseudonym}."
    return Restorer([entry]).restore(text) == f"The account: {entry.value}." and (
        Restorer([entry]).restore_leaf(entry.pseudonym) == entry.value
    )


@st.composite
def patterns(draw: st.DrawFn, value: str) -> str:
    """A pattern that the value matches; its letters and digits are open, but for up to three at the start."""
    kept = draw(st.integers(0, 3)) if len(value) > 8 else 0
    out = []
    for at, char in enumerate(value):
        if not char.isalnum() or at < kept:
            out.append(re.escape(char))
        elif char.isdigit():
            out.append(draw(st.sampled_from([r"\d", "[0-9]", "[0-9A-Za-z]"])))
        elif char in "abcdef":
            out.append(draw(st.sampled_from(["[a-f]", "[a-z]", "[0-9a-f]", r"\w"])))
        else:
            out.append(draw(st.sampled_from(["[A-Z]", "[A-Z0-9]"] if char.isupper() else ["[a-z]", r"[a-z0-9]"])))
    body = "".join(out)
    if draw(st.booleans()):
        body = re.sub(r"(\[0-9\])\1+", lambda m: f"[0-9]{{{len(m[0]) // 5}}}", body)
    return f"^{body}$"


@st.composite
def schemas_of(draw: st.DrawFn, value: str) -> dict[str, Any]:
    """A schema that admits the value."""
    if value.isdigit() and draw(st.booleans()):
        bounds: dict[str, Any] = {}
        if draw(st.booleans()):
            bounds["minimum"] = draw(st.integers(0, int(value) // 2))
        if draw(st.booleans()):
            bounds["maximum"] = draw(st.integers(int(value) * 2, int(value) * 20))
        return {"type": "integer", **bounds}
    schema: dict[str, Any] = {"type": "string"}
    if draw(st.booleans()):
        schema["pattern"] = draw(patterns(value))
    if draw(st.booleans()):
        schema["maxLength"] = draw(st.integers(len(value), len(value) + 30))
    if draw(st.booleans()):
        schema["minLength"] = draw(st.integers(0, len(value)))
    for sign, name in (("@", "email"), ("-02-", "date"), ("-4fef-", "uuid")):
        if sign in value:
            schema["format"] = name
    return schema


@settings(max_examples=examples(300), deadline=None)
@given(st.data(), st.sampled_from(CODES))
def test_a_code_goes_wherever_it_went(data: st.DataObject, labelled: tuple[str, str]) -> None:
    kind, value = labelled
    schemas = data.draw(st.lists(schemas_of(value), min_size=1, max_size=3))
    names = namer(*schemas)
    entry = names.entry(kind, value, NONE)
    assert entry.pseudonym != value
    for schema in schemas:
        if schema.get("type") == "integer" and kind in STYLES:
            continue  # a placeholder yields to a number where one of its kind is asked for: see below
        assert accepts(schema, value)
        assert accepts(schema, entry.pseudonym), schema
    assert comes_back(entry)
    assert not names.unfit


@settings(max_examples=examples(200), deadline=None)
@given(st.sampled_from(NAMES), st.integers(0, 30), st.integers(0, 20), st.booleans())
def test_a_name_goes_wherever_it_went(labelled: tuple[str, str], room: int, least: int, letters: bool) -> None:
    kind, value = labelled
    words = len(re.findall(r"\w{2,}", value))
    schema: dict[str, Any] = {"type": "string", "minLength": min(least, len(value))}
    schema["maxLength"] = max(len(value), 6 * words + 5) + room
    if letters:
        schema["pattern"] = r"^[\p{L} .'-]+$"
    names = namer(schema)
    entry = names.entry(kind, value, NONE)
    assert schema["minLength"] <= len(entry.pseudonym) <= schema["maxLength"]
    assert comes_back(entry)
    assert not names.unfit


def test_a_short_name_stands_for_its_parts_too() -> None:
    entry = namer({"type": "string", "maxLength": 14}).entry("PERSON", "Mei Kovacs", NONE)
    first, last = entry.pseudonym.split()
    restorer = Restorer([entry])
    assert restorer.restore(f"{first}'s friend, Mr. {last.upper()}") == "Mei's friend, Mr. KOVACS"
    for cut in range(len(entry.pseudonym)):
        restorer = Restorer([entry])
        assert (
            restorer.feed(entry.pseudonym[:cut]) + restorer.feed(entry.pseudonym[cut:]) + restorer.flush()
            == entry.value
        )


@pytest.mark.parametrize(
    ("schema", "kind", "value"),
    [
        ({"type": "string", "format": "uuid"}, "ACCOUNT_ID", "7f9c24e8-3b12-4fef-91e0-56a2d5a0c1b7"),
        ({"type": "string", "pattern": "^([0-9A-F]{2}:){5}[0-9A-F]{2}$"}, "MAC_ADDRESS", "00:1A:2B:3C:4D:5E"),
        ({"type": "string", "pattern": "^[A-C][0-9]{5}$"}, "ORDER_ID", "B20931"),
        ({"type": "string", "pattern": "^[a-z.]+@mail\\.com$"}, "EMAIL_ADDRESS", "mei.kovacs@mail.com"),
        ({"type": "string", "pattern": "^[0-9]{9}$"}, "NL_BSN", "123456782"),
        ({"type": "string", "maxLength": 16, "minLength": 16}, "CREDIT_CARD", "4111111111111111"),
        ({"type": "string", "pattern": "^[a-z_0-9]{3,20}$"}, "USERNAME", "mei_kovacs_8020"),
        ({"type": "integer", "minimum": 10000000, "maximum": 20000000}, "CUSTOMER_ID", "18020931"),
    ],
)
def test_places_that_a_usual_pseudonym_would_miss(schema: dict[str, Any], kind: str, value: str) -> None:
    assert not accepts(schema, Namer(KEY, STYLES).entry(kind, value, NONE).pseudonym)
    entry = namer(schema).entry(kind, value, NONE)
    assert accepts(schema, entry.pseudonym)
    assert comes_back(entry)


def test_a_placeholder_becomes_a_number_only_where_one_of_its_kind_is_asked_for() -> None:
    card = ("CREDIT_CARD", "4111111111111111")
    assert namer({"type": "integer"}).entry(*card, NONE).pseudonym.startswith("<CREDIT_CARD_")
    body = tools()
    body["tools"][0]["function"]["parameters"]["properties"]["card_number"] = {"type": "integer"}
    said = Namer(KEY, STYLES, fitting=fitting_of(body)).entry(*card, NONE).pseudonym
    assert re.fullmatch(r"[1-9]\d{15}", said)


def test_what_no_pseudonym_can_satisfy_is_counted_and_still_replaced() -> None:
    memo = Memo()
    for _ in range(2):
        names = namer({"type": "string", "pattern": "^(A1|B)2$"}, memo=memo)
        assert names.entry("ORDER_ID", "B2", NONE).pseudonym != "B2"
        assert names.unfit == 1


def test_two_values_never_meet_in_a_narrow_place() -> None:
    names = namer({"type": "string", "pattern": "^[0-9]{4}$"})
    said = {names.entry("NL_BSN", f"{n:04d}", NONE).pseudonym for n in range(2000)}
    assert len(said) == 2000


@pytest.mark.parametrize("body", [{}, {"tools": []}, {"messages": [{"content": "x"}]}, tools({"type": "string"})])
def test_where_nothing_is_asked_there_is_nothing_to_do(body: dict[str, Any]) -> None:
    assert fitting_of(body) is None


def test_the_same_schemas_are_read_once() -> None:
    one, other = (fitting_of(tools({"type": "string", "maxLength": 9})) for _ in range(2))
    assert isinstance(one, Fitting)
    assert one is other


@pytest.mark.parametrize("pattern", ["(", "^(a+)+$", "^(\\w+\\s?)*$", "[" * 2000, "(?<x>a)(?P=y)"])
def test_a_pattern_that_cannot_be_applied_asks_nothing_and_takes_no_time(pattern: str) -> None:
    started = time.process_time()
    entry = namer({"type": "string", "pattern": pattern}).entry("USERNAME", "a" * 40 + "!", NONE)
    assert entry.pseudonym != entry.value
    assert time.process_time() - started < 1


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(st.tuples(st.sampled_from(CODES + NAMES), st.booleans()), min_size=1, max_size=6))
def test_a_memo_changes_no_pseudonym_that_fits(asked: list[tuple[tuple[str, str], bool]]) -> None:
    schemas = ({"type": "string", "maxLength": 16}, {"type": "string", "pattern": "^[0-9]{9}$"})
    memo, made = Memo(), [""]
    for (kind, value), quotes in asked:
        standing = Standing(made if quotes else [])
        plain, quick = (
            namer(*schemas).entry(kind, value, standing),
            namer(*schemas, memo=memo).entry(kind, value, standing),
        )
        assert quick == plain
        made.append(plain.pseudonym)


def test_a_text_and_its_schema_say_the_same_of_a_choice() -> None:
    """`enum` and `const` are texts of the request like others: the same name becomes the same pseudonym."""
    names = namer({"type": "string", "enum": ["Mei Kovacs", "Bo Li"], "maxLength": 12})
    said = [names.replace(f"{v}", (Span(0, len(v), "PERSON", 1.0),), NONE).text for v in ("Mei Kovacs", "Mei Kovacs")]
    assert said[0] == said[1]
