"""Without power, without room on the disk, without a database: what was promised is there afterwards, once; what cannot
be written down is refused; and what was under way when the operator said stop is finished first."""

import asyncio
import contextlib
import json
import signal
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from sqlalchemy import func, select
from tests.support.postgres import postgres
from tests.support.processes import HTTP, Model, Server, full_disk, sluis_command, sluis_process
from tests.support.replies import Call, Reply

from sluis.audit.export import verify_database
from sluis.audit.log import signer_of
from sluis.holds.queue import HoldQueue
from sluis.holds.reviewers import Reviewers
from sluis.holds.states import Action, State
from sluis.keys.ring import KeyRing
from sluis.settings import Settings
from sluis.storage.database import Database
from sluis.storage.tables import AUDIT_ROWS

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("crash")]
T = TypeVar("T")
BANK = ("--policy", str(Path(__file__).with_name("bank.yaml")))
TOOL = {"type": "function", "function": {"name": "decide_loan_application", "parameters": {"type": "object"}}}
ASKED = {"role": "user", "content": "My name is Ada Vermeer. Please decide on my loan application today."}
REFUSAL = Reply(calls=(Call("decide_loan_application", {"name": r"«name is (\w+ \w+)»", "decision": "refuse"}),))
ARGUMENTS = {"name": "Ada Vermeer", "decision": "refuse"}
BOTS = json.dumps([{"name": "bank", "key": "key-of-bank", "subject": "header"}])
HEADERS = {
    "authorization": "Bearer key-of-bank",
    "x-sluis-subject": "customer 1",
    "x-sluis-conversation": "chat 1",
    "idempotency-key": "loan 1",
}
PASSWORD = "correct horse battery staple"
REASON = "The stated income is below the limit; I read the file myself."
COMMITS = 6
"""How often a server writes on the way from a request to a hold: key, log, vault, hold, and twice the log."""


@pytest.fixture
def bank(tmp_path: Path, model: Model) -> Callable[..., contextlib.AbstractContextManager[Server]]:
    """Starts a server on this test's database. It dies before the commit that `die_at` says."""
    runs = iter(range(9))

    def start() -> contextlib.AbstractContextManager[Server]:
        module = ("tests.support.dying", str(tmp_path / "die_at"))
        return sluis_process(tmp_path, model.url, *BANK, module=module, name=f"run{next(runs)}", SLUIS_BOTS=BOTS)

    return start


@contextlib.contextmanager
def dying(directory: Path, commit: int) -> Iterator[None]:
    """Within, a server of this directory dies before this commit."""
    (directory / "die_at").write_text(str(commit))
    yield
    (directory / "die_at").unlink()


def ask(server: Server, *later: dict[str, Any]) -> httpx.Response | None:
    """The answer to a request that ends in a decision; None when the server died."""
    body = {"model": "fake", "messages": [ASKED, *later], "tools": [TOOL]}
    with contextlib.suppress(httpx.TransportError):
        return HTTP.post(f"{server.url}/chat/completions", json=body, headers=HEADERS)
    return None


def poll(server: Server, hold_id: str) -> httpx.Response | None:
    with contextlib.suppress(httpx.TransportError):
        return HTTP.get(f"{server.url}/holds/{hold_id}", headers=HEADERS)
    return None


def looked(directory: Path, look: Callable[[HoldQueue, Reviewers], Awaitable[T]]) -> T:
    """What another process sees or does in this database, which is sound."""
    db = Database.open(f"sqlite:///{directory}/sluis.db")
    try:
        ring = KeyRing.open(Settings(), db)
        report = db.run_sync(lambda connection: verify_database(connection, signer_of(ring).public_key))
        assert report.is_sound, report.problems

        async def run() -> T:
            return await look(HoldQueue(db, ring), Reviewers(db))

        return asyncio.run(run())
    finally:
        db.close()


async def decide(queue: HoldQueue, reviewers: Reviewers) -> str:
    """A person approves the only hold there is."""
    (summary,) = await queue.list_open()
    hold = await queue.show(summary.hold_id)
    person = await reviewers.add("rita", PASSWORD)
    await queue.review(hold.hold_id, person, Action.APPROVE, reason=REASON, digest_seen=hold.digest)
    return hold.hold_id


