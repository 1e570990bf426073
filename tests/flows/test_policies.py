"""The policy decides: one refusal of a loan under three laws; swapped by file, bot, header, and live."""

import asyncio
import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.flows.inside import Product, message_of, product
from tests.support.processes import HTTP, Model, Server, sluis_process
from tests.support.replies import Call, Reply

from sluis.policy.loading import load_policy

REGIONS = ("gdpr", "ccpa", "lgpd")
DECLARED = """\
tools:
  decide_loan: {decides: credit_lending, argument: outcome, outcomes: {refuse: adverse, approve: favourable}}
  decide_cover: {decides: insurance, argument: outcome, outcomes: {refuse: adverse, approve: favourable}}
  decide_treatment: {decides: healthcare, special_category: true, argument: outcome, outcomes: {refuse: adverse}}
"""
TOOLS = [
    {"type": "function", "function": {"name": name, "parameters": {"type": "object", "properties": {}}}}
    for name in ("decide_loan", "decide_cover", "decide_treatment")
]
ASKED = [{"role": "user", "content": "My name is Ada Vermeer. Please decide on my application today."}]
NOTICED = {"purposes": ["lending"], "notice": "given_by_bot@2026-11"}


def refusal(tool: str = "decide_loan") -> Reply:
    return Reply(calls=(Call(tool, {"outcome": "refuse"}),))


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """Each region's law with the same tools declared, as files."""
    return {name: write(tmp_path / f"{name}-bank.yaml", name) for name in REGIONS}


def write(path: Path, extends: str, more: str = DECLARED) -> str:
    """A policy file, put in place whole, as editors do."""
    new = path.with_suffix(".new")
    new.write_text(f"extends: {extends}\n{more}", encoding="utf-8")
    os.replace(new, path)
    return str(path)


def bot(name: str = "bank", **more: Any) -> dict[str, Any]:
    return {"name": name, "key": f"key-of-{name}", **more}


async def ask(running: Product, tool: str = "decide_loan", **headers: str) -> httpx.Response:
    running.say(refusal(tool))
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return await running.chat(ASKED, tools=TOOLS, headers={"authorization": "Bearer key-of-bank", **sent})


def outcome(response: httpx.Response) -> str:
    """`delivered`, or the state and the reason for which the answer was not."""
    if response.status_code != 200:
        return str(response.json()["error"]["code"])
    if response.headers.get("x-sluis-status"):
        return str(response.headers["x-sluis-status"])
    message = message_of(response)
    return "delivered" if message.get("tool_calls") else "blocked"


# ---------------------------------------------------------------- the laws differ
@pytest.mark.parametrize(
    ("region", "tool", "declared", "expected"),
    [
        ("gdpr", "decide_loan", {**NOTICED, "basis": "contract"}, "pending"),
        ("ccpa", "decide_loan", {**NOTICED, "basis": "contract"}, "delivered"),
        ("lgpd", "decide_loan", {**NOTICED, "basis": "contract"}, "delivered"),
        # An exception of Art. 22(2) lets it pass with its safeguards.
        ("gdpr", "decide_loan", {**NOTICED, "basis": "contract", "exceptions": ["contract"]}, "delivered"),
        # Nobody has been told: what may pass with notice only waits for a person.
        ("ccpa", "decide_loan", {"purposes": ["lending"], "basis": "contract"}, "pending"),
        ("lgpd", "decide_loan", {"purposes": ["lending"], "basis": "contract"}, "pending"),
        # Insurance is none of California's five areas; Brazil's law asks for notice in any.
        ("ccpa", "decide_cover", {"purposes": ["lending"], "basis": "contract"}, "delivered"),
        ("lgpd", "decide_cover", {"purposes": ["lending"], "basis": "contract"}, "pending"),
        ("gdpr", "decide_cover", {**NOTICED, "basis": "contract"}, "pending"),
        # Data about health: not without a ground of its own, but in California the person may limit its use instead.
        ("gdpr", "decide_treatment", {**NOTICED, "basis": "contract"}, "blocked"),
        ("ccpa", "decide_treatment", {**NOTICED, "basis": "contract"}, "delivered"),
        ("lgpd", "decide_treatment", {**NOTICED, "basis": "contract"}, "blocked"),
        ("lgpd", "decide_treatment", {**NOTICED, "basis": "consent", "exceptions": ["health_protection"]}, "delivered"),
        # A bot that says its users may be minors.
        ("gdpr", "decide_loan", {**NOTICED, "basis": "contract", "minors": True}, "blocked"),
        # A basis that the law does not know.
        ("gdpr", "decide_loan", {**NOTICED, "basis": "credit_protection"}, "basis_not_allowed"),
        ("lgpd", "decide_loan", {**NOTICED, "basis": "credit_protection"}, "delivered"),
    ],
)
async def test_the_same_refusal_under_each_law(
    files: dict[str, str], region: str, tool: str, declared: dict[str, Any], expected: str
) -> None:
    async with product(policy=files[region], bots=(bot(**declared),), tagger="none") as running:
        response = await ask(running, tool)
        assert outcome(response) == expected
        if expected != "delivered":
            assert "refuse" not in response.text


