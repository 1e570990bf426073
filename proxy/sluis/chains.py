"""Chains of responses that live upstream: whose each response is, what restores it, and how the chain goes on from it.

Each response kept upstream has a record in the vault, sealed like a conversation's values and erased and forgotten with
them: the values behind its pseudonyms, what was said so far, and where upstream the chain goes on. A response that was
withheld is deleted upstream; its record then holds what the next request must bring along instead.

A conversation object is a name for such a chain, made and kept here: upstream there are only its responses.
"""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import orjson

from sluis.errors import InvalidRequest, NotFound, SluisError
from sluis.exchange import Exchange
from sluis.holds.hold import Hold
from sluis.identity import MAX_LABEL_CHARS, Identity
from sluis.policy.model import Upstream
from sluis.protocols.protocol import RequestProtocol
from sluis.protocols.responses import RESPONSES, items_of
from sluis.pseudonyms.mapping import Entry
from sluis.pseudonyms.vault import ConversationKeys
from sluis.released import release_answer
from sluis.services import Services
from sluis.wire.body import parse_json
from sluis.wire.places import Place
from sluis.wire.positions import IDENTIFIER

RECORD = "RESPONSE_RECORD"
"""The entity type under which the vault keeps a record beside the values."""
MOST_PAST = 200
"""Messages of a chain that are kept for judging and for reviewers."""
CONVERSATION = re.compile(r"conv_[0-9a-f]{32}")
"""The ids of conversation objects, all made here."""
_MISSING = {
    "previous_response_id": "previous_response_not_found",
    "conversation": "conversation_not_found",
    "input": "item_not_found",
}
_PREFIX = "a response kept upstream ".ljust(MAX_LABEL_CHARS + 1, ".")
"""Longer than any label a client can send, so no conversation is ever taken for a record."""


@dataclass(frozen=True, slots=True)
class Link:
    """What is kept of one response.

    response: its id. upstream: where the chain goes on upstream, None at its beginning. conversation: label of the
    named one it belongs to. items, own: what was asked and what the bot was given instead, where that stands nowhere
    upstream, with real values. hold_id: of the hold it belongs to.
    pending: made in the background and not judged yet; `body` is then its request, pseudonymous.
    head, created, metadata: of a conversation object, whose link this is then: the response it stands at, and when and
    with what it was made; `items` are those it began with, until there is a response.
    """

    response: str
    upstream: str | None = None
    conversation: str | None = field(default=None, repr=False)
    items: list[Any] = field(default_factory=list, repr=False)
    own: list[Any] = field(default_factory=list, repr=False)
    hold_id: str | None = None
    past: list[Any] = field(default_factory=list, repr=False)
    pending: bool = False
    background: bool = False
    body: dict[str, Any] = field(default_factory=dict, repr=False)
    head: str | None = None
    created: int = 0
    metadata: dict[str, str] = field(default_factory=dict, repr=False)
    row: str | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """A link with the values behind its pseudonyms. keys: where both are kept."""

    link: Link
    entries: list[Entry] = field(repr=False)
    keys: ConversationKeys


@dataclass(frozen=True, slots=True)
class Entered:
    """What a request takes over from the chain it continues."""

    identity: Identity
    entries: list[Entry] = field(default_factory=list, repr=False)
    past: list[Any] = field(default_factory=list, repr=False)
    came: list[Any] = field(default_factory=list, repr=False)
    kept: str | None = None


