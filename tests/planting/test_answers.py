"""The stand-in's answers are answers that the product takes."""

from sluis.planting.answers import ANSWERS
from sluis.protocols.plain import TOKEN_COUNTS
from sluis.wire.chat_answer import check_answer
from sluis.wire.completions import check_completion
from sluis.wire.embeddings import check_embeddings, check_moderations
from sluis.wire.messages_answer import check_message


def test_each_answer_is_one_of_its_endpoint() -> None:
    check_answer(ANSWERS["chat/completions"])
    check_completion(ANSWERS["completions"])
    check_message(ANSWERS["messages"])
    TOKEN_COUNTS.check(ANSWERS["messages/count_tokens"])
    check_embeddings(ANSWERS["embeddings"])
    check_moderations(ANSWERS["moderations"])
