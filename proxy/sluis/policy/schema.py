"""The JSON Schema of policy files, for editors, made from the model; published as `policies/schema.json`."""

import json
from typing import Any

from sluis.policy.model import Policy
from sluis.policy.terms import DURATION_PATTERN, OUTCOMES

SCHEMA_URI = "https://json-schema.org/draft/2020-12/schema"
_WITHIN_LISTS = (
    "Rule",
    "ArgumentMatcher",
    "Guard",
    "Right",
    "Duty",
    "Override",
    "OwnPattern",
    "DenyList",
    "BreachTerm",
)
"""Parts that an extending file gives whole: what they need is needed in every file."""
_SHORT: dict[str, dict[str, Any]] = {
    "Duration": {"type": "string", "pattern": f"^{DURATION_PATTERN}$"},
    "Keep": {"type": "string", "pattern": f"^{DURATION_PATTERN}$"},
    "Floor": {"enum": list(OUTCOMES)},
    "ToolDeclaration": {"const": "harmless"},
}
"""What may be written instead of keys and values."""
_LIST_OR_ONE = ("domain", "direction", "basis")


def make_schema() -> dict[str, Any]:
    """What a policy file may hold. A file that extends another may leave out anything."""
    made = Policy.model_json_schema(by_alias=True)
    required = made.pop("required")
    for name, part in made["$defs"].items():
        if name not in _WITHIN_LISTS:
            part.pop("required", None)
    for name, short in _SHORT.items():
        made["$defs"][name] = {"anyOf": [short, made["$defs"][name]]}
    for name in _LIST_OR_ONE:
        whole = made["$defs"]["When"]["properties"][name]
        whole["anyOf"] = [{"type": "array", "items": whole["items"]}, whole.pop("items")]
        del whole["type"]
    made["properties"]["extends"] = {
        "description": "name of a shipped policy, or path of a file, that this one is laid over",
        "type": "string",
    }
    made["anyOf"] = [{"required": ["extends"]}, {"required": [name for name in required if name != "name"]}]
    return {"$schema": SCHEMA_URI, **made, "title": "Sluis policy file"}


def schema_text() -> str:
    """The schema as it stands in `policies/schema.json`."""
    return json.dumps(make_schema(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
