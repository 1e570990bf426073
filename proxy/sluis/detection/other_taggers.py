"""Taggers other than ours, by configuration: a spaCy pipeline, any recogniser of Presidio's interface, or a service.

    spacy:NAME              an installed pipeline or a folder with one
    presidio:MODULE:NAME    a recogniser (transformers, GLiNER, your own), or a class or function that makes one
    remote:URL              a service that takes {"texts": […], "questions": […]} and gives {"spans": [[{start, end, label, score}]]}

Their labels are read by `policy.presidio_names`; what is no entity type here is left out. One that fails raises
DetectorUnavailable: the request is refused.
"""

import os
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from sluis.detection.tagging import Tagger
from sluis.errors import ConfigurationError, DetectorUnavailable
from sluis.policy.presidio_names import from_presidio
from sluis.values import Span

SPACY_SCORE = 0.85
"""spaCy gives none. Presidio takes the same."""
REMOTE_SECONDS = 10.0


def load_tagger(choice: str) -> Tagger | None:
    """The tagger of the setting `tagger`; None for `none`. ConfigurationError when it cannot be had."""
    kind, _, rest = choice.partition(":")
    if kind == "none":
        return None
    if kind == "builtin":
        from sluis.detection.tagger import Tagger as Builtin

        return Builtin.load()
    try:
        if kind == "spacy":
            return SpacyTagger(rest)
        if kind == "presidio":
            return PresidioTagger(_named(rest))
        if kind == "remote":
            return RemoteTagger(rest)
    except (ImportError, OSError, AttributeError, TypeError, ValueError) as error:
        raise ConfigurationError(f"setting tagger: {choice} cannot be loaded ({type(error).__name__})") from error
    raise ConfigurationError("setting tagger: builtin, none, spacy:NAME, presidio:MODULE:NAME or remote:URL")


def _named(where: str) -> Any:
    """What MODULE:NAME names, called when it is a class or a function."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # weights come from the operator's disk, never from a hub
    module, _, name = where.rpartition(":")
    found = getattr(import_module(module), name)
    return found() if callable(found) and not hasattr(found, "supported_entities") else found


def _span(start: int, end: int, label: str, score: float, text: str) -> Span | None:
    """None where the label is nothing personal here, or the place is none."""
    entity_type = from_presidio(label)
    if entity_type is None or not 0 <= start < end <= len(text):
        return None
    return Span(start, end, entity_type, min(max(score, 0.0), 1.0), "tagger")


class SpacyTagger:
    """The entities of a spaCy pipeline. slow: not for the event loop."""

    slow = True

    def __init__(self, name: str) -> None:
        self._pipeline = import_module("spacy").load(name)  # presidio-analyzer brings it along

    def tag(self, texts: Sequence[str], questions: Sequence[str]) -> list[list[Span]]:
        """The spans in each text; questions are not looked at."""
        try:
            documents = list(self._pipeline.pipe(texts))
        except Exception as error:
            raise DetectorUnavailable("The tagger failed, so nothing is sent.") from error
        return [
            [s for e in doc.ents if (s := _span(e.start_char, e.end_char, e.label_, SPACY_SCORE, text)) is not None]
            for text, doc in zip(texts, documents, strict=True)
        ]


class PresidioTagger:
    """A recogniser with Presidio's interface, `analyze(text, entities, nlp_artifacts)`."""

    slow = True

    def __init__(self, recognizer: Any) -> None:
        self._recognizer = recognizer
        self._entities = list(recognizer.supported_entities)
        load = getattr(recognizer, "load", None)
        if load is not None:
            load()

    def tag(self, texts: Sequence[str], questions: Sequence[str]) -> list[list[Span]]:
        """The spans in each text; questions are not looked at."""
        return [self._one(text) for text in texts]

    def _one(self, text: str) -> list[Span]:
        try:
            results = self._recognizer.analyze(text=text, entities=self._entities, nlp_artifacts=None)
        except Exception as error:
            raise DetectorUnavailable("The tagger failed, so nothing is sent.") from error
        found = [_span(r.start, r.end, r.entity_type, r.score, text) for r in results or ()]
        return [span for span in found if span is not None]


class RemoteTagger:
    """A service of the operator's. It sees the texts as they are: keep it where you keep them."""

    slow = True

    def __init__(self, url: str, timeout_seconds: float = REMOTE_SECONDS) -> None:
        import httpx

        if not url.startswith(("http://", "https://")):
            raise ValueError("no http URL")
        self._url = url
        self._http = httpx.Client(timeout=timeout_seconds, trust_env=False)

    def tag(self, texts: Sequence[str], questions: Sequence[str]) -> list[list[Span]]:
        """The spans in each text. DetectorUnavailable when the service fails or answers something else."""
        try:
            response = self._http.post(self._url, json={"texts": list(texts), "questions": list(questions)})
            response.raise_for_status()
            rows = response.json()["spans"]
            found = [
                [_span(int(r["start"]), int(r["end"]), str(r["label"]), float(r.get("score", 1.0)), text) for r in row]
                for text, row in zip(texts, rows, strict=True)
            ]
        except Exception as error:
            raise DetectorUnavailable("The tagger failed, so nothing is sent.") from error
        return [[span for span in row if span is not None] for row in found]
