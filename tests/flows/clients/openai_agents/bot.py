"""A bot on the OpenAI Agents SDK. `bot.py BASE_URL stream|whole chat|responses`; it knows nothing of Sluis."""

import asyncio
from typing import Any

import bank
from agents import (
    Agent,
    OpenAIChatCompletionsModel,
    OpenAIResponsesModel,
    Runner,
    function_tool,
    set_tracing_disabled,
)
from openai import AsyncOpenAI
from talk import API, STREAMS, URL, done, serve

set_tracing_disabled(True)
MODEL = OpenAIResponsesModel if API == "responses" else OpenAIChatCompletionsModel
history: list[Any] = []


def agent() -> Any:
    client = AsyncOpenAI(base_url=URL, api_key="sk-test")
    tools: list[Any] = [function_tool(function) for function in bank.FUNCTIONS.values()]
    model = MODEL(model="fake", openai_client=client)
    return Agent(name="bank", instructions=bank.INSTRUCTIONS, model=model, tools=tools)


async def answer(text: str) -> None:
    said = [*history, {"role": "user", "content": text}]
    if STREAMS:
        result: Any = Runner.run_streamed(agent(), said)
        async for event in result.stream_events():
            kind = getattr(getattr(event, "data", None), "type", "")
            done["pieces"] += kind == "response.output_text.delta"
    else:
        result = await Runner.run(agent(), said)
    done["text"] = str(result.final_output)
    done["ids"] = [r.response_id or "" for r in result.raw_responses]
    history[:] = result.to_input_list()


serve(lambda text: asyncio.run(answer(text)), history.clear)
