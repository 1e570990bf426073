"""The way through, read top to bottom: what happens to one exchange between a bot and its model.

    bot ── authenticate ─ parse ─ policy ─ own texts ─ read parts ─ detect ─ duties ─ pseudonymize ──▶ upstream LLM
     ◀── deliver ─ record ─ restore ─ judge (decision? profiling?) ◀───────────────────────┘
                                        └─ hold ──▶ queue ──▶ reviewer ──▶ release / edit / reject

Authentication happens before the body is read (`app`); what happens to the answer stands in `answering`.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

import orjson

from sluis.answer_receipts import answer_headers, record_answer
from sluis.answering import Answering
from sluis.audit.log import About
from sluis.bots import Caller, choose_policies, choose_purpose
from sluis.chains import Chains, Entered, apply_store, ask_again
from sluis.detection.engine import SURE
from sluis.duties.opting_out import SIGNAL_HEADER
from sluis.duties.topics import check_topics, topics_on_record
from sluis.errors import DetectorUnavailable, NotAllowed, SluisError, UpstreamUnreadable
from sluis.exchange import Conversation, Exchange, RequestHeaders, Texts
from sluis.holds.hold import Hold
from sluis.identity import Identity, bot_wide_key, hash_outgoing, identify, unnamed_key
from sluis.known import HEADER as KNOWN_HEADER
from sluis.known import parse_known
from sluis.next_turn import Taken, bring_in, take_out
from sluis.profiled import profile_request
from sluis.protocols.chat import CHAT
from sluis.protocols.protocol import PlainProtocol, RequestProtocol, WireProtocol
from sluis.pseudonyms.mapping import Namer, Standing, tokens_of
from sluis.released import hide_values, restore_text
from sluis.services import Services
from sluis.upstream.client import Answer, error_from
from sluis.values import Leaf, Personal, Span
from sluis.wire.asgi import Reply
from sluis.wire.body import parse_body, parse_json
from sluis.wire.parts import PictureText
from sluis.wire.places import Place
from sluis.wire.structured import Structured

BIG_TEXT_CHARS = 60_000
"""Beyond this much text, detection runs beside the event loop, so that others are served meanwhile."""
MAX_KNOWN_SPREAD = 20_000
Inspected = tuple[Place, Structured, list[tuple[Span, ...]]]
"""One place of a request, its leaves, and the spans in each of them."""


class Pipeline:
    """Takes exchanges through all stages, whatever protocol they speak. An exchange's state is in `Exchange`."""

    def __init__(self, services: Services) -> None:
        self._s = services
        self._texts = Texts()
        self._answering = Answering(services)
        self._chains = Chains(services)

    async def run(
        self, request_id: str, caller: Caller, headers: RequestHeaders, raw: bytes, protocol: WireProtocol = CHAT
    ) -> Reply:
        """The reply to one request. Raises SluisError; nothing has left then, or nothing of it is delivered."""
        x = await self._parse(request_id, caller, headers, raw, protocol)
        taken = await take_out(self._s.holds, caller.id, x.body.get(protocol.history))
        pictures = await self._s.content.inspect(x.asked.parts(x.body), x.policy.content, x.coverage)
        inspected = await self._detect(x)
        self._duties(x)
        self._pseudonymize(x, inspected)
        await self._s.content.cover(pictures, x.coverage)
        await self._leave_out_signed(x)
        decided = await self._bring_in(x, taken) or await self._answering.find_repeat(x)
        if decided is not None:
            return decided
        self._remember(x)
        self._record_request(x)
        profile_request(self._s, x)
        return await self._send(x)

    async def relay(
        self, request_id: str, caller: Caller, headers: RequestHeaders, raw: bytes, asked: PlainProtocol
    ) -> Reply:
        """The reply of an endpoint whose answer holds no text: the same way out, and back as it came."""
        x = await self._parse(request_id, caller, headers, raw, asked)
        pictures = await self._s.content.inspect(x.asked.parts(x.body), x.policy.content, x.coverage)
        inspected = await self._detect(x)
        self._duties(x)
        self._pseudonymize(x, inspected)
        await self._s.content.cover(pictures, x.coverage)
        await self._leave_out_signed(x)
        self._remember(x)
        self._record_request(x)
        answer, own_key = await self._ask(x)
        async with answer:
            if answer.status != 200:
                raise await _refused(answer, own_key)
            said = await answer.read()
        asked.check(parse_answer(said))
        record_answer(self._s, x, "delivered")
        return Reply(200, said, answer_headers(x))

    # ---------------------------------------------------------------- parse, policy
    async def _parse(
        self, request_id: str, caller: Caller, headers: RequestHeaders, raw: bytes, asked: RequestProtocol
    ) -> Exchange:
        body = parse_body(raw, self._s.limits)
        bot = caller.config
        policy = self._s.policy(choose_policies(bot, headers.get("x-sluis-region"), self._s.settings.policy))
        purpose = choose_purpose(bot, headers.get("x-sluis-purpose"))
        entered = Entered(identify(bot, headers, asked.labelled(body)))
        asked = asked.allowing(policy.provider_tools.allowed)
        apply_store(asked, body, policy.upstream)
        if asked.keeps_state:
            entered = await self._chains.enter(caller.id, entered.identity, body)
        identity, bot_key = entered.identity, self._s.bot_key(bot.name)
        conversation = await self._conversation(caller, identity, bot_key, asked.bot_wide)
        for entry in entered.entries:
            conversation.known.setdefault((entry.entity_type, entry.value), entry)
        x = Exchange(request_id, caller, headers, raw, asked, body, policy, purpose, identity, conversation, bot_key)
        x.past, x.came, x.kept = entered.past, entered.came, entered.kept
        x.coverage.duties = "enforce" if bot.enforces else "observe"
        x.opt_outs = await self._s.opt_outs.of(bot, identity, policy, headers.get(SIGNAL_HEADER))
        return x

    async def _conversation(
        self, caller: Caller, identity: Identity, bot_key: bytes, bot_wide: bool = False
    ) -> Conversation:
        """A named conversation has a random key, written once, and what it knew; an unnamed one reads nothing."""
        if bot_wide:
            return Conversation(bot_wide_key(bot_key))
        if identity.conversation is None:
            return Conversation(unnamed_key(bot_key, identity))
        return await self._s.conversation(caller.id, identity)

    # ---------------------------------------------------------------- own texts
    async def _bring_in(self, x: Exchange, taken: Taken) -> Reply | None:
        """What a person has decided since the last turn: told to the model, said first, or the answer itself."""
        if not taken.anchors:
            return None
        engine = await self._s.engine(x.policy)

        def hide(hold: Hold, text: str) -> str:
            replaced = hide_values(hold, text, x.conversation.key, x.policy.styles, engine.find)
            x.entries.update(replaced.entries)
            return replaced.text

        brought = await bring_in(self._s.holds, x, taken, hide)
        if brought.answer is not None:
            return await self._answering.release(x, brought.answer)
        x.lead = "\n\n".join(restore_text(hold, said) for hold, said in brought.lead)
        return None

    # ---------------------------------------------------------------- detect
    async def _detect(self, x: Exchange) -> list[Inspected]:
        places = x.asked.read(x.body, self._s.limits, frozenset(x.caller.config.allow_parameters))
        x.places = [p for p in places if not self._is_switched_off(x, p)]
        ask_again(x.places, x.past)
        documents = [self._texts.split(place) for place in x.places]
        leaves: list[Leaf] = [leaf for document in documents for leaf in document.leaves]
        engine = await self._s.engine(x.policy)
        known = parse_known(x.headers.get(KNOWN_HEADER))
        known += [Personal(e.entity_type, e.value) for e in list(x.conversation.known.values())[:MAX_KNOWN_SPREAD]]
        said = []
        if x.conversation.id is None:
            said = self._s.trails.said(x.conversation.key, ((p.role, p.text) for p in x.places))
        messages = [each for each in said if each]
        trail = self._s.trails.find(messages, self._s.clock())
        known += self._s.trails.known(trail, messages)
        before = engine.calls
        try:
            if engine.is_slow or sum(len(leaf.text) for leaf in leaves) > BIG_TEXT_CHARS:
                found = await asyncio.to_thread(engine.look, leaves, known, x.caller.id)
            else:
                found = engine.look(leaves, known, x.caller.id)
        except SluisError:
            raise
        except Exception as error:
            raise DetectorUnavailable("The request could not be inspected, so it was not sent.") from error
        x.coverage.topics, spans = found.topics, found.spans
        x.coverage.positions, x.coverage.leaves, x.coverage.detected = len(x.places), len(leaves), engine.calls - before
        inspected, at = [], 0
        for place, document in zip(x.places, documents, strict=True):
            inspected.append((place, document, spans[at : at + len(document.leaves)]))
            at += len(document.leaves)
        trails = self._s.trails
        kept = [
            (each, [] if trails.holds(trail, each) else _values(x, i))
            for each, i in zip(said, inspected, strict=False)
            if each
        ]
        trails.keep(trail, kept, self._s.clock())
        return inspected

    def _is_switched_off(self, x: Exchange, place: Place) -> bool:
        """Only ever in a test of `sluis verify`, which must find it."""
        return bool(self._s.switched_off) and (x.asked.endpoint, place.position) in self._s.switched_off

    # ---------------------------------------------------------------- duties
    def _duties(self, x: Exchange) -> None:
        """What the law asks before data may leave. A bot that only observes is never refused here."""
        bot = x.caller.config
        if x.coverage.topics:
            check_topics(x.coverage.topics, x.policy, bot)
        if not bot.enforces:
            return
        if bot.basis and not x.policy.basis.allows(bot.basis):
            raise NotAllowed(
                f"The lawful basis `{bot.basis}` is not one of {x.policy.name}'s.", code="basis_not_allowed"
            )
        if not x.purpose:
            raise NotAllowed("No purpose is declared for this bot.", code="purpose_required")

    # ---------------------------------------------------------------- pseudonymize
    def _pseudonymize(self, x: Exchange, inspected: Sequence[Inspected]) -> None:
        """Replaces every span where it stands and writes the texts back into the body."""
        namer = self._s.namer(x)
        standing = self._s.standing([leaf.text for _, doc, _ in inspected for leaf in doc.leaves])
        namer.forget_typed(standing)
        found = [(leaf.text, here) for _, doc, spans in inspected for leaf, here in zip(doc.leaves, spans, strict=True)]
        replaced = iter(namer.replace_all(found, standing))
        for place, document, spans in inspected:
            if isinstance(place.box, PictureText):
                place.box.hidden = self._hide(namer, place.text, spans[0], standing)
            said = [next(replaced) for _ in spans]
            if any(spans):
                place.put(document.join([one.text for one in said]))
                for one in said:
                    x.entries.update(one.entries)
        types = [span.entity_type for _, here in found for span in here]
        x.coverage.types.update(types)
        x.coverage.unfit = namer.unfit
        x.entries = {**x.entries, **namer.restorable()}
        hash_outgoing(x.bot_key, x.body, x.asked.labels)

    async def _leave_out_signed(self, x: Exchange) -> None:
        """Of blocks that are signed and cannot be changed, those leave that hold pseudonyms of ours and no value."""
        places = [place for place in x.asked.signed(x.body) if not self._is_switched_off(x, place)]
        if not places:
            return
        engine = await self._s.engine(x.policy)
        known = [Personal(entry.entity_type, entry.value) for entry in x.entries.values()]
        ours = tokens_of(" ".join(entry.pseudonym for entry in x.entries.values()))
        found = engine.find([Leaf(p.text, (), p.role) for p in places], known, x.caller.id)
        for place, spans in zip(places, found, strict=True):
            values = [place.text[s.start : s.end] for s in spans if x.policy.styles.get(s.entity_type) != "keep"]
            if any(not tokens_of(value) <= ours for value in values):
                place.drop()
                x.coverage.dropped.append(place.what)

    def _hide(self, namer: Namer, text: str, found: tuple[Span, ...], standing: Standing) -> list[tuple[Span, str]]:
        """Where a picture is painted over: each value that does not stay as it is, with its pseudonym."""
        entries = [(s, namer.entry(s.entity_type, text[s.start : s.end], standing, s.disguised)) for s in found]
        return [(span, entry.pseudonym) for span, entry in entries if entry.style != "keep"]

    def _remember(self, x: Exchange) -> None:
        """New entries of a named conversation go to the vault; refused when it cannot take them."""
        if x.conversation.id is not None:
            self._s.remember(x.conversation, x.entries, x.policy)

    # ---------------------------------------------------------------- record
    def _record_request(self, x: Exchange) -> None:
        """Before anything leaves. Raises when the audit log cannot take it: then nothing leaves."""
        self._s.audit.append(
            "exchange.forwarded",
            about=About(x.conversation.subject_id, x.conversation.wrapping or self._s.wrapping(x.caller.id)),
            private={"topics": topics_on_record(x.coverage.topics)},
            request=x.id,
            bot=x.caller.id,
            endpoint=x.asked.endpoint,
            policy=x.policy.id,
            purpose=x.purpose,
            conversation=x.conversation.id,
            duties=x.coverage.duties,
            opted_out="+".join(sorted(x.opt_outs)) or None,
            positions=x.coverage.positions,
            leaves=x.coverage.leaves,
            values=sum(x.coverage.types.values()),
            types=",".join(sorted(x.coverage.types)),
            files=x.coverage.content["files"] or None,
            pages=x.coverage.content["pages"] or None,
            pictures=x.coverage.content["pictures"] or None,
            painted=x.coverage.content["painted"] or None,
            sounds=x.coverage.content["sounds"] or None,
            left_out="+".join(sorted(x.coverage.left_out)) or None,
        )
        self._s.metrics.forwarded(x)

    # ---------------------------------------------------------------- send, and what comes back
    async def _send(self, x: Exchange) -> Reply:
        armed = x.streams and self._answering.arm(x)
        answer, own_key = await self._ask(x)
        try:
            if answer.status != 200:
                raise await _refused(answer, own_key)
            if x.streams:
                return await self._answering.stream(x, answer, armed)
        except BaseException:
            await answer.__aexit__()
            raise
        async with answer:
            return await self._answering.whole(x, parse_answer(await answer.read()))

    async def _ask(self, x: Exchange) -> tuple[Answer, bool]:
        """(what the model answers, whether it was asked with the operator's key)."""
        key, own_key = self._s.upstream_key(x.caller)
        more = x.asked.upstream_headers(x.headers) | (x.asked.credentials(key) if key else {})
        upstream = self._s.upstream(x.caller.config)
        return await upstream.send("POST", f"/{x.asked.endpoint}", orjson.dumps(x.body), None, more), own_key


def _values(x: Exchange, inspected: Inspected) -> list[tuple[str, str]]:
    """What was found in one place and does not stay as it is, names only where sure: (entity type, value)."""
    _, document, found = inspected
    return [
        (span.entity_type, leaf.text[span.start : span.end])
        for leaf, spans in zip(document.leaves, found, strict=True)
        for span in spans
        if x.policy.styles.get(span.entity_type) != "keep"
        and not span.disguised
        and (span.score >= SURE or span.entity_type != "PERSON")
    ]


async def _refused(answer: Answer, own_key: bool) -> SluisError:
    """The model's error in our shape, with its wait where it asks for one."""
    raw = await answer.read()
    try:
        body = parse_json(raw, "answer")
    except SluisError:
        body = None
    error = error_from(answer.status if answer.status >= 400 else 502, body, own_key)
    wait = answer.headers.get("retry-after")
    if wait and wait.isdigit():
        error.retry_after = int(wait)  # type: ignore[attr-defined]
    return error


def parse_answer(raw: bytes) -> Any:
    """The JSON of a whole answer. UpstreamUnreadable when it is none."""
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise UpstreamUnreadable("The model answered with something that is not JSON.") from error
