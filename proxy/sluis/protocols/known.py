"""The protocols that bots may speak, by the name under which holds keep them."""

from collections.abc import Mapping

from sluis.protocols.chat import CHAT
from sluis.protocols.protocol import WireProtocol

PROTOCOLS: Mapping[str, WireProtocol] = {protocol.name: protocol for protocol in (CHAT,)}
