"""Tools that the model's provider runs: refused, unless the policy allows their type; then inspected on both ways."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.support.transport import AsgiTransport

from sluis.app import App, create_app
from sluis.settings import Settings
from sluis.verifying import Recorder, verify
from sluis.wire.provider_tools import TOOLS

POLICY = """\
extends: gdpr
provider_tools:
  allowed: [web_search, file_search, code_interpreter, mcp]
"""
ALLOWED = frozenset({"web_search", "file_search", "code_interpreter", "mcp"})
SAID = "My name is Ada Vermeer and my e-mail is ada.vermeer@posteo.net."
DECIDES = {"type": "mcp", "server_label": "bank", "server_url": "https://mcp.bank.example/sse"}


class Provider:
    """A provider that searches for whoever it is told of, and answers whole or as a stream."""

    def __init__(self) -> None:
        self.seen: list[dict[str, Any]] = []
        self.output: list[dict[str, Any]] = []

    def who(self) -> str:
        text = self.seen[-1]["input"]
        return str(text).split("name is ")[1].split(" and")[0]

    async def answer(self, request: httpx.Request) -> httpx.Response:
        if request.method == "DELETE":  # what is withheld
            return httpx.Response(200, json={"id": "resp_1", "object": "response", "deleted": True})
        self.seen.append(json.loads(await request.aread()))
        output = json.loads(json.dumps(self.output).replace("WHO", self.who()))
        answer = {"id": "resp_1", "object": "response", "status": "completed", "model": "m", "output": output}
        if not self.seen[-1].get("stream"):
            return httpx.Response(200, json=answer)
        lines = "".join(f"data: {json.dumps(event)}\n\n" for event in events(answer))
        return httpx.Response(200, content=lines.encode(), headers={"content-type": "text/event-stream"})


def events(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The published events of an answer with searches, programs, calls and text."""
    said: list[dict[str, Any]] = [{"type": "response.created", "response": {**answer, "output": []}}]
    for index, item in enumerate(answer["output"]):
        at = {"output_index": index, "item_id": item["id"]}
        said.append({"type": "response.output_item.added", "output_index": index, "item": {**item, "content": []}})
        if item["type"] == "message":
            part = item["content"][0]
            place = {**at, "content_index": 0}
            said.append(
                {"type": "response.content_part.added", **place, "part": {**part, "text": "", "annotations": []}}
            )
            said += [{"type": "response.output_text.delta", **place, "delta": letter} for letter in part["text"]]
            for number, mark in enumerate(part["annotations"]):
                added = {"annotation_index": number, "annotation": mark}
                said.append({"type": "response.output_text.annotation.added", **place, **added})
            said.append({"type": "response.output_text.done", **place, "text": part["text"]})
            said.append({"type": "response.content_part.done", **place, "part": part})
        elif item["type"] == "code_interpreter_call":
            said.append({"type": "response.code_interpreter_call_code.delta", **at, "delta": item["code"]})
            said.append({"type": "response.code_interpreter_call_code.done", **at, "code": item["code"]})
        elif item["type"] == "mcp_call":
            said.append({"type": "response.mcp_call_arguments.done", **at, "arguments": item["arguments"]})
        if item["type"] not in ("message", "mcp_approval_request"):
            said.append({"type": f"response.{item['type']}.completed", **at})
        said.append({"type": "response.output_item.done", "output_index": index, "item": item})
    return [*said, {"type": "response.completed", "response": answer}]


