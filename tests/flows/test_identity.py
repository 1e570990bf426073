"""Who is who: people who open with the same words, at two processes on one database, share nothing; what one of them
was given as a pseudonym is worth nothing to anybody else."""

import json
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.support.postgres import postgres
from tests.support.processes import HTTP, Model, Server, sluis_process
from tests.support.upstream import Seen

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("identity")]
MASTER = "bWFzdGVyIGtleSBvZiB0aGUgZmxvd3Mgb2YgdGVzdHM="
BOTS = [
    {"name": "shop", "key": "key-of-shop"},
    {"name": "bank", "key": "key-of-bank", "subject": "header"},
    {"name": "club", "key": "key-of-club", "subject": "header"},
]
SETTINGS = {
    "SLUIS_BOTS": json.dumps(BOTS),
    "SLUIS_MASTER_KEY": MASTER,
    "SLUIS_POLICY_POLL_SECONDS": "0.2",
}
OPENING = "Hi, I have a question about my order."
PEOPLE = [
    ("Ada Vermeer", "ada.vermeer@posteo.net", "NL91ABNA0417164300"),
    ("Ada Brandsma", "ada.brandsma@posteo.net", "DE89370400440532013000"),
    ("Ruben Vermeer", "ruben.vermeer@posteo.net", "BE68539007547034"),
    ("Joost Hoekstra", "joost@hoekstra.nl", "FR1420041010050500013M02606"),
    ("Petra Lindqvist", "petra.lindqvist@telia.se", "GB29NWBK60161331926819"),
    ("Marcus Oyelaran", "marcus.oyelaran@gmx.de", "AT611904300234573201"),
    ("Sofia Castellanos", "sofia@castellanos.es", "ES9121000418450200051332"),
    ("Henrik Vandersteen", "henrik.vandersteen@proximus.be", "PT50000201231234567890154"),
]
ODD = ("Xanthia Grolmbak", "Tiberia Plinthus")
"""Names that are told from words only by whom they were said of."""
VAULT_SECONDS = 0.2
"""Twice what the vault takes to write down what it learned."""


@dataclass
class Person:
    """One chat: who, how the bot tells it from others, and what was said so far. servers: asked in turn."""

    number: int
    servers: Any
    bot: str = "shop"
    labels: dict[str, str] = field(default_factory=dict)
    messages: list[dict[str, Any]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return PEOPLE[self.number][0]

    @property
    def values(self) -> tuple[str, ...]:
        return PEOPLE[self.number]

    def ask(self, text: str) -> str:
        """What the bot gets for the next turn; the model repeats all it was sent."""
        self.messages.append({"role": "user", "content": text})
        said = content_of(self.send(self.messages))
        self.messages.append({"role": "assistant", "content": said})
        return said

    def send(self, messages: list[dict[str, Any]]) -> httpx.Response:
        return HTTP.post(
            f"{next(self.servers).url}/chat/completions",
            json={"model": f"fake-{self.number}", "messages": messages},
            headers={"authorization": f"Bearer key-of-{self.bot}", **self.labels},
        )


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.pg)])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('data')}/sluis.db"
        return
    with postgres() as running:
        yield running.new_database()


@pytest.fixture(scope="module")
def servers(url: str, directory: Path, model_server: Model) -> Iterator[tuple[Server, Server]]:
    """Two processes on one database."""
    with ExitStack() as stack:
        one, two = (
            stack.enter_context(sluis_process(directory, model_server.url, "--database", url, name=name, **SETTINGS))
            for name in ("one", "two")
        )
        yield one, two


LABELS: dict[str, tuple[str, Any]] = {
    "conversation": ("shop", lambda n, run: {"x-sluis-conversation": f"{run} {n}"}),
    "subject": ("bank", lambda n, run: {"x-sluis-subject": f"{run} {n}"}),
    "subject and the same conversation": (
        "bank",
        lambda n, run: {"x-sluis-subject": f"{run} {n}", "x-sluis-conversation": run},
    ),
    "nothing": ("shop", lambda n, run: {}),
}


def people(servers: tuple[Server, Server], kind: str, run: str) -> list[Person]:
    bot, labels = LABELS[kind]
    return [Person(n, cycle(servers if n % 2 else servers[::-1]), bot, labels(n, run)) for n in range(len(PEOPLE))]


def content_of(response: httpx.Response) -> str:
    assert response.status_code == 200, response.text
    return str(response.json()["choices"][0]["message"]["content"])


