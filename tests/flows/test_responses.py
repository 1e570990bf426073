"""Responses through a real `sluis serve`, with OpenAI's own client: chains, tools, streams, holds, background."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from openai import APIStatusError, OpenAI
from tests.flows.clients.bank import FUNCTIONS, schema
from tests.flows.clients.test_clients import DECISION, INTRODUCTION, NAME, approve, assert_nothing_left
from tests.support.processes import Model, Server
from tests.support.replies import Call, Reply

pytestmark = pytest.mark.slow
TOOLS: Any = [{"type": "function", "strict": False, **schema(name)["function"]} for name in FUNCTIONS]
FIND = Call("find_customer", {"name": NAME})
PATIENCE_SECONDS = 60.0


class Bot:
    """A bot on Responses: the history lives upstream, or goes along each time."""

    def __init__(self, client: OpenAI, streams: bool, chained: bool) -> None:
        self._client, self._streams, self._chained = client, streams, chained
        self._previous: Any = None
        self._history: list[Any] = []
        self.called: list[tuple[str, Any]] = []

    def ask(self, items: list[Any]) -> Any:
        """One response; the client's own object."""
        known: dict[str, Any] = {"previous_response_id": self._previous} if self._previous else {}
        self._history += items
        more = known if self._chained else {"store": False}
        given = items if self._chained else self._history
        if self._streams:
            with self._client.responses.stream(model="fake", input=given, tools=TOOLS, **more) as stream:
                numbers = [event.sequence_number for event in stream]
                response: Any = stream.get_final_response()
            assert numbers == sorted(set(numbers))
        else:
            response = self._client.responses.create(model="fake", input=given, tools=TOOLS, **more)
        self._previous = response.id
        self._history += [item.model_dump(exclude_none=True, exclude={"parsed_arguments"}) for item in response.output]
        for item in self._history:
            for part in item.get("content") or () if isinstance(item.get("content"), list) else ():
                part.pop("parsed", None)
        return response

    def say(self, text: str) -> str:
        """What the bot answers in the end, its tools run."""
        response = self.ask([{"role": "user", "content": text}])
        while calls := [item for item in response.output if item.type == "function_call"]:
            results = []
            for call in calls:
                arguments = json.loads(call.arguments)
                self.called.append((call.name, arguments))
                result = FUNCTIONS[call.name](**arguments)
                results.append({"type": "function_call_output", "call_id": call.call_id, "output": result})
            response = self.ask(results)
        return str(response.output_text)


@pytest.fixture
def client(server: Server) -> Iterator[OpenAI]:
    with OpenAI(base_url=server.url, api_key="test", max_retries=0, timeout=60) as made:
        yield made


@pytest.fixture(params=["whole-chained", "stream-chained", "whole-resent", "stream-resent"])
def bot(request: pytest.FixtureRequest, client: OpenAI) -> Bot:
    how, kept = request.param.split("-")
    return Bot(client, how == "stream", kept == "chained")


def test_a_conversation_with_tools_works_on_real_values_and_leaves_in_pseudonyms(bot: Bot, model: Model) -> None:
    model.say(Reply(calls=(FIND,)), Reply(text=f"Found you, {NAME}.", reasoning=f"{NAME} it is."), Reply(text=NAME))
    assert bot.say(INTRODUCTION) == "Found you, Ada Vermeer."
    assert bot.called == [("find_customer", {"name": "Ada Vermeer"})]
    assert bot.say("Who am I?") == "Ada Vermeer"
    assert_nothing_left(model)


def test_a_decision_is_held_and_its_tool_runs_only_after_a_person_approved(
    bot: Bot, server: Server, model: Model, reviewer: tuple[str, str]
) -> None:
    model.say(Reply(calls=(DECISION,)))
    said = bot.say(f"{INTRODUCTION} Please decide on my loan application.")
    assert bot.called == []
    assert "refuse" not in said
    hold_id = next(word for word in said.replace(".", " ").split() if word.startswith("hold_"))
    approve(server, reviewer, hold_id)
    model.say(Reply(text=f"Thank you, {NAME}."))
    assert bot.say("Any news?") == "Thank you, Ada Vermeer."
    assert [name for name, _ in bot.called] == ["decide_loan_application"]
    assert bot.called[0][1]["customer_name"] == "Ada Vermeer"
    assert_nothing_left(model)


