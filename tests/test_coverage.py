"""The receipt counts; it quotes nothing."""

from collections import Counter

from sluis.coverage import Coverage


def test_the_receipt_tells_what_was_inspected_and_replaced() -> None:
    receipt = Coverage(positions=3, leaves=5, detected=2, types=Counter(PERSON=2, EMAIL_ADDRESS=1), armed=True)
    assert receipt.header() == ("positions=3; leaves=5; values=3; EMAIL_ADDRESS=1; PERSON=2; armed=1; duties=observe")


def test_it_tells_what_was_left_out_of_the_answer_once() -> None:
    receipt = Coverage(left={"kavzurenol", "dizvonazul"}, dropped=["logprobs", "logprobs"])
    assert receipt.header().endswith("unrestored=2; dropped=logprobs")
