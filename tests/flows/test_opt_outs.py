"""A person's no: said by a browser's signal or put on file at the shell, under each law, through HTTP."""

import itertools
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.flows.inside import Product, product
from tests.flows.test_policies import ASKED, DECLARED, NOTICED, TOOLS, bot, outcome, refusal, write
from tests.support.processes import Model, Server, sluis_process

from sluis.duties.opting_out import opt_out

pytestmark = pytest.mark.both_databases


async def ask(running: Product, **headers: str) -> httpx.Response:
    running.say(refusal())
    sent = {"authorization": "Bearer key-of-bank", **{k.replace("_", "-"): v for k, v in headers.items()}}
    return await running.chat(ASKED, tools=TOOLS, headers=sent)


def said(response: httpx.Response) -> tuple[str, str | None]:
    return outcome(response), response.headers.get("x-sluis-opt-out")


@pytest.mark.parametrize(
    ("region", "more", "declared", "without", "with_signal"),
    [
        # In California the signal is an opt-out of sale and sharing, and must be shown; of decisions it is none.
        ("ccpa", "", {"basis": "contract"}, ("delivered", None), ("delivered", "sharing")),
        (
            "ccpa",
            "rights: {opt_out_signal: decisions}\n",
            {"basis": "contract"},
            ("delivered", None),
            ("pending", "decisions, sharing"),
        ),
        # Where there is an appeal to a person, the regulations know no opt-out of decisions.
        (
            "ccpa",
            "rights: {opt_out_signal: decisions}\n",
            {"basis": "contract", "exceptions": ["human_appeal"]},
            ("delivered", None),
            ("delivered", "decisions, sharing"),
        ),
        ("gdpr", "", {"basis": "contract"}, ("pending", None), ("pending", None)),
        ("gdpr", "", {"basis": "contract", "exceptions": ["contract"]}, ("delivered", None), ("delivered", None)),
        ("lgpd", "", {"basis": "contract"}, ("delivered", None), ("delivered", None)),
    ],
)
async def test_what_a_signal_changes_is_what_the_policy_says(
    tmp_path: Path,
    region: str,
    more: str,
    declared: dict[str, object],
    without: tuple[str, str | None],
    with_signal: tuple[str, str | None],
) -> None:
    policy = write(tmp_path / "bank.yaml", region, DECLARED + more)
    async with product(policy=policy, bots=(bot(**NOTICED, **declared),), tagger="none") as running:
        assert said(await ask(running)) == without
        assert said(await ask(running, sec_gpc="1")) == with_signal
        assert said(await ask(running)) == without, "without a subject it counts for its own request only"


async def test_a_known_persons_signal_stays_and_is_theirs_alone(tmp_path: Path) -> None:
    policy = write(tmp_path / "bank.yaml", "ccpa", DECLARED + "rights: {opt_out_signal: decisions}\n")
    declared = bot(**NOTICED, basis="contract", subject="header")
    async with product(policy=policy, bots=(declared,), tagger="none") as running:
        assert said(await ask(running, x_sluis_subject="ada")) == ("delivered", None)
        assert outcome(await ask(running, x_sluis_subject="ada", sec_gpc="1")) == "pending"
        again = await ask(running, x_sluis_subject="ada", x_sluis_conversation="another")
        assert said(again) == ("pending", "decisions, sharing")
        assert said(await ask(running, x_sluis_subject="bob")) == ("delivered", None)


async def test_an_objection_on_file_outweighs_an_exception(tmp_path: Path) -> None:
    """GDPR Art. 21(1), 22(3): a contract lets it pass with safeguards, but not against the person's objection."""
    policy = write(tmp_path / "bank.yaml", "gdpr", DECLARED)
    declared = bot(**NOTICED, basis="contract", exceptions=["contract"], subject="header")
    async with product(policy=policy, bots=(declared,), tagger="none") as running:
        services = running.app.services
        await services.db.run(
            lambda c: opt_out(c, services.ring, "bank", "ada", frozenset({"decisions"}), "operator", 1)
        )
        held = await ask(running, x_sluis_subject="ada")
        assert said(held) == ("pending", "decisions")
        assert "refuse" not in held.text
        assert said(await ask(running, x_sluis_subject="bob")) == ("delivered", None)


# ---------------------------------------------------------------- at the shell, while a server runs
@pytest.fixture
def bank(tmp_path: Path, model_server: Model) -> Iterator[Server]:
    model_server.reset()
    config = tmp_path / "sluis.yaml"
    policy = write(tmp_path / "bank.yaml", "ccpa", DECLARED)
    config.write_text(
        f"bots:\n  - {{name: bank, key: key-of-bank, policies: [{policy}], subject: header, purposes: [lending], "
        f"basis: contract, notice: given_by_bot@1}}\n"
    )
    with sluis_process(tmp_path, model_server.url, "--config", str(config)) as server:
        yield server


def test_an_opt_out_at_the_shell_holds_the_next_decision_and_an_opt_in_frees_it(
    bank: Server, model_server: Model
) -> None:
    numbers = itertools.count()

    def decide() -> str:
        model_server.say(refusal())
        headers = {"authorization": "Bearer key-of-bank", "x-sluis-subject": "ada"}
        asked = [{"role": "user", "content": f"Application {next(numbers)}: please decide."}]  # no hold is found again
        return outcome(bank.chat("", headers=headers, messages=asked, tools=TOOLS))

    def until(wanted: str) -> None:
        end = time.monotonic() + 10
        while decide() != wanted:
            assert time.monotonic() < end, f"never {wanted}"
            time.sleep(0.2)

    def shell(word: str) -> None:
        options = ("--config", "sluis.yaml", "--database", bank.database)
        done = bank.command("subjects", word, "bank", "ada", *options)
        assert done.returncode == 0, done.stderr

    assert decide() == "delivered"
    shell("opt-out")
    until("pending")
    shell("opt-in")
    until("delivered")
