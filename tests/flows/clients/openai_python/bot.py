"""A bot on the OpenAI client for Python. `bot.py BASE_URL stream|whole`; it knows nothing of Sluis."""

import json
import sys
from typing import Any

from bank import FUNCTIONS, INSTRUCTIONS, schema
from openai import OpenAI, OpenAIError

client = OpenAI(base_url=sys.argv[1], api_key="sk-test")
history: list[Any] = [{"role": "system", "content": INSTRUCTIONS}]
tools: Any = [schema(name) for name in FUNCTIONS]


def ask(done: dict[str, Any]) -> Any:
    """One request; the assistant's message as the library gives it."""
    if sys.argv[2] == "whole":
        answer = client.chat.completions.create(model="fake", messages=history, tools=tools)
        done["ids"].append(answer.id)
        return answer.choices[0].message
    with client.chat.completions.stream(model="fake", messages=history, tools=tools) as stream:
        for event in stream:
            done["pieces"] += event.type == "content.delta"
        answer = stream.get_final_completion()
    done["ids"].append(answer.id)
    return answer.choices[0].message


def turn(text: str) -> dict[str, Any]:
    done: dict[str, Any] = {"text": "", "tools": [], "pieces": 0, "ids": [], "error": ""}
    history.append({"role": "user", "content": text})
    for _ in range(5):
        message = ask(done)
        history.append(message.model_dump(include={"role", "content", "tool_calls"}, exclude_none=True))
        for call in message.tool_calls or []:
            arguments = json.loads(call.function.arguments)
            done["tools"].append([call.function.name, arguments])
            result = FUNCTIONS[call.function.name](**arguments)
            history.append({"role": "tool", "tool_call_id": call.id, "content": result})
        if not message.tool_calls:
            done["text"] = message.content or ""
            break
    return done


for line in sys.stdin:
    try:
        said = turn(json.loads(line))
    except OpenAIError as error:
        said = {"text": "", "error": f"{type(error).__name__}: {error}"}
    print(json.dumps(said), flush=True)
