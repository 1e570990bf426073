"""Providers with protocols of their own behind the whole product: pseudonyms, tools, streams, holds, errors, egress."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.flows.inside import Product, message_of, product
from tests.flows.test_no_egress import settled
from tests.support.processes import Model, environment, free_port, running, sluis_process, wait_until_ready
from tests.support.providers import Providers
from tests.support.replies import Call, Reply
from tests.support.watching import require_strace, watch

from sluis.errors import ConfigurationError
from sluis.settings import load_settings
from sluis.verifying import bodies, is_on_wire
from sluis.wire.endpoints import TABLES

pytestmark = pytest.mark.filterwarnings("ignore::pydantic.warnings.PydanticDeprecatedSince211")  # litellm's streams
UPSTREAMS = {
    "anthropic": "litellm:anthropic/claude-sonnet-4-5",
    "bedrock": "litellm:bedrock/amazon.nova-pro-v1:0?region=eu-central-1",
    "gemini": "litellm:gemini/gemini-2.5-pro",
}
SAID = "Hello, my name is Ada Vermeer and my e-mail is ada.vermeer@posteo.net."
MOST_ARRIVE = 20
"""Fewer planted positions than this that reach a provider would say nothing."""
NAME = r"«name is (\w+ \w+)»"
PRIVATE = ("Vermeer", "vermeer", "posteo.net")
TOOLS: list[Any] = [
    {
        "type": "function",
        "function": {
            "name": name,
            "description": said,
            "parameters": {"type": "object", "properties": {key: {"type": "string"} for key in keys}},
        },
    }
    for name, said, keys in (
        ("find_customer", "The file of a customer.", ("name",)),
        ("decide_loan_application", "Approves or refuses a loan application.", ("name", "decision")),
    )
]


@pytest.fixture(params=sorted(UPSTREAMS))
async def bank(request: pytest.FixtureRequest) -> AsyncIterator[Product]:
    async with product(Providers(), upstream=UPSTREAMS[request.param], upstream_key="operators") as made:
        yield made
        for seen in made.model.seen:
            assert not [value for value in PRIVATE if value in seen.text]
            assert "operators" in str(seen.headers)


@pytest.mark.parametrize("stream", [False, True])
async def test_values_leave_as_pseudonyms_and_come_back(bank: Product, stream: bool) -> None:
    bank.say(Reply(text=f"Dear {NAME}, hello."))
    response = await bank.chat(SAID, stream=stream)
    assert said(response) == "Dear Ada Vermeer, hello."


def said(response: httpx.Response) -> str:
    if "event-stream" not in response.headers["content-type"]:
        return str(message_of(response)["content"])
    events = [json.loads(line[6:]) for line in response.text.splitlines() if line.startswith("data: {")]
    assert response.text.rstrip().endswith("data: [DONE]"), response.text
    return "".join(c["delta"].get("content") or "" for e in events for c in e["choices"])


@pytest.mark.parametrize("stream", [False, True])
async def test_a_tool_gets_real_values_and_its_result_goes_back(bank: Product, stream: bool) -> None:
    bank.say(Reply(calls=(Call("find_customer", {"name": NAME}),)), Reply(text=f"Found you, {NAME}."))
    response = await bank.chat(SAID, tools=TOOLS, stream=stream)
    assert '\\"Ada Vermeer\\"' in response.text
    call = called(response)
    history = [
        {"role": "user", "content": SAID},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": call["id"], "content": '{"e-mail": "ada.vermeer@posteo.net"}'},
    ]
    assert said(await bank.chat(history, tools=TOOLS, stream=stream)) == "Found you, Ada Vermeer."


def called(response: httpx.Response) -> dict[str, Any]:
    if "event-stream" not in response.headers["content-type"]:
        return dict(message_of(response)["tool_calls"][0])
    events = [json.loads(line[6:]) for line in response.text.splitlines() if line.startswith("data: {")]
    call = next(call for e in events for c in e["choices"] for call in c["delta"].get("tool_calls") or ())
    return {name: call[name] for name in ("id", "type", "function")}


@pytest.mark.parametrize("stream", [False, True])
async def test_a_decision_is_held(bank: Product, stream: bool) -> None:
    bank.say(Reply(calls=(Call("decide_loan_application", {"name": NAME, "decision": "refuse"}),)))
    response = await bank.chat(f"{SAID} Decide on my loan.", tools=TOOLS, stream=stream)
    assert response.headers["x-sluis-hold"].startswith("hold_")
    assert "refuse" not in response.text
    assert "hold_" in said(response)


@pytest.mark.parametrize("stream", [False, True])
async def test_errors_are_in_openais_shape_and_the_operators_key_stays_the_operators(
    bank: Product, stream: bool
) -> None:
    bank.say(Reply(behaviour="error", status=429), Reply(behaviour="error", status=401))
    busy = await bank.chat(SAID, stream=stream)
    assert (busy.status_code, busy.json()["error"]["code"]) == (429, "rate_limit_exceeded")
    refused = await bank.chat(SAID, stream=stream)
    assert (refused.status_code, refused.json()["error"]["code"]) == (502, "upstream_key_refused")


async def test_a_stream_that_ceases_ends_with_an_error(bank: Product) -> None:
    bank.say(Reply(text="The money is yours, all of it.", behaviour="no_done", after=5))
    response = await bank.chat(SAID, stream=True)
    assert "[DONE]" not in response.text
    assert '"finish_reason":"' not in response.text
    assert "upstream_broken" in response.text


async def test_the_bot_sees_the_operators_model_only(bank: Product) -> None:
    models = (await bank.client.get("/v1/models")).json()["data"]
    assert len(models) == 1
    assert models[0]["id"] in next(u for u in UPSTREAMS.values() if models[0]["owned_by"] in u)


async def test_each_bot_has_its_own_provider_and_key() -> None:
    bots = (
        {"name": "one", "key": "k-one", "upstream": "litellm:anthropic/claude-x", "upstream_key": "for-one"},
        {"name": "two", "key": "k-two", "upstream": UPSTREAMS["gemini"]},
        {"name": "three", "key": "k-three"},
    )
    async with product(Providers(), upstream=UPSTREAMS["bedrock"], upstream_key="for-all", bots=bots) as bank:
        for name in ("one", "two", "three"):
            await bank.chat("Hello.", headers={"authorization": f"Bearer k-{name}"})
        one, two, three = (str(seen.headers) for seen in bank.model.seen)
        assert [seen.path.split("/")[1] for seen in bank.model.seen] == ["v1", "v1beta", "model"]
    assert "for-one" in one
    assert "for-all" not in one + two  # a key goes to the provider it is for
    assert "for-all" in three


async def test_a_callers_key_is_relayed_where_no_bots_are_configured() -> None:
    async with product(Providers(), upstream=UPSTREAMS["anthropic"]) as bank:
        await bank.chat("Hello.", headers={"authorization": "Bearer callers-own"})
        assert bank.model.seen[0].headers["x-api-key"] == "callers-own"


@pytest.mark.parametrize(
    ("upstream", "message"),
    [
        ("litellm:", "PROVIDER"),
        ("litellm:openai/gpt-4o", "base URL"),
        ("litellm:anthropic/claude-x?api_key=k", "after \\?"),
        ("litellm:anthropic/claude-x?base=http://models.example", "plain http"),
        ("litellm:bedrock/amazon.nova-pro-v1:0", "region"),
        ("litellm:bedrock/x?region=elsewhere.example/", "region"),
        ("litellm:gemini/x?credentials=process", "takes a key"),
        ("litellm:anthropic/replicate-x", "no name of a model"),
    ],
)
def test_an_address_that_cannot_be_honoured_stops_the_start(
    upstream: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ConfigurationError, match=message):
        load_settings(upstream=upstream)


@pytest.mark.slow
@pytest.mark.xdist_group("egress")
@pytest.mark.parametrize("provider", sorted(UPSTREAMS))
def test_a_server_before_a_provider_reaches_it_and_nothing_else(tmp_path: Path, provider: str) -> None:
    require_strace()
    report, port = tmp_path / "watch", free_port()
    command = [sys.executable, "-m", "tests.support.providers", "--port", str(port)]
    log = tmp_path / "model.log"
    upstream = UPSTREAMS[provider] + ("&" if "?" in UPSTREAMS[provider] else "?") + f"base=http://127.0.0.1:{port}"
    with running(command, log, tmp_path, environment()) as process:
        wait_until_ready(f"http://127.0.0.1:{port}/v1/models", process, log)
        model = Model(port)
        # Somebody's .env and keys lie about; nothing may come of them.
        (tmp_path / ".env").write_text("ANTHROPIC_API_BASE=http://127.0.0.1:9\nHTTPS_PROXY=http://127.0.0.1:9\n")
        with sluis_process(tmp_path, upstream, before=watch(report), SLUIS_UPSTREAM_KEY="operators") as server:
            model.say(Reply(text=f"Dear {NAME}."), Reply(text="Streamed."), Reply(behaviour="error", status=500))
            assert server.chat(SAID).json()["choices"][0]["message"]["content"] == "Dear Ada Vermeer."
            assert "[DONE]" in server.chat(SAID, stream=True).text
            assert server.chat(SAID).status_code == 500
        assert not [value for value in PRIVATE if any(value in seen.text for seen in model.seen())]
        assert not [value for value in (*PRIVATE, "says 500") if value in server.log.read_text()]
    assert {(r.host, r.port) for r in settled(report)} == {("127.0.0.1", port)}


def test_an_openai_upstream_never_imports_litellm() -> None:
    program = """
