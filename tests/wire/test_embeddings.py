"""Requests for embeddings and moderations: texts are inspected, token numbers and pictures refused, answers checked."""

from typing import Any

import pytest

from sluis.errors import InvalidRequest, NotInspectable, SluisError, TooLarge, UpstreamUnreadable
from sluis.wire.body import Limits
from sluis.wire.embeddings import check_embeddings, check_moderations, read_embeddings, read_moderations

LIMITS = Limits()


def embed(given: Any, **more: Any) -> dict[str, Any]:
    return {"model": "text-embedding-3-small", "input": given, **more}


def test_each_text_of_a_batch_is_a_place_and_is_put_back() -> None:
    body = embed(["one", "two"], dimensions=256, encoding_format="base64", user="ada", input_type="query")
    places = read_embeddings(body, LIMITS)
    assert [(place.position, place.text) for place in places] == [("input[]", "one"), ("input[]", "two")]
    places[1].put("changed")
    assert body["input"] == ["one", "changed"]


@pytest.mark.parametrize("given", [[1, 2, 3], [[1, 2], [3]], ["text", 5], [None], [{"text": "x"}]])
def test_numbers_of_tokens_are_refused_because_nobody_can_read_them(given: Any) -> None:
    for read, body in ((read_embeddings, embed(given)), (read_moderations, {"input": given})):
        with pytest.raises(NotInspectable) as caught:
            read(body, LIMITS)
        assert caught.value.code == "content_not_inspectable"


@pytest.mark.parametrize("given", [None, [], 5, {"text": "x"}, True])
def test_what_is_no_text_is_refused(given: Any) -> None:
    for read, body in ((read_embeddings, embed(given)), (read_moderations, {"input": given})):
        with pytest.raises(InvalidRequest):
            read(body, LIMITS)


@pytest.mark.parametrize(
    "more", [{"encoding_format": "hex"}, {"dimensions": "many"}, {"user": 5}, {"model": "Ada V"}, {"extra_body": "x"}]
)
def test_a_parameter_of_another_form_or_name_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest):
        read_embeddings(embed("x", **more), LIMITS)


def test_what_an_operator_allows_is_inspected() -> None:
    for read, body in ((read_embeddings, embed("x", note="Ada")), (read_moderations, {"input": "x", "note": "Ada"})):
        with pytest.raises(SluisError):
            read(dict(body), LIMITS)
        assert "Ada" in [place.text for place in read(body, LIMITS, frozenset({"note"}))]


def test_a_batch_may_not_be_larger_than_allowed() -> None:
    with pytest.raises(TooLarge):
        read_embeddings(embed(["x"] * 11), Limits(leaves=10))


def test_of_the_parts_to_moderate_texts_pass_and_pictures_do_not() -> None:
    text = {"type": "text", "text": "hello"}
    assert [place.position for place in read_moderations({"input": [text]}, LIMITS)] == ["input[].text"]
    for part in ({"type": "image_url", "image_url": {"url": "x"}}, {**text, "image_url": {"url": "x"}}, {"type": []}):
        with pytest.raises(NotInspectable):
            read_moderations({"input": [text, part]}, LIMITS)
    with pytest.raises(InvalidRequest):
        read_moderations({"input": [{"type": "text"}]}, LIMITS)


@pytest.mark.parametrize("vector", [[0.5, -1, 2e-9], "", "AAAAPwAAgL4=", []])
def test_vectors_are_numbers_or_base64(vector: Any) -> None:
    check_embeddings({"data": [{"embedding": vector, "index": 0}]})


@pytest.mark.parametrize(
    "answer", [None, [], {}, {"data": {}}, {"data": [{"embedding": "Dear Ada!"}]}, {"data": [{"embedding": ["a"]}]}]
)
def test_an_answer_that_holds_no_vectors_does_not_pass(answer: Any) -> None:
    with pytest.raises(UpstreamUnreadable):
        check_embeddings(answer)


@pytest.mark.parametrize("answer", [None, {}, {"results": "none"}, {"results": [[]]}, {"results": [{"flag": True}]}])
def test_an_answer_that_holds_no_results_does_not_pass(answer: Any) -> None:
    with pytest.raises(UpstreamUnreadable):
        check_moderations(answer)
    check_moderations({"results": [{"flagged": True, "categories": {"violence": True}}]})
