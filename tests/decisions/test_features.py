"""Features: words of ours, never of the text."""

from sluis.decisions.calls import read_call
from sluis.decisions.features import call_features, text_features
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
