"""Bodies that say the same have the same digest, and others do not."""

import pytest

from sluis.errors import InvalidRequest
from sluis.holds.digest import canonical, digest, text_of


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"a": 1, "b": [1, 2]}, {"b": [1, 2], "a": 1}),
        ({"a": "é"}, {"a": "\u00e9"}),
        ([{}], [{}]),
    ],
)
def test_the_same(one: object, two: object) -> None:
    assert digest(one) == digest(two)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"a": 1}, {"a": "1"}),
        ({"a": 1}, {"a": True}),
        ({"a": None}, {}),
        ([1, 2], [2, 1]),
        (["a", "b"], ["ab"]),
        ({"a": "é"}, {"a": "e\u0301"}),
        ({"a": 1}, {"a": 1.0}),
    ],
)
def test_not_the_same(one: object, two: object) -> None:
    assert digest(one) != digest(two)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_json_does_not_have_is_refused(value: float) -> None:
    with pytest.raises(InvalidRequest):
        canonical({"a": value})


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("words", "words"),
        ([{"type": "text", "text": "two "}, {"type": "text", "text": "parts"}], "two parts"),
        ([{"type": "refusal", "refusal": "no"}], "no"),
        ([{"type": "image_url", "image_url": {}}, "and words", 7], "and words"),
        (None, ""),
        ({"text": "no list"}, ""),
    ],
)
def test_the_words_of_a_content(content: object, text: str) -> None:
    assert text_of(content) == text  # type: ignore[arg-type]