def events(directory: Path, event: str) -> int:
    """How often the audit log says that this happened."""
    db = Database.open(f"sqlite:///{directory}/sluis.db")
    try:
        rows = select(func.count()).where(AUDIT_ROWS.c.event == event)
        return int(db.run_sync(lambda connection: connection.execute(rows).scalar_one()))
    finally:
        db.close()


def arguments_of(body: dict[str, Any]) -> Any:
    return json.loads(body["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"])


# ── power cuts ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("commit", [2, 4, 5, COMMITS + 1])
def test_a_power_cut_loses_and_doubles_nothing(
    bank: Callable[..., contextlib.AbstractContextManager[Server]], tmp_path: Path, model: Model, commit: int
) -> None:
    """Cut at each write up to a hold, and then at each write of its delivery: the bot asks again, as clients do."""
    model.say(REFUSAL, REFUSAL)
    with bank() as server:
        with dying(tmp_path, commit):
            first = ask(server)
            if commit <= COMMITS:
                assert server.process.wait(10) == -signal.SIGKILL
        if commit > COMMITS:
            assert first is not None
            server.process.kill()
    with bank() as server:
        again = ask(server)
        assert again is not None
        hold_id = again.headers["x-sluis-hold"]
        if first is not None:
            assert first.headers["x-sluis-hold"] == hold_id
        assert "refuse" not in again.text
        assert len({seen.raw for seen in model.seen()}) == 1, "what left once leaves again as it was"
        assert looked(tmp_path, decide) == hold_id, "one hold, whole, and nobody had decided"
        cut = 1 + commit % 3
        with dying(tmp_path, cut):
            told = poll(server, hold_id)
            if cut <= 2:
                assert server.process.wait(10) == -signal.SIGKILL
        if cut > 2:
            server.process.kill()
    with bank() as server:
        results = [response.json()["result"] for _ in range(2) if (response := poll(server, hold_id))]
        assert arguments_of(results[0]) == ARGUMENTS
        assert results[0] == results[1] == (told.json()["result"] if told else results[0])
        notice = again.json()["choices"][0]["message"]
        news = {"role": "user", "content": "Is there any news?"}
        delivered = ask(server, notice, news)
        assert delivered is not None
        assert delivered.json() == results[0], "by the next turn the same"
        call = delivered.json()["choices"][0]["message"]
        done = {"role": "tool", "tool_call_id": call["tool_calls"][0]["id"], "content": "done"}
        model.reset()
        model.say(Reply(text="It is done."))
        after = ask(server, notice, news, call, done)
        assert after is not None
        assert after.json()["choices"][0]["message"]["content"] == "It is done."
        assert len(model.seen()) == 1
    assert looked(tmp_path, lambda queue, _: queue.show(hold_id)).state is State.CONSUMED
    for event in ("hold.opened", "hold.reviewed", "hold.delivered", "hold.consumed"):
        wanted = 0 if event == "hold.reviewed" else 1  # this test's reviewer has no log
        assert events(tmp_path, event) == wanted, event


@pytest.mark.parametrize("commit", [1, 2])
def test_a_verdict_is_taken_whole_or_not_at_all(
    bank: Callable[..., contextlib.AbstractContextManager[Server]], tmp_path: Path, model: Model, commit: int
) -> None:
    model.say(REFUSAL)
    with bank() as server:
        assert ask(server) is not None
        (summary,) = looked(tmp_path, lambda queue, _: queue.list_open())
        looked(tmp_path, lambda _, reviewers: reviewers.add("rita", PASSWORD))
        words = ("holds", "approve", summary.hold_id, "--reviewer", "rita", "--reason", REASON)
        words += ("--digest", looked(tmp_path, lambda queue, _: queue.show(summary.hold_id)).digest)
        given = {"SLUIS_DATABASE": server.database, "SLUIS_REVIEWER_PASSWORD": PASSWORD}
        module = ("tests.support.dying", str(tmp_path / "die_at"))
        with dying(tmp_path, commit):
            cut = sluis_command(tmp_path, *words, module=module, **given)
        hold = looked(tmp_path, lambda queue, _: queue.show(summary.hold_id))
        reviews = looked(tmp_path, lambda queue, _: queue.list_reviews(summary.hold_id))
        if cut.returncode == -signal.SIGKILL and not hold.is_releasable:
            assert hold.is_open
            assert reviews == []
            assert sluis_command(tmp_path, *words, **given).returncode == 0
            reviews = looked(tmp_path, lambda queue, _: queue.list_reviews(summary.hold_id))
        assert [review.action for review in reviews] == [Action.APPROVE]
        told = poll(server, summary.hold_id)
        assert told is not None
        assert arguments_of(told.json()["result"]) == ARGUMENTS