import asyncio, sys
from tests.flows.inside import product
async def main():
    async with product() as bank:
        assert (await bank.chat("My name is Ada Vermeer.")).status_code == 200
        assert (await bank.client.get("/v1/models")).status_code == 200
asyncio.run(main())
assert not [name for name in sys.modules if name.split(".")[0] == "litellm"]
"""
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize("provider", sorted(UPSTREAMS))
async def test_a_value_planted_in_any_position_does_not_leave_in_the_providers_own_protocol(provider: str) -> None:
    """What litellm makes of a request is what leaves; parameters that a provider does not know stay behind."""
    arrived, strange = 0, []
    async with product(Providers(), upstream=UPSTREAMS[provider], upstream_key="operators", tagger="none") as made:
        for position in TABLES["chat/completions"]:
            for value, body in bodies("chat/completions", position):
                made.model.seen.clear()
                reply = await made.client.post("/v1/chat/completions", json={**body, "stream": False})
                left = made.model.seen
                wire = b"".join(seen.path.encode() + str(dict(seen.headers)).encode() + seen.raw for seen in left)
                assert not is_on_wire(value, wire), position.name
                if position.treatment in ("refused", "harmless"):
                    assert not left, position.name
                    assert 400 <= reply.status_code < 500, position.name
                elif reply.status_code == 200:
                    arrived += 1
                else:
                    strange.append((position.name, reply.status_code))
    assert {status for _, status in strange} <= {400}, strange
    assert arrived > MOST_ARRIVE, strange
