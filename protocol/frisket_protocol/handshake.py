"""The opening handshake of a WebSocket, as values (RFC 6455 section 4).

Offer ──► request ──► the agent ──► read_answer ──► accept: the subprotocol
                                               └──► refusal: the exception that says why not
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from dataclasses import dataclass, field

from .errors import (
    ConnectionLost,
    FailedPrecondition,
    FrisketError,
    InvalidArgument,
    PermissionDenied,
    Unauthenticated,
    Unavailable,
)

HEAD_MAX = 64 * 1024
"""Bytes of an answer's status line and fields together."""

BODY_MAX = 8 * 1024
"""Bytes of a refusal that are read for the sentence in them."""

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # section 1.3
_STATUS_LINE = re.compile(rb"HTTP/1\.([01]) ([1-5][0-9]{2})(?: [\t\x20-\x7e\x80-\xff]*)?")
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):([\t\x20-\x7e\x80-\xff]*)")
_VISIBLE = re.compile(r"[\x21-\x7e]*")
_SUBPROTOCOL = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]*")


def _new_key() -> str:
    """Section 4.1, item 7: sixteen random bytes, new for each connection."""
    return base64.b64encode(os.urandom(16)).decode()


@dataclass(frozen=True)
class Offer:
    """What the client asks for. Raises InvalidArgument when a value cannot stand in a field."""

    host: str
    path: str = "/"
    token: str = field(default="", repr=False)
    subprotocol: str = ""
    key: str = field(default_factory=_new_key)

    def __post_init__(self) -> None:
        fits = {
            "host": self.host and _VISIBLE.fullmatch(self.host),
            "path": self.path.startswith("/") and _VISIBLE.fullmatch(self.path),
            "token": _VISIBLE.fullmatch(self.token),
            "subprotocol": _SUBPROTOCOL.fullmatch(self.subprotocol),
        }
        for name, fit in fits.items():
            if not fit:  # a line break here would be a field of somebody else's making
                raise InvalidArgument(f"The connection's {name} is not valid.", detail=name)


@dataclass(frozen=True)
class Answer:
    """A status line and its fields: names in lower case, values in the order they came."""

    version: int
    status: int
    fields: dict[str, list[str]]

    @property
    def body_size(self) -> int:
        """Bytes of the body that are worth waiting for; none where no length is given."""
        length = ",".join(self.fields.get("content-length", []))
        is_number = length.isascii() and length.isdigit() and len(length) < 16
        return min(int(length), BODY_MAX) if is_number else 0

    def words(self, name: str) -> list[str]:
        """A field that is a list of words, in lower case."""
        listed = ",".join(self.fields.get(name, [])).lower().split(",")
        return [word for word in (word.strip() for word in listed) if word]


def request(offer: Offer) -> bytes:
    """The client's handshake (section 4.1); the token travels in a field, never in the address."""
    lines = [
        f"GET {offer.path} HTTP/1.1",
        f"Host: {offer.host}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {offer.key}",
        "Sec-WebSocket-Version: 13",
    ]
    if offer.subprotocol:
        lines.append(f"Sec-WebSocket-Protocol: {offer.subprotocol}")
    if offer.token:
        lines.append(f"Authorization: Bearer {offer.token}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def check_beginning(head: bytearray, host: str) -> None:
    """Notice another program on the agent's old port early, and before it fills the memory.

    `head` is an answer that has no end so far. Raises ConnectionLost.
    """
    if not b"HTTP/1.".startswith(bytes(head[:7])):
        raise not_an_agent(host, "it does not speak HTTP")
    if len(head) >= HEAD_MAX:
        raise not_an_agent(host, "its answer does not end")


def read_answer(head: bytes, host: str) -> Answer:
    """`head` is everything up to the empty line. Raises ConnectionLost when it is not HTTP."""
    first, *lines = head.split(b"\r\n")
    status_line = _STATUS_LINE.fullmatch(first)
    if status_line is None:
        raise not_an_agent(host, "it does not speak HTTP")
    fields: dict[str, list[str]] = {}
    for line in lines:
        matched = _FIELD.fullmatch(line)
        if matched is None:
            raise not_an_agent(host, "a malformed HTTP field")
        name, value = (part.decode("latin-1") for part in matched.groups())
        fields.setdefault(name.lower(), []).append(value.strip(" \t"))
    return Answer(int(status_line[1]), int(status_line[2]), fields)


def accept(offer: Offer, answer: Answer) -> str:
    """The subprotocol of a connection that the agent has opened, or "" for none.

    Raises ConnectionLost where section 4.1 says that a client must fail the connection.
    """
    expected = hashlib.sha1(offer.key.encode() + _GUID, usedforsecurity=False).digest()
    subprotocols = answer.fields.get("sec-websocket-protocol", [])
    if answer.version != 1:
        raise not_an_agent(offer.host, "it answers in HTTP/1.0")
    if answer.words("upgrade") != ["websocket"]:  # item 2
        raise not_an_agent(offer.host, "its Upgrade field does not say websocket")
    if "upgrade" not in answer.words("connection"):  # item 3
        raise not_an_agent(offer.host, "its Connection field does not say Upgrade")
    if answer.fields.get("sec-websocket-accept") != [base64.b64encode(expected).decode()]:  # item 4
        raise not_an_agent(offer.host, "its Sec-WebSocket-Accept is not the answer to the key")
    if "sec-websocket-extensions" in answer.fields:  # item 5: none was offered
        raise not_an_agent(offer.host, "it uses an extension that was not offered")
    if subprotocols and subprotocols != [offer.subprotocol]:  # item 6
        raise not_an_agent(offer.host, "it uses a subprotocol that was not offered")
    return "".join(subprotocols)


def refusal(offer: Offer, answer: Answer, body: bytes) -> FrisketError:
    """The exception for an answer other than 101; it quotes the first line of a plain body."""
    said = _first_line(body, offer.token)
    if answer.status == 401:
        return Unauthenticated(
            f"The agent did not accept this program's token{said}.",
            hint="Connect again: the token changes whenever the agent starts.",
        )
    if answer.status == 403:
        return PermissionDenied(f"The agent does not let this program connect{said}.")
    if answer.status == 503:
        return Unavailable(f"The agent cannot take another connection now{said}.")
    if answer.status >= 500:
        return ConnectionLost(
            f"The agent failed to open the connection: HTTP {answer.status}{said}."
        )
    return FailedPrecondition(
        f"What answers at {offer.host} did not open a WebSocket: HTTP {answer.status}{said}.",
        detail="handshake",
        hint="Start the agent again, or look whether another program has taken its port.",
    )


def not_an_agent(host: str, reason: str) -> ConnectionLost:
    """The exception for an answer that no WebSocket server gives."""
    return ConnectionLost(
        f"What answers at {host} is not a frisket agent: {reason}.",
        detail="handshake",
        hint="Start the agent again, or look whether another program has taken its port.",
        retry="after",
    )


def _first_line(body: bytes, token: str) -> str:
    """A colon and the first line of a plain body, or nothing.

    A server that sends back what it was asked must not put the token before anybody's eyes.
    """
    line = body.strip().split(b"\n", 1)[0].decode("utf-8", "replace")
    if token:
        line = line.replace(token, "…")
    shown = "".join(sign for sign in line if sign.isprintable())[:200].strip().rstrip(".")
    return "" if not shown or shown.startswith("<") else f": {shown}"
