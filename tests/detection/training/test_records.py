"""Records as tools give them back."""

import json
from random import Random

from sluis.detection.training.names import Names
from sluis.detection.training.records import KEYS, make_record
from sluis.detection.training.slots import KINDS, Filler

USES = {
    key: {slot for slot, keys in KEYS.items() if key in keys.split()} for keys in KEYS.values() for key in keys.split()
}


def test_json_records_can_be_read_and_their_marks_are_the_values_of_keys_that_name_somebody() -> None:
    rng, read = Random(1), 0
    filler = Filler(rng, Names(), "en")
    for _ in range(200):
        made = make_record(rng, filler)
        if not made.text.startswith("{"):
            continue
        read += 1
        record = json.loads(made.text)
        values = {made.text[m.start : m.end] for m in made.marks}
        assert values <= set(record.values())
        assert all(record[key] in values for key in record if USES[key] and USES[key] <= set(KINDS))
    assert read > 30


def test_records_come_in_several_forms() -> None:
    rng = Random(2)
    texts = [make_record(rng, Filler(rng, Names(), "it")).text for _ in range(100)]
    for start in ("{", "- **", "**", "* "):
        assert any(text.startswith(start) for text in texts), start
    assert any(" | " in text for text in texts)
