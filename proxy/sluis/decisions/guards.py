"""Validators of guardrails-ai that the operator has installed: run bare on what a model answers, each with its time.

guardrails-ai is imported when the first one is made, its telemetry and its remote inference off. Nothing is fetched:
what is not installed is an error. A validator that fails, breaks or is late never lets anything pass.
"""

import asyncio
import importlib
import json
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from sluis.decisions.scene import calls_of, text_of
from sluis.errors import ConfigurationError

Where = Literal["text", "tool_call"]
THREADS: Final = 8
MOST_SAID: Final = 300
"""Characters of a validator's reason that a reviewer reads."""


@dataclass(frozen=True, slots=True)
class GuardSpec:
    """A validator as a policy names it. validator: `module:Class`. on_fail: as in guardrails-ai.

    outcome: what a failure means here: `hold` or `block`; of `fix`, what it means when there is nothing to put instead.
    """

    name: str
    validator: str
    args: Mapping[str, Any] = field(default_factory=dict)
    text: bool = True
    arguments: bool = False
    on_fail: Literal["fix", "refrain", "exception"] = "exception"
    outcome: Literal["hold", "block"] = "hold"
    timeout_seconds: float = 2.0


@dataclass(frozen=True, slots=True)
class Failed:
    """What did not pass. index: of the tool call; 0 for text. fixed: what to say instead, when the guard may say so.

    refused: whether the text is the message's `refusal`.
    """

    guard: str
    where: Where
    index: int
    outcome: Literal["hold", "block"]
    reason: str = field(repr=False)
    fixed: str | None = field(default=None, repr=False)
    refused: bool = False


class Guards:
    """The validators of one policy, in their order. ConfigurationError for one that cannot be made."""

    def __init__(self, specs: Sequence[GuardSpec]) -> None:
        self._made = [(spec, _make(spec)) for spec in specs]
        self._pool = ThreadPoolExecutor(THREADS, "guard") if specs else None

    def __bool__(self) -> bool:
        return bool(self._made)

    @property
    def reads_text(self) -> bool:
        """Whether text must wait for them."""
        return any(spec.text for spec, _ in self._made)

    async def check(self, message: Mapping[str, Any]) -> list[Failed]:
        """What of an assistant message did not pass, a fixed text being read by the next guard as fixed."""
        failed: list[Failed] = []
        for where, index, value, refused in _values(message):
            said = value
            for spec, validator in self._made:
                if not (spec.text if where == "text" else spec.arguments):
                    continue
                found = await self._run(spec, validator, where, index, said)
                if found is None:
                    continue
                failed.append(replace(found, refused=refused))
                if found.fixed is not None:
                    said = found.fixed
        return failed

    async def _run(self, spec: GuardSpec, validator: Any, where: Where, index: int, value: str) -> Failed | None:
        loop = asyncio.get_running_loop()
        try:
            run = loop.run_in_executor(self._pool, validator.validate, value, {})
            result = await asyncio.wait_for(run, spec.timeout_seconds)
            if result.outcome == "pass":
                return None
            reason = str(getattr(result, "error_message", ""))[:MOST_SAID]
            fixed = getattr(result, "fix_value", None)
        except TimeoutError:
            return Failed(spec.name, where, index, spec.outcome, "It did not answer in time.")
        except Exception as error:
            return Failed(spec.name, where, index, spec.outcome, f"It broke off: {type(error).__name__}.")
        if spec.on_fail == "fix" and isinstance(fixed, str) and (where == "text" or _is_json(fixed)):
            return Failed(spec.name, where, index, spec.outcome, reason, fixed)
        return Failed(spec.name, where, index, spec.outcome, reason)


def fixed_message(message: Mapping[str, Any], failed: Sequence[Failed]) -> dict[str, Any]:
    """The message with what guards have put instead."""
    changed = dict(message)
    for one in failed:
        if one.fixed is None:
            continue
        if one.where == "text":
            changed["refusal" if one.refused else "content"] = one.fixed
        elif changed.get("tool_calls"):
            calls = [dict(call) for call in changed["tool_calls"]]
            kind = calls[one.index].get("type") or "function"
            calls[one.index][kind] = {
                **calls[one.index][kind],
                "arguments" if kind == "function" else "input": one.fixed,
            }
            changed["tool_calls"] = calls
        elif isinstance(changed.get("function_call"), Mapping):
            changed["function_call"] = {**changed["function_call"], "arguments": one.fixed}
    return changed


def _values(message: Mapping[str, Any]) -> Iterator[tuple[Where, int, str, bool]]:
    """What guards read: (where, index, value, whether it is the refusal)."""
    for text, refused in ((text_of(message), False), (message.get("refusal"), True)):
        if isinstance(text, str) and text.strip():
            yield "text", 0, text, refused
    for index, (_, arguments) in enumerate(calls_of(message)):
        yield "tool_call", index, arguments if isinstance(arguments, str) else json.dumps(arguments), False


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _make(spec: GuardSpec) -> Any:
    module, _, name = spec.validator.partition(":")
    base = _base()
    try:
        made = getattr(importlib.import_module(module), name)
    except Exception as error:
        raise ConfigurationError(
            f"guard {spec.name}: `{spec.validator}` is not installed here ({type(error).__name__})"
        ) from error
    if not (isinstance(made, type) and issubclass(made, base)):
        raise ConfigurationError(f"guard {spec.name}: `{spec.validator}` is no validator of guardrails-ai")
    try:
        return made(**{name: list(v) if isinstance(v, tuple) else v for name, v in spec.args.items()})
    except Exception as error:
        raise ConfigurationError(
            f"guard {spec.name}: `{spec.validator}` cannot be made with these args ({type(error).__name__})"
        ) from error


def _base() -> type:
    """The class of all validators. guardrails-ai is told before and after its import to report nothing to anybody."""
    os.environ.setdefault("OTEL_SDK_DISABLED", "true")
    os.environ.setdefault("GUARDRAILS_RUN_SYNC", "true")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what it imports, about each other
        from guardrails.classes.rc import RC
        from guardrails.settings import settings
        from guardrails.validator_base import Validator

    settings.rc = RC(enable_metrics=False, use_remote_inferencing=False)
    base: type = Validator
    return base
