"""What stands around an output."""

from sluis.decisions.scene import calls_of, read_scene, text_of


def test_the_last_request_and_what_went_before_are_kept_apart() -> None:
    messages = [
        {"role": "developer", "content": "You decide on loans."},
        {"role": "user", "content": "I want a loan."},
        {"role": "assistant", "content": "One moment."},
        {"role": "user", "content": [{"type": "text", "text": "Was it refused?"}]},
        {"role": "tool", "content": "score 12"},
    ]
    scene = read_scene([{"type": "function", "function": {"name": "f", "description": "does"}}], messages)
    assert "d.credit_lending" in scene.system.concepts
    assert scene.asked.asks == {0}
    assert [role for role, _ in scene.earlier] == ["assistant", "user"]
    assert scene.purposes == {"f": "does"}


def test_calls_of_every_shape_are_listed() -> None:
    message = {
        "tool_calls": [
            {"function": {"name": "a", "arguments": "{}"}},
            {"custom": {"name": "b", "input": "free"}},
        ],
        "function_call": {"name": "c", "arguments": "{}"},
    }
    assert list(calls_of(message)) == [("a", "{}"), ("b", "free"), ("c", "{}")]


def test_odd_shapes_are_nothing() -> None:
    assert text_of({"content": 3}) == ""
    assert list(calls_of({"tool_calls": "x"})) == []
    assert read_scene([], [{"role": 5, "content": None}]).asked.lengths == ()
