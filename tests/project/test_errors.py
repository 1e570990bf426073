"""One walk over all error classes."""

import re

import pytest
from tests.project.sources import modules

from sluis import errors
from sluis.errors import SluisError


def _tree(root: type[SluisError]) -> list[type[SluisError]]:
    return [root, *(c for child in root.__subclasses__() for c in _tree(child))]


CLASSES = [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, SluisError)]


@pytest.mark.parametrize("error", CLASSES, ids=lambda c: c.__name__)
def test_every_error_answers_in_openais_shape_with_its_id(error: type[SluisError]) -> None:
    made = error("Do this.", param="messages.0", hint="Or that.")
    body = made.body("req_1")["error"]
    assert set(body) == {"message", "type", "param", "code", "id"}
    assert body["message"] == "Do this. Or that."
    assert re.fullmatch(r"[a-z][a-z0-9_]*", body["code"])
    assert 400 <= error.status < 600
    assert isinstance(error.retry, bool)


def test_codes_are_not_shared_by_two_classes() -> None:
    codes = [c.code for c in CLASSES]
    assert sorted(codes) == sorted(set(codes))


def test_every_class_stands_in_the_tree_at_the_top_of_the_module_below_its_parent() -> None:
    lines = re.findall(r"^( *)(\w+)", (errors.__doc__ or "").split("SluisError", 1)[1], re.M)
    depth = {name: len(indent) // 2 for indent, name in lines}
    for error in CLASSES[1:]:
        parent = error.__bases__[0]
        assert depth[error.__name__] == depth.get(parent.__name__, 0) + 1, error.__name__


def test_only_a_server_that_may_recover_asks_for_a_retry() -> None:
    assert {c.status for c in CLASSES if c.retry} <= {503}


def test_no_error_is_swallowed_in_silence() -> None:
    """`except Exception: pass` hides what must refuse."""
    found = []
    for module in modules():
        text = module.path.read_text("utf-8")
        for match in re.finditer(r"except(?: (?:Base)?Exception)?(?: as \w+)?:\s*\n\s*(?:pass|\.\.\.)\s*$", text, re.M):
            found.append(f"{module.name}:{text[: match.start()].count(chr(10)) + 1}")
    assert not found
