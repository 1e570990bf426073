"""The protocols that bots may speak, by the name under which holds keep them."""

from collections.abc import Mapping

from sluis.protocols.chat import CHAT
from sluis.protocols.completions import COMPLETIONS
from sluis.protocols.messages import MESSAGES
from sluis.protocols.plain import EMBEDDINGS, MODERATIONS, TOKEN_COUNTS
from sluis.protocols.protocol import RequestProtocol, WireProtocol
from sluis.protocols.responses import RESPONSES

PROTOCOLS: Mapping[str, WireProtocol] = {
    protocol.name: protocol for protocol in (CHAT, COMPLETIONS, MESSAGES, RESPONSES)
}
ENDPOINTS: Mapping[str, RequestProtocol] = {
    asked.endpoint: asked for asked in (*PROTOCOLS.values(), EMBEDDINGS, MODERATIONS, TOKEN_COUNTS)
}
"""All that take a body, by the path below /v1."""
