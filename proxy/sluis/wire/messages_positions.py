"""Where text can stand in a request of Anthropic's Messages, and what becomes of it there."""

from sluis.wire.positions import Position

_BLOCK, _INNER = "messages[].content[]", "messages[].content[].content[]"
_RUN = "tools that the provider runs act before any verdict"
_UNLESS = "pictures and files, unless the policy has them read: `content.images`, `content.files`"
_MARK = "a mark for the provider's cache: ephemeral, 5m or 1h, and nothing else"


def _refused(base: str, *names: str, why: str) -> tuple[Position, ...]:
    return tuple(Position(f"{base}.{name}", "refused", why) for name in names)


MESSAGES: tuple[Position, ...] = (
    Position("system", "inspected", "instructions to the bot"),
    Position("system[].text", "inspected", "the same in blocks"),
    Position("messages[].content", "inspected", "what people and the bot said"),
    Position(f"{_BLOCK}.text", "inspected", "the same in blocks"),
    Position(f"{_BLOCK}.input.*", "inspected", "arguments of earlier tool calls"),
    Position(f"{_BLOCK}.content", "inspected", "the result of a tool"),
    Position(f"{_INNER}.text", "inspected", "the same in blocks"),
    Position(f"{_BLOCK}.thinking", "inspected", "signed: leaves as it was delivered; a block with a value is left out"),
    Position("tools[].description", "inspected", "a tool's description"),
    Position("tools[].input_schema.*", "inspected", "every string and number in a tool's schema"),
    Position("tools[].input_examples[].*", "inspected", "examples of a tool's arguments"),
    Position("output_config.format.schema.*", "inspected", "every string and number in the answer's schema"),
    Position("stop_sequences[]", "inspected", "a stop sequence"),
    Position("metadata.user_id", "hashed", "the provider needs an id, not the person's"),
    Position("model", "harmless", "names a model; letters, digits and ._:/+-, and a version behind an @"),
    Position("messages[].role", "harmless", "user, assistant or system"),
    Position("system[].type", "harmless", "text"),
    Position(f"{_BLOCK}.type", "harmless", "text, thinking, tool_use, tool_result, a picture the policy has read"),
    Position(f"{_INNER}.type", "harmless", "text, or a picture that the policy has read"),
    Position(f"{_BLOCK}.id", "harmless", "made by the model; letters, digits and _.:|- only"),
    Position(f"{_BLOCK}.tool_use_id", "harmless", "made by the model; letters, digits and _.:|- only"),
    Position(f"{_BLOCK}.name", "harmless", "names a tool; letters, digits and _.:/- only"),
    Position(f"{_BLOCK}.signature", "harmless", "the provider's signature, in base64"),
    Position(f"{_BLOCK}.data", "harmless", "thinking that the provider has encrypted, in base64"),
    Position(f"{_BLOCK}.caller.type", "harmless", "says direct, and nothing else"),
    Position("cache_control.*", "harmless", _MARK),
    Position("system[].cache_control.*", "harmless", _MARK),
    Position(f"{_BLOCK}.cache_control.*", "harmless", _MARK),
    Position(f"{_INNER}.cache_control.*", "harmless", _MARK),
    Position("tools[].cache_control.*", "harmless", _MARK),
    Position("tools[].type", "harmless", "custom; any other type is refused"),
    Position("tools[].name", "harmless", "names a tool; letters, digits and _.:/- only"),
    Position("tool_choice.*", "harmless", "a type and the name of a tool"),
    Position("thinking.*", "harmless", "one word each"),
    Position("output_config.effort", "harmless", "one word"),
    Position("output_config.format.type", "harmless", "json_schema"),
    Position("service_tier", "harmless", "one word"),
    Position("speed", "harmless", "one word"),
    Position("inference_geo", "harmless", "one word"),
    Position("container", "refused", "code that the provider runs acts before any verdict"),
    Position("diagnostics", "refused", "names an earlier exchange that Sluis does not know"),
    Position("user_profile_id", "refused", "names a person to the provider"),
    Position("workspace_id", "refused", "belongs to the key, which the operator chooses"),
    *_refused("system[]", "citations", why="quotes of documents are not inspected"),
    *_refused(_BLOCK, "citations", why="quotes of documents are not inspected"),
    *_refused(_BLOCK, "source", "context", "title", "transformations", why=_UNLESS),
    *_refused(_BLOCK, "file_id", "content.*", "toolset_name", "caller.tool_id", why=_RUN),
    *_refused(_INNER, "source", "context", "title", "citations", why=_UNLESS),
    *_refused(_INNER, "content", "transformations", "tabs", "state_changes", why="files are not inspected"),
    *_refused(
        _INNER, "tool_name", "encrypted_content", "page_age", "url",
        why=_RUN,
    ),
    *_refused(
        "tools[]", "allowed_callers", "allowed_domains", "blocked_domains", "response_inclusion", "url_sources",
        "user_location", why=_RUN,
    ),
)  # fmt: skip