def test_an_erasure_that_was_begun_is_finished_at_the_next_start(
    bank: Callable[..., contextlib.AbstractContextManager[Server]], tmp_path: Path, model: Model
) -> None:
    model.say(Reply(text="Hello."))
    with bank() as server:
        assert ask(server) is not None
        time.sleep(0.2)
        server.process.kill()
    words = ("subjects", "erase", "bank", "customer 1")
    given = {"SLUIS_DATABASE": server.database, "module": ("tests.support.dying", str(tmp_path / "die_at"))}
    with dying(tmp_path, 1):
        assert sluis_command(tmp_path, *words, **given).returncode == -signal.SIGKILL
    with bank() as server:
        listed = server.command("subjects", "list", "--json", SLUIS_DATABASE=server.database)
        (subject,) = json.loads(listed.stdout)
        assert subject["erased_at"]
        verified = server.command("audit", "verify", SLUIS_DATABASE=server.database)
        assert verified.returncode == 0, verified.stdout


# ── an orderly end ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_streams_under_way_are_finished_before_the_end(
    bank: Callable[..., contextlib.AbstractContextManager[Server]], tmp_path: Path, model: Model
) -> None:
    said = "Dear «name is (\\w+ \\w+)», " + "all is well. " * 20
    model.say(Reply(text=said, piece=8, pause_seconds=0.02))
    body = {"model": "fake", "stream": True, "messages": [{"role": "user", "content": "My name is Ada Vermeer."}]}
    with bank() as server:
        with HTTP.stream("POST", f"{server.url}/chat/completions", json=body, headers=HEADERS) as response:
            pieces = response.iter_text()
            got = next(pieces)
            server.process.send_signal(signal.SIGTERM)
            got += "".join(pieces)
        assert server.process.wait(10) in (0, -signal.SIGTERM)
        with pytest.raises(httpx.ConnectError):
            HTTP.get(f"{server.root}/healthz")
    lines = [line.removeprefix("data: ") for line in got.splitlines() if line.startswith("data: ")]
    assert lines.pop() == "[DONE]"
    text = "".join(c["delta"].get("content") or "" for line in lines for c in json.loads(line)["choices"])
    assert text == "Dear Ada Vermeer, " + "all is well. " * 20
    assert events(tmp_path, "log.stopped") == 1
    assert events(tmp_path, "exchange.answered") == 1


# ── no room, no database ────────────────────────────────────────────────────────────────────────────────────────────


