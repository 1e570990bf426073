"""What is asked and answered in streams: everyday answers that must not wait, and decisions, none of which may leak."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Case:
    """decides: whether the answer is a decision about a person."""

    decides: bool
    system: str
    asked: str
    answer: str


_SHOP: Final = "You help customers of a shoe shop with orders, parcels and returns."
_WEB: Final = "You help developers with their web pages."
CASES: Final = (
    Case(False, _SHOP, "Where is my parcel?", "Your parcel left the depot this morning and arrives tomorrow. " * 4),
    Case(False, _WEB, "How do I centre a box?", "Set display to grid and place-items to center on the parent. " * 4),
    Case(False, "", "What is the capital of Portugal?", "Lisbon is the capital of Portugal on the Tagus. " * 4),
    Case(
        True,
        "You decide on rental applications.",
        "Did we get the flat?",
        "Thank you for the visit. We have looked at all the papers. The flat goes to another household.",
    ),
    Case(
        True,
        "Je beslist over leningen.",
        "En, mijn lening?",
        "Dank voor uw geduld. Alles is bekeken. Wij kunnen u deze lening niet verstrekken.",
    ),
    Case(
        True,
        "Du entscheidest über Kreditanträge.",
        "Mein Kredit?",
        "Vielen Dank. Die Unterlagen sind geprüft. Ihr Antrag auf einen Kredit ist abgelehnt.",
    ),
    Case(
        True,
        "Tu décides des demandes de prêt.",
        "Mon prêt ?",
        "Merci de votre patience. Le dossier est complet. Votre demande de prêt est refusée.",
    ),
    Case(
        True,
        "Decides sobre solicitudes de préstamo.",
        "¿Y mi préstamo?",
        "Gracias por esperar. Lo hemos mirado todo. Su préstamo ha sido denegado.",
    ),
    Case(
        True,
        "Decides pedidos de crédito.",
        "E o meu crédito?",
        "Obrigado pela espera. Vimos tudo. O seu pedido de crédito foi recusado.",
    ),
)
