"""The vault under way: keys are exchanged, processes are killed and the model breaks while people talk, and each answer
that arrives is right; who is erased is in no file."""

import asyncio
import json
import random
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from tests.support.nightly import examples
from tests.support.postgres import postgres
from tests.support.processes import HTTP, ROOT, Model, Server, full_disk, sluis_process
from tests.support.replies import Behaviour, Reply

from sluis.keys.ring import KeyRing
from sluis.keys.subjects import find_subject
from sluis.pseudonyms.proof import collect, find_traces, prove
from sluis.pseudonyms.vault import Vault
from sluis.settings import Settings
from sluis.storage.database import Database

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("vault")]
BOTS = json.dumps([{"name": "shop", "key": "key-of-shop", "subject": "header"}])
NAMES = [f"{given} {family}" for given in ("Ada", "Joost", "Petra", "Marcus", "Sofia")
         for family in ("Vermeer", "Hoekstra", "Lindqvist", "Oyelaran", "Castellanos", "Brandsma", "Grolmbak",
                        "Vandersteen", "Wolters", "Kuipers")]  # fmt: skip
TURNS = ("Hi there.", "My name is {name}.", "My e-mail is {mail}.", "Write to {name} at {mail} please.")
PATIENCE_SECONDS = 60.0
MASTER = "bWFzdGVyIGtleSBvZiB0aGUgZmxvd3Mgb2YgdGVzdHM="
CUTS: tuple[Behaviour, ...] = ("die", "die_mid_body", "truncated_json")
FAULT_SECONDS = 0.5
ROUNDS = min(examples(1), 20)
"""How often each fault comes."""


@dataclass
class Chat:
    """One person who keeps asking until there is an answer. server: whichever runs now."""

    number: int
    server: Callable[[], Server]
    messages: list[dict[str, Any]] = field(default_factory=list)
    failures: int = 0
    streams: bool = False
    over: threading.Event | None = None
    """Until it is set, the last question is asked again and again."""

    @property
    def name(self) -> str:
        return NAMES[self.number]

    @property
    def mail(self) -> str:
        return f"{self.name.lower().replace(' ', '.')}@posteo.net"

    def talk(self, pause_seconds: float = 0.0) -> None:
        """All turns, each answer compared with what the model was told: it repeats everything."""
        for turn in TURNS:
            self.messages.append({"role": "user", "content": turn.format(name=self.name, mail=self.mail)})
            words = [word for message in self.messages for word in (message["role"], message["content"])]
            while True:
                said = self.ask()
                assert said == "You said: " + "\n".join(words)
                time.sleep(pause_seconds)
                if turn != TURNS[-1] or self.over is None or self.over.is_set():
                    break
            self.messages.append({"role": "assistant", "content": said})

    def ask(self) -> str:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                response = HTTP.post(
                    f"{self.server().url}/chat/completions",
                    json={"model": "fake", "messages": self.messages, "stream": self.streams},
                    headers={
                        "authorization": "Bearer key-of-shop",
                        "x-sluis-subject": f"customer {self.number}",
                        "x-sluis-conversation": f"chat {self.number}",
                    },
                )
                if response.status_code != 200:
                    assert response.status_code >= 500, response.text
                elif not self.streams:
                    return str(response.json()["choices"][0]["message"]["content"])
                elif (said := told(response.text)) is not None:
                    return said
            except httpx.TransportError:
                pass
            self.failures += 1
            time.sleep(0.25)
        raise AssertionError("no answer")


def told(stream: str) -> str | None:
    """The text of a stream; None of one that says that it broke off. One that ends otherwise is no answer at all."""
    lines = [line.removeprefix("data: ") for line in stream.splitlines() if line.startswith("data: ")]
    if not lines or "error" in lines[-1]:
        return None
    assert lines.pop() == "[DONE]", "what is not finished must not look so, nor end without a word"
    return "".join(choice["delta"].get("content") or "" for line in lines for choice in json.loads(line)["choices"])


@contextmanager
def talking(chats: list[Chat], pause_seconds: float = 0.0) -> Iterator[threading.Event]:
    """All talk at once; at the end each has had every answer. Yields what is set when they are done."""
    done = threading.Event()
    with ThreadPoolExecutor(len(chats) + 1) as pool:
        asked = [pool.submit(chat.talk, pause_seconds) for chat in chats]
        pool.submit(lambda: ([f.exception() for f in asked], done.set()))
        yield done
        for one in asked:
            one.result()


@contextmanager
def opened(url: str, master: SecretStr | None = None) -> Iterator[tuple[Database, KeyRing]]:
    """The database as another process sees it."""
    db = Database.open(url)
    try:
        yield db, KeyRing.open(Settings(master_key=master), db)
    finally:
        db.close()


