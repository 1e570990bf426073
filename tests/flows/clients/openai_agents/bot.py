"""A bot on the OpenAI Agents SDK. `bot.py BASE_URL stream|whole`; it knows nothing of Sluis."""

import asyncio
import json
import sys
from typing import Any

import bank
from agents import Agent, OpenAIChatCompletionsModel, Runner, function_tool, set_tracing_disabled
from openai import AsyncOpenAI

done: dict[str, Any] = {}


@function_tool
def find_customer(name: str) -> str:
    """The file of a customer."""
    done["tools"].append(["find_customer", {"name": name}])
    return bank.find_customer(name)


@function_tool
def decide_loan_application(customer_name: str, decision: str, reason: str) -> str:
    """Approves or refuses a loan application. It takes effect at once."""
    arguments = {"customer_name": customer_name, "decision": decision, "reason": reason}
    done["tools"].append(["decide_loan_application", arguments])
    return bank.decide_loan_application(**arguments)


async def turn(agent: Agent, history: list[Any]) -> list[Any]:
    if sys.argv[2] == "whole":
        result: Any = await Runner.run(agent, history)
    else:
        result = Runner.run_streamed(agent, history)
        async for event in result.stream_events():
            kind = getattr(getattr(event, "data", None), "type", "")
            done["pieces"] += kind == "response.output_text.delta"
    done["text"] = str(result.final_output)
    done["ids"] = [r.response_id or "" for r in result.raw_responses]
    return list(result.to_input_list())


async def main() -> None:
    set_tracing_disabled(True)
    client = AsyncOpenAI(base_url=sys.argv[1], api_key="sk-test")
    agent = Agent(
        name="bank",
        instructions=bank.INSTRUCTIONS,
        model=OpenAIChatCompletionsModel(model="fake", openai_client=client),
        tools=[find_customer, decide_loan_application],
    )
    history: list[Any] = []
    for line in sys.stdin:
        done.clear()
        done.update({"text": "", "tools": [], "pieces": 0, "ids": [], "error": ""})
        try:
            history = await turn(agent, [*history, {"role": "user", "content": json.loads(line)}])
        except Exception as error:  # the test reads the library's complaint
            done["error"] = f"{type(error).__name__}: {error}"
        print(json.dumps(done), flush=True)


asyncio.run(main())
