"""No language harms another: months, weekdays and greetings of one are no names in a text of another."""

from functools import cache

import pytest

from sluis.detection.engine import Engine, EngineOptions
from sluis.detection.tagger import Tagger
from sluis.values import Leaf

NOBODY = (
    "Mai is mijn favoriete maand, zei de gids in juni.",
    "De mars duurt tot mei, of tot augustus.",
    "Ik kom in maart of in april, uiterlijk juli.",
    "Op 12 mars en 3 mai was het kantoor gesloten.",
    "De facture van avril en juin staat nog open.",
    "Het rapport van décembre 2025 is af.",
    "Le rapport est dû fin juni, soit juin.",
    "Rendez-vous le 3 mai ou le 12 août.",
    "La facture de januari est en pièce jointe.",
    "avril et mars sont des mois calmes.",
    "Die Lieferung kommt im Mai oder August.",
    "Juli 2026 oder Januar 2027 passt mir gut.",
    "Der Termin am 4. Juli fällt aus.",
    "Im März und April bin ich im Urlaub.",
    "Mein Abo läuft von mars bis juin.",
    "May I change it to April or June?",
    "Reserve it for 3 juin, or 12 septembre.",
    "the août invoice is missing",
    "I want to pay in januari and maart",
    "August is fine, May is not.",
    "El pago de abril y el de mayo están pendientes.",
    "Llegó en julio, no en juin.",
    "mi cita es el 3 de agosto o en marzo",
    "La reunión será el martes o el viernes.",
    "A fatura de abril e a de maio estão pagas.",
    "Chego em julho ou em agosto.",
    "pode ser na terça ou na sexta?",
    "O prazo de março passou, e o de juin também.",
    "La fattura di aprile e maggio è in ritardo.",
    "Arrivo a luglio, parto ad agosto.",
    "va bene giovedì o venerdì?",
    "Il rapporto di août è pronto.",
    "Kan het maandag, dinsdag of freitag?",
    "Passt Ihnen lundi oder mardi besser?",
    "Le magasin ferme le zaterdag et le zondag.",
    "The shop opens on Mittwoch and on Donnerstag.",
    "Das Konto ist gesperrt, bitte die Rechnung prüfen.",
    "Het rekeningnummer klopt niet, de factuur wel.",
    "Bonjour, la commande est en retard.",
    "Hola, gracias por la ayuda con el pedido.",
    "Ciao, grazie per l'aiuto con l'ordine.",
    "Oi, obrigado pela ajuda com o pedido.",
    "Ik wil graag een afspraak op 12 mars 2026.",
    "bitte am 14 juillet liefern",
    "Rendezvous is a café, and the menu is à la carte.",
    "De Bahnhof is dicht, zegt de app.",
    "Danke, tot ziens and au revoir!",
    "Merci vielmals und tschüss!",
    "Merci en fijne dag!",
    "Super, merci, et bon week-end !",
    "Guten Tag, I have a question about my order",
    "Buongiorno, ho un problema con la app",
    "Juin, juillet en août zijn vakantiemaanden.",
    "Avril is de vierde maand.",
)
CONVERSATIONS = (
    (
        ("Ik heet Sanne Dekker.", "Mijn pakket kwam in mei."),
        ("Je m'appelle Luc Moreau.", "Livré le 3 mai, pas en juin."),
    ),
    (
        ("Ich bin Jürgen Krüger.", "Seit Juli warte ich."),
        ("My name is Priya Nair.", "It arrived in July, not in August."),
    ),
    (
        ("Mi chiamo Giulia Esposito.", "Arriva a maggio o a giugno?"),
        ("Me llamo Pablo Ortega.", "Llega en mayo o en julio?"),
    ),
)
NAMES = ("Sanne Dekker", "Luc Moreau", "Jürgen Krüger", "Priya Nair", "Giulia Esposito", "Pablo Ortega")


@cache
def engine() -> Engine:
    return Engine(EngineOptions(taggers=(Tagger.load(),)))


def people(texts: tuple[str, ...]) -> list[str]:
    found = engine().find([Leaf(text) for text in texts])
    return [
        t[s.start : s.end] for t, spans in zip(texts, found, strict=True) for s in spans if s.entity_type == "PERSON"
    ]


@pytest.mark.parametrize("text", NOBODY)
def test_words_of_another_language_are_nobody(text: str) -> None:
    assert people((text,)) == []


@pytest.mark.parametrize("turns", CONVERSATIONS)
def test_a_conversation_in_two_languages_has_the_people_of_both_and_no_months(
    turns: tuple[tuple[str, ...], ...],
) -> None:
    texts = tuple(text for turn in turns for text in turn)
    assert people(texts) == [name for name in NAMES if any(name in text for text in texts)]


def test_a_person_called_like_a_month_is_found() -> None:
    assert people(("My name is Mai Nguyen.",)) == ["Mai Nguyen"]
