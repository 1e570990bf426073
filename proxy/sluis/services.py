"""Everything an exchange needs, made once: database, keys, log, policies, detector, vault, holds, upstreams.

Opening is quick and touches no network; the detector's models are loaded after the port is open, and readiness stays
red until a planted value has been found.
"""

import asyncio
import contextlib
import gc
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import structlog

from sluis.addresses import is_provider_address, parse_provider_address, place_of
from sluis.applying import (
    declared_tools,
    engine_options,
    facts_of,
    honour_content,
    make_guards,
    make_judge_model,
    make_transcriber,
)
from sluis.audit.log import AuditLog
from sluis.bots import Bots, Caller
from sluis.content.inspector import Inspector
from sluis.decisions.declared import DeclaredTool
from sluis.decisions.findings import Finding
from sluis.decisions.guards import Guards
from sluis.decisions.judge import judge
from sluis.detection.engine import Engine
from sluis.duties.opting_out import OptOuts
from sluis.duties.retention import Terms
from sluis.errors import ConfigurationError, DetectorUnavailable, NotFound, PolicyError, SluisError
from sluis.exchange import Conversation, Exchange
from sluis.holds.answers import poll_body
from sluis.holds.queue import HoldQueue
from sluis.holds.states import is_hold_id
from sluis.identity import Identity
from sluis.keys.ring import KeyRing
from sluis.metrics import Metrics
from sluis.policy.loading import PolicyBook
from sluis.policy.matching import Verdict, decide
from sluis.policy.merging import merge
from sluis.policy.model import Policy, Texts
from sluis.profiling.keeping import keep_times
from sluis.profiling.register import ProfilingRegister
from sluis.protocols.known import PROTOCOLS
from sluis.protocols.messages import MESSAGES
from sluis.pseudonyms.fitting import Fitting, fitting_of
from sluis.pseudonyms.mapping import Entry, Memo, Namer, Standing
from sluis.pseudonyms.vault import Vault, bot_key
from sluis.released import release_answer, restore_text
from sluis.settings import BotConfig, Settings
from sluis.storage.bots import read_bots
from sluis.storage.database import Database
from sluis.trails import Trails
from sluis.upstream.client import Timeouts, UpstreamClient, error_from
from sluis.upstream.quiet_litellm import load_litellm
from sluis.values import Leaf
from sluis.wire.body import Limits, parse_json
from sluis.wire.positions import MODEL

PLANTED = "My name is Wilhelmina Brandsma and my e-mail address is wilhelmina.brandsma@planted.nl"
READY_WAIT_SECONDS = 30.0
SWEEP_SECONDS = 60.0
MAX_CONVERSATIONS = 4096
MAX_MEMOS = 256
GC_OBJECTS = 10_000
"""Objects made between two looks for cycles: a request makes thousands and leaves hardly any."""


