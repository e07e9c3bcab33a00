"""The first message of a connection: who is there, and may they?"""

from __future__ import annotations

import hmac

from frisket_protocol import codec
from frisket_protocol.errors import InvalidArgument, Unauthenticated, VersionMismatch
from frisket_protocol.messages import PROTOCOL_VERSION, Hello

HELLO_BYTES = 4096
"""Of an unknown client no larger message is read."""


def check_hello(packet: str | bytes, token: str, has_token: bool) -> Hello:
    """The hello in `packet`, if it lets the client in.

    `has_token` says that the handshake showed the token already. Raises Unauthenticated,
    VersionMismatch or InvalidArgument.
    """
    if isinstance(packet, str):
        raise InvalidArgument("Messages are binary, not text.", detail="packet")
    hello, _ = codec.decode(packet)
    if not isinstance(hello, Hello):
        raise Unauthenticated("The first message must be a hello.", detail="hello")
    if not has_token and not is_token(hello.token, token):
        raise Unauthenticated(
            "The token is not this agent's.",
            detail="token",
            hint="Read the discovery file again; the agent makes a new token at each start.",
            retry="now",
        )
    if PROTOCOL_VERSION not in hello.versions:
        theirs = max(hello.versions, default=0)
        older = "agent" if theirs > PROTOCOL_VERSION else f"plugin {hello.client.name:.40}"
        raise VersionMismatch(
            f"The plugin speaks protocol version {theirs}, the agent speaks {PROTOCOL_VERSION}.",
            detail="version",
            hint=f"Update the {older}.",
        )
    return hello


def is_token(shown: str, token: str) -> bool:
    """Whether the two are the same, in a time that does not tell how much of it is."""
    return hmac.compare_digest(shown.encode(errors="replace"), token.encode())
