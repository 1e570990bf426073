"""Features: words of ours, never of the text."""

import pytest

from sluis.decisions.calls import read_call
from sluis.decisions.classifier import default_classifier
from sluis.decisions.features import (
    call_features,
    call_wording,
    text_features,
    text_wording,
    weigh_call,
    weigh_text,
)
from sluis.decisions.reading import read
from sluis.decisions.scene import Scene, read_scene


def test_no_word_of_the_text_is_a_feature() -> None:
    features = text_features(Scene(), read("Zzyzxa Vela of Quillmoor: your mortgage is refused."))
    assert {"o:refuse", "o:you", "o:D"} <= set(features)
    assert not any("zzyzxa" in f.lower() or "quillmoor" in f.lower() for f in features)


def test_the_scene_is_crossed_with_the_outcome() -> None:
    scene = read_scene([], [{"role": "system", "content": "You decide on loans without review."}])
    assert "x:s:decides&adverse" in text_features(scene, read("Your loan is refused."))


def test_a_call_has_its_name_keys_and_values() -> None:
    features = set(call_features(Scene(), read_call("deny_loan", {"status": "rejected", "score": 3})))
    assert {"n:refuse", "n:D", "v:refuse", "arguments:2", "named"} <= features


def test_all_domains_count_as_one() -> None:
    loan, job = (text_features(Scene(), read(f"Your {thing} is refused.")) for thing in ("mortgage", "employment"))
    assert loan == job


SCENES = [
    Scene(),
    read_scene(
        [],
        [
            {"role": "system", "content": "You decide on loans. Be helpful to customers of the shop."},
            {"role": "user", "content": "I have decided to withdraw, thank you. Is that all right?"},
            {"role": "assistant", "content": "Yes."},
            {"role": "user", "content": "Was my loan refused?"},
        ],
    ),
]


@pytest.mark.parametrize("scene", SCENES)
def test_what_is_weighed_in_parts_is_what_all_features_say_at_once(scene: Scene) -> None:
    networks = default_classifier()
    said = read("Your loan is refused. The score 3 was too low, and you may not apply again.", worded=True)
    told = networks.text.ask(text_features(scene, said), text_wording(scene, said))
    assert weigh_text(networks.text, scene, said)[:3] == pytest.approx(told[:3], abs=1e-4)
    arguments = {
        "status": "rejected",
        "score": 3,
        "id": "a",
        "note": "We cannot give you any loan this year.",
        "id2": "b",
    }
    call = read_call("deny_loan", arguments, "Turns a loan down")
    called = networks.call.ask(call_features(scene, call), call_wording(scene, call))
    for _ in "again":
        weighed = weigh_call(networks.call, scene, call)
        assert weighed[:3] == pytest.approx(called[:3], abs=1e-4)
        assert networks.call.strongest(weighed) == networks.call.strongest(called)
