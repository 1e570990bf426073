"""Events are the same wherever the network cuts the stream."""

import pytest

from sluis.wire.sse import MAX_EVENT_BYTES, EventReader, EventTooLarge, comment, event

STREAM = b': ping\ndata: {"a":1}\n\nevent: x\ndata: one\ndata: two\n\r\nid: 3\rdata:three\r\r: done\ndata: [DONE]\n\n'
EVENTS = [b'{"a":1}', b"one\ntwo", b"three", b"[DONE]"]


@pytest.mark.parametrize("cut", range(len(STREAM) + 1))
def test_events_do_not_depend_on_the_cut(cut: int) -> None:
    reader = EventReader()
    found = [*reader.feed(STREAM[:cut]), *reader.feed(STREAM[cut:]), *reader.flush()]
    assert found == EVENTS


def test_byte_by_byte() -> None:
    reader = EventReader()
    found = [data for n in range(len(STREAM)) for data in reader.feed(STREAM[n : n + 1])]
    assert [*found, *reader.flush()] == EVENTS


def test_a_last_event_without_its_empty_line_is_read_at_the_end() -> None:
    reader = EventReader()
    assert list(reader.feed(b"data: x")) == []
    assert list(reader.flush()) == [b"x"]


def test_an_endless_event_is_refused() -> None:
    reader = EventReader()
    with pytest.raises(EventTooLarge):
        list(reader.feed(b"data: " + b"x" * (MAX_EVENT_BYTES + 1)))


def test_a_comment_is_no_event_wherever_it_stands() -> None:
    reader = EventReader()
    stream = comment("one") + event(b"1") + comment("data: 2") + event(b"3")
    assert list(reader.feed(stream)) == [b"1", b"3"]