async def test_a_bot_that_declares_nothing_is_only_observed(files: dict[str, str]) -> None:
    async with product(policy=files["ccpa"], bots=(bot(),), tagger="none") as running:
        response = await ask(running)
        assert outcome(response) == "delivered"
        assert "duties=observe" in response.headers["x-sluis-coverage"]


async def test_a_bot_that_declares_purpose_and_basis_is_held_to_them(files: dict[str, str]) -> None:
    async with product(policy=files["gdpr"], bots=(bot(**NOTICED, basis="contract"),), tagger="none") as running:
        response = await ask(running)
        assert "duties=enforce" in response.headers["x-sluis-coverage"]
        refused = await ask(running, x_sluis_purpose="marketing")
        assert (refused.status_code, outcome(refused)) == (403, "purpose_not_allowed")


# ---------------------------------------------------------------- chosen by file, bot, header
@pytest.mark.parametrize("name", REGIONS)
async def test_a_shipped_policy_is_chosen_by_its_name(name: str) -> None:
    async with product(policy=name, tagger="none") as running:
        running.say(Reply(text="Hello."))
        response = await running.chat("Hello")
        assert response.headers["x-sluis-policy"] == load_policy(name).id


async def test_each_bot_has_its_own_policy(files: dict[str, str]) -> None:
    bots = (
        bot("bank", policies=[files["gdpr"]]),
        bot("shop", policies=[files["ccpa"]], **NOTICED, basis="contract"),
    )
    async with product(policy="lgpd", bots=bots, tagger="none") as running:
        assert outcome(await ask(running)) == "pending"
        assert outcome(await ask(running, authorization="Bearer key-of-shop")) == "delivered"


async def test_a_header_chooses_among_the_bots_policies_and_never_widens(files: dict[str, str]) -> None:
    both = bot(policies=["ccpa", "gdpr"], **NOTICED, basis="contract")
    async with product(policy="lgpd", bots=(both,), tagger="none") as running:
        ids = {name: load_policy(name).id for name in ("ccpa", "gdpr")}
        assert (await ask(running)).headers["x-sluis-policy"] == ids["ccpa"]
        assert (await ask(running, x_sluis_region="gdpr")).headers["x-sluis-policy"] == ids["gdpr"]
        before = len(running.model.seen)
        for asked in ("lgpd", "gdpr, lgpd", files["lgpd"], "../gdpr", ","):
            refused = await ask(running, x_sluis_region=asked)
            assert (refused.status_code, outcome(refused)) == (403, "region_not_allowed"), asked
        assert len(running.model.seen) == before, "a refused request reached the model"


async def test_several_regions_merge_to_the_strictest(files: dict[str, str]) -> None:
    names = (files["ccpa"], files["gdpr"])
    both = bot(policies=names, **NOTICED, basis="contract")
    async with product(policy="lgpd", bots=(both,), tagger="none") as running:
        assert outcome(await ask(running)) == "delivered"
        for order in (names, names[::-1]):
            response = await ask(running, x_sluis_region=", ".join(order))
            assert outcome(response) == "pending"
            said = response.headers["x-sluis-policy"]
            assert "gdpr" in said
            assert "ccpa" in said


