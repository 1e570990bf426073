"""Opt-outs: what a signal means under each law, what is on file for whom, and that it stays there."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from sluis.duties import opting_out
from sluis.duties.opting_out import OptOuts, opt_in, opt_out, read_opt_outs, said_by_signal
from sluis.identity import Identity
from sluis.keys.ring import KeyRing
from sluis.policy.loading import load_policy
from sluis.policy.merging import merge
from sluis.policy.model import Policy
from sluis.settings import BotConfig
from sluis.storage.database import Database
from sluis.storage.erasure import erase

pytestmark = pytest.mark.both_databases

RING = KeyRing.of(b"m" * 32)
BANK = BotConfig(name="bank", basis="contract")
ADA = Identity(subject="ada")
CCPA, GDPR, LGPD = (load_policy(name) for name in ("ccpa", "gdpr", "lgpd"))
ALL = frozenset({"decisions", "sharing"})


def own(policy: Policy, signal: str) -> Policy:
    return policy.model_copy(update={"rights": policy.rights.model_copy(update={"opt_out_signal": signal})})


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = Database.open(f"sqlite:///{tmp_path}/o.db")
    yield opened
    opened.close()


class Log:
    """Keeps what was recorded."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, object, object]] = []

    def note(self, _connection: Connection, event: str, **fields: Any) -> tuple[str, object, object]:
        return event, fields["scope"], fields["source"]

    async def tell(self, noted: Sequence[tuple[str, object, object]]) -> None:
        self.rows.extend(noted)


# ---------------------------------------------------------------- the signal
@pytest.mark.parametrize(
    ("policy", "basis", "signal", "said"),
    [
        (CCPA, None, "1", {"sharing"}),
        (CCPA, None, None, set()),
        (CCPA, None, "0", set()),
        (CCPA, None, "yes", set()),
        (CCPA, None, " 1 ", {"sharing"}),
        (own(CCPA, "decisions"), None, "1", {"decisions", "sharing"}),
        (own(CCPA, "off"), None, "1", set()),
        # Art. 21(1): one objects to what rests on these grounds, or on none that is declared; never to a contract.
        (GDPR, "legitimate_interests", "1", {"decisions"}),
        (GDPR, "public_task", "1", {"decisions"}),
        (GDPR, None, "1", {"decisions"}),
        (GDPR, "contract", "1", set()),
        (GDPR, "legitimate_interests", None, set()),
        (LGPD, "consent", "1", set()),
        (merge([CCPA, GDPR]), "contract", "1", {"sharing"}),
        (merge([LGPD, CCPA, GDPR]), "public_task", "1", {"decisions", "sharing"}),
    ],
)
def test_what_the_signal_says_is_what_the_policy_says(
    policy: Policy, basis: str | None, signal: str | None, said: set[str]
) -> None:
    assert said_by_signal(signal, policy, basis) == said


# ---------------------------------------------------------------- on file
def test_it_is_on_file_for_one_person_of_one_bot_until_it_is_taken_back(db: Database) -> None:
    first = db.run_sync(lambda c: opt_out(c, RING, "bank", "ada", ALL, "operator", 1))
    assert db.run_sync(lambda c: opt_out(c, RING, "bank", "ada", ALL, "signal", 2)) == first
    assert db.run_sync(lambda c: read_opt_outs(c, RING, "bank", "ada")) == ALL
    for bot, label in (("bank", "bob"), ("shop", "ada")):
        assert db.run_sync(lambda c, b=bot, who=label: read_opt_outs(c, RING, b, who)) == frozenset()
    assert db.run_sync(lambda c: opt_in(c, RING, "bank", "ada", frozenset({"decisions"}))) == first
    assert db.run_sync(lambda c: read_opt_outs(c, RING, "bank", "ada")) == {"sharing"}
    assert db.run_sync(lambda c: opt_in(c, RING, "bank", "ada", frozenset({"decisions"}))) is None
    assert db.run_sync(lambda c: opt_in(c, RING, "bank", "nobody", ALL)) is None


def test_an_erasure_takes_it_too(db: Database) -> None:
    found = db.run_sync(lambda c: opt_out(c, RING, "bank", "ada", ALL, "operator", 1))
    assert db.run_sync(lambda c: erase(c, found, 2)).counts["opt_outs"] == 2
    assert db.run_sync(lambda c: read_opt_outs(c, RING, "bank", "ada")) == frozenset()


# ---------------------------------------------------------------- in an exchange
async def test_a_signal_stays_on_file_for_a_known_person_and_is_recorded_once(db: Database) -> None:
    log = Log()
    outs = OptOuts(db, RING, log)
    assert await outs.of(BANK, ADA, CCPA, None) == frozenset()
    assert await outs.of(BANK, ADA, CCPA, "1") == {"sharing"}
    assert await outs.of(BANK, ADA, CCPA, "1") == {"sharing"}
    assert await outs.of(BANK, ADA, CCPA, None) == {"sharing"}
    assert await OptOuts(db, RING).of(BANK, ADA, LGPD, None) == {"sharing"}, "another process, another law"
    assert log.rows == [("subject.opted_out", "sharing", "signal")]


async def test_without_a_subject_a_signal_counts_for_its_own_request_and_nothing_is_kept(db: Database) -> None:
    outs = OptOuts(db, RING)
    assert await outs.of(BANK, Identity(), CCPA, "1") == {"sharing"}
    assert await outs.of(BANK, Identity(), CCPA, None) == frozenset()
    assert db.run_sync(lambda c: c.exec_driver_sql("select count(*) from subjects").scalar()) == 0


async def test_what_is_put_on_file_elsewhere_counts_here_soon(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    outs = OptOuts(db, RING)
    assert await outs.of(BANK, ADA, GDPR, None) == frozenset()
    db.run_sync(lambda c: opt_out(c, RING, "bank", "ada", frozenset({"decisions"}), "operator", 1))
    assert await outs.of(BANK, ADA, GDPR, None) == frozenset(), "looked a moment ago"
    monkeypatch.setattr(opting_out, "LOOK_SECONDS", 0.0)
    assert await outs.of(BANK, ADA, GDPR, None) == {"decisions"}


async def test_no_more_is_kept_in_memory_than_there_is_room_for(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opting_out, "MAX_KNOWN", 3)
    outs = OptOuts(db, RING)
    for number in range(10):
        await outs.of(BANK, Identity(subject=f"s{number}"), CCPA, None)
        assert len(outs._known) <= 3
