"""Prints every string field of a request for a message, as the installed package has it, with bodies that hold a mark.

`fields.py FIELDS.PY`: where the walker of types stands. One JSON object: {path: [body, …]}, and as first body of each
pair what an ordinary client writes there.
"""

import importlib.util
import json
import sys
from typing import Any

from anthropic.types import message_create_params

spec = importlib.util.spec_from_file_location("fields", sys.argv[1])
assert spec is not None
assert spec.loader is not None
fields: Any = importlib.util.module_from_spec(spec)
spec.loader.exec_module(fields)
found: dict[str, list[Any]] = {}
for path, make in fields.fields_of(message_create_params.MessageCreateParamsNonStreaming):
    found.setdefault(path, []).append([make(""), make("MARK")])
streaming = {path for path, _ in fields.fields_of(message_create_params.MessageCreateParamsStreaming)}
print(json.dumps({"fields": found, "streaming": sorted(streaming)}))
