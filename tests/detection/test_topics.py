"""Topics: what is said about somebody's health, belief and the like, and what only looks so."""

import time

import pytest

from sluis.detection.engine import Engine
from sluis.detection.reading import Reading
from sluis.detection.topics import CATEGORIES, EMERGENCY, Topics, topic_of_keys
from sluis.values import Leaf

TOPICS = Topics()


def topics(text: str, keys: tuple[str, ...] = ()) -> set[str]:
    return set(TOPICS.find(Reading(text), keys))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("My husband is diabetic.", "health"),
        ("Ik heb reuma en zoek een woning op de begane grond.", "health"),
        ("Unser Mieter ist praktizierender Muslim.", "religion"),
        ("Mon frère vote toujours à droite.", "politics"),
        ("Estoy afiliada a un sindicato.", "union"),
        ("Sou negra e fui barrada na porta.", "ethnicity"),
        ("Mio figlio è gay.", "orientation"),
        ("The tenant served three years in prison.", "criminal"),
        ("Mijn werkgever bewaart mijn vingerafdruk.", "biometric"),
        ("Religion: Sikh", "religion"),
    ],
)
def test_it_is_found_where_it_is_about_somebody(text: str, wanted: str) -> None:
    assert topics(text) == {wanted}


@pytest.mark.parametrize(
    "text",
    [
        "What does health insurance cost?",
        "The symptoms of diabetes include thirst.",
        "My order of the black jacket is late.",
        "Our privacy policy and our return policy have changed.",
        "Hat das Notebook einen Fingerabdrucksensor?",
        "If you have diabetes, ask your doctor.",
        "Criminal record: none",
        "",
    ],
)
def test_a_word_of_the_matter_alone_says_nothing(text: str) -> None:
    assert topics(text) == set()


def test_a_key_says_what_its_value_is_about() -> None:
    assert topics("asthma", ("patient", "diagnosis")) == topics("E11.9", ("icdCode",)) == {"health"}
    assert topics("none", ("allergies",)) == topics("", ("religion",)) == set()
    assert topic_of_keys(("order", "items")) is None


def test_a_name_makes_a_sentence_be_about_somebody() -> None:
    text = "Zorvan is pregnant."
    assert topics(text) == set()
    assert TOPICS.find(Reading(text), (), [0]) == {"health"}


def test_a_life_in_danger_is_found_beside_the_categories() -> None:
    assert EMERGENCY in topics("Please help, I want to die.")
    assert EMERGENCY not in CATEGORIES


def test_the_engine_tells_them_of_all_leaves_but_not_of_schemas() -> None:
    engine = Engine()
    said = [Leaf("I am pregnant."), Leaf("My son is gay.", role="assistant"), Leaf("I am a Muslim.", role="schema")]
    assert engine.look(said).topics == engine.look(said).topics == {"health", "orientation"}
    assert engine.look([Leaf("Hello")]).topics == set()


@pytest.mark.parametrize("piece", ["diabetes ", "my ", "i am pregnant ", "lid van ", "has has my hiv ", "voted for "])
def test_time_grows_with_the_length_of_a_text(piece: str) -> None:
    def spent(times: int) -> float:
        reading = Reading(piece * times)
        reading.spans  # noqa: B018
        begun = time.process_time()
        Topics().find(reading)
        return time.process_time() - begun

    spent(50)
    assert spent(4000) < 40 * max(min(spent(1000), spent(1000)), 0.005)
