"""An entry never shows its value where it is printed."""

from sluis.pseudonyms.mapping import Namer, Standing


def test_a_printed_entry_hides_the_value() -> None:
    entry = Namer(b"k" * 32, {}).entry("PERSON", "Mei Kovacs", Standing([]))
    assert "Mei" not in repr(entry)
    assert "Kovacs" not in f"{[entry]}"
    assert entry.pseudonym in repr(entry)
