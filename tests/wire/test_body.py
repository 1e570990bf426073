"""A body has one meaning or is refused with a code of its own."""

import pytest

from sluis.errors import InvalidRequest, TooLarge
from sluis.wire.body import Limits, parse_body

LIMITS = Limits(body_bytes=10_000, depth=8)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "invalid_json"),
        (b"{", "invalid_json"),
        (b"[]", "invalid_json"),
        (b'{"a": NaN}', "invalid_json"),
        (b'{"a": 1, "a": 2}', "duplicate_key"),
        (b'{"a": {"b": 1, "b": 2}}', "duplicate_key"),
        (b'{"a": "\xff"}', "invalid_encoding"),
        (b'{"a": "\\ud800"}', "invalid_encoding"),
        (b'{"a": ' + b"[" * 20 + b"]" * 20 + b"}", "too_deep"),
        (b'{"a": ' + b"[" * 2000 + b"]" * 2000 + b"}", "too_deep"),
        (b'{"a": "\\u00e9", "b": ' + b"[" * 2000 + b"]" * 2000 + b"}", "too_deep"),
        (b'{"a": "' + b"x" * 10_001 + b'"}', "body_too_large"),
    ],
)
def test_a_body_that_is_not_one_clear_object_is_refused(raw: bytes, code: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse_body(raw, LIMITS)
    assert refused.value.code == code


def test_a_pair_of_surrogates_is_a_character() -> None:
    assert parse_body(b'{"a": "\\ud83d\\ude00"}', LIMITS) == {"a": "\N{GRINNING FACE}"}


def test_depth_at_the_limit_passes() -> None:
    raw = b'{"a": ' + b"[" * 7 + b"1" + b"]" * 7 + b"}"
    assert parse_body(raw, LIMITS)["a"]
    with pytest.raises(TooLarge):
        parse_body(b'{"a": ' + b"[" * 9 + b"1" + b"]" * 9 + b"}", LIMITS)
