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
from tests.support.processes import HTTP, Model, Server, sluis_process
from tests.support.replies import Reply

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


@dataclass
class Chat:
    """One person who keeps asking until there is an answer. server: whichever runs now."""

    number: int
    server: Callable[[], Server]
    messages: list[dict[str, Any]] = field(default_factory=list)
    failures: int = 0

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
            said = self.ask()
            assert said == "You said: " + "\n".join(words)
            self.messages.append({"role": "assistant", "content": said})
            time.sleep(pause_seconds)

    def ask(self) -> str:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                response = HTTP.post(
                    f"{self.server().url}/chat/completions",
                    json={"model": "fake", "messages": self.messages},
                    headers={
                        "authorization": "Bearer key-of-shop",
                        "x-sluis-subject": f"customer {self.number}",
                        "x-sluis-conversation": f"chat {self.number}",
                    },
                )
                if response.status_code == 200:
                    return str(response.json()["choices"][0]["message"]["content"])
                assert response.status_code >= 500, response.text
            except httpx.TransportError:
                pass
            self.failures += 1
            time.sleep(0.1)
        raise AssertionError("no answer")


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
def opened(directory: Path) -> Iterator[tuple[Database, KeyRing]]:
    """The database as another process sees it."""
    db = Database.open(f"sqlite:///{directory}/sluis.db")
    try:
        yield db, KeyRing.open(Settings(), db)
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
    with opened(tmp_path) as (db, ring):
        for chat in chats:
            assert {chat.name, chat.mail} <= asyncio.run(kept(db, ring, chat.number))


def test_twenty_talk_while_processes_are_killed_and_the_model_breaks(tmp_path: Path, model: Model) -> None:
    """`kill -9` in a loop: nobody gets a wrong answer, nobody's values leave, and every row of the vault opens."""
    now: list[Server] = []
    dice = random.Random(7)
    chats = [Chat(n, lambda: now[-1]) for n in range(20)]
    with ExitStack() as processes:

        def start() -> None:
            name = f"run{len(now)}"
            now.append(processes.enter_context(sluis_process(tmp_path, model.url, name=name, SLUIS_BOTS=BOTS)))

        start()
        with talking(chats, pause_seconds=0.5) as done:
            while not done.is_set() and len(now) < 4:
                time.sleep(dice.uniform(0.2, 1.0))
                model.say(*(Reply(text="x", behaviour=how) for how in ("die", "die_mid_body", "truncated_json")))
                now[-1].process.kill()
                start()
        time.sleep(0.3)
    assert len(now) >= 3
    assert sum(chat.failures for chat in chats) > 5, "the faults were felt"
    with opened(tmp_path) as (db, ring):
        for chat in chats:
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
        with opened(home) as (db, ring):
            subject = db.run_sync(lambda c: find_subject(c, ring, "shop", "customer 6"))
            assert subject
            collected = db.run_sync(lambda c: collect(c, subject, str.encode))
            assert {blob.store for blob in collected.blobs} >= {"conversations", "vault_rows"}
        done = server.command("subjects", "erase", "shop", "customer 6", **its)
        assert done.returncode == 0, done.stderr
        assert chats[1].ask()
    with opened(home) as (db, ring):
        proofs = db.run_sync(lambda c: prove(c, ring, collected))
        assert all(proof.is_clean for proof in proofs), proofs
        assert not db.run_sync(lambda c: collect(c, subject, str.encode)).blobs
    sealed = [blob.sealed for blob in collected.blobs if blob.store != "audit_rows"]
    assert not find_traces(_files(home, temporary), [*values, *sealed, *collected.traces])
    assert find_traces(_files(backup), sealed), "the copy still has what nothing opens any more"


def _files(*folders: Path) -> list[Path]:
    return [file for folder in folders for file in folder.rglob("*") if file.is_file()]
