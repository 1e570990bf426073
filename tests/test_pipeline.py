"""The way through a request: what is refused before anything leaves, and what leaves the same twice."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.flows.inside import product
from tests.support.replies import Reply

from sluis.detection.engine import Engine
from sluis.errors import UpstreamUnreadable
from sluis.pipeline import parse_answer

RECEIPT = "x-sluis-coverage"
ASKED = "Write to ada.vermeer@posteo.net, please."


async def test_a_detector_that_fails_stops_the_request_and_quotes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async with product(tagger="none") as running:
        await running.app.services.until_ready()

        def fail(*_: Any) -> Any:
            raise RuntimeError(ASKED)

        monkeypatch.setattr(Engine, "look", fail)
        response = await running.chat(ASKED)
        assert response.status_code == 503
        assert "posteo" not in response.text
        assert running.model.seen == []


async def test_topics_are_named_in_the_receipt_and_a_policy_refuses_them(tmp_path: Path) -> None:
    strict = tmp_path / "strict.yaml"
    strict.write_text("extends: gdpr\ntopics: {by_category: {union: refuse}}\n", encoding="utf-8")
    async with product(tagger="none", policy=str(strict)) as running:
        running.say(Reply(text="Fine."))
        passed = await running.chat("My son has epilepsy.")
        assert "; topics=health" in passed.headers["x-sluis-coverage"]
        refused = await running.chat("I am a union member.")
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "special_category_refused")
        assert len(running.model.seen) == 1
        assert "member" not in refused.text


@pytest.mark.parametrize("padding", [0, 80_000], ids=["beside others", "in a thread"])
async def test_short_and_long_texts_leave_in_pseudonyms(padding: int) -> None:
    async with product(tagger="none") as running:
        running.say(Reply(text="Fine."))
        assert (await running.chat(f"{ASKED} {'word ' * (padding // 5)}")).status_code == 200
        assert "posteo" not in running.left
        assert "Write to " in running.left


async def test_a_history_sent_again_leaves_byte_for_byte_and_costs_no_detection() -> None:
    async with product(tagger="none") as running:
        running.say(Reply(text="Fine."), Reply(text="Fine."))
        engine = await running.app.services.engine(running.app.services.policy(("gdpr",)))
        await running.chat(ASKED)
        before = engine.calls
        await running.chat(ASKED)
        one, two = running.model.seen
        assert one.raw == two.raw
        assert engine.calls == before > 0


async def test_a_conversation_that_is_named_keeps_its_pseudonym_when_the_history_is_trimmed() -> None:
    async with product(tagger="none") as running:
        running.say(Reply(text="Fine."), Reply(text="«([\\w.+-]+@[\\w.-]+\\w)»"))
        name = {"x-sluis-conversation": "c1"}
        await running.chat(ASKED, headers=name)
        seen = running.model.seen[0].body["messages"][0]["content"].split()[2].rstrip(",")
        running.model.script[0] = Reply(text=f"I wrote to {seen}.")
        later = await running.chat("Did you?", headers=name)
        assert later.json()["choices"][0]["message"]["content"] == "I wrote to ada.vermeer@posteo.net."
        running.say(Reply(text=f"I wrote to {seen}."))
        stranger = await running.chat("Did you?", headers={"x-sluis-conversation": "c2"})
        assert "posteo" not in stranger.text


@pytest.mark.parametrize("raw", [b"", b"<html>", b"{half", b"\xff"])
def test_an_answer_that_is_no_json_is_unreadable(raw: bytes) -> None:
    with pytest.raises(UpstreamUnreadable):
        parse_answer(raw)


@pytest.mark.parametrize("labels", [{}, {"x-sluis-conversation": "c1"}], ids=["unnamed", "named"])
@pytest.mark.parametrize("window", [2, 3, 9])
async def test_a_pseudonym_typed_into_a_trimmed_history_that_is_kept_restores_nothing(
    labels: dict[str, str], window: int
) -> None:
    """What was replaced before is kept as a run of texts; a pseudonym that somebody types then gives it up."""
    headers = {"authorization": "Bearer x", **labels}
    mail = "ada.vermeer@posteo.net"
    history = [{"role": "user", "content": f"Write to {mail}."}, {"role": "assistant", "content": "Done."}]
    history += [{"role": "user", "content": f"And to {mail} again."}, {"role": "assistant", "content": "Done again."}]

    async with product(tagger="none") as running:

        async def ask(said: str, answer: str) -> tuple[list[str], str]:
            running.say(Reply(text=answer))
            history.append({"role": "user", "content": said})
            reply = await running.chat(history[-window:], headers=headers)
            got = str(reply.json()["choices"][0]["message"]["content"])
            history.append({"role": "assistant", "content": got})
            return [m["content"] for m in running.model.seen[-1].body["messages"]], got

        left, _ = await ask(f"{mail}, once more.", "Fine.")
        pseudonym = left[-1].partition(",")[0]
        assert (await ask(f"Is {mail} known?", f"Yes: {pseudonym}"))[1] == f"Yes: {mail}"
        left, got = await ask(f"Who is {pseudonym}?", f"It is {pseudonym}.")
        assert got == f"It is {pseudonym}."
        assert pseudonym not in " ".join(left), "an address that is typed is replaced as any"
        left, got = await ask(f"Not {mail}?", f"{pseudonym} is typed.")
        other = left[-1].removeprefix("Not ").removesuffix("?")
        assert mail not in " ".join(left)
        if window > 2:  # the typed one is still in the request
            assert (other != pseudonym, got) == (True, f"{pseudonym} is typed.")
            assert (await ask("So?", f"Then {other}."))[1] == f"Then {mail}."


@pytest.mark.parametrize("labels", [{}, {"x-sluis-conversation": "c1"}], ids=["unnamed", "named"])
@pytest.mark.parametrize("window", [2, 4, 9])
async def test_two_of_one_family_name_are_never_mixed_up_over_a_trimmed_history(
    labels: dict[str, str], window: int
) -> None:
    """Whole, in part, in capitals, with Mr.; who is in what is sent no more and in no vault stays a pseudonym, told."""
    history: list[dict[str, str]] = []
    async with product(tagger="none") as running:

        async def ask(said: str, answer: str) -> tuple[str, str]:
            """What the model saw of the last message, and the answer as it came; with the receipt behind it."""
            running.say(Reply(text=answer))
            sent = [*history, {"role": "user", "content": said}][-window:]
            reply = await running.chat(sent, headers={"authorization": "Bearer x", **labels})
            got = str(reply.json()["choices"][0]["message"]["content"])
            return str(running.model.seen[-1].body["messages"][-1]["content"]), f"{got}|{reply.headers[RECEIPT]}"

        coined = {}
        for who in ("Ada Vermeer", "Joost Vermeer"):
            said = json.dumps({"customer_name": who})
            coined[who] = json.loads((await ask(said, "Fine."))[0])["customer_name"]
            given, family = coined[who].split()
            got = (await ask(said, f"Mr. {family}, {given.upper()}, {given.lower()}'s"))[1].partition("|")[0]
            assert got == f"Mr. Vermeer, {who.split()[0].upper()}, {who.split()[0].lower()}'s"
            history += [{"role": "user", "content": said}, {"role": "assistant", "content": got}]
        ada, joost = coined.values()
        assert (ada.split()[1] == joost.split()[1], ada == joost) == (True, False)
        got, _, receipt = (await ask("Both?", f"{ada}, {joost}, {joost.split()[0]}, {ada.split()[0]}"))[1].partition(
            "|"
        )
        if labels or window > 2:
            assert got == "Ada Vermeer, Joost Vermeer, Joost, Ada"
            assert "unrestored" not in receipt
        else:
            assert got == f"{ada}, {joost}, {joost.split()[0]}, {ada.split()[0]}"
            assert "unrestored=3" in receipt
