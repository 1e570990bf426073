"""A bot on the Anthropic client for Python. `bot.py BASE_URL stream|whole messages`; it knows nothing of Sluis."""

from typing import Any

from anthropic import Anthropic
from bank import FUNCTIONS, INSTRUCTIONS, schema
from talk import STREAMS, URL, done, serve

client = Anthropic(base_url=URL.removesuffix("/v1"), api_key="sk-test")
history: list[Any] = []


def _tool(name: str) -> dict[str, Any]:
    function = schema(name)["function"]
    return {"name": name, "description": function["description"], "input_schema": function["parameters"]}


asked: Any = {"model": "fake", "max_tokens": 500, "system": INSTRUCTIONS, "tools": [_tool(n) for n in FUNCTIONS]}


def ask() -> Any:
    """One request; the message as the library gives it."""
    if not STREAMS:
        return client.messages.create(messages=history, **asked)
    with client.messages.stream(messages=history, **asked) as stream:
        for event in stream:
            done["pieces"] += event.type == "text"
        return stream.get_final_message()


def turn(text: str) -> None:
    history.append({"role": "user", "content": text})
    for _ in range(5):
        answer = ask()
        done["ids"].append(answer.id)
        history.append({"role": "assistant", "content": answer.content})
        results = []
        for block in answer.content:
            if block.type == "tool_use":
                result = FUNCTIONS[block.name](**block.input)
                results.append({"type": "tool_result", "tool_use_id": block.id, "content": result})
        if not results:
            done["text"] = "".join(block.text for block in answer.content if block.type == "text")
            break
        history.append({"role": "user", "content": results})


serve(turn, history.clear)