class Chains:
    """Finds, continues and records responses. One a process."""

    def __init__(self, services: Services) -> None:
        self._s = services

    # ---------------------------------------------------------------- finding
    async def find(self, bot: str, identity: Identity, response: str) -> Known | None:
        """The record of a response, item or conversation this bot was given for this person; None for any other."""
        if not IDENTIFIER.fullmatch(response):
            return None
        keys = await self._s.vault.find_conversation(bot, identity.subject, _PREFIX + response)
        return await self._known(keys) if keys is not None else None

    async def get(self, bot: str, identity: Identity, response: str) -> Known:
        """The same for requests that need not say who the person is: an id is no guess. NotFound."""
        known = await self.find(bot, identity, response)
        if known is None and identity.subject is None:
            keys = await self._s.vault.find_conversation(bot, None, _PREFIX + "of " + response)
            pointer = await self._known(keys) if keys is not None else None
            if pointer is not None and pointer.link.row is not None:
                keys = await self._s.vault.open_conversation(bot, pointer.link.row)
                known = await self._known(keys) if keys is not None else None
        if known is None or known.link.response != response:
            if CONVERSATION.fullmatch(response):
                raise NotFound("There is no such conversation.", code="conversation_not_found")
            raise NotFound("There is no such response.", code="response_not_found")
        return known

    async def _known(self, keys: ConversationKeys) -> Known | None:
        rows = await self._s.vault.load(keys.id, keys.key)
        links = [Link(**orjson.loads(row.pseudonym)) for row in rows if row.entity_type == RECORD]
        if not links:
            return None
        newest = max(links, key=lambda link: link.version)
        return Known(newest, [row for row in rows if row.entity_type != RECORD], keys)

    # ---------------------------------------------------------------- continuing
    async def enter(self, bot: str, identity: Identity, body: dict[str, Any]) -> Entered:
        """Puts the chain that `body` continues into it, in place: what stands nowhere upstream, real values in it.

        InvalidRequest when a response or item that it names is not this bot's, this person's and this conversation's.
        """
        entered = Entered(identity)
        previous = body.get("previous_response_id")
        if body.get("conversation") is not None:
            entered = await self._in_conversation(bot, identity, body)
        elif isinstance(previous, str) and previous:
            known = await self._mine(bot, identity, previous, "previous_response_id")
            entered = await self._continued(bot, identity, body, known)
        for item in body["input"] if isinstance(body.get("input"), list) else ():
            if isinstance(item, dict) and item.get("type") == "item_reference":
                entered = await self._referred(bot, entered, item)
        return entered

    async def _continued(self, bot: str, identity: Identity, body: dict[str, Any], known: Known) -> Entered:
        link = known.link
        if link.pending:
            raise InvalidRequest("This response is not finished.", code="response_not_finished")
        missing = [*link.items, *map(_anew, [*link.own, *await self._result(bot, link)])]
        if link.upstream is None:
            body.pop("previous_response_id", None)
        else:
            body["previous_response_id"] = link.upstream
        if missing:
            body["input"] = [*missing, *items_of(body.get("input"))]
        label = identity.conversation or link.conversation
        return Entered(replace(identity, conversation=label), known.entries, link.past, missing)

    async def _in_conversation(self, bot: str, identity: Identity, body: dict[str, Any]) -> Entered:
        """The chain behind a conversation object: it stands at a response, or at the items it began with."""
        given = body.pop("conversation")
        named = given.get("id") if isinstance(given, dict) and set(given) == {"id"} else given
        not_with = {name: body.get(name) for name in ("previous_response_id", "background")}
        for param, asked in {**not_with, "store": body.get("store") is False}.items():
            if asked:
                raise InvalidRequest(
                    f"`{param}` cannot be had together with `conversation`.",
                    code="conversation_not_guarded",
                    param=param,
                )
        kept = await self._mine(bot, identity, str(named), "conversation")
        head = await self._given(bot, kept.link)
        known = await self._mine(bot, identity, head, "previous_response_id") if head is not None else kept
        label = identity.conversation or kept.link.conversation
        return replace(await self._continued(bot, replace(identity, conversation=label), body, known), kept=str(named))

    async def _given(self, bot: str, link: Link) -> str | None:
        """The response a conversation stands at; what was held goes on from what a person has let through."""
        hold_id = (link.head or "").removeprefix("resp_")
        if hold_id != link.head and hold_id.startswith("hold_"):
            with suppress(NotFound):
                hold = await self._s.holds.get(bot, hold_id)
                if hold.is_releasable and hold.delivered_at is not None:
                    return str(release_answer(hold, RESPONSES, "-", "", 0, "")["id"])
        return link.head

    async def _result(self, bot: str, link: Link) -> list[Any]:
        """What a person has let through and the bot was given, as the items that it got."""
        if link.hold_id is None or link.response == f"resp_{link.hold_id}":
            return []
        with suppress(NotFound):
            hold = await self._s.holds.get(bot, link.hold_id)
            if hold.is_releasable and hold.delivered_at is not None:
                output: list[Any] = release_answer(hold, RESPONSES, "-", "", 0, "")["output"]
                return [item for item in output if item["type"] != "reasoning"]
        return []

    async def _referred(self, bot: str, entered: Entered, item: dict[str, Any]) -> Entered:
        known = await self._mine(bot, entered.identity, str(item.get("id")), "input")
        inline = next((one for one in known.link.own if one.get("id") == item.get("id")), None)
        if inline is not None:
            item.clear()
            item.update(inline)
        return replace(entered, entries=[*entered.entries, *known.entries])

    async def _mine(self, bot: str, identity: Identity, named: str, param: str) -> Known:
        known = await self.find(bot, identity, named)
        of = known.link.conversation if known is not None else None
        expected = (param == "conversation") == bool(CONVERSATION.fullmatch(named))
        if known is None or not expected or (of is not None and identity.conversation not in (None, of)):
            raise InvalidRequest("There is no such response in this conversation.", code=_MISSING[param], param=param)
        return known

    # ---------------------------------------------------------------- recording
    async def delivered(self, x: Exchange, answer: dict[str, Any]) -> None:
        """On disk before the answer is delivered: the chain may go on from it."""
        if not self._keeps(x):
            return
        pending = answer.get("status") in ("queued", "in_progress")
        said = [] if pending else [RESPONSES.completion(answer)["choices"][0]["message"]]
        link = self._link(
            x, answer["id"], upstream=answer["id"], past=[*self._messages(x), *said][-MOST_PAST:], pending=pending,
            background=x.polled or bool(x.body.get("background")), body=x.body if pending else {},
        )  # fmt: skip
        await self._write(x, link)
        for item in answer["output"]:
            if isinstance(item.get("id"), str) and item["id"]:
                await self._write(x, self._link(x, item["id"], upstream=answer["id"]))
        await self._move(x, answer)

    async def withheld(self, x: Exchange, answer: dict[str, Any], hold: Hold, notice: dict[str, Any]) -> None:
        """The chain goes on from the response before this one, which is deleted upstream.

        notice: the answer that the bot is given, or will be when nobody decides in time.
        """
        if not self._keeps(x):
            return
        await self._replaced(x, answer, notice, hold.hold_id)
        if answer["id"] != notice["id"]:
            link = self._link(
                x, answer["id"], upstream=self._prior(x), items=self._came(x), own=notice["output"],
                hold_id=hold.hold_id, past=x.past, background=x.polled,
            )  # fmt: skip
            await self._write(x, link)

    async def blocked(self, x: Exchange, answer: dict[str, Any], said: dict[str, Any]) -> None:
        """The same for what may not be delivered at all."""
        if self._keeps(x):
            await self._replaced(x, answer, said, None)

    async def _replaced(self, x: Exchange, answer: dict[str, Any], said: dict[str, Any], hold_id: str | None) -> None:
        link = self._link(
            x,
            said["id"],
            upstream=self._prior(x),
            items=self._came(x),
            own=said["output"],
            hold_id=hold_id,
            past=x.past,
        )
        await self._write(x, link)
        for item in said["output"]:
            await self._write(x, replace(link, response=item["id"]))
        await self.delete_upstream(x.caller, answer["id"])
        await self._move(x, said)

    async def _move(self, x: Exchange, said: dict[str, Any]) -> None:
        """The conversation object that the request named stands at this answer now, which says so."""
        known = await self.find(x.caller.id, x.identity, x.kept) if x.kept is not None else None
        if known is not None:
            moved = replace(known.link, head=said["id"], items=[], conversation=x.identity.conversation)
            await self.put(known.keys, moved)
            said.update(conversation={"id": x.kept}, previous_response_id=None)

    async def put(self, keys: ConversationKeys, link: Link) -> None:
        """The next version of a conversation object's record, on disk."""
        self._s.vault.remember(keys, [_record(replace(link, version=link.version + 1))])
        await self._s.vault.flush()

    async def begin(self, bot: str, identity: Identity, items: list[Any], metadata: dict[str, str], now: int) -> Link:
        """A conversation object of this bot with this person. items: what it begins with, with real values."""
        link = Link(
            f"conv_{secrets.token_hex(16)}",
            conversation=identity.conversation,
            items=items,
            created=now,
            metadata=metadata,
        )
        keys = await self._s.vault.conversation(bot, identity.subject, _PREFIX + link.response)
        if identity.subject is not None:
            await self._point(bot, link.response, keys)
        await self.put(keys, link)
        return link

    async def delete_upstream(self, caller: Any, response: str) -> bool:
        """Whether the model's server has deleted a response; on record where it has not."""
        if not IDENTIFIER.fullmatch(response):
            return False
        key, _ = self._s.upstream_key(caller)
        with suppress(SluisError):
            async with await self._s.upstream(caller.config).send(
                "DELETE", f"/responses/{response}", None, key
            ) as gone:
                await gone.read()
                if gone.status in (200, 204, 404):
                    return True
        self._s.audit.append("upstream.delete_failed", bot=caller.id)
        return False

    async def close(self, caller: Any, known: Known) -> None:
        """Forgets a response."""
        await self._s.vault.delete_conversation(known.keys.id)

    def _keeps(self, x: Exchange) -> bool:
        return x.protocol.keeps_state and x.body.get("store") is not False

    def _prior(self, x: Exchange) -> str | None:
        prior = x.body.get("previous_response_id")
        return prior if isinstance(prior, str) else None

    def _came(self, x: Exchange) -> list[Any]:
        """The items of the request with real values, as the bot sent them, behind what the chain brought along."""
        given = items_of(x.body.get("input")) if x.polled else items_of(parse_json(x.raw).get("input"))
        return [*x.came, *given]

    def _messages(self, x: Exchange) -> list[Any]:
        """The conversation so far, without what is sent with each request anyway."""
        messages: list[Any] = x.view["messages"]
        return messages[1:] if x.body.get("instructions") else messages

    def _link(self, x: Exchange, response: str, **more: Any) -> Link:
        return Link(response, conversation=x.identity.conversation, **more)

    async def _write(self, x: Exchange, link: Link) -> None:
        bot, subject, vault = x.caller.id, x.identity.subject, self._s.vault
        keys = await vault.conversation(bot, subject, _PREFIX + link.response)
        before = await self._known(keys)
        if before is not None:
            link = replace(link, version=before.link.version + 1)
        vault.remember(keys, [*x.entries.values(), _record(link)])
        if subject is not None and link.version == 0:
            await self._point(bot, link.response, keys)
        await vault.flush()

    async def _point(self, bot: str, response: str, keys: ConversationKeys) -> None:
        """Lets requests that do not say who the person is find a record by its id."""
        pointer = await self._s.vault.conversation(bot, None, _PREFIX + "of " + response)
        self._s.vault.remember(pointer, [_record(Link(response, row=keys.id))])


