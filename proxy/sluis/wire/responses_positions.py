"""Where text can stand in a request for a response, and what becomes of it there. Written as in `positions`."""

from collections.abc import Iterator

from sluis.wire.positions import Position

_NAMES = "letters, digits and _.:/- only"
_IDS = "made by the model or framework; letters, digits and _.:|- only"


def _all(names: str, treatment: str, reason: str) -> Iterator[Position]:
    for name in names.split():
        yield Position(name, treatment, reason)  # type: ignore[arg-type]


RESPONSES: tuple[Position, ...] = (
    Position("input", "inspected", "what the user said"),
    Position("input[].content", "inspected", "what people and the bot said"),
    Position("input[].content[].text", "inspected", "the same in parts; the text of reasoning echoed back"),
    Position("input[].content[].refusal", "inspected", "an earlier refusal"),
    Position("input[].arguments", "inspected", "arguments of earlier function calls, as JSON"),
    Position("input[].input", "inspected", "input of earlier custom tool calls"),
    Position("input[].output", "inspected", "what a tool answered"),
    Position("input[].output[].text", "inspected", "the same in parts"),
    Position("input[].summary[].text", "inspected", "summaries of reasoning echoed back"),
    Position("instructions", "inspected", "system text"),
    Position("prompt.variables.*", "inspected", "what is filled into a prompt; pictures and files are refused"),
    Position("tools[].description", "inspected", "a tool's description"),
    Position("tools[].parameters.*", "inspected", "every string and number in a tool's schema"),
    Position("tools[].output_schema.*", "inspected", "every string and number in the schema of a tool's results"),
    Position("tools[].format.*", "inspected", "a custom tool's grammar"),
    Position("tools[].tools[].description", "inspected", "a tool's description, in a namespace"),
    Position("tools[].tools[].parameters.*", "inspected", "every string and number in a tool's schema"),
    Position("tools[].tools[].output_schema.*", "inspected", "every string and number in the schema of its results"),
    Position("tools[].tools[].format.*", "inspected", "a custom tool's grammar"),
    Position("text.format.description", "inspected", "what the answer's format is for"),
    Position("text.format.schema.*", "inspected", "every string and number in the answer's schema"),
    Position("metadata.*", "inspected", "values kept with a stored response"),
    Position("metadata.conversation_id", "hashed", "names the conversation here; the provider needs none"),
    *_all("user safety_identifier prompt_cache_key", "hashed", "the provider needs an id, not the person's"),
    Position("model", "harmless", "names a model; letters, digits and ._:/+-, and a version behind an @"),
    Position("previous_response_id", "harmless", "a response of this bot's and this person's; any other is refused"),
    Position("prompt.id", "harmless", "names a prompt kept upstream; letters, digits and _.:|- only"),
    Position("prompt.version", "harmless", "one word"),
    Position("input[].role", "harmless", "one of the known roles"),
    Position("input[].encrypted_content", "harmless", "sealed by the provider; base64 only, passes byte for byte"),
    *_all("input[].id input[].call_id", "harmless", _IDS),
    *_all("input[].name input[].namespace", "harmless", f"names a tool; {_NAMES}"),
    Position("input[].type", "harmless", "what an item is; items of other types are refused"),
    *_all("input[].status input[].phase", "harmless", "one word"),
    Position("input[].content[].type", "harmless", "text or refusal; any other part is refused"),
    Position("input[].output[].type", "harmless", "text; any other part is refused"),
    Position("input[].summary[].type", "harmless", "summary_text, and nothing else"),
    Position("input[].content[].prompt_cache_breakpoint.mode", "harmless", "says explicit, and nothing else"),
    Position("input[].output[].prompt_cache_breakpoint.mode", "harmless", "says explicit, and nothing else"),
    *_all("tools[].type tools[].tools[].type", "harmless", "function, custom or namespace; any other type is refused"),
    *_all("tools[].name tools[].tools[].name", "harmless", f"names a tool; {_NAMES}"),
    *_all("tools[].allowed_callers[] tools[].tools[].allowed_callers[]", "harmless", "direct, and nothing else"),
    Position("tool_choice", "harmless", "one word"),
    Position("tool_choice.*", "harmless", "types and names of tools"),
    Position("text.format.type", "harmless", "one of the known formats"),
    Position("text.format.name", "harmless", f"names a schema; {_NAMES}"),
    Position("text.verbosity", "harmless", "one word"),
    Position("include[]", "harmless", "one word"),
    Position("reasoning.*", "harmless", "one word each"),
    Position("context_management[].type", "harmless", "one word"),
    Position("prompt_cache_options.*", "harmless", "mode and ttl, one word each"),
    *_all("prompt_cache_retention service_tier truncation", "harmless", "one word"),
    Position("conversation", "refused", "unless it is the id of one begun here, which stays here"),
    Position("moderation", "refused", "what a second model of the provider says would come back unread"),
    Position("input[].caller.type", "harmless", "direct, and nothing else"),
    Position("input[].caller.caller_id", "refused", "a program of the provider's acts before any verdict"),
    Position("input[].arguments.*", "refused", "arguments that are no text belong to a search for tools"),
    Position("input[].tools", "refused", "tools are read from `tools` only"),
    *_all(
        "input[].content[].annotations input[].content[].logprobs input[].content[].detail"
        " input[].content[].file_data input[].content[].file_id input[].content[].file_url input[].content[].filename"
        " input[].content[].image_url",
        "refused",
        "pictures and files, unless the policy has them read: `content.images`, `content.files`; marks in them",
    ),
    *_all(
        "input[].output[].detail input[].output[].file_data input[].output[].file_id input[].output[].file_url"
        " input[].output[].filename input[].output[].image_url input[].output[].outcome input[].output[].stderr"
        " input[].output[].stdout input[].output.file_id input[].output.image_url input[].output.type",
        "refused",
        "results of tools that the provider runs; pictures and files, unless the policy has them read",
    ),
    *_all(
        "input[].acknowledged_safety_checks input[].pending_safety_checks input[].action input[].actions"
        " input[].approval_request_id input[].code input[].container_id input[].environment input[].error"
        " input[].execution input[].fingerprint input[].operation input[].outputs input[].queries input[].reason"
        " input[].result input[].results input[].server_label",
        "refused",
        "belongs to a tool that the provider runs, unless the policy allows its type: `provider_tools.allowed`",
    ),
    *_all(
        "tools[].action tools[].allowed_tools tools[].authorization tools[].background tools[].connector_id"
        " tools[].container tools[].environment tools[].execution tools[].filters tools[].headers"
        " tools[].input_fidelity tools[].input_image_mask tools[].model tools[].moderation tools[].output_format"
        " tools[].quality tools[].ranking_options tools[].require_approval tools[].search_content_types"
        " tools[].search_context_size tools[].server_description tools[].server_label tools[].server_url tools[].size"
        " tools[].tunnel_id tools[].user_location tools[].vector_store_ids",
        "refused",
        "belongs to a tool that the provider runs, unless the policy allows its type: `provider_tools.allowed`",
    ),
)
