"""A bot on the LiteLLM library. `bot.py BASE_URL stream|whole chat`; it knows nothing of Sluis."""

import os

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

import json
from typing import Any

import litellm
from bank import FUNCTIONS, INSTRUCTIONS, schema
from talk import STREAMS, URL, done, serve

history: list[Any] = []
tools = [schema(name) for name in FUNCTIONS]
ACCESS: dict[str, Any] = {"api_base": URL, "api_key": "sk-test"}


def complete() -> Any:
    messages = [{"role": "system", "content": INSTRUCTIONS}, *history]
    answer: Any = litellm.completion(model="openai/fake", messages=messages, tools=tools, stream=STREAMS, **ACCESS)
    if STREAMS:
        chunks = list(answer)
        done["pieces"] += sum(bool(c.choices and c.choices[0].delta.content) for c in chunks)
        answer = litellm.stream_chunk_builder(chunks, messages=messages)
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


def turn(text: str) -> None:
    history.append({"role": "user", "content": text})
    for _ in range(5):
        if chat():
            break


serve(turn, history.clear)
