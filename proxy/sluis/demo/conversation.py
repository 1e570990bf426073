"""The demo's bot: a bank's assistant with two tools and a customer who does not exist. It knows nothing of Sluis.

It speaks through a callable that posts a chat completion, so it plays the same against a server or in a test.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sluis.demo.model import MODEL

Message = dict[str, Any]
SYSTEM: Message = {
    "role": "system",
    "content": "You are the assistant of a small bank. Look customers up before you answer. Use the tools.",
}
INTRODUCTION = (
    "Good morning! My name is Ada Vermeer, my customer number is KD-204817 "
    "and my e-mail is ada.vermeer@posteo.example. "
    "Has my loan application arrived? The money would go to NL91ABNA0417164300."
)
REQUEST = "Thank you. Please decide on it today."
CUSTOMER = {
    "customer_number": "KD-204817",
    "name": "Ada Vermeer",
    "iban": "NL91 ABNA 0417 1643 00",
    "income_eur_a_month": 2150,
    "application": {"id": "LN-5531", "amount_eur": 18000, "purpose": "a used car"},
}


def _tool(name: str, description: str, **parameters: Mapping[str, Any]) -> dict[str, Any]:
    schema = {"type": "object", "properties": parameters, "required": list(parameters), "additionalProperties": False}
    return {"type": "function", "function": {"name": name, "description": description, "parameters": schema}}


TEXT = {"type": "string"}
TOOLS = [
    _tool("find_customer", "The file of a customer.", first_name=TEXT, last_name=TEXT, customer_number=TEXT),
    _tool(
        "decide_loan_application",
        "Approves or refuses a loan application. It takes effect at once.",
        customer_number=TEXT,
        application_id=TEXT,
        decision={"type": "string", "enum": ["approve", "refuse"]},
        reason=TEXT,
    ),
]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the proxy gave back. hold_id: of what waits for a person, if anything does."""

    message: Message
    hold_id: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One request of the bot: the messages new in it, and what came back."""

    sent: tuple[Message, ...]
    answer: Answer


Post = Callable[[dict[str, Any]], Answer]


class Bot:
    """Keeps the history, runs the tools the model asks for, and sends everything each turn, as chatbots do."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._history: list[Message] = [SYSTEM]
        self._known = 1

    def say(self, text: str) -> list[Step]:
        """Sends what the customer says and goes on until there is something to read. The steps it took."""
        self._history.append({"role": "user", "content": text})
        return self._until_text()

    def take_up(self, message: Message) -> list[Step]:
        """Goes on with an assistant message that arrived outside a turn: an approved tool call is carried out."""
        self._history.append(message)
        self._known = len(self._history)
        self._run_tools(message)
        return self._until_text() if len(self._history) > self._known else []

    def _until_text(self) -> list[Step]:
        steps: list[Step] = []
        for _ in range(5):
            sent = tuple(self._history[self._known :])
            answer = self._post({"model": MODEL, "messages": self._history, "tools": TOOLS})
            steps.append(Step(sent, answer))
            self._history.append(answer.message)
            self._known = len(self._history)
            if not self._run_tools(answer.message):
                break
        return steps

    def _run_tools(self, message: Message) -> bool:
        calls = message.get("tool_calls") or []
        for call in calls:
            result = run_tool(call["function"]["name"], json.loads(call["function"]["arguments"]))
            content = json.dumps(result, ensure_ascii=False)
            self._history.append({"role": "tool", "tool_call_id": call["id"], "content": content})
        return bool(calls)


def run_tool(name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The bank's systems. They know the customer by her real name and number only."""
    if arguments.get("customer_number") != CUSTOMER["customer_number"]:
        return {"error": "There is no customer of that number."}
    if name == "find_customer":
        return dict(CUSTOMER)
    if name == "decide_loan_application":
        outcome = "approved" if arguments.get("decision") == "approve" else "refused"
        return {"application_id": arguments.get("application_id"), "outcome": outcome}
    return {"error": "There is no such tool."}


def message_text(message: Message) -> str:
    """A message as one reads it: who, and the text or the tool call."""
    said = [str(message["content"])] if message.get("content") else []
    for call in message.get("tool_calls") or []:
        function = call["function"]
        said.append(f"{function['name']}({function['arguments']})")
    return "\n".join(said)
