"""A bot on the Anthropic client for Python. `bot.py BASE_URL stream|whole`; it knows nothing of Sluis."""

import json
import sys
from typing import Any

from anthropic import Anthropic, AnthropicError
from bank import FUNCTIONS, INSTRUCTIONS, schema

client = Anthropic(base_url=sys.argv[1].removesuffix("/v1"), api_key="sk-test")
history: list[Any] = []


def _tool(name: str) -> dict[str, Any]:
    function = schema(name)["function"]
    return {"name": name, "description": function["description"], "input_schema": function["parameters"]}


asked: Any = {"model": "fake", "max_tokens": 500, "system": INSTRUCTIONS, "tools": [_tool(n) for n in FUNCTIONS]}


def ask(done: dict[str, Any]) -> Any:
    """One request; the message as the library gives it."""
    if sys.argv[2] == "whole":
        answer = client.messages.create(messages=history, **asked)
    else:
        with client.messages.stream(messages=history, **asked) as stream:
            for event in stream:
                done["pieces"] += event.type == "text"
            answer = stream.get_final_message()
    done["ids"].append(answer.id)
    return answer


def turn(text: str) -> dict[str, Any]:
    done: dict[str, Any] = {"text": "", "tools": [], "pieces": 0, "ids": [], "error": ""}
    history.append({"role": "user", "content": text})
    for _ in range(5):
        answer = ask(done)
        history.append({"role": "assistant", "content": answer.content})
        results = []
        for block in answer.content:
            if block.type == "tool_use":
                done["tools"].append([block.name, block.input])
                result = FUNCTIONS[block.name](**block.input)
                results.append({"type": "tool_result", "tool_use_id": block.id, "content": result})
        if not results:
            done["text"] = "".join(block.text for block in answer.content if block.type == "text")
            break
        history.append({"role": "user", "content": results})
    return done


for line in sys.stdin:
    try:
        said = turn(json.loads(line))
    except AnthropicError as error:
        said = {"text": "", "error": f"{type(error).__name__}: {error}"}
    print(json.dumps(said), flush=True)
