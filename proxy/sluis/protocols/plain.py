"""The endpoints whose answers hold no text: embeddings, moderations, the count of a message's tokens."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from sluis.errors import UpstreamUnreadable
from sluis.protocols.messages import MESSAGES
from sluis.protocols.protocol import Body, PlainProtocol
from sluis.wire.body import Limits
from sluis.wire.embeddings import check_embeddings, check_moderations, read_embeddings, read_moderations
from sluis.wire.parts import ContentPart
from sluis.wire.places import Place, SignedPlace


class EmbeddingsProtocol(PlainProtocol):
    """POST /v1/embeddings. A value has one pseudonym in all that a bot embeds: what asks must find what was kept."""

    endpoint: ClassVar[str] = "embeddings"
    bot_wide: ClassVar[bool] = True

    def read(self, body: Body, limits: Limits, extra: frozenset[str]) -> list[Place]:
        return read_embeddings(body, limits, extra)

    def schemas(self, body: Body) -> Body:
        return {}

    def check(self, answer: Any) -> None:
        check_embeddings(answer)


class ModerationsProtocol(PlainProtocol):
    """POST /v1/moderations."""

    endpoint: ClassVar[str] = "moderations"

    def read(self, body: Body, limits: Limits, extra: frozenset[str]) -> list[Place]:
        return read_moderations(body, limits, extra)

    def schemas(self, body: Body) -> Body:
        return {}

    def check(self, answer: Any) -> None:
        check_moderations(answer)


class TokenCountsProtocol(PlainProtocol):
    """POST /v1/messages/count_tokens: a message's request, read and replaced as if it were to be answered."""

    endpoint: ClassVar[str] = "messages/count_tokens"
    labels: ClassVar[tuple[str, ...]] = MESSAGES.labels

    def read(self, body: Body, limits: Limits, extra: frozenset[str]) -> list[Place]:
        return MESSAGES.read(body, limits, extra)

    def parts(self, body: Body) -> Iterator[ContentPart]:
        return MESSAGES.parts(body)

    def signed(self, body: Body) -> list[SignedPlace]:
        return MESSAGES.signed(body)

    def labelled(self, body: Body) -> Mapping[str, Any]:
        return MESSAGES.labelled(body)

    def schemas(self, body: Body) -> Body:
        return MESSAGES.schemas(body)

    def upstream_headers(self, headers: Any) -> dict[str, str]:
        return MESSAGES.upstream_headers(headers)

    def credentials(self, key: str) -> dict[str, str]:
        return MESSAGES.credentials(key)

    def error(self, error: Mapping[str, Any], status: int) -> Mapping[str, Any]:
        return MESSAGES.error(error, status)

    def check(self, answer: Any) -> None:
        if not isinstance(answer, dict) or type(answer.get("input_tokens")) is not int:
            raise UpstreamUnreadable("The model's answer is not a count of tokens.")


EMBEDDINGS, MODERATIONS, TOKEN_COUNTS = EmbeddingsProtocol(), ModerationsProtocol(), TokenCountsProtocol()