def echo_of(messages: list[dict[str, Any]]) -> str:
    """What the model answers to these: all their words."""
    return "You said: " + "\n".join(word for message in messages for word in (message["role"], message["content"]))


def requests_of(model: Model, person: Person) -> list[Seen]:
    return [seen for seen in model.seen() if seen.body["model"] == f"fake-{person.number}"]


def everybody(group: list[Person], *texts: str) -> list[list[str]]:
    """Each says every text, all at once; what each got."""

    def talk(person: Person) -> list[str]:
        name, mail, iban = person.values
        return [person.ask(text.format(name=name, mail=mail, iban=iban)) for text in texts]

    with ThreadPoolExecutor(len(group)) as pool:
        return list(pool.map(talk, group))


def words_of(person: Person) -> set[str]:
    """Every word of the person's values, and the values."""
    return {*re.findall(r"\w{3,}", f"{person.name} {person.values[1].split('@')[0]}"), *person.values[1:]}


def stand_in(text: str, words: set[str]) -> set[str]:
    """The words that stand in the text, by themselves."""
    return {word for word in words if re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE)}


TURNS = (OPENING, "My name is {name} and my e-mail is {mail}.", "Please pay it to {iban}, says {name}.")


@pytest.mark.parametrize("kind", LABELS)
def test_eight_people_who_talk_at_once_get_their_own_values_and_nobody_elses(
    servers: tuple[Server, Server], model: Model, kind: str
) -> None:
    group = people(servers, kind, "at once")
    for person, said in zip(group, everybody(group, *TURNS), strict=True):
        others = set().union(*(words_of(other) for other in group)) - words_of(person)
        for turn, answer in enumerate(said):
            assert answer == echo_of(person.messages[: 2 * turn + 1])
            assert not stand_in(answer, others)
    for seen in model.seen():
        assert not stand_in(seen.text, set().union(*(words_of(person) for person in group)))


@pytest.mark.parametrize("kind", LABELS)
def test_a_history_that_is_sent_again_leaves_byte_for_byte_as_before(
    servers: tuple[Server, Server], model: Model, kind: str
) -> None:
    """Each turn at the other process: the provider's prompt cache holds."""
    group = people(servers, kind, "again")
    everybody(group, *TURNS)
    for person in group:
        person.send(person.messages[:5])
        person.send(person.messages[:5])
        *turns, third, again, once_more = [seen.raw for seen in requests_of(model, person)]
        assert third == again == once_more
        for before, after in zip(turns, [*turns[1:], third], strict=True):
            assert after.startswith(before.removesuffix(b"]}"))


@pytest.mark.parametrize("kind", LABELS)
def test_a_trimmed_history_leaves_as_before(servers: tuple[Server, Server], model: Model, kind: str) -> None:
    group = people(servers, kind, "trimmed")
    everybody(group, *TURNS)
    for person in group:
        whole = requests_of(model, person)[-1].body["messages"]
        for start in (1, 2, 4):
            answer = content_of(person.send(person.messages[start:5]))
            assert requests_of(model, person)[-1].body["messages"] == whole[start:]
            assert answer == echo_of(person.messages[start:5])


@pytest.mark.parametrize("kind", ["conversation", "subject and the same conversation"])
def test_what_one_process_learned_the_other_knows(servers: tuple[Server, Server], model: Model, kind: str) -> None:
    """Both have met the conversation; then one learns a name that the other could not tell from a word by itself."""
    for n, (person, name) in enumerate(zip(people(servers, kind, "learned"), ODD, strict=False)):
        surname = name.split()[1].lower()
        one, two = servers if n % 2 else servers[::-1]
        for server in (one, two):
            person.servers = cycle([server])
            person.ask(OPENING)
        person.servers = cycle([one])
        person.ask(f"My name is {name}.")
        time.sleep(VAULT_SECONDS)
        for server in (one, two):
            person.servers = cycle([server])
            said = content_of(person.send([{"role": "user", "content": f"the {surname} was late"}]))
            assert said.endswith(f"the {surname} was late")
            assert surname not in requests_of(model, person)[-1].text


def pseudonyms_of(model: Model, person: Person) -> list[str]:
    """What stood for the person's values in the last request."""
    text = requests_of(model, person)[-1].text
    found = re.search(r"My name is (\w+ \w+) and my e-mail is ([\w.@-]+\w)\.", text)
    paid = re.search(r"pay it to (\S+), says", text)
    assert found, text
    assert paid, text
    return [found[1], *found[1].split(), found[2], paid[1]]


