"""A value planted in every position of a request for embeddings, and of one for moderations."""

from collections.abc import Callable, Mapping
from typing import Any

Body = dict[str, Any]


def _embed(**more: Any) -> Body:
    return {"model": "verify", "input": "hello", **more}


EMBEDDINGS: Mapping[str, Callable[[str], list[Body]]] = {
    "input": lambda v: [_embed(input=f"mail {v} today"), _embed(input=f'{{"contact": "{v}"}}')],
    "input[]": lambda v: [_embed(input=["hello", f"mail {v} today"])],
    "user": lambda v: [_embed(user=v)],
    "model": lambda v: [_embed(model=v)],
    "encoding_format": lambda v: [_embed(encoding_format=v)],
    "input_type": lambda v: [_embed(input_type=v)],
    "truncate": lambda v: [_embed(truncate=v)],
}

MODERATIONS: Mapping[str, Callable[[str], list[Body]]] = {
    "input": lambda v: [{"input": f"mail {v} today"}],
    "input[]": lambda v: [{"input": ["hello", f"mail {v} today"]}],
    "input[].text": lambda v: [{"input": [{"type": "text", "text": f"mail {v} today"}]}],
    "input[].type": lambda v: [{"input": [{"type": v, "text": "hello"}]}],
    "input[].image_url": lambda v: [
        {"input": [{"type": "image_url", "image_url": {"url": f"https://x.example/?{v}"}}]}
    ],
    "model": lambda v: [{"input": "hello", "model": v}],
}
