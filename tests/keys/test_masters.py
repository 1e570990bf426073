"""Master keys: several at once while they are exchanged, in a file that nobody else reads, never in a message."""

import base64
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sluis.errors import ConfigurationError, KeyUnavailable
from sluis.keys.masters import (
    MasterKeys,
    load_key_file,
    load_or_create_key_file,
    master_of,
    parse_keys,
    replace_key_file,
)

OLD, NEW = b"o" * 32, b"n" * 32


def test_the_newest_wraps_and_any_of_them_opens() -> None:
    blob = MasterKeys([OLD]).wrap(b"key", b"place")
    both = MasterKeys([NEW, OLD])
    assert both.unwrap(blob, b"place") == b"key"
    assert not both.is_current(blob)
    fresh = both.wrap(b"key", b"place")
    assert both.is_current(fresh)
    assert master_of(fresh) == both.key_id
    with pytest.raises(KeyUnavailable, match="not at hand"):
        MasterKeys([OLD]).unwrap(fresh, b"place")


def test_a_wrapped_key_opens_at_its_place_only_and_shows_every_change() -> None:
    masters = MasterKeys([OLD])
    blob = masters.wrap(b"key", b"place")
    with pytest.raises(KeyUnavailable):
        masters.unwrap(blob, b"elsewhere")
    for at in range(len(blob)):
        changed = bytearray(blob)
        changed[at] ^= 1
        with pytest.raises(KeyUnavailable):
            masters.unwrap(bytes(changed), b"place")
    with pytest.raises(KeyUnavailable):
        masters.unwrap(b"", b"place")


@pytest.mark.parametrize(
    "text", ["no base64!", "c2hvcnQ=", "", "# only a comment", "bm90IHRoaXJ0eS10d28gYnl0ZXMgbG9uZw=="]
)
def test_what_is_no_key_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(ConfigurationError) as problem:
        parse_keys(text)
    assert not text or text not in str(problem.value)


def test_keys_are_read_newest_first_from_commas_or_lines() -> None:
    one, two = (base64.b64encode(key).decode() for key in (NEW, OLD))
    assert parse_keys(f"{one}, {two}") == parse_keys(f"# newest\n{one}\n\n{two}\n") == (NEW, OLD)


def test_printing_them_shows_ids_only() -> None:
    shown = repr(MasterKeys([OLD]))
    assert MasterKeys([OLD]).key_id in shown
    assert base64.b64encode(OLD).decode() not in shown
    assert str(OLD) not in shown


def test_the_first_start_makes_a_file_that_nobody_else_reads(tmp_path: Path) -> None:
    """Of several processes that start at once, all get the keys of one."""
    file = tmp_path / "deep" / "s.key"
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: load_or_create_key_file(file).ids, range(8)))
    assert len(found) == 1
    assert not file.stat().st_mode & 0o077
    assert [path.name for path in file.parent.iterdir()] == ["s.key"]


def test_a_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "s.key"
    load_or_create_key_file(file)
    file.chmod(0o644)
    with pytest.raises(ConfigurationError, match="Others may read"):
        load_or_create_key_file(file)


def test_a_running_process_takes_over_an_exchanged_file(tmp_path: Path) -> None:
    file = tmp_path / "s.key"
    load_or_create_key_file(file)
    replace_key_file(file, [OLD])
    running = load_key_file(file)
    blob = running.wrap(b"key", b"place")
    replace_key_file(file, [NEW, OLD])
    assert not running.is_current(blob)
    assert running.unwrap(blob, b"place") == b"key"
    assert running.ids == load_key_file(file).ids


def test_while_the_file_is_gone_the_keys_at_hand_stay(tmp_path: Path) -> None:
    file = tmp_path / "s.key"
    running = load_or_create_key_file(file)
    blob = running.wrap(b"key", b"place")
    file.unlink()
    assert running.unwrap(blob, b"place") == b"key"
    assert running.is_current(running.wrap(b"key", b"place"))