MARK = {"type": "url_citation", "url": "https://x.example/", "title": "About WHO", "start_index": 0, "end_index": 5}
TEXT = {"type": "output_text", "text": "I found WHO.", "annotations": [MARK], "logprobs": []}
MESSAGE = {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed", "content": [TEXT]}
SEARCH = {"id": "ws_1", "type": "web_search_call", "status": "completed", "action": {"type": "search", "query": "WHO"}}
CODE = {"id": "ci_1", "type": "code_interpreter_call", "status": "completed", "code": "print('WHO')",
        "container_id": "cntr_1", "outputs": [{"type": "logs", "logs": "WHO"}]}  # fmt: skip
CALL = {"id": "mcp_1", "type": "mcp_call", "server_label": "crm", "name": "find", "arguments": '{"who": "WHO"}',
        "output": "It is WHO.", "error": None}  # fmt: skip
WISH = {"id": "mcpr_1", "type": "mcp_approval_request", "server_label": "bank", "name": "decide_loan_application",
        "arguments": '{"name": "WHO", "decision": "refuse"}'}  # fmt: skip

Running = tuple[App, Provider, httpx.AsyncClient]


async def running_with(
    provider: Any, policy: str, tagger: str = "none"
) -> AsyncIterator[tuple[App, Any, httpx.AsyncClient]]:
    app = create_app(Settings(database="sqlite://", tagger=tagger, policy=policy), transport=provider)
    await app.services.open()
    try:
        async with httpx.AsyncClient(
            transport=AsgiTransport(app), base_url="http://sluis", headers={"authorization": "Bearer k"}, timeout=60
        ) as client:
            yield app, provider, client
    finally:
        await app.services.close()


@pytest.fixture
def policy(tmp_path: Path) -> str:
    path = tmp_path / "searching.yaml"
    path.write_text(POLICY)
    return str(path)


@pytest.fixture
async def bot(policy: str) -> AsyncIterator[tuple[Provider, httpx.AsyncClient]]:
    provider = Provider()
    async for _, _, client in running_with(httpx.MockTransport(provider.answer), policy):
        yield provider, client


async def ask(client: httpx.AsyncClient, **more: Any) -> tuple[httpx.Response, dict[str, Any]]:
    """(the reply, the response in it)."""
    body = {
        "model": "m",
        "input": SAID,
        "tools": [{"type": "web_search"}, {"type": "mcp", "server_label": "crm"}],
        **more,
    }
    reply = await client.post("/v1/responses", json=body)
    if not more.get("stream"):
        return reply, reply.json()
    lines = [json.loads(line[6:]) for line in reply.text.splitlines() if line.startswith("data: {")]
    return reply, {**lines[-1].get("response", {}), "events": lines}


@pytest.mark.parametrize("stream", [False, True])
async def test_what_an_allowed_tool_did_comes_back_with_real_values(
    bot: tuple[Provider, httpx.AsyncClient], stream: bool
) -> None:
    provider, client = bot
    provider.output = [SEARCH, CODE, CALL, MESSAGE]
    reply, answer = await ask(client, stream=stream)
    assert reply.status_code == 200, reply.text
    assert "Vermeer" not in json.dumps(provider.seen)
    search, code, call, message = answer["output"]
    assert search["action"]["query"] == "Ada Vermeer"
    assert (code["code"], code["outputs"][0]["logs"]) == ("print('Ada Vermeer')", "Ada Vermeer")
    assert json.loads(call["arguments"]) == {"who": "Ada Vermeer"}
    assert call["output"] == "It is Ada Vermeer."
    assert message["content"][0]["text"] == "I found Ada Vermeer."
    assert message["content"][0]["annotations"][0]["title"] == "About Ada Vermeer"
    assert provider.who() not in reply.text


async def test_text_behind_a_search_flows_and_its_steps_and_marks_are_shown(
    bot: tuple[Provider, httpx.AsyncClient],
) -> None:
    provider, client = bot
    provider.output = [SEARCH, MESSAGE]
    _, answer = await ask(client, stream=True)
    kinds = [event["type"] for event in answer["events"]]
    assert "response.web_search_call.completed" in kinds
    assert kinds.count("response.output_text.delta") > 2
    (mark,) = [e["annotation"] for e in answer["events"] if e["type"].endswith("annotation.added")]
    assert mark["title"] == "About Ada Vermeer"
    assert [e["output_index"] for e in answer["events"] if e["type"] == "response.output_item.added"] == [0, 1]
    assert [e["sequence_number"] for e in answer["events"]] == list(range(len(kinds)))


@pytest.mark.parametrize("stream", [False, True])
async def test_a_call_that_waits_for_approval_is_judged_as_any_call(
    bot: tuple[Provider, httpx.AsyncClient], stream: bool
) -> None:
    provider, client = bot
    provider.output = [WISH]
    reply, _ = await ask(client, input=f"{SAID} Please decide on my loan.", tools=[DECIDES], stream=stream)
    assert reply.headers["x-sluis-hold"].startswith("hold_")
    assert "refuse" not in reply.text


async def test_what_it_left_in_a_history_leaves_in_pseudonyms_again(policy: str) -> None:
    provider = Provider()
    provider.output = [SEARCH, CODE, CALL, MESSAGE]
    async for _, _, client in running_with(httpx.MockTransport(provider.answer), policy, "builtin"):
        _, answer = await ask(client)
        again = [{"role": "user", "content": SAID}, *answer["output"], {"role": "user", "content": "And?"}]
        reply, _ = await ask(client, input=again)
        assert reply.status_code == 200, reply.text
        first, second = provider.seen
        assert "Vermeer" not in json.dumps(second)
        assert second["input"][0]["content"] == first["input"]
        assert second["input"][4]["content"][0]["text"] == f"I found {provider.who()}."
        assert second["input"][3]["arguments"] == json.dumps({"who": provider.who()})


@pytest.mark.parametrize(
    ("tool", "code"),
    [
        ({"type": "web_search_preview"}, "tool_not_guarded"),  # of no allowed type
        ({"type": "computer_use_preview"}, "tool_not_guarded"),
        ({"type": "mcp", "server_label": "x", "headers": {"x": "y"}}, "tool_not_guarded"),
        ({"type": "mcp", "server_label": "x", "server_url": "https://u:p@x.example/?q=ada"}, "invalid_value"),
        ({"type": "code_interpreter", "container": {"type": "auto", "network_policy": {}}}, "tool_not_guarded"),
    ],
)
async def test_what_is_not_allowed_or_not_known_of_a_tool_is_refused(
    bot: tuple[Provider, httpx.AsyncClient], tool: dict[str, Any], code: str
) -> None:
    provider, client = bot
    reply, body = await ask(client, tools=[tool])
    assert (reply.status_code, body["error"]["code"]) == (400, code)
    assert provider.seen == []


async def test_a_picture_that_a_program_made_does_not_come_back(bot: tuple[Provider, httpx.AsyncClient]) -> None:
    provider, client = bot
    provider.output = [{**CODE, "outputs": [{"type": "image", "url": "https://x.example/1.png"}]}, MESSAGE]
    reply, _ = await ask(client)
    assert reply.status_code == 502


@pytest.mark.parametrize("stream", [False, True])
async def test_without_a_policy_that_allows_it_neither_tool_nor_what_it_says_passes(stream: bool) -> None:
    provider = Provider()
    provider.output = [SEARCH, MESSAGE]
    async for _, _, client in running_with(httpx.MockTransport(provider.answer), "gdpr"):
        reply, body = await ask(client)
        assert (reply.status_code, body["error"]["code"]) == (400, "tool_not_guarded")
        reply, _ = await ask(client, tools=[], stream=stream)  # as a prompt kept upstream could have it
        assert "Ada Vermeer" not in reply.text
        assert "error" in reply.text


async def test_verify_plants_a_value_in_every_field_and_sees_each_that_is_not_inspected(policy: str) -> None:
    recorder = Recorder()
    async for app, _, client in running_with(recorder.transport(), policy):
        checks = await verify(client, recorder, ["responses"], provider_tools=ALLOWED)
        assert [check for check in checks if not check.passed] == []
        fields = {f"tools[].{field} ({kind})" for kind in ALLOWED for field in TOOLS[kind]}
        assert fields <= {check.position for check in checks}
        inspected = {c.position for c in checks if c.treatment == "inspected" and c.position.endswith(")")}
        app.services.switched_off = frozenset(("responses", name.split(" ")[0]) for name in inspected)
        checks = await verify(client, recorder, ["responses"], provider_tools=ALLOWED)
        assert inspected <= {check.position for check in checks if not check.passed}
