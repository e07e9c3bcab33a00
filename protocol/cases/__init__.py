"""The test vectors of the protocol before they are written down; `generate.py` writes them.

Nothing here asks the dataclasses of `frisket_protocol` what is right: messages are made from
`protocol.json`, refusals from bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import msgpack

Sender = Literal["client", "agent"]


@dataclass(frozen=True)
class Case:
    """One packet, and what its receiver makes of it.

    method: of which request this is the reply, or whose parameters are at fault.
    canonical: whether an encoder writes it so. error: the wire code of the refusal, "" for none.
    level: whether a refusal ends the connection, or only answers the request.
    """

    name: str
    sender: Sender
    packet: bytes
    message: dict[str, Any] | None = None
    payload: bytes = b""
    method: str = ""
    canonical: bool = True
    error: str = ""
    level: Literal["connection", "request"] = "connection"


def framed(header: bytes, payload: bytes = b"") -> bytes:
    """A packet: the header's length, the header, the payload."""
    return len(header).to_bytes(4, "little") + header + payload


def packed(value: Any) -> bytes:
    """`value` as msgpack, keys in the order given."""
    data: bytes = msgpack.packb(value, use_bin_type=True)
    return data


def canonical(value: Any) -> Any:
    """`value` as the canonical spelling has it: keys sorted, whole numbers as integers."""
    if isinstance(value, dict):
        return {key: canonical(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [canonical(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def accepted(
    name: str, sender: Sender, message: dict[str, Any], payload: bytes = b"", method: str = ""
) -> Case:
    """A message in its canonical spelling."""
    packet = framed(packed(canonical(message)), payload)
    return Case(name, sender, packet, message, payload, method)
