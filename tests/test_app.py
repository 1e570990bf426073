"""The application's edges: keys before bodies, errors in one shape, too much work refused, pages and health apart."""

from typing import Any

import pytest
from tests.flows.inside import product
from tests.support.replies import Reply

from sluis.pipeline import Pipeline
from sluis.settings import BotConfig

BOTS = (BotConfig(name="shop", key="k" * 40),)


@pytest.mark.parametrize("header", [{}, {"authorization": "Bearer wrong"}, {"authorization": "Basic eA=="}])
async def test_a_wrong_key_is_refused_before_the_body_is_looked_at(header: dict[str, str]) -> None:
    async with product(tagger="none", bots=BOTS) as running:
        running.client.headers.pop("authorization")
        response = await running.client.post("/v1/chat/completions", content=b"{no json", headers=header)
        assert response.status_code == 401
        assert running.model.seen == []


async def test_a_failure_of_ours_is_an_error_with_an_id_that_quotes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: Any) -> Any:
        raise RuntimeError("Ada Vermeer")

    monkeypatch.setattr(Pipeline, "run", fail)
    async with product(tagger="none") as running:
        response = await running.chat("Hello.")
        assert response.status_code == 500
        assert response.json()["error"]["id"] == response.headers["x-sluis-request"]
        assert "Vermeer" not in response.text


async def test_beyond_the_limit_of_requests_under_way_more_are_refused_and_may_retry() -> None:
    async with product(tagger="none", max_requests=1) as running:
        running.app._under_way = 1
        response = await running.chat("Hello.")
        assert response.status_code in (429, 503)
        assert response.headers["x-should-retry"] == "true"
        assert int(response.headers["retry-after"]) > 0
        running.app._under_way = 0
        running.say(Reply(text="Hi."))
        assert (await running.chat("Hello.")).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"), [("/healthz", 200), ("/readyz", 200), ("/metrics", 200), ("/nothing", 404)]
)
async def test_health_and_metrics_ask_for_no_key(path: str, status: int) -> None:
    async with product(tagger="none", bots=BOTS) as running:
        await running.app.services.until_ready()
        running.client.headers.pop("authorization")
        assert (await running.client.get(path)).status_code == status


@pytest.mark.parametrize("wait", ["soon", "1x"])
async def test_a_wait_that_is_no_number_is_refused(wait: str) -> None:
    async with product(tagger="none") as running:
        response = await running.client.get(f"/v1/holds/hold_{'0' * 32}?wait={wait}")
        assert response.status_code == 400
        assert response.json()["error"]["param"] == "wait"