# ---------------------------------------------------------------- swapped while running
async def test_swapped_under_eight_clients_no_request_is_lost(tmp_path: Path) -> None:
    file = tmp_path / "bank.yaml"
    laws = {load_policy(write(file, name)).id: name for name in ("ccpa", "gdpr")}
    declared = bot(**NOTICED, basis="contract")
    seen: Counter[tuple[str, str]] = Counter()
    order: list[str] = []
    async with product(policy=str(file), bots=(declared,), tagger="none", policy_poll_seconds=0.02) as running:
        stop = asyncio.Event()

        async def client() -> None:
            while not stop.is_set():
                response = await ask(running)
                law = laws[response.headers["x-sluis-policy"]]
                seen[law, outcome(response)] += 1
                if not order or order[-1] != law:
                    order.append(law)

        clients = [asyncio.create_task(client()) for _ in range(8)]
        for law in ("ccpa", "gdpr", "ccpa", "gdpr"):
            write(file, law)
            await until(lambda law=law: order[-1:] == [law])  # type: ignore[misc]
        stop.set()
        await asyncio.gather(*clients)
    assert set(seen) == {("gdpr", "pending"), ("ccpa", "delivered")}, "a request stood under two policies, or failed"
    assert sum(seen.values()) > 16


async def until(condition: Any, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        await asyncio.sleep(0.01)


async def test_a_broken_file_leaves_the_old_one_in_force(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "bank.yaml"
    write(file, "gdpr")
    async with product(policy=str(file), bots=(bot(),), tagger="none", policy_poll_seconds=0.02) as running:
        first = await ask(running)
        write(file, "gdpr", DECLARED + "decisions: {defualt: allow}\n")
        await until(lambda: running.app.services.policies.failures)
        second = await ask(running)
        assert outcome(second) == "pending"
        assert second.headers["x-sluis-policy"] == first.headers["x-sluis-policy"]
        ready = (await running.client.get("/readyz")).json()
        assert ready["policies_failing"] == [str(file)]
        reason = running.app.services.policies.failures[str(file)]
        assert "bank.yaml" in reason
        assert "decisions.defualt" in reason
        assert "did you mean default?" in reason
        write(file, "ccpa")
        await until(lambda: not running.app.services.policies.failures)
        assert (await running.client.get("/readyz")).json()["policies_failing"] == []
        assert (await ask(running)).headers["x-sluis-policy"] == load_policy(file).id


# ---------------------------------------------------------------- a real server
@pytest.fixture
def swapped(tmp_path: Path, model_server: Model) -> Iterator[tuple[Server, Path]]:
    model_server.reset()
    file = tmp_path / "bank.yaml"
    write(file, "gdpr")
    options = ("--policy", str(file))
    with sluis_process(tmp_path, model_server.url, *options, SLUIS_POLICY_POLL_SECONDS="0.1") as server:
        yield server, file


def test_a_running_server_takes_over_a_changed_file_and_keeps_the_old_one_when_it_is_broken(
    swapped: tuple[Server, Path], model_server: Model
) -> None:
    server, file = swapped
    model_server.say(*(refusal() for _ in range(3)))
    first = server.chat("Decide.", tools=TOOLS)
    assert outcome(first) == "pending"
    write(file, "gdpr", DECLARED + "decisions: {defualt: allow}\n")
    wait_for(lambda: HTTP.get(f"{server.root}/readyz").json()["policies_failing"] == [str(file)])
    assert server.chat("Decide.", tools=TOOLS).headers["x-sluis-policy"] == first.headers["x-sluis-policy"]
    log = server.log.read_text()
    assert "policy.refused" in log
    assert "decisions.defualt" in log
    assert "did you mean default?" in log
    assert log.count("policy.refused") == 1, "said again at every look"
    wanted = load_policy(write(file, "ccpa")).id
    wait_for(lambda: HTTP.get(f"{server.root}/readyz").json()["policies_failing"] == [])
    last = server.chat("Decide.", tools=TOOLS)
    assert (last.headers["x-sluis-policy"], outcome(last)) == (wanted, "delivered")


def wait_for(condition: Any, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)