async def kept(db: Database, ring: KeyRing, number: int) -> set[str]:
    """What the vault holds of a chat."""
    vault = Vault(db, ring)
    talk = await vault.conversation("shop", f"customer {number}", f"chat {number}")
    values = {entry.value for entry in await vault.load(talk.id, talk.key)}
    await vault.close()
    return values


def test_master_keys_are_exchanged_while_people_talk(tmp_path: Path, model: Model) -> None:
    """Three times, with two processes, and a third that starts afterwards and reads what was there before."""
    with (
        sluis_process(tmp_path, model.url, name="one", SLUIS_BOTS=BOTS) as one,
        sluis_process(tmp_path, model.url, name="two", SLUIS_BOTS=BOTS) as two,
    ):
        chats = [Chat(n, lambda n=n: (one, two)[n % 2]) for n in range(12)]  # type: ignore[misc]
        with talking(chats, pause_seconds=0.4):
            for _ in range(3):
                rotated = one.command("keys", "rotate", SLUIS_DATABASE=one.database)
                assert rotated.returncode == 0, rotated.stderr
        assert not sum(chat.failures for chat in chats)
        shown = json.loads(one.command("keys", "show", "--json", SLUIS_DATABASE=one.database).stdout)["keys"]
        assert len(shown) == 4
        again = one.command("keys", "rotate", "--rewrap-only", SLUIS_DATABASE=one.database)
        assert again.returncode == 0, again.stderr
        shown = json.loads(one.command("keys", "show", "--json", SLUIS_DATABASE=one.database).stdout)["keys"]
        assert [row["wraps"] > 0 for row in shown] == [True, False, False, False], "all hangs on the newest"
    with sluis_process(tmp_path, model.url, name="three", SLUIS_BOTS=BOTS) as three:
        late = Chat(0, lambda: three, [{"role": "user", "content": f"Is {chats[0].name.split()[1]} my name?"}])
        assert late.name.split()[1] in late.ask()
    with opened(one.database) as (db, ring):
        for chat in chats:
            assert {chat.name, chat.mail} <= asyncio.run(kept(db, ring, chat.number))


@dataclass
class Deployment:
    """One database and the processes that serve it, one after the other."""

    directory: Path
    model: Model
    options: tuple[str, ...] = ()
    runs: list[Server] = field(default_factory=list)

    def start(self, processes: ExitStack) -> None:
        name = f"run{len(self.runs)}"
        given = {"SLUIS_BOTS": BOTS, "SLUIS_MASTER_KEY": MASTER}
        self.runs.append(
            processes.enter_context(sluis_process(self.directory, self.model.url, *self.options, name=name, **given))
        )

    @property
    def database(self) -> str:
        return self.options[1] if self.options else self.runs[0].database


@pytest.mark.pg
def test_fifty_talk_while_everything_fails(tmp_path: Path, model: Model) -> None:
    """Killed, without room on the disk, without a database, with a model that breaks off: each answer that arrives is
    right, whole and streamed; nobody's values leave; and every row of the vault opens, on both databases."""
    dice = random.Random(7)
    (tmp_path / "lite").mkdir()
    (tmp_path / "pg").mkdir()
    with postgres() as database, ExitStack() as processes:
        lite = Deployment(tmp_path / "lite", model)
        large = Deployment(tmp_path / "pg", model, ("--database", database.new_database()))
        both = (lite, large)

        def kill(deployment: Deployment) -> None:
            deployment.runs[-1].process.kill()
            deployment.start(processes)

        def fill_the_disk() -> None:
            with full_disk(lite.runs[-1]):
                time.sleep(FAULT_SECONDS)

        def drop_the_database() -> None:
            database.stop()
            time.sleep(FAULT_SECONDS)
            database.start()

        def cut_the_model_off() -> None:
            model.say(*(Reply(text="x", behaviour=how, after=1) for how in CUTS * 3))

        faults = [lambda: kill(lite), lambda: kill(large), fill_the_disk, drop_the_database, cut_the_model_off]
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda one: one.start(processes), both))
        over = threading.Event()
        chats = [Chat(n, lambda n=n: both[n % 2].runs[-1], streams=n % 4 > 1, over=over) for n in range(50)]  # type: ignore[misc]
        with talking(chats, pause_seconds=1.0):
            try:
                for _ in range(ROUNDS):
                    for fault in dice.sample(faults, len(faults)):
                        fault()
                        time.sleep(dice.uniform(0.1, 0.4))
            finally:
                over.set()
        time.sleep(0.3)
        assert sum(chat.failures for chat in chats) > 10, "the faults were felt"
        for deployment, those in ((lite, chats[::2]), (large, chats[1::2])):
            with opened(deployment.database, SecretStr(MASTER)) as (db, ring):
                for chat in those:
                    assert {chat.name, chat.mail} <= asyncio.run(kept(db, ring, chat.number))
    left = "\n".join(seen.text for seen in model.seen())
    assert not [name for name in NAMES if name in left]
    assert "posteo" not in left


