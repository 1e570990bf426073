"""Counters for /metrics. Labels are kinds, codes and outcomes from fixed lists; never an id, a name or a value."""

from prometheus_client import CollectorRegistry, Counter, generate_latest

from sluis.exchange import Exchange


class Metrics:
    """What operators watch. A registry of its own, so that two applications in one process do not mix."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = self._counter("sluis_requests", "Requests by endpoint.", "endpoint")
        self._refused = self._counter("sluis_refused", "Requests refused, by error code.", "code")
        self._values = self._counter("sluis_values", "Values replaced, by entity type.", "entity_type")
        self._detected = self._counter("sluis_leaves_detected", "Text leaves really detected.")
        self._leaves = self._counter("sluis_leaves", "Text leaves seen, from the cache or not.")
        self._answers = self._counter("sluis_answers", "Answers by what became of them.", "outcome")
        self._left = self._counter("sluis_unrestored", "Pseudonyms that stayed in answers.")
        self._decisions = self._counter(
            "sluis_decisions", "Decisions found, by verdict and domain.", "verdict", "domain"
        )

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(name, text, labels, registry=self._registry)

    def request(self, endpoint: str) -> None:
        self._requests.labels(endpoint).inc()

    def refused(self, code: str) -> None:
        self._refused.labels(code).inc()

    def forwarded(self, x: Exchange) -> None:
        for entity_type, count in x.coverage.types.items():
            self._values.labels(entity_type).inc(count)
        self._detected.inc(x.coverage.detected)
        self._leaves.inc(x.coverage.leaves)

    def answered(self, outcome: str, unrestored: int = 0) -> None:
        self._answers.labels(outcome).inc()
        self._left.inc(unrestored)

    def decision(self, verdict: str, domain: str) -> None:
        self._decisions.labels(verdict, domain).inc()

    def text(self) -> bytes:
        """The counters in Prometheus' text format."""
        return generate_latest(self._registry)
