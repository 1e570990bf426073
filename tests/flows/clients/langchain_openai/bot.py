"""A bot on LangChain's `ChatOpenAI`. `bot.py BASE_URL stream|whole chat|responses`; it knows nothing of Sluis."""

from typing import Any

from bank import FUNCTIONS, INSTRUCTIONS
from langchain_core.messages import HumanMessage, SystemMessage, ToolMessage
from langchain_openai import ChatOpenAI
from talk import API, STREAMS, URL, done, serve

model: Any = ChatOpenAI(
    model="fake", base_url=URL, api_key="sk-test", use_responses_api=API == "responses", store=False
).bind_tools(list(FUNCTIONS.values()))
history: list[Any] = []


def ask() -> Any:
    messages = [SystemMessage(INSTRUCTIONS), *history]
    if not STREAMS:
        return model.invoke(messages)
    whole: Any = None
    for chunk in model.stream(messages):
        done["pieces"] += bool(chunk.text)
        whole = chunk if whole is None else whole + chunk
    return whole


def turn(text: str) -> None:
    history.append(HumanMessage(text))
    for _ in range(5):
        message = ask()
        history.append(message)
        done["ids"].append(message.response_metadata.get("id") or message.id)
        for call in message.tool_calls:
            result = FUNCTIONS[call["name"]](**call["args"])
            history.append(ToolMessage(result, tool_call_id=call["id"]))
        done["text"] = message.text
        if not message.tool_calls:
            break


serve(turn, history.clear)