@pytest.mark.parametrize("streams", [False, True], ids=["whole", "stream"])
def test_a_conversation_object_carries_the_chat_and_holds_its_decision(
    streams: bool, client: OpenAI, server: Server, model: Model, reviewer: tuple[str, str]
) -> None:
    kept = client.conversations.create(items=[{"role": "user", "content": INTRODUCTION}], metadata={"topic": "loan"})

    def ask(given: Any) -> Any:
        if not streams:
            return client.responses.create(model="fake", input=given, tools=TOOLS, conversation=kept.id)
        with client.responses.stream(model="fake", input=given, tools=TOOLS, conversation=kept.id) as stream:
            for _ in stream:
                pass
            return stream.get_final_response()

    model.say(Reply(text=f"Good day, {NAME}."), Reply(calls=(DECISION,)))
    first = ask("Who am I?")
    assert (first.output_text, first.conversation.id) == ("Good day, Ada Vermeer.", kept.id)
    said = ask("Please decide on my loan application.").output_text
    approve(server, reviewer, next(word for word in said.replace(".", " ").split() if word.startswith("hold_")))
    (call,) = [item for item in ask("Any news?").output if item.type == "function_call"]
    assert json.loads(call.arguments)["customer_name"] == "Ada Vermeer"
    model.say(Reply(text=f"Thank you, {NAME}."))
    done = ask([{"type": "function_call_output", "call_id": call.call_id, "output": "noted"}])
    assert done.output_text == "Thank you, Ada Vermeer."
    assert client.conversations.retrieve(kept.id).metadata == {"topic": "loan"}
    assert client.conversations.update(kept.id, metadata={"topic": "card"}).metadata == {"topic": "card"}
    assert client.conversations.delete(kept.id).deleted
    with pytest.raises(APIStatusError) as gone:
        client.responses.create(model="fake", input="Hello.", conversation=kept.id)
    assert gone.value.code == "conversation_not_found"
    assert_nothing_left(model)


def test_a_background_response_is_polled_and_its_input_listed(client: OpenAI, model: Model) -> None:
    model.say(Reply(text=f"Dear {NAME}."))
    made = client.responses.create(model="fake", input=INTRODUCTION, background=True)
    until = time.monotonic() + PATIENCE_SECONDS
    while made.status in ("queued", "in_progress") and time.monotonic() < until:
        made = client.responses.retrieve(made.id)
    assert made.output_text == "Dear Ada Vermeer."
    items = client.responses.input_items.list(made.id)
    assert INTRODUCTION in str([item.model_dump(warnings=False) for item in items])
    client.responses.delete(made.id)
    with pytest.raises(APIStatusError) as gone:
        client.responses.retrieve(made.id)
    assert gone.value.status_code == 404
    assert_nothing_left(model)


def test_a_structured_answer_parses_with_real_values(client: OpenAI, model: Model) -> None:
    model.say(Reply(text=f'{{"name": "{NAME}"}}'))
    wanted: Any = {"format": {"type": "json_schema", "name": "who", "schema": {"type": "object"}, "strict": False}}
    response = client.responses.create(model="fake", input=INTRODUCTION, text=wanted)
    assert json.loads(response.output_text) == {"name": "Ada Vermeer"}


def test_an_error_of_the_model_in_mid_stream_reaches_the_client(client: OpenAI, model: Model) -> None:
    model.say(Reply(text="Dear customer, all is well.", behaviour="no_done", after=7))
    with client.responses.create(model="fake", input="Hello.", stream=True) as stream:
        events = list(stream)
    assert events[-1].type == "response.failed"
    assert events[-1].response.error is not None
