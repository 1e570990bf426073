"""Metrics count kinds and outcomes; two applications in one process count apart."""

from sluis.metrics import Metrics


def test_counters_are_told_in_the_text_format_with_labels_from_fixed_lists() -> None:
    metrics = Metrics()
    metrics.request("chat/completions")
    metrics.refused("too_large")
    metrics.answered("held", 3)
    metrics.decision("hold", "credit_lending")
    metrics.decision("hold", "credit_lending")
    text = metrics.text().decode()
    assert 'sluis_requests_total{endpoint="chat/completions"} 1.0' in text
    assert 'sluis_refused_total{code="too_large"} 1.0' in text
    assert 'sluis_answers_total{outcome="held"} 1.0' in text
    assert "sluis_unrestored_total 3.0" in text
    assert 'sluis_decisions_total{domain="credit_lending",verdict="hold"} 2.0' in text


def test_a_second_application_begins_at_none() -> None:
    first = Metrics()
    first.request("models")
    assert b'endpoint="models"' not in Metrics().text()
