"""Guessing the language of a text from its small words."""

import pytest

from sluis.decisions.languages import languages_of
from sluis.decisions.lexicon import ANY_LANGUAGE, LANGUAGES
from sluis.decisions.words import read_sentences

TEXTS = {
    "en": "The answer is in your mail and we will call you about it.",
    "nl": "Het antwoord staat in uw mail en wij zullen u ook bellen.",
    "de": "Die Antwort ist in Ihrer Mail und wir werden Sie auch anrufen.",
    "fr": "La réponse est dans votre courrier et nous vous appelons.",
    "es": "La respuesta está en su correo y nosotros le llamamos por la tarde.",
    "pt": "A resposta está no seu correio e nós ligamos para você.",
    "it": "La risposta è nella sua posta e noi non chiamiamo della questione.",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_languages_own_text_may_be_in_it(language: str) -> None:
    found = languages_of(read_sentences(TEXTS[language]))
    assert found & 1 << LANGUAGES.index(language)
    assert found != ANY_LANGUAGE


def test_too_little_text_may_be_in_any() -> None:
    assert languages_of(read_sentences("Mortgage!")) == ANY_LANGUAGE