@pytest.mark.parametrize("kind", LABELS)
def test_a_pseudonym_in_other_hands_restores_nothing(servers: tuple[Server, Server], model: Model, kind: str) -> None:
    """Typed by another person of the same bot, by a person of another bot, and under no name at all."""
    group = people(servers, kind, "taken")[:3]
    everybody(group, *TURNS)
    time.sleep(VAULT_SECONDS)
    owner, *others = group
    taken = pseudonyms_of(model, owner)
    elsewhere = Person(7, cycle(servers), "club", {**owner.labels})
    nobody = Person(6, cycle(servers), owner.bot)
    for thief in (*others, elsewhere, nobody):
        for text in (" ".join(taken), f"Who is {taken[1].upper()}, or <PERSON_1>? Mail {taken[3]}, pay {taken[4]}."):
            answer = thief.ask(text)
            assert text in answer
            assert not stand_in(answer, words_of(owner) - words_of(thief)), text


@pytest.mark.parametrize("kind", LABELS)
def test_a_pseudonym_that_its_owner_typed_is_not_taken_for_the_value(
    servers: tuple[Server, Server], model: Model, kind: str
) -> None:
    """What is typed stands in the request, so another pseudonym is coined, though the vault knows this one."""
    person = people(servers, kind, "typed")[0]
    everybody([person], *TURNS)
    typed = pseudonyms_of(model, person)[0]
    time.sleep(VAULT_SECONDS)
    for _ in servers:
        said = person.ask(f"Who is {typed}?")
        assert said.endswith(f"Who is {typed}?")
        assert pseudonyms_of(model, person)[0] != typed


def test_another_bot_gets_nothing_of_a_conversation_with_the_same_id(
    servers: tuple[Server, Server], model: Model
) -> None:
    labels = {"x-sluis-conversation": "support-1", "x-sluis-subject": "customer-1"}
    bank, club = (Person(n, cycle(servers), bot, labels) for n, bot in ((0, "bank"), (1, "club")))
    everybody([bank], *TURNS)
    stood = pseudonyms_of(model, bank)
    time.sleep(VAULT_SECONDS)
    for text in (" ".join(stood), "What do you know about me?", OPENING):
        answer = club.ask(text)
        assert text in answer
        assert not stand_in(answer, words_of(bank))
    model.reset()
    club.ask(TURNS[1].format(name=bank.name, mail=bank.values[1], iban=""))
    assert not {word for word in stood if word in requests_of(model, club)[-1].body["messages"][-1]["content"]}


@pytest.mark.parametrize("kind", LABELS)
def test_the_same_value_has_another_pseudonym_for_another_person(
    servers: tuple[Server, Server], model: Model, kind: str
) -> None:
    """So that the provider cannot tell that two people speak of the same third one; without an id it can."""
    group = people(servers, kind, "third")[:2]
    for person in group:
        person.ask(OPENING)
        person.ask("My neighbour is called Wilhelmina Oosterhuis.")
    stood = [re.search(r"is called (\w+ \w+)", requests_of(model, person)[-1].text) for person in group]
    assert all(stood)
    one, two = (found[1] for found in stood if found)
    assert (one == two) == (kind == "nothing")


def test_who_was_erased_is_forgotten_by_every_process(servers: tuple[Server, Server], model: Model, url: str) -> None:
    person = people(servers, "subject and the same conversation", "erased")[0]
    name = "My sister is Xanthia Grolmbak."
    for _ in servers:
        person.ask(name)
    before = requests_of(model, person)[-1].body["messages"][0]["content"]
    time.sleep(VAULT_SECONDS)
    label = person.labels["x-sluis-subject"]
    done = servers[0].command("subjects", "erase", "bank", label, SLUIS_DATABASE=url, SLUIS_MASTER_KEY=MASTER)
    assert done.returncode == 0, done.stderr
    time.sleep(VAULT_SECONDS)
    person.messages.clear()
    for _ in servers:
        content_of(person.send([{"role": "user", "content": "the grolmbak was late"}]))
        assert "the grolmbak" in requests_of(model, person)[-1].text, "the name is still known"
    after = {person.ask(name) and requests_of(model, person)[-1].body["messages"][0]["content"] for _ in servers}
    assert len(after) == 1
    assert before not in after
