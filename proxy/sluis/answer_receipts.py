"""What an answer says about itself: the headers with policy, coverage and hold, and its row in the audit log."""

from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from typing import Any

from sluis.errors import SluisError
from sluis.exchange import Exchange
from sluis.protocols.protocol import WireProtocol
from sluis.services import Services


def answer_headers(x: Exchange, said: Mapping[str, Any] | None = None) -> dict[str, str]:
    """The headers of an answer. said: a completion of our own, which carries a mark."""
    headers = {"x-sluis-policy": x.policy.id, "x-sluis-coverage": x.coverage.header()}
    if x.opt_outs:
        headers["x-sluis-opt-out"] = ", ".join(sorted(x.opt_outs))
    mark = said.get("sluis") if said else None
    if isinstance(mark, dict):
        headers["x-sluis-status"] = str(mark["status"])
        headers["cache-control"] = "no-store, no-transform"
        headers["x-accel-buffering"] = "no"
        if mark.get("hold_id"):
            headers["x-sluis-hold"] = str(mark["hold_id"])
    return headers


def record_answer(services: Services, x: Exchange, outcome: str, detail: str | None = None) -> None:
    """Before anything is delivered. Raises when the audit log cannot take it."""
    services.audit.append(
        "exchange.answered", request=x.id, bot=x.caller.id, policy=x.policy.id, outcome=outcome, detail=detail,
        unrestored=x.coverage.unrestored, dropped="+".join(sorted(set(x.coverage.dropped))) or None,
    )  # fmt: skip
    services.metrics.answered(outcome, x.coverage.unrestored)


def failure_event(services: Services, x: Exchange, error: SluisError) -> bytes:
    """The event that ends a stream that failed; on record as failed, where the audit log can still take it."""
    with suppress(SluisError):
        record_answer(services, x, "failed", error.log_code)
    return x.protocol.failure(error.body(x.id))


async def send_events(protocol: WireProtocol, events: list[dict[str, Any]]) -> AsyncIterator[bytes]:
    """Events of our own as a finished stream."""
    for each in events:
        yield protocol.encode(each)
    if protocol.end:
        yield protocol.end