def until(is_so: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_refused(response: httpx.Response | None) -> bool:
    """Whether the request was refused for want of storage; whatever else it was, it was no answer without a trace."""
    assert response is not None
    if response.status_code == 200:
        return False
    assert response.status_code == 503, response.text
    assert response.json()["error"]["code"] == "storage_unavailable", response.text
    assert response.headers["retry-after"]
    return True


def is_ready(server: Server) -> bool:
    return HTTP.get(f"{server.root}/readyz").status_code == 200


def test_a_full_disk_refuses_requests_until_there_is_room_again(
    bank: Callable[..., contextlib.AbstractContextManager[Server]], tmp_path: Path, model: Model
) -> None:
    greeting = {"role": "user", "content": "Hello, this is Ada Vermeer."}
    body = {"model": "fake", "messages": [greeting]}
    plain = {"authorization": "Bearer key-of-bank"}

    def greet(**headers: str) -> httpx.Response:
        return HTTP.post(f"{server.url}/chat/completions", json=body, headers={**plain, **headers})

    with bank() as server:
        assert greet().status_code == 200
        with full_disk(server):
            assert is_refused(greet(**{"x-sluis-conversation": "new"})), "no key, no conversation"
            until(lambda: is_refused(greet()))
            asked = len(model.seen())
            assert is_refused(greet())
            assert is_refused(ask(server))
            assert len(model.seen()) == asked, "nothing left"
            assert not is_ready(server)
        until(lambda: is_ready(server))
        until(lambda: not is_refused(greet(**{"x-sluis-conversation": "new"})))
        model.say(REFUSAL)
        held = ask(server)
        assert held is not None
        assert held.headers["x-sluis-status"] == "pending"
    assert looked(tmp_path, lambda queue, _: queue.list_open())


def test_a_decision_that_cannot_be_held_is_not_delivered(
    bank: Callable[..., contextlib.AbstractContextManager[Server]], tmp_path: Path, model: Model
) -> None:
    """The disk fills up while the model thinks; then the whole answer and the stream are refused."""
    with bank() as server:
        model.say(Reply(text="Hello."))
        assert ask(server) is not None
        for stream in (False, True):
            model.say(Reply(calls=REFUSAL.calls, pause_seconds=0.4 if not stream else 0.05))
            got: list[httpx.Response] = []
            body = {"model": "fake", "messages": [ASKED], "tools": [TOOL], "stream": stream}
            talk = threading.Thread(
                target=lambda b=body, g=got: g.append(
                    HTTP.post(f"{server.url}/chat/completions", json=b, headers=HEADERS)
                )
            )
            asked = len(model.seen())
            talk.start()
            until(lambda n=asked: len(model.seen()) > n)
            with full_disk(server):
                talk.join(20)
            (response,) = got
            assert "storage_unavailable" in response.text
            assert "refuse" not in response.text
            assert "[DONE]" not in response.text
            until(lambda: is_ready(server))
    assert not looked(tmp_path, lambda queue, _: queue.list_open())


def test_a_stream_whose_trace_cannot_be_written_ends_in_an_error(
    bank: Callable[..., contextlib.AbstractContextManager[Server]], model: Model
) -> None:
    model.say(Reply(text="one two three four five six seven", piece=4, pause_seconds=0.15))
    body = {"model": "fake", "messages": [{"role": "user", "content": "Count!"}], "stream": True}
    plain = {"authorization": "Bearer key-of-bank"}
    with bank() as server:
        with HTTP.stream("POST", f"{server.url}/chat/completions", json=body, headers=plain) as response:
            pieces = response.iter_text()
            next(pieces)
            with full_disk(server):
                until(
                    lambda: is_refused(
                        HTTP.post(f"{server.url}/chat/completions", json={**body, "stream": False}, headers=plain)
                    )
                )
                rest = "".join(pieces)
        assert "[DONE]" not in rest
        assert json.loads(rest.strip().split("data: ")[-1])["error"]["code"] == "storage_unavailable"


def test_a_disk_that_is_full_at_the_start_says_so(tmp_path: Path) -> None:
    done = sluis_command(tmp_path, "serve", "--port", "0", before=("prlimit", "--fsize=1"))
    assert done.returncode != 0
    assert "cannot be" in done.stderr
    assert not (tmp_path / ".sluis" / "sluis.db").exists() or not (tmp_path / ".sluis" / "sluis.db").stat().st_size


@pytest.mark.pg
def test_a_database_that_is_gone_refuses_requests_until_it_is_back(tmp_path: Path, model: Model) -> None:
    body = {"model": "fake", "messages": [ASKED]}
    more = {"SLUIS_BOTS": BOTS, "SLUIS_MASTER_KEY": "bWFzdGVyIGtleSBvZiB0aGUgZmxvd3Mgb2YgdGVzdHM="}

    def say(**labels: str) -> httpx.Response:
        return HTTP.post(f"{server.url}/chat/completions", json=body, headers={**HEADERS, **labels})

    with postgres() as running:
        options = ("--database", running.new_database())
        with sluis_process(tmp_path, model.url, *BANK, *options, **more) as server:
            assert say().status_code == 200
            running.stop()
            until(lambda: is_refused(say()))
            asked = len(model.seen())
            assert is_refused(say())
            assert is_refused(say(**{"x-sluis-conversation": "another"}))
            assert len(model.seen()) == asked, "nothing left"
            assert not is_ready(server)
            running.start()
            until(lambda: is_ready(server))
            until(lambda: not is_refused(say()))
            assert len({seen.raw for seen in model.seen()}) == 1
            verified = server.command("audit", "verify", SLUIS_DATABASE=options[1], **more)
            assert verified.returncode == 0, verified.stdout + verified.stderr