def test_who_is_erased_is_in_no_file_and_nothing_of_theirs_opens(tmp_path: Path, model: Model) -> None:
    """Neither in database, log, journal and temporary files; a backup copy from before opens with no key left."""
    home, temporary, backup = tmp_path / "home", tmp_path / "temporary", tmp_path / "backup"
    home.mkdir()
    temporary.mkdir()
    its = {"SLUIS_DATABASE": f"sqlite:///{home}/sluis.db", "TMPDIR": str(temporary)}
    with sluis_process(home, model.url, SLUIS_BOTS=BOTS, TMPDIR=str(temporary)) as server:
        chats = [Chat(n, lambda: server) for n in (6, 2)]
        with talking(chats):
            pass
        time.sleep(0.3)
        shutil.copytree(home, backup)
        values = [word.encode() for word in (*chats[0].name.split(), chats[0].mail, "customer 6", "chat 6")]
        values += [word.decode().encode("utf-16-le") for word in values]
        assert not find_traces(_files(home, temporary, backup), values), "nothing is in the clear before either"
        with opened(server.database) as (db, ring):
            subject = db.run_sync(lambda c: find_subject(c, ring, "shop", "customer 6"))
            assert subject
            collected = db.run_sync(lambda c: collect(c, subject, str.encode))
            assert {blob.store for blob in collected.blobs} >= {"conversations", "vault_rows"}
        done = server.command("subjects", "erase", "shop", "customer 6", **its)
        assert done.returncode == 0, done.stderr
        assert chats[1].ask()
    with opened(server.database) as (db, ring):
        proofs = db.run_sync(lambda c: prove(c, ring, collected))
        assert all(proof.is_clean for proof in proofs), proofs
        left = db.run_sync(lambda c: collect(c, subject, str.encode)).blobs
        assert {blob.store for blob in left} <= {"audit_rows"}, (
            "the log stays whole; what it seals of them is proved shut"
        )
    sealed = [blob.sealed for blob in collected.blobs if blob.store != "audit_rows"]
    assert not find_traces(_files(home, temporary), [*values, *sealed, *collected.traces])
    assert find_traces(_files(backup), sealed), "the copy still has what nothing opens any more"


@pytest.mark.pg
def test_in_postgresql_too_who_is_erased_is_in_no_file_once_it_has_cleaned_up(tmp_path: Path, model: Model) -> None:
    """At no time in the clear; what was sealed is gone after the statements of docs/operations.md, run here as they
    stand there: before them the deleted rows are still in tables and write-ahead log, where no key opens them."""
    tidy = operations_statements("VACUUM")
    with postgres() as server:
        url = server.new_database()
        deployment = Deployment(tmp_path, model, ("--database", url))
        with ExitStack() as processes:
            deployment.start(processes)
            chats = [Chat(n, lambda: deployment.runs[-1]) for n in (6, 2)]
            with talking(chats):
                pass
            time.sleep(0.3)
        server.run(url, "CHECKPOINT")
        values = [word.encode() for word in (chats[0].name, chats[0].name.split()[1], chats[0].mail, "customer 6")]
        assert not find_traces(_files(server.directory, tmp_path), values), "nothing is in the clear before either"
        with opened(url, SecretStr(MASTER)) as (db, ring):
            subject = db.run_sync(lambda c: find_subject(c, ring, "shop", "customer 6"))
            assert subject
            collected = db.run_sync(lambda c: collect(c, subject, str.encode))
        sealed = [blob.sealed for blob in collected.blobs if blob.store != "audit_rows"]
        files = [server.directory, tmp_path]
        assert find_traces(_files(*files), sealed), "they are looked for as they stand in the files"
        its = {"SLUIS_DATABASE": url, "SLUIS_MASTER_KEY": MASTER}
        done = deployment.runs[-1].command("subjects", "erase", "shop", "customer 6", **its)
        assert done.returncode == 0, done.stderr
        assert "docs/operations.md" in done.stdout
        server.run(url, "CHECKPOINT")
        assert find_traces(_files(*files), [*sealed, *collected.traces]), "an erasure alone leaves them to PostgreSQL"
        server.run(url, *tidy)
        assert not find_traces(_files(*files), [*values, *sealed, *collected.traces])
        with opened(url, SecretStr(MASTER)) as (db, ring):
            assert all(proof.is_clean for proof in db.run_sync(lambda c: prove(c, ring, collected)))
            assert {chats[1].name, chats[1].mail} <= asyncio.run(kept(db, ring, 2))


def operations_statements(first: str) -> list[str]:
    """The statements of the block of SQL in docs/operations.md that begins with this word."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    block = next(part for part in text.split("```sql\n")[1:] if part.startswith(first)).partition("```")[0]
    return [line.partition("--")[0].strip().rstrip(";") for line in block.splitlines() if line.strip()]


def _files(*folders: Path) -> list[Path]:
    return [file for folder in folders for file in folder.rglob("*") if file.is_file()]
