"""What a policy means for the other rooms: the detector's options, the judge's declared tools, facts."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sluis.content.ocr import find_tesseract
from sluis.content.transcriber import HttpTranscriber
from sluis.decisions.declared import DeclaredTool
from sluis.decisions.findings import Finding
from sluis.decisions.guards import Guards, GuardSpec
from sluis.decisions.judge_model import JudgeModel, JudgeModelOptions
from sluis.detection.engine import EngineOptions
from sluis.detection.own_rules import allowed, own_rules
from sluis.errors import ConfigurationError, PolicyError
from sluis.policy.matching import DecisionFacts
from sluis.policy.model import Policy, ToolDeclaration
from sluis.policy.terms import Duration
from sluis.settings import BotConfig, Settings
from sluis.upstream.client import UpstreamClient

_ADVERSE: Mapping[str, bool | None] = {"adverse": True, "favourable": False, "open": None}


def declared_tools(policy: Policy) -> dict[str, DeclaredTool]:
    """The tools a person has declared, in the judge's form."""
    return {name: _declared(tool) for name, tool in policy.tools.items()}


def _declared(tool: ToolDeclaration) -> DeclaredTool:
    if tool.harmless:
        return DeclaredTool("harmless")
    return DeclaredTool(
        kind="decides" if tool.decides else "profiles",
        domain=str(tool.decides or "none"),
        adverse=_ADVERSE[tool.direction],
        profiling=tool.profiles,
        special_category=tool.special_category,
        argument=tool.argument or "",
        outcomes={value.lower(): _ADVERSE[direction] for value, direction in tool.outcomes.items()},
    )


def guard_specs(policy: Policy) -> tuple[GuardSpec, ...]:
    """The validators of a policy. Where it does not say what a failure means, `refrain` blocks, the others hold."""
    return tuple(
        GuardSpec(
            guard.name,
            guard.validator,
            dict(guard.args),
            text=guard.where in ("text", "both"),
            arguments=guard.where in ("arguments", "both"),
            on_fail=guard.on_fail,
            outcome=guard.outcome or ("block" if guard.on_fail == "refrain" else "hold"),
            timeout_seconds=guard.timeout_seconds,
        )
        for guard in policy.guards
    )


def make_guards(policy: Policy) -> Guards:
    """The validators of a policy, ready. PolicyError, naming the key, when one cannot be made here."""
    try:
        return Guards(guard_specs(policy))
    except ConfigurationError as error:
        raise PolicyError(f"{policy.name}: guards: {error.message}") from error


def make_judge_model(settings: Settings) -> JudgeModel | None:
    """The model for a second opinion, where one is set."""
    if settings.judge_model is None:
        return None
    key = settings.judge_key or (settings.upstream_key if settings.judge_url is None else None)
    return JudgeModel(
        JudgeModelOptions(
            settings.judge_model,
            settings.judge_url or settings.upstream or "",
            key.get_secret_value() if key else None,
            settings.judge_above,
            settings.judge_below,
            settings.judge_timeout_seconds,
            settings.judge_failing,
        )
    )


def honour_content(policy: Policy, settings: Settings) -> None:
    """PolicyError where a policy has pictures read, or sound transcribed, and nothing here does that."""
    if policy.content.images == "ocr" and find_tesseract() is None:
        raise PolicyError(
            f"{policy.name}: content.images: is ocr, but Tesseract is not installed here.",
            hint="On Debian: apt-get install tesseract-ocr.",
        )
    if policy.content.audio == "transcribe" and settings.transcriber_url is None:
        raise PolicyError(
            f"{policy.name}: content.audio: is transcribe, but no transcriber is set.", hint="Set transcriber_url."
        )


def make_transcriber(settings: Settings, client_at: Callable[[str], UpstreamClient]) -> HttpTranscriber | None:
    """The operator's server that makes text of sound, where one is set."""
    url, key = settings.transcriber_url, settings.transcriber_key
    if url is None:
        return None
    return HttpTranscriber(lambda: client_at(url), settings.transcriber_model, key.get_secret_value() if key else None)


def engine_options(policy: Policy, tagger: Any) -> EngineOptions:
    """What the detector looks for under a policy."""
    return EngineOptions(
        taggers=(tagger,) if tagger is not None else (),
        least_score=policy.identifiers.score_at_least,
        extra_rules=own_rules(policy.identifiers.patterns, policy.identifiers.deny),
        allow=allowed(policy.identifiers.allow),
    )


def facts_of(
    bot: BotConfig, finding: Finding, message: Mapping[str, Any], on: date, opted_out: bool = False
) -> DecisionFacts:
    """What is known when a finding is weighed: what judging found, what the bot has declared, the person's opt-out."""
    tool, arguments = _called(finding, message)
    return DecisionFacts(
        on=on,
        decision=finding.decision,
        adverse=finding.adverse,
        domain=finding.domain,
        score=finding.score,
        profiling=finding.profiling,
        special_category=finding.special_category,
        where=finding.where,
        tool=tool,
        arguments=arguments,
        role=bot.role,
        basis=bot.basis,
        exceptions=frozenset(bot.exceptions),
        notice=bot.notice,
        minor=bot.minors,
        opted_out=opted_out,
        enforces=bot.enforces,
    )


def _called(finding: Finding, message: Mapping[str, Any]) -> tuple[str | None, object]:
    """The name and the parsed arguments of the tool call a finding is about."""
    calls = message.get("tool_calls") or (
        [{"function": message["function_call"]}] if message.get("function_call") else []
    )
    if finding.where != "tool_call" or finding.index >= len(calls):
        return None, None
    inner = calls[finding.index].get("function") or calls[finding.index].get("custom") or {}
    try:
        return inner.get("name"), json.loads(inner.get("arguments") or inner.get("input") or "{}")
    except (ValueError, RecursionError):
        return inner.get("name"), None


def seconds_of(duration: Duration, start: datetime) -> int:
    """A policy's duration from a moment on, in seconds."""
    return int((duration.after(start) - start) / timedelta(seconds=1))


def inferred(finding: Finding) -> tuple[str, ...]:
    """What was inferred about a person, in words for the register: the area of life, and special categories."""
    words = [finding.domain] if finding.domain != "none" else ["personal_aspects"]
    return (*words, "special_category") if finding.special_category else tuple(words)
