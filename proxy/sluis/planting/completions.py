"""A value planted in every position of a request for completions."""

from collections.abc import Callable, Mapping
from typing import Any

Body = dict[str, Any]


def _complete(**more: Any) -> Body:
    return {"model": "verify", "prompt": "hello", **more}


COMPLETIONS: Mapping[str, Callable[[str], list[Body]]] = {
    "prompt": lambda v: [_complete(prompt=f"mail {v} today"), _complete(prompt=f'{{"contact": "{v}"}}')],
    "prompt[]": lambda v: [_complete(prompt=["hello", f"mail {v} today"])],
    "suffix": lambda v: [_complete(suffix=f" and mail {v}")],
    "stop": lambda v: [_complete(stop=v)],
    "stop[]": lambda v: [_complete(stop=[v])],
    "user": lambda v: [_complete(user=v)],
    "model": lambda v: [_complete(model=v)],
    "logit_bias.*": lambda v: [_complete(logit_bias={v: 1})],
}
