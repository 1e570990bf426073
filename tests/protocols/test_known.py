"""The list of protocols: each under its own name, each at its own path."""

from sluis.protocols.known import PROTOCOLS


def test_each_protocol_stands_under_its_own_name_and_has_a_path_of_its_own() -> None:
    assert PROTOCOLS["chat"].endpoint == "chat/completions"
    assert all(name == protocol.name for name, protocol in PROTOCOLS.items())
    assert len({protocol.endpoint for protocol in PROTOCOLS.values()}) == len(PROTOCOLS)
