"""Other taggers by configuration: a spaCy pipeline without weights, a recogniser of Presidio's, a service on loopback."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import spacy
from presidio_analyzer import Pattern, PatternRecognizer

from sluis.detection.engine import Engine, EngineOptions
from sluis.detection.other_taggers import load_tagger
from sluis.errors import ConfigurationError, DetectorUnavailable
from sluis.values import Leaf

TEXT = "yesterday Zorvan flew to Quillham at 10:30"
RECOGNIZER = PatternRecognizer("PERSON", patterns=[Pattern("z", r"Zorvan", 0.95)])
FAILING = PatternRecognizer("PERSON", patterns=[Pattern("z", r"Zorvan", 0.95)])
FAILING.analyze = lambda **_: 1 / 0  # type: ignore[assignment,return-value]


def make_recognizer() -> PatternRecognizer:
    return RECOGNIZER


class Service(BaseHTTPRequestHandler):
    """Finds "Zorvan" and a time; answers nonsense at /broken."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        spans = [
            [
                {"start": t.find("Zorvan"), "end": t.find("Zorvan") + 6, "label": "PER", "score": 0.97},
                {"start": 0, "end": 3, "label": "DATE_TIME"},
            ]
            for t in asked["texts"]
        ]
        body = json.dumps({} if self.path == "/broken" else {"spans": spans}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture
def service() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def found(choice: str) -> list[tuple[str, str]]:
    tagger = load_tagger(choice)
    assert tagger is not None
    spans = Engine(EngineOptions(taggers=(tagger,))).find([Leaf(TEXT)])[0]
    return [(TEXT[s.start : s.end], s.entity_type) for s in spans]


def test_a_spacy_pipeline_is_loaded_from_its_folder(tmp_path: Path) -> None:
    pipeline = spacy.blank("en")
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns(
        [
            {"label": "PER", "pattern": "Zorvan"},
            {"label": "GPE", "pattern": "Quillham"},
            {"label": "TIME", "pattern": "10:30"},
        ]
    )  # type: ignore[attr-defined]
    pipeline.to_disk(tmp_path / "rules")
    assert found(f"spacy:{tmp_path / 'rules'}") == [("Zorvan", "PERSON"), ("Quillham", "LOCATION")]


@pytest.mark.parametrize("name", ["RECOGNIZER", "make_recognizer"])
def test_a_recogniser_of_presidios_is_taken_as_it_is_or_made(name: str) -> None:
    assert found(f"presidio:{__name__}:{name}") == [("Zorvan", "PERSON")]


def test_a_service_is_asked(service: str) -> None:
    assert found(f"remote:{service}/tag") == [("Zorvan", "PERSON")]


def test_a_tagger_that_fails_refuses(service: str) -> None:
    for choice in (f"remote:{service}/broken", "remote:http://127.0.0.1:9/none", f"presidio:{__name__}:FAILING"):
        with pytest.raises(DetectorUnavailable) as refused:
            found(choice)
        assert "Zorvan" not in refused.value.message


@pytest.mark.parametrize(
    "choice",
    ["spacy:no_such_pipeline", "presidio:no.such:Thing", "presidio:json:nothing", "remote:ftp://x", "gliner", ""],
)
def test_a_tagger_that_cannot_be_had_stops_the_start(choice: str) -> None:
    with pytest.raises(ConfigurationError):
        load_tagger(choice)


def test_none_is_none() -> None:
    assert load_tagger("none") is None
