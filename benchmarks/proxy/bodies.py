"""Requests as a chatbot sends them: the same history each time, only the last message new. All people are invented."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass

FIRST = ("Ada", "Bram", "Carla", "Dirk", "Elena", "Farid", "Greta", "Hugo", "Ines", "Joris", "Katja", "Luis", "Marta")
LAST = ("Vermeer", "Okafor", "Lindqvist", "Moreau", "Castillo", "Haddad", "Brandsma", "Kowalska", "Ferrari", "Novak")
PLAIN = (
    "I would like to know when the parcel arrives and what it costs to have it sent to another town instead.",
    "That sounds fine to me, although the last time it took longer than two weeks and nobody could say why.",
    "Could you check whether the subscription runs until the end of the month or until the end of the year?",
    "The invoice that came yesterday shows an amount that is a little higher than what we had agreed before.",
)


@dataclass(frozen=True, slots=True)
class Size:
    """A kind of request. turns: before the last message. limit: times of the floor that Sluis may add."""

    name: str
    turns: int
    chars: int
    limit: float
    requests: int


SIZES = (Size("1 kB", 0, 1_000, 6.0, 400), Size("32 kB", 20, 32_000, 10.0, 150))


def _value(rng: random.Random) -> str:
    first, last = rng.choice(FIRST), rng.choice(LAST)
    digits = "".join(rng.choice("0123456789") for _ in range(8))
    return rng.choice(
        (
            f"My name is {first} {last}.",
            f"Write to {first.lower()}.{last.lower()}{digits[:2]}@mail.example please.",
            f"Call me on +31 6 {digits}.",
            f"My order number is ORD-{digits[:6]}.",
        )
    )


def _text(rng: random.Random, chars: int) -> str:
    parts: list[str] = []
    length = 0
    while length < chars - 60:
        part = f"{rng.choice(PLAIN)} {_value(rng)}"  # a value in some 120 characters
        parts.append(part)
        length += len(part) + 1
    return " ".join(parts)[:chars]


def requests(size: Size, seed: int) -> Iterator[bytes]:
    """Endless requests of this size. The history depends on the size only; the last message is new each time."""
    rng = random.Random(7)
    each = size.chars // (2 * size.turns + 2)
    history = [{"role": "system", "content": _text(random.Random(1), each)}]
    for turn in range(2 * size.turns):
        history.append({"role": "assistant" if turn % 2 else "user", "content": _text(rng, each)})
    tail = random.Random(1000 + seed)
    for number in range(10**9):
        last = f"{_text(tail, each - 40)} This is question {seed}-{number}."
        body = {"model": "bench", "messages": [*history, {"role": "user", "content": last}]}
        yield json.dumps(body).encode()
