"""A bot on Pydantic AI. `bot.py BASE_URL stream|whole chat|responses`; it knows nothing of Sluis."""

import asyncio
from typing import Any

from bank import FUNCTIONS, INSTRUCTIONS
from pydantic_ai import Agent, AgentRunResultEvent, PartDeltaEvent, PartStartEvent, TextPart, TextPartDelta
from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
from pydantic_ai.providers.openai import OpenAIProvider
from talk import API, STREAMS, URL, done, serve

MODEL: Any = OpenAIResponsesModel if API == "responses" else OpenAIChatModel
history: list[Any] = []


def agent() -> Any:
    model = MODEL("fake", provider=OpenAIProvider(base_url=URL, api_key="sk-test"))
    return Agent(model, instructions=INSTRUCTIONS, tools=list(FUNCTIONS.values()))


async def answer(text: str) -> None:
    result: Any = None
    if STREAMS:
        async with agent().run_stream_events(text, message_history=history) as events:
            async for event in events:
                is_text = isinstance(event, PartDeltaEvent) and isinstance(event.delta, TextPartDelta)
                begins = isinstance(event, PartStartEvent) and isinstance(event.part, TextPart)
                done["pieces"] += is_text or begins
                if isinstance(event, AgentRunResultEvent):
                    result = event.result
    else:
        result = await agent().run(text, message_history=history)
    done["text"] = result.output
    done["ids"] = [m.provider_response_id or "" for m in result.new_messages() if m.kind == "response"]
    history[:] = result.all_messages()


serve(lambda text: asyncio.run(answer(text)), history.clear)