def allow_conversation(upstream: Upstream) -> None:
    """InvalidRequest where a policy has no conversation objects."""
    if not upstream.has_conversations:
        raise InvalidRequest(
            "This policy has no conversation objects.", code="state_not_allowed", param="conversation",
            hint="They are `upstream.conversations: kept_here`, with `upstream.store: as_client`.",
        )  # fmt: skip


def apply_store(protocol: RequestProtocol, body: dict[str, Any], upstream: Upstream) -> None:
    """What a policy says of keeping answers upstream, in place. InvalidRequest for what then cannot be had."""
    if body.get("background") and body.get("stream"):
        raise InvalidRequest(
            "A response made in the background is fetched, not streamed: its text waits for the verdict.",
            code="background_stream_not_guarded",
            param="stream",
        )
    if protocol.keeps_state and body.get("conversation") is not None:
        allow_conversation(upstream)
    if upstream.store == "as_client":
        return
    for name in ("previous_response_id", "background") if protocol.keeps_state else ():
        if body.get(name):
            raise InvalidRequest(
                "Nothing is kept upstream under this policy, so nothing can be continued or fetched.",
                code="state_not_allowed",
                param=name,
            )
    if protocol.keeps_state or body.get("store"):
        body["store"] = False


def ask_again(places: Iterable[Place], past: Sequence[Mapping[str, Any]]) -> None:
    """Gives what the user says first its question, which stands upstream: a bare answer is understood by that."""
    last = past[-1] if past else {}
    question = last.get("content") if last.get("role") == "assistant" else None
    for place in places:
        if place.role == "assistant" or not isinstance(question, str):
            return
        if place.role == "user" and place.position.startswith("input") and not place.question:
            place.question = question


def _anew(item: dict[str, Any]) -> dict[str, Any]:
    """An item that stands nowhere upstream any more, without the id under which it would be looked for there."""
    return {name: value for name, value in item.items() if name != "id"}


def _record(link: Link) -> Entry:
    return Entry(RECORD, str(link.version), orjson.dumps(asdict(link)).decode(), "keep")
