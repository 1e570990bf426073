"""A bot on the OpenAI client for Python. `bot.py BASE_URL stream|whole chat|responses`; it knows nothing of Sluis."""

import json
from typing import Any

from bank import FUNCTIONS, INSTRUCTIONS, schema
from openai import OpenAI
from talk import API, STREAMS, URL, done, serve

client = OpenAI(base_url=URL, api_key="sk-test")
history: list[Any] = []
tools: Any = [schema(name, flat=API == "responses") for name in FUNCTIONS]


def complete() -> Any:
    """One chat completion; the assistant's message as the library gives it."""
    messages: Any = [{"role": "system", "content": INSTRUCTIONS}, *history]
    if not STREAMS:
        answer = client.chat.completions.create(model="fake", messages=messages, tools=tools)
        done["ids"].append(answer.id)
        return answer.choices[0].message
    with client.chat.completions.stream(model="fake", messages=messages, tools=tools) as stream:
        for event in stream:
            done["pieces"] += event.type == "content.delta"
        answer = stream.get_final_completion()
    done["ids"].append(answer.id)
    return answer.choices[0].message


def chat() -> bool:
    """One step; whether it was the last."""
    message = complete()
    history.append(message.model_dump(include={"role", "content", "tool_calls"}, exclude_none=True))
    for call in message.tool_calls or []:
        result = FUNCTIONS[call.function.name](**json.loads(call.function.arguments))
        history.append({"role": "tool", "tool_call_id": call.id, "content": result})
    done["text"] = message.content or ""
    return not message.tool_calls


def respond() -> Any:
    if not STREAMS:
        return client.responses.create(model="fake", instructions=INSTRUCTIONS, input=history, tools=tools)
    with client.responses.stream(model="fake", instructions=INSTRUCTIONS, input=history, tools=tools) as stream:
        for event in stream:
            done["pieces"] += event.type == "response.output_text.delta"
        return stream.get_final_response()


def responses() -> bool:
    answer = respond()
    done["ids"].append(answer.id)
    calls = [item for item in answer.output if item.type == "function_call"]
    history.extend(item.model_dump(exclude_none=True, exclude={"parsed_arguments"}) for item in answer.output)
    for call in calls:
        result = FUNCTIONS[call.name](**json.loads(call.arguments))
        history.append({"type": "function_call_output", "call_id": call.call_id, "output": result})
    done["text"] = answer.output_text
    return not calls


def turn(text: str) -> None:
    history.append({"role": "user", "content": text})
    step = responses if API == "responses" else chat
    for _ in range(5):
        if step():
            break


serve(turn, history.clear)
