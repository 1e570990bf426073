"""A real LiteLLM proxy process as the upstream: an OpenAI-compatible server with habits of its own."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.flows.clients.bots import ENVIRONMENTS
from tests.support.processes import (
    HTTP,
    Model,
    Server,
    environment,
    free_port,
    running,
    sluis_process,
    wait_until_ready,
)
from tests.support.replies import Call, Reply

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("clients-1")]
PROXY = ENVIRONMENTS / "litellm" / "bin" / "litellm"
KEY = "sk-9f1c4b7ad2e85036"
START_SECONDS = 400.0
"""It imports a great deal; on a loaded machine the first time takes minutes."""
QUIET = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS": "True",
    "LITELLM_LOCAL_BLOG_POSTS": "True",
    "LITELLM_LOCAL_POLICY_TEMPLATES": "True",
    "LITELLM_TELEMETRY": "False",
    "NO_DOCS": "True",
    "LITELLM_MASTER_KEY": KEY,
}
SAID = "Hello, my name is Ada Vermeer and my e-mail is ada.vermeer@posteo.net."
NAME = r"«my name is (\w+ \w+)»"
TOOL: dict[str, Any] = {
    "type": "function",
    "function": {
        "name": "decide_loan_application",
        "description": "Approves or refuses a loan application.",
        "parameters": {"type": "object", "properties": {"name": {"type": "string"}, "decision": {"type": "string"}}},
    },
}


@pytest.fixture(scope="module")
def proxied(directory: Path, model_server: Model) -> Iterator[Server]:
    """Sluis before a LiteLLM proxy before the fake model."""
    if not PROXY.exists():
        missing = "litellm has no environment: make clients"
        pytest.fail(missing) if os.environ.get("SLUIS_CI") else pytest.skip(missing)
    config = directory / "litellm.json"  # YAML too
    to_model = {"model": "openai/fake", "api_base": model_server.url, "api_key": "sk-model"}
    mocked = {"model": "anthropic/claude-x", "mock_response": "Said by nobody.", "api_key": "sk-none"}
    models = [
        {"model_name": "fake", "litellm_params": {**to_model, "max_retries": 0}},
        {"model_name": "mocked", "litellm_params": mocked},
    ]
    config.write_text(json.dumps({"model_list": models, "router_settings": {"num_retries": 0}}))
    port, log = free_port(), directory / "litellm.log"
    command = [str(PROXY), "--config", str(config), "--host", "127.0.0.1", "--port", str(port)]
    with running(command, log, directory, environment(**QUIET)) as process:
        wait_until_ready(f"http://127.0.0.1:{port}/health/liveliness", process, log, START_SECONDS)
        with sluis_process(
            directory, f"http://127.0.0.1:{port}/v1", name="before-litellm", SLUIS_UPSTREAM_KEY=KEY
        ) as server:
            yield server


def pieces(text: str) -> list[Any]:
    assert text.rstrip().endswith("data: [DONE]"), text[-500:]
    return [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: {")]


@pytest.mark.parametrize("stream", [False, True])
def test_text_goes_through_both(proxied: Server, model: Model, stream: bool) -> None:
    model.say(Reply(text=f"Dear {NAME}, hello."))
    response = proxied.chat(SAID, stream=stream)
    assert response.status_code == 200, response.text
    if stream:
        deltas = [c["delta"] for piece in pieces(response.text) for c in piece["choices"]]
        assert "".join(delta.get("content") or "" for delta in deltas) == "Dear Ada Vermeer, hello."
    else:
        assert response.json()["choices"][0]["message"]["content"] == "Dear Ada Vermeer, hello."
    (seen,) = model.seen()
    assert "Vermeer" not in seen.text


@pytest.mark.parametrize("stream", [False, True])
def test_a_decision_is_held_behind_it(proxied: Server, model: Model, stream: bool) -> None:
    model.say(Reply(calls=(Call("decide_loan_application", {"name": NAME, "decision": "refuse"}),)))
    response = proxied.chat(f"{SAID} Decide on my loan ({stream}).", stream=stream, tools=[TOOL])
    assert response.headers["x-sluis-hold"].startswith("hold_")
    assert "refuse" not in response.text


def test_an_error_keeps_its_status(proxied: Server, model: Model) -> None:
    model.say(Reply(behaviour="error", status=400))
    response = proxied.chat(SAID)
    assert response.status_code == 400
    assert response.json()["error"]["message"]
    assert "Vermeer" not in proxied.log.read_text()


def test_its_own_mock_answers_pass(proxied: Server) -> None:
    assert proxied.chat(SAID, model="mocked").json()["choices"][0]["message"]["content"] == "Said by nobody."
    events = pieces(proxied.chat(SAID, model="mocked", stream=True).text)
    assert "".join(c["delta"].get("content") or "" for e in events for c in e["choices"]) == "Said by nobody."


def test_its_models_are_listed(proxied: Server) -> None:
    listed = HTTP.get(f"{proxied.url}/models", headers={"authorization": "Bearer x"}).json()["data"]
    assert {"fake", "mocked"} <= {model["id"] for model in listed}
