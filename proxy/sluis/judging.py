"""Weighing an answer while it is pseudonymous: what it decides, what the policy says of that, what goes on record."""

from dataclasses import dataclass, field, replace
from typing import Any

from sluis.decisions.arming import is_armed
from sluis.decisions.findings import Finding, Judgement
from sluis.decisions.guards import Failed, fixed_message
from sluis.decisions.judge import judge
from sluis.exchange import Exchange
from sluis.holds.hold import Ground, HeldPart
from sluis.policy.matching import NO_DECISION, Verdict, guarded
from sluis.profiled import profile_answer
from sluis.profiling.asked import is_wanted
from sluis.profiling.records import Effect
from sluis.reported import Reports
from sluis.services import Services

CLEAR = 0.1
"""A beginning of an answer scored lower, as a decision, may go on before its end is known."""


@dataclass(slots=True)
class Outcome:
    """What the policy makes of one answer. strictest: the verdict that decides; None when nothing was found.

    fixed: the messages, where a guard has put something else into them.
    decides: whether something in it counts as a decision under this policy, be it held or not.
    """

    held: list[HeldPart] = field(default_factory=list)
    grounds: list[Ground] = field(default_factory=list)
    strictest: Verdict | None = None
    fixed: list[dict[str, Any]] | None = None
    decides: bool = False

    @property
    def blocks(self) -> bool:
        return self.strictest is not None and self.strictest.outcome == "block"

    @property
    def holds(self) -> bool:
        return bool(self.held) and not self.blocks


