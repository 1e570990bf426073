"""However odd a text, twice its length takes about twice the time."""

import time

import pytest

from sluis.detection.engine import Engine, EngineOptions
from sluis.values import Leaf

ODD = (
    "a", "1", "1 ", "@", "a@", "a.", "a@b.", "<a>", "key: ", "((", "is my ", "order ", "12345 is my ", "my order number is ", ":\n", "A1-", "QUJD",
    "\u200b", "x=", "12-", "+31 ", "Van ", "street 1 ", "12 a ", "| a |\n", "a,b\n", "%41", "&amp;", "zero one ", "no. ", "::", "1.", "AB12 ",
    "eyJ", "-----BEGIN ", "\n", "张", "ssn 1 ", "password is ", "<td>a", "name: A\n", "1'1", "a\u0301", "#1",
)  # fmt: skip
SIZE = 12_000
NOISE_SECONDS = 0.25


def seconds(piece: str, size: int) -> float:
    """CPU time of the best of three; every text is new to the engine."""
    spent = []
    for n in range(3):
        text = (piece * (size // len(piece) + 1))[:size] + f" {n}"
        engine = Engine(EngineOptions())
        begun = time.process_time()
        engine.find([Leaf(text)])
        spent.append(time.process_time() - begun)
    return min(spent)


@pytest.mark.parametrize("piece", ODD)
def test_twice_the_text_takes_about_twice_the_time(piece: str) -> None:
    """Anything quadratic takes four times as long; the noise of a busy machine is far below what that would cost."""
    once, twice = seconds(piece, SIZE), seconds(piece, 2 * SIZE)
    assert twice < 3.5 * once + NOISE_SECONDS, f"{once:.3f} s, then {twice:.3f} s"
