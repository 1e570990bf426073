"""Validators as an operator would write or install them, small enough to foresee what they say."""

import re
import threading
from typing import Any

from guardrails.validator_base import FailResult, PassResult, ValidationResult, Validator, register_validator

MET: list[str] = []
"""What the validators were shown."""


@register_validator(name="sluis-tests/no-word", data_type="string")
class NoWord(Validator):  # type: ignore[misc]  # untyped there
    """Fails on a word; puts another in its place."""

    def __init__(self, word: str, instead: str | None = None, on_fail: Any = None) -> None:
        super().__init__(on_fail=on_fail, word=word, instead=instead)
        self._word, self._instead = word, instead

    def _validate(self, value: Any, metadata: dict[str, Any]) -> ValidationResult:
        MET.append(value)
        if self._word not in value:
            return PassResult()
        fixed = None if self._instead is None else re.sub(re.escape(self._word), self._instead, value)
        return FailResult(error_message=f"It says {self._word}.", fix_value=fixed)


@register_validator(name="sluis-tests/broken", data_type="string")
class Broken(Validator):  # type: ignore[misc]  # untyped there
    """Always breaks off."""

    def _validate(self, value: Any, metadata: dict[str, Any]) -> ValidationResult:
        raise RuntimeError(value)


@register_validator(name="sluis-tests/stuck", data_type="string")
class Stuck(Validator):  # type: ignore[misc]  # untyped there
    """Answers only once the tests let it."""

    free = threading.Event()

    def _validate(self, value: Any, metadata: dict[str, Any]) -> ValidationResult:
        self.free.wait(30)
        return PassResult()
