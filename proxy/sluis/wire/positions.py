"""Where text can stand in a request, and what becomes of it there: one table for reading, `sluis verify` and the docs.

A position is written like a path with `[]` for list items and `.*` for any key below: `messages[].content`.
"""

import re
from dataclasses import dataclass
from typing import Literal

Treatment = Literal["inspected", "hashed", "harmless", "refused"]


@dataclass(frozen=True, slots=True)
class Position:
    """treatment: inspected (values are replaced), hashed (keyed), harmless (reason says why), refused."""

    name: str
    treatment: Treatment
    reason: str


IDENTIFIER = re.compile(r"[A-Za-z0-9_.:|-]{1,256}")
"""Ids that models and frameworks make. Anything else in such a place is refused."""
MODEL = re.compile(r"[A-Za-z0-9_.:/+-]{1,256}(?:@[A-Za-z0-9-]{1,32})?")
"""Some providers put a version behind an @; an e-mail address is no name of a model."""
TOOL_NAME = re.compile(r"[A-Za-z0-9_.:/-]{1,128}")
WORD = re.compile(r"[A-Za-z0-9_.-]{1,64}")

CHAT: tuple[Position, ...] = (
    Position("messages[].content", "inspected", "what people, tools and the bot said"),
    Position("messages[].content[].text", "inspected", "the same in parts"),
    Position("messages[].content[].refusal", "inspected", "an earlier refusal"),
    Position("messages[].refusal", "inspected", "an earlier refusal"),
    Position(
        "messages[].name",
        "inspected",
        "the name of a participant; a tool's or function's: letters, digits and _.:/- only",
    ),
    Position("messages[].reasoning_content", "inspected", "reasoning echoed back"),
    Position("messages[].reasoning", "inspected", "reasoning echoed back"),
    Position("messages[].tool_calls[].function.arguments", "inspected", "arguments of earlier tool calls, as JSON"),
    Position("messages[].tool_calls[].custom.input", "inspected", "input of earlier custom tool calls"),
    Position("messages[].function_call.arguments", "inspected", "arguments of an earlier function call"),
    Position("tools[].function.description", "inspected", "a tool's description"),
    Position("tools[].function.parameters.*", "inspected", "every string and number in a tool's schema"),
    Position("tools[].custom.description", "inspected", "a custom tool's description"),
    Position("tools[].custom.format.*", "inspected", "a custom tool's grammar"),
    Position("functions[].description", "inspected", "a function's description"),
    Position("functions[].parameters.*", "inspected", "every string and number in a function's schema"),
    Position("response_format.json_schema.description", "inspected", "what the answer's format is for"),
    Position("response_format.json_schema.schema.*", "inspected", "every string and number in the answer's schema"),
    Position("prediction.content", "inspected", "the expected answer"),
    Position("prediction.content[].text", "inspected", "the expected answer in parts"),
    Position("stop", "inspected", "a stop sequence"),
    Position("stop[]", "inspected", "a stop sequence"),
    Position("metadata.*", "inspected", "values kept with a stored completion"),
    Position("user", "hashed", "the provider needs an id, not the person's"),
    Position("safety_identifier", "hashed", "the provider needs an id, not the person's"),
    Position("prompt_cache_key", "hashed", "the provider needs an id, not the person's"),
    Position("metadata.conversation_id", "hashed", "names the conversation here; the provider needs none"),
    Position("model", "harmless", "names a model; letters, digits and ._:/+-, and a version behind an @"),
    Position("messages[].role", "harmless", "one of the known roles"),
    Position("messages[].tool_call_id", "harmless", "made by the model or framework; letters, digits and _.:|- only"),
    Position(
        "messages[].tool_calls[].id", "harmless", "made by the model or framework; letters, digits and _.:|- only"
    ),
    Position("messages[].tool_calls[].type", "harmless", "function or custom"),
    Position("messages[].tool_calls[].function.name", "harmless", "names a tool; letters, digits and _.:/- only"),
    Position("messages[].tool_calls[].custom.name", "harmless", "names a tool; letters, digits and _.:/- only"),
    Position("messages[].function_call.name", "harmless", "names a function; letters, digits and _.:/- only"),
    Position(
        "messages[].content[].type", "harmless", "text, refusal, or a part that the policy has read; others are refused"
    ),
    Position("messages[].content[].prompt_cache_breakpoint.*", "harmless", "says explicit, and nothing else"),
    Position("tools[].type", "harmless", "function or custom; any other type is refused"),
    Position("tools[].function.name", "harmless", "names a tool; letters, digits and _.:/- only"),
    Position("tools[].custom.name", "harmless", "names a tool; letters, digits and _.:/- only"),
    Position("functions[].name", "harmless", "names a function; letters, digits and _.:/- only"),
    Position("tool_choice", "harmless", "one word"),
    Position("tool_choice.*", "harmless", "types and names of tools"),
    Position("function_call", "harmless", "one word"),
    Position("function_call.*", "harmless", "names a function; letters, digits and _.:/- only"),
    Position("response_format.type", "harmless", "one of the known formats"),
    Position("response_format.json_schema.name", "harmless", "names a schema; letters, digits and _.:/- only"),
    Position("prediction.type", "harmless", "one word"),
    Position("prediction.content[].type", "harmless", "text or refusal; any other part is refused"),
    Position("prediction.content[].prompt_cache_breakpoint.*", "harmless", "says explicit, and nothing else"),
    Position("reasoning_effort", "harmless", "one word"),
    Position("verbosity", "harmless", "one word"),
    Position("service_tier", "harmless", "one word"),
    Position("prompt_cache_retention", "harmless", "one word"),
    Position("prompt_cache_options.*", "harmless", "mode and ttl, one word each"),
    Position("modalities[]", "harmless", "text only"),
    Position("logit_bias.*", "harmless", "token numbers of at most 7 digits"),
    Position("messages[].audio", "refused", "audio is not inspected"),
    Position(
        "messages[].content[].image_url", "refused", "pictures, unless the policy has them read: `content.images`"
    ),
    Position("messages[].content[].input_audio", "refused", "sound, unless the policy has it read: `content.audio`"),
    Position("messages[].content[].file", "refused", "files, unless the policy has them read: `content.files`"),
    Position("audio", "refused", "audio is not inspected"),
    Position("web_search_options", "refused", "a search by the provider acts before any verdict"),
    Position("moderation", "refused", "what a second model of the provider says would come back unread"),
)
