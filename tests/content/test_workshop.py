"""Work beside the event loop: what it gives back, and how it ends when it does not end by itself."""

import asyncio

import pytest
from tests.support.documents import pdf

from sluis.content.workshop import Workshop
from sluis.errors import NotInspectable, Overloaded

JOB = {
    "media_type": "",
    "charset": "",
    "filename": "",
    "bounds": {"pages": 9, "characters": 999, "pixels": 9, "confidence": 60},
}


async def test_work_is_done_in_another_process_while_others_are_served() -> None:
    workshop = Workshop()
    said, text = await workshop.work("extract", pdf("Dear Ada"), **JOB)
    assert (said["kind"], text) == ("pdf", b"[Page 1]\nDear Ada")


async def test_a_refusal_comes_back_as_one() -> None:
    with pytest.raises(NotInspectable) as refused:
        await Workshop().work("extract", b"PK\x03\x04", **JOB)
    assert refused.value.code == "content_unreadable"


@pytest.mark.parametrize("job", [{"do": "nothing that is known"}, {"do": "look", "bounds": {}}])
async def test_a_worker_that_dies_refuses(job: dict[str, object]) -> None:
    with pytest.raises(NotInspectable) as refused:
        await Workshop().work(str(job.pop("do")), b"", **job)
    assert refused.value.code == "content_too_complex"


async def test_a_worker_that_takes_too_long_is_ended() -> None:
    with pytest.raises(NotInspectable) as refused:
        await Workshop(seconds=0.001).work("extract", pdf("x"), **JOB)
    assert refused.value.code == "content_too_complex"


async def test_who_goes_away_leaves_no_worker_behind() -> None:
    workshop = Workshop(at_once=1)
    task = asyncio.ensure_future(workshop.work("extract", pdf("x"), **JOB))
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    said, _ = await workshop.work("extract", pdf("x"), **JOB)
    assert said["kind"] == "pdf"


async def test_when_too_many_wait_more_are_refused() -> None:
    workshop = Workshop(at_once=1, waiting=1)
    tasks = [asyncio.ensure_future(workshop.work("extract", pdf("x"), **JOB)) for _ in range(3)]
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(each) for each in done].count(Overloaded) == 1
    assert sum(isinstance(each, tuple) for each in done) == 2