class Services:
    """Made once a process. `transport` replaces the network to the model, `clock` the time."""

    def __init__(
        self,
        settings: Settings,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], float] = time.time,
        switched_off: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.settings, self.clock = settings, clock
        self.switched_off = frozenset(switched_off)
        self.limits = Limits(body_bytes=settings.body_limit_bytes)
        self.metrics = Metrics()
        self.bots = Bots(settings.bots, open_to_anyone=settings.is_loopback)
        self._guards: dict[str, Guards] = {}
        self.judge_model = make_judge_model(settings)
        self.policies = PolicyBook(
            {settings.policy, *(p for bot in settings.bots for p in bot.policies)}, honour=self._honour
        )
        self._transport = transport
        self.content = Inspector(make_transcriber(settings, self._upstream_at))
        self._engines: dict[str, Engine] = {}
        self._engine_lock = asyncio.Lock()
        self._tagger: Any = None
        self._declared: dict[str, dict[str, DeclaredTool]] = {}
        self._conversations: dict[tuple[str, str, str], Conversation] = {}
        self._memos: dict[tuple[bytes, str, Fitting | None], Memo] = {}
        self._merged: dict[tuple[str, ...], Policy] = {}
        self._upstreams: dict[str, UpstreamClient] = {}
        self._bot_keys: dict[str, bytes] = {}
        self.trails = Trails()
        self._ready, self._warmed = asyncio.Event(), asyncio.Event()
        self._warming: BaseException | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._log = structlog.get_logger()

    # ---------------------------------------------------------------- opening, closing
    async def open(self) -> None:
        """Opens what must be there before the port is. ConfigurationError, PolicyError, StorageUnavailable."""
        self.policies.load()
        self._make_directory()
        settings = self.settings
        self.db = await asyncio.to_thread(Database.open, settings.database_url, journal=settings.journal_file)
        self.ring = await asyncio.to_thread(KeyRing.open, self.settings, self.db)
        self.bots.replace(await self.db.run(read_bots))
        if not self.settings.is_loopback and not len(self.bots):
            raise ConfigurationError(
                "setting host: beyond this machine a bot key is required; add one with `sluis bots add`"
            )
        self.audit = AuditLog(self.db, self.ring, clock=self.clock)
        await self.audit.start()
        self.vault = Vault(self.db, self.ring, audit=self.audit, on_gone=self._forget, clock=self.clock)
        self.opt_outs = OptOuts(self.db, self.ring, self.audit, self.clock)
        self.register = ProfilingRegister(self.db, self.ring, self.clock)
        self.holds = HoldQueue(self.db, self.ring, self.clock, audit=self.audit)
        self._tasks = [asyncio.create_task(work()) for work in (self._warm, self._watch, self._sweep)]

    def _make_directory(self) -> None:
        url = self.settings.database_url
        if url.startswith("sqlite:///"):
            Path(url.removeprefix("sqlite:///")).expanduser().parent.mkdir(parents=True, exist_ok=True, mode=0o700)

    async def close(self) -> None:
        """Ends what runs, writes what is waiting, closes connections."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for upstream in self._upstreams.values():
            await upstream.aclose()
        await self.vault.close()
        await self.register.close()
        await self.audit.stop()
        self.db.close()
        gc.unfreeze()  # who starts and closes several in one process gets their memory back

    # ---------------------------------------------------------------- readiness
    async def _warm(self) -> None:
        """Loads models and finds a planted value: only then is the detector trusted."""
        try:
            for policy in self._usable({*self.policies.names(), *(p for bot in self.bots.all() for p in bot.policies)}):
                engine = await self.engine(policy)
                spans = await asyncio.to_thread(engine.find, [Leaf(PLANTED)])
                found = {span.entity_type for span in spans[0]}
                if not {"PERSON", "EMAIL_ADDRESS"} <= found and not (
                    self.settings.tagger == "none" and "EMAIL_ADDRESS" in found
                ):
                    raise DetectorUnavailable("The planted value was not found.")
            await asyncio.to_thread(judge, (), (), {"role": "assistant", "content": "Your application was approved."})
            if self.judge_model is not None:
                await asyncio.to_thread(self.judge_model.prepare)
            if any(is_provider_address(url) for url in self._urls()):
                await asyncio.to_thread(load_litellm)
            gc.collect()
            gc.freeze()
            gc.set_threshold(GC_OBJECTS, 20, 20)
            self._ready.set()
        except Exception as error:
            self._warming = error
            self._log.error("detector.not_ready", error=type(error).__name__)
        finally:
            self._warmed.set()  # who waits learns of a failure at once

    async def until_ready(self) -> None:
        """DetectorUnavailable when the detector is not trusted yet and does not become so soon."""
        if self._ready.is_set():
            return
        if self._warming is None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._warmed.wait(), READY_WAIT_SECONDS)
        if not self._ready.is_set():
            raise DetectorUnavailable("The detector is not ready, so nothing is sent.")

    async def readiness(self) -> dict[str, Any]:
        """What /readyz answers: every part by name."""
        try:
            await asyncio.wait_for(self.db.run(lambda connection: connection.exec_driver_sql("select 1").scalar()), 2.0)
            database = True
        except (SluisError, TimeoutError):
            database = False
        parts = {"detector": self._ready.is_set(), "database": database, "audit": not self.audit.is_failing}
        return {"ready": all(parts.values()), **parts, "policies_failing": sorted(self.policies.failures)}

    # ---------------------------------------------------------------- watching
    async def _watch(self) -> None:
        """Takes over changed policies and bots without losing a request; what fails to load leaves the old in force."""
        while True:
            await asyncio.sleep(self.settings.policy_poll_seconds)
            try:
                failing = dict(self.policies.failures)
                if swapped := await asyncio.to_thread(self.policies.refresh):
                    self._merged.clear()
                    self._engines.clear()
                    for name in swapped:
                        self.audit.append("policy.swapped", policy=self.policies.get(name).id)
                for name, reason in self.policies.failures.items():
                    if failing.get(name) != reason:
                        self._log.error(
                            "policy.refused", policy=name, reason=reason, in_force=self.policies.get(name).id
                        )
                self.bots.replace(await self.db.read(read_bots))
                await self.vault.poll()
            except SluisError as error:
                self._log.error("watch.failed", code=error.code, reason=error.message)

    async def _sweep(self) -> None:
        while True:
            try:
                await self.sweep()
            except SluisError as error:
                self._log.error("sweep.failed", code=error.code)
            await asyncio.sleep(SWEEP_SECONDS)

    async def sweep(self) -> dict[str, int]:
        """Deletes what has outlived its time, store by store; what went, and how much of it, is on record."""
        now = self.now()
        await self.db.complete_journal()
        policies = list(self._usable(self._policies_used()))
        terms = Terms(policies, self.policies.get(self.settings.policy))
        holds = await self.holds.sweep(terms)
        gone = {
            "hold_contents": holds.purged,
            "holds": holds.removed,
            "conversations": await self.vault.sweep(int(now.timestamp()), terms.conversation),
            "profiling_records": await self.register.sweep(now, self._keep_profiling()),
            "audit_rows": await self.audit.remove_before(terms.log(int(now.timestamp()))),
        }
        if any(gone.values()):
            await self.audit.durable("retention.swept", about=None, private=None, **gone)
        return gone

    def _keep_profiling(self) -> Callable[[str], timedelta]:
        return keep_times(list(self._usable(self._policies_used())), self.policies.get(self.settings.policy))

    def _policies_used(self) -> set[str]:
        by_bots = (name for bot in self.bots.all() for name in bot.policies)
        return {self.settings.policy, *self.policies.names(), *by_bots}

    # ---------------------------------------------------------------- policy
    def policy(self, names: tuple[str, ...]) -> Policy:
        """The policy of one name, or several merged to the strictest."""
        found = self._merged.get(names)
        if found is None:
            policies = [self.policies.get(name) for name in names]
            found = self._merged[names] = policies[0] if len(policies) == 1 else merge(policies)
        return found

    def _usable(self, names: Iterable[str]) -> Iterator[Policy]:
        """Those that can be loaded: where a bot's cannot, that bot is refused and the others go on."""
        for name in sorted(names):
            try:
                yield self.policies.get(name)
            except PolicyError as error:
                self._log.error("policy.refused", policy=name, reason=error.message)

    # ---------------------------------------------------------------- detector
    async def engine(self, policy: Policy) -> Engine:
        """The detector a policy asks for, made once."""
        found = self._engines.get(policy.id)
        if found is None:
            async with self._engine_lock:
                found = self._engines.get(policy.id)
                if found is None:
                    found = self._engines[policy.id] = await asyncio.to_thread(self._make_engine, policy)
        return found

    def _make_engine(self, policy: Policy) -> Engine:
        if self._tagger is None:
            from sluis.detection.other_taggers import load_tagger

            self._tagger = load_tagger(self.settings.tagger)
        return Engine(engine_options(policy, self._tagger))

    def _forget(self, gone: str) -> None:
        """A conversation or subject was erased or swept elsewhere: nothing of it stays in memory here."""
        if gone.startswith("sub_"):
            self.trails.clear()
        for key, conversation in list(self._conversations.items()):
            if gone in (conversation.id, conversation.subject_id):
                del self._conversations[key]
                for label in [label for label in self._memos if label[0] == conversation.key]:
                    del self._memos[label]

    # ---------------------------------------------------------------- pseudonyms
    def bot_key(self, bot: str) -> bytes:
        """The key from which a bot's unnamed pseudonyms, hashes and fingerprints are derived."""
        found = self._bot_keys.get(bot)
        if found is None:
            found = self._bot_keys[bot] = self.ring.derive(f"bot:{bot}")
        return found

    def wrapping(self, bot: str) -> bytes:
        """What seals for this bot where no subject is known."""
        return bot_key(self.ring, bot)

    async def conversation(self, bot: str, identity: Identity) -> Conversation:
        """A named conversation with what any process knows of it; its key is on disk before this returns."""
        assert identity.conversation is not None
        label = (bot, identity.subject or "", identity.conversation)
        found = self._conversations.get(label)
        if found is None or found.id is None or not await self.vault.is_current(found.id):
            keys = await self.vault.conversation(bot, identity.subject, identity.conversation)
            entries = await self.vault.load(keys.id, keys.key)
            found = self._conversations.get(label)  # another request may have come first
            if found is None or found.id != keys.id:
                while len(self._conversations) >= MAX_CONVERSATIONS:
                    del self._conversations[next(iter(self._conversations))]
                found = self._conversations[label] = Conversation(keys.key, keys.id, keys.subject_id, keys.wrapping)
            found.known.update({(e.entity_type, e.value): e for e in entries})
        return found

    def namer(self, x: Exchange) -> Namer:
        """Makes this exchange's pseudonyms, by the styles of its policy."""
        fitting = fitting_of(x.asked.schemas(x.body))
        return Namer(
            x.conversation.key, x.policy.styles, x.conversation.known.values(), self._memo(x, fitting), fitting
        )

    def _memo(self, x: Exchange, fitting: Fitting | None) -> Memo:
        label = (x.conversation.key, x.policy.id, fitting)
        memo = self._memos.get(label)
        if memo is None:
            while len(self._memos) >= MAX_MEMOS:
                del self._memos[next(iter(self._memos))]
            memo = self._memos[label] = Memo()
        return memo

    def standing(self, texts: Iterable[str]) -> Standing:
        """What really stands in the request: no pseudonym may be a word of it."""
        return Standing(texts)

    def remember(self, conversation: Conversation, entries: dict[tuple[str, str], Entry], policy: Policy) -> None:
        """Puts what is new into the vault, on disk within 100 ms. policy: of this use; it rules how long that stays."""
        new = {key: entry for key, entry in entries.items() if key not in conversation.known}
        self.vault.remember(conversation, new.values(), policy.name)
        conversation.known.update(new)

    # ---------------------------------------------------------------- upstream
    def upstream(self, bot: BotConfig) -> UpstreamClient:
        """The model of a bot: its own, else the deployment's, else the demo model."""
        return self._upstream_at(bot.upstream or self.settings.upstream or "")

    def _upstream_at(self, url: str) -> UpstreamClient:
        found = self._upstreams.get(url)
        if found is None:
            transport = self._transport_to(url)
            base = "http://model.invalid/v1" if not url or is_provider_address(url) else url
            found = UpstreamClient(base, self._timeouts, self.settings.answer_limit_bytes, transport)
            self._upstreams[url] = found
        return found

    def _urls(self) -> set[str]:
        """Every model that is configured now."""
        return {url for url in (self.settings.upstream, *(bot.upstream for bot in self.bots.all())) if url}

    @property
    def _timeouts(self) -> Timeouts:
        given = self.settings
        return Timeouts(given.connect_timeout_seconds, given.first_byte_timeout_seconds, given.idle_timeout_seconds)

    def _transport_to(self, url: str) -> httpx.AsyncBaseTransport | None:
        """What is in the network's place: the demo model, a provider that speaks another protocol, or nothing."""
        if not url and self._transport is None:
            from sluis.demo.transport import DemoTransport

            return DemoTransport()
        if is_provider_address(url):
            from sluis.upstream.provider_transport import ProviderTransport

            address = parse_provider_address(url, os.environ)
            return ProviderTransport(address, self._timeouts, self.settings.answer_limit_bytes, self._transport)
        return self._transport

    def upstream_key(self, caller: Caller) -> tuple[str | None, bool]:
        """(key for the model, whether it is the operator's). The caller's own goes only to the configured model.

        The deployment's key goes to a bot's own model only where that is at the same place.
        """
        bot, settings = caller.config, self.settings
        if bot.upstream_key is not None:
            return bot.upstream_key.get_secret_value(), True
        is_same = bot.upstream is None or place_of(bot.upstream) == place_of(settings.upstream)
        if settings.upstream_key is not None:
            return (settings.upstream_key.get_secret_value(), True) if is_same else (None, False)
        return (caller.key, False) if not len(self.bots) else (None, False)

    async def models(self, caller: Caller, name: str, headers: Mapping[str, str] | None = None) -> Any:
        """The model's own list of models, names and dates only. headers: those of another protocol than OpenAI's."""
        if name and (not MODEL.fullmatch(name) or not all(part.strip(".") for part in name.split("/"))):
            raise NotFound("There is no such model.")  # `..` would reach another path of the model's server
        key, own = self.upstream_key(caller)
        more = {**headers, **MESSAGES.credentials(key)} if headers and key else headers
        path = f"/models/{name}" if name else "/models"
        async with await self.upstream(caller.config).send("GET", path, None, None if headers else key, more) as answer:
            body = parse_json(await answer.read(), "answer")
            if answer.status != 200:
                raise error_from(answer.status, body, own)
        if name:
            return _model(body)
        listed = body.get("data") if isinstance(body, dict) else None
        end = {"has_more": False} if headers else {"object": "list"}
        return {**end, "data": [_model(m) for m in listed or [] if isinstance(m, dict)]}

    # ---------------------------------------------------------------- holds
    async def poll(self, caller: Caller, hold_id: str, wait_seconds: float) -> dict[str, Any]:
        """How a hold stands, and its result once a person has decided. NotFound for another bot's."""
        if not is_hold_id(hold_id):
            raise NotFound("There is no such hold.")
        hold = await self.holds.poll(caller.id, hold_id, wait_seconds)
        result = None
        if hold.is_releasable or hold.status == "rejected":
            policy = self.policy((caller.config.policies or (self.settings.policy,))[:1])
            texts = policy.texts_in(caller.config.language)
            model = str(hold.contents.completion.get("model", ""))
            protocol = PROTOCOLS[hold.contents.protocol]
            result = release_answer(hold, protocol, texts.rejected, texts.contact, int(self.clock()), model)
        return poll_body(hold, result)

    async def withdraw(self, caller: Caller, hold_id: str) -> dict[str, Any]:
        """The bot withdraws what nobody has decided yet."""
        if not is_hold_id(hold_id):
            raise NotFound("There is no such hold.")
        return poll_body(await self.holds.cancel(caller.id, hold_id))

    def declared(self, policy: Policy) -> dict[str, DeclaredTool]:
        """The tools whose meaning a policy declares."""
        found = self._declared.get(policy.id)
        if found is None:
            found = self._declared[policy.id] = declared_tools(policy)
        return found

    def guards(self, policy: Policy) -> Guards:
        """The validators of a policy, made once. PolicyError when one cannot be made here."""
        found = self._guards.get(policy.id)
        if found is None:
            found = self._guards[policy.id] = make_guards(policy)
        return found

    def _honour(self, policy: Policy) -> None:
        """PolicyError where a policy asks what this process cannot do."""
        self.guards(policy)
        honour_content(policy, self.settings)

    def texts(self, x: Exchange) -> Texts:
        """Sluis' own words for this exchange's reader."""
        return x.policy.texts_in(x.caller.config.language)

    def decide(self, x: Exchange, finding: Finding, message: dict[str, Any]) -> Verdict:
        """What the policy of this exchange makes of one finding."""
        opted_out = "decisions" in x.opt_outs
        return decide(x.policy, facts_of(x.caller.config, finding, message, self.now().date(), opted_out))

    def console(self) -> Any:
        """The pages for people, made at the first visit: bots alone need none of it."""
        from sluis.console.app import console_app
        from sluis.console.sessions import Sessions
        from sluis.holds.reviewers import Reviewers
        from sluis.reasons import Reasons

        return console_app(
            self.holds,
            Reviewers(self.db),
            Sessions(self.db, self.clock),
            clock=self.clock,
            # Behind a proxy that ends TLS a request looks like plain http: then the operator's own word counts.
            secure=True if (self.settings.public_url or "").startswith("https://") else None,
            reveal=restore_text,
            explain=Reasons(self),
            audit=self.audit,
        )

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.clock(), UTC)


def _model(body: Any) -> dict[str, Any]:
    """A model's entry without anything a provider adds to it."""
    known = ("id", "object", "created", "owned_by", "type", "display_name", "created_at")
    return {name: body[name] for name in known if name in body}