class Judging:
    """Judges answers by the policy of their exchange, and whether one must wait for that."""

    def __init__(self, services: Services) -> None:
        self._s = services
        self._reports = Reports(services)

    def arm(self, x: Exchange) -> bool:
        """Whether text of the answer must wait for the verdict."""
        wish = x.caller.config.armed
        if wish == "auto" and x.policy.streaming.withhold != "never":
            armed = is_armed(x.view.get("tools") or (), x.view["messages"], self._s.declared(x.policy))
            x.coverage.armed = (
                bool(armed)
                or self._s.guards(x.policy).reads_text
                or (x.policy.decisions.scores == "decide" and is_wanted(x.view))
            )
        else:
            x.coverage.armed = wish == "always"
        return x.coverage.armed

    def flows_by_sentence(self, x: Exchange) -> bool:
        """Whether armed text may go on sentence by sentence. Guards read whole texts only."""
        return x.policy.streaming.withhold == "sentence" and not self._s.guards(x.policy).reads_text

    def is_clear(self, x: Exchange, text: str) -> bool:
        """Whether the beginning of an answer, as far as it has come, is far from any decision about a person."""
        declared = self._s.declared(x.policy)
        found = judge(x.view.get("tools") or (), x.view["messages"], {"role": "assistant", "content": text}, declared)
        return all(not (f.decision or f.profiling) and f.score < CLEAR for f in found.findings)

    async def weigh(self, x: Exchange, messages: list[dict[str, Any]], said: set[int] | None = None) -> Outcome:
        """What the policy and its guards make of the answer's choices. said: choices whose text has gone out."""
        guards = self._s.guards(x.policy)
        if not guards:
            return await self._judged(x, messages, said)
        failed = [await guards.check(message) for message in messages]
        fixed = [fixed_message(m, found) for m, found in zip(messages, failed, strict=True)]
        outcome = await self._judged(x, fixed, said)
        outcome.fixed = fixed if any(one.fixed is not None for found in failed for one in found) else None
        for at, found in enumerate(failed):
            for one in found:
                self._stop(x, outcome, one, at, late=bool(said and at in said and one.where == "text"))
        return outcome

    def _stop(self, x: Exchange, outcome: Outcome, failed: Failed, choice: int, late: bool) -> None:
        """Puts a guard's failure on record, and the part it is about among what is withheld unless it was put right."""
        mended = failed.fixed is not None and not late
        self._s.audit.append(
            "guard.failed", request=x.id, bot=x.caller.id, policy=x.policy.id, guard=failed.guard, where=failed.where,
            outcome="fixed" if mended else failed.outcome, late=late,
        )  # fmt: skip
        if mended or late:
            return
        verdict = guarded(x.policy, failed.guard, failed.outcome, failed.reason)
        part = HeldPart(failed.where, failed.index, choice)
        if part not in outcome.held:
            outcome.held.append(part)
        outcome.grounds.append(
            Ground(
                failed.where, failed.index, "none", None, verdict.rule, 1.0, (failed.reason,) if failed.reason else ()
            )
        )
        if outcome.strictest is None or verdict.outcome == "block":
            outcome.strictest = verdict

    async def _judged(self, x: Exchange, messages: list[dict[str, Any]], said: set[int] | None) -> Outcome:
        """What the policy makes of the answer's choices, the built-in judge and the judge model having been asked."""
        outcome = Outcome()
        tools = x.view.get("tools") or ()
        declared, brief = self._s.declared(x.policy), self._s.judge_model is None  # a judge model wants every score
        for at, message in enumerate(messages):
            judgement: Judgement = judge(tools, x.view["messages"], message, declared, brief=brief)
            text_is_out = bool(said and at in said)
            if self._s.judge_model is not None:
                judgement = await self._s.judge_model.revise(
                    tools, x.view["messages"], message, judgement, with_text=not text_is_out
                )
            for finding in await self._new(x, judgement, message):
                self._weigh(x, outcome, finding, message, at, late=text_is_out and finding.where == "text")
            if judgement.profiling:
                profile_answer(self._s, x, judgement, message, _effect(outcome))
        return outcome

    async def _new(self, x: Exchange, judgement: Judgement, message: dict[str, Any]) -> list[Finding]:
        """The findings, without a decision in the text where it only reports what a person has decided."""
        findings = list(judgement.findings)
        for at, finding in enumerate(findings):
            if finding.decision and finding.where == "text":
                reported = await self._reports.find(x, message)
                if reported is not None:
                    findings[at] = replace(finding, decision=False, adverse=None, domain="none", rule="reported")
                    self._s.audit.append(
                        "decision.reported", request=x.id, bot=x.caller.id, policy=x.policy.id, hold=reported,
                        domain=finding.domain,
                    )  # fmt: skip
        return findings

    def _weigh(
        self, x: Exchange, outcome: Outcome, finding: Finding, message: dict[str, Any], choice: int, late: bool
    ) -> None:
        if not finding.decision:
            if not finding.profiling:
                return
            finding = replace(finding, domain=finding.matter)  # a law may count the profile itself as the decision
        verdict = self._s.decide(x, finding, message)
        if verdict.rule == NO_DECISION:
            return
        for name, would in verdict.would:
            self._s.audit.append(
                "decision.shadow", request=x.id, bot=x.caller.id, policy=x.policy.id, where=finding.where,
                domain=finding.domain, adverse=finding.adverse, rule=name, outcome=would,
            )  # fmt: skip
        outcome.decides = True
        self._s.audit.append(
            "decision.found",
            request=x.id, bot=x.caller.id, policy=x.policy.id, where=finding.where, domain=finding.domain,
            adverse=finding.adverse, rule=finding.rule, score=round(finding.score * 1000), outcome=verdict.outcome,
            article=verdict.article, shadow=verdict.shadow, late=late,
        )  # fmt: skip
        self._s.metrics.decision(verdict.outcome, finding.domain)
        if not verdict.withholds:
            return
        if late:
            self._s.audit.append(
                "incident.decision_delivered", request=x.id, bot=x.caller.id, policy=x.policy.id, domain=finding.domain
            )
            return
        outcome.held.append(HeldPart(finding.where, finding.index, choice))
        outcome.grounds.append(
            Ground(
                finding.where, finding.index, finding.domain, finding.adverse, finding.rule, finding.score,
                finding.features, finding.profiling, finding.special_category,
            )
        )  # fmt: skip
        if outcome.strictest is None or verdict.outcome == "block":
            outcome.strictest = verdict


def _effect(outcome: Outcome) -> Effect:
    """What became of an answer that profiles."""
    if outcome.blocks:
        return "blocked"
    if outcome.holds:
        return "held"
    return "decision" if outcome.decides else "delivered"
