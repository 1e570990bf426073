"""Values the bot knows beforehand, as its signed-in customer's name: handed over with a request, never kept as such."""

from urllib.parse import parse_qsl

from sluis.errors import InvalidRequest
from sluis.policy.entities import ENTITY_TYPES
from sluis.values import Personal

HEADER = "x-sluis-known"
MAX_VALUES = 64
MAX_CHARACTERS = 200


def parse_known(header: str | None) -> list[Personal]:
    """The values of `X-Sluis-Known: PERSON=Ada%20Vermeer&CUSTOMER_ID=K-10442`, written as a query string is.

    InvalidRequest, which quotes none of it, where it is not of that form.
    """
    if not header:
        return []
    try:
        pairs = parse_qsl(
            header, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=MAX_VALUES
        )
    except ValueError as error:
        raise _wrong("is not of the form TYPE=value&TYPE=value") from error
    for entity_type, value in pairs:
        if entity_type not in ENTITY_TYPES:
            raise _wrong("names an entity type there is not")
        if not 1 < len(value.strip()) <= MAX_CHARACTERS:
            raise _wrong(f"holds a value that is not of 2 to {MAX_CHARACTERS} characters")
    return [Personal(entity_type, value.strip()) for entity_type, value in pairs]


def _wrong(what: str) -> InvalidRequest:
    return InvalidRequest(f"The header X-Sluis-Known {what}.", code="invalid_known")
