"""The YAML that policy files may hold: each key once, no surprises, and every value's line is known."""

import pytest

from sluis.policy.reading import Problem, Unreadable, dotted, parse_yaml


def test_values_are_read_with_their_lines() -> None:
    document = parse_yaml("a: 1\nb:\n  c: [x, 2.5]\n", "f.yaml")
    assert document.data == {"a": 1, "b": {"c": ["x", 2.5]}}
    assert (document.lines[("a",)], document.lines[("b", "c")]) == (1, 3)


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\na: 2\n",
        "a: yes\n",
        "NO: 13\n",
        "a: &x 1\nb: *x\n",
        "- a\n",
        "a: [1\n",
        "a: 1\n---\nb: 2\n",
        "a: !!python/name:os.system 1\n",
    ],
)
def test_what_could_be_misread_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        parse_yaml(text, "f.yaml")


def test_a_problem_names_file_key_and_hint() -> None:
    assert (
        str(Problem("f.yaml", "a.b", "unknown key", "did you mean c?")) == "f.yaml: a.b: unknown key (did you mean c?)"
    )
    assert dotted(("a", "b")) == "a.b"
