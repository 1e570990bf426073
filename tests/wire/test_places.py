"""Places: what is put back stands in the body, also at its top; what is not inspected has a form."""

from typing import Any

import pytest

from sluis.errors import InvalidRequest, NotInspectable, TooLarge
from sluis.wire.body import Limits
from sluis.wire.chat import read_request
from sluis.wire.places import Place, check_form, check_number, check_places, not_guarded, strings_in, tree_places
from sluis.wire.positions import WORD

LIMITS = Limits()


@pytest.mark.parametrize("value", ["ada@planted.nl", ["ada@planted.nl"], {"who": {"mail": "ada@planted.nl"}}])
def test_a_parameter_that_an_operator_allows_is_replaced_in_the_body(value: Any) -> None:
    """Also where the parameter itself is the text: it once left as it came."""
    body = {"model": "m", "messages": [{"role": "user", "content": "hi"}], "persona": value}
    for place in read_request(body, LIMITS, frozenset({"persona"})):
        place.put(place.text.replace("ada@planted.nl", "replaced"))
    assert "ada@planted.nl" not in str(body["persona"])


def test_a_number_stays_a_number_where_the_pseudonym_is_one() -> None:
    box: dict[str, Any] = {"n": 12345678, "m": 1.5e7}
    for name, text in (("n", "87654321"), ("m", "<NUMBER_1>")):
        Place("x", box, name, "other").put(text)
    assert box == {"n": 87654321, "m": "<NUMBER_1>"}


def test_a_key_that_looks_like_data_is_refused() -> None:
    with pytest.raises(NotInspectable):
        list(tree_places({"schema": {"ada@planted.nl": 1}}, "schema", "schema.*", "schema"))


def test_too_many_and_too_long_texts_are_refused() -> None:
    box = {"a": "x" * 20}
    with pytest.raises(TooLarge, match="longer than 10"):
        check_places([Place("a", box, "a", "user")], Limits(text_chars=10))
    with pytest.raises(TooLarge, match="Too many"):
        check_places([Place("a", box, "a", "user")] * 3, Limits(leaves=2))


@pytest.mark.parametrize("value", ["Ada Vermeer", "", 5, ["auto"]])
def test_a_text_of_another_form_is_refused(value: Any) -> None:
    with pytest.raises(InvalidRequest):
        check_form(value, WORD, "mode")


@pytest.mark.parametrize(("name", "value"), [("n", 0), ("n", True), ("n", 1.5), ("n", 10_000), ("seed", "1")])
def test_a_number_that_is_none_or_too_large_is_refused(name: str, value: Any) -> None:
    with pytest.raises(InvalidRequest):
        check_number(name, value, LIMITS)


def test_an_error_repeats_no_name_that_could_be_a_value() -> None:
    error = not_guarded("ada@planted.nl")
    assert "planted" not in str(error.body())
    assert error.param == "*"


def test_the_strings_of_a_value_are_its_keys_too() -> None:
    assert list(strings_in({"a": [{"b": "c"}, 1, None]})) == ["a", "b", "c"]
