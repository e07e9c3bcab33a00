"""The opening handshake: the bytes that leave, and every answer that must not be accepted."""

from __future__ import annotations

import pytest
from websockets.server import ServerProtocol

from frisket_protocol import handshake
from frisket_protocol.errors import (
    ConnectionLost,
    FailedPrecondition,
    FrisketError,
    InvalidArgument,
    PermissionDenied,
    Unauthenticated,
    Unavailable,
)
from frisket_protocol.handshake import Offer

# The key and the answer to it are the example of RFC 6455 section 1.3.
OFFER = Offer(
    "127.0.0.1:4000", token="s3cret", subprotocol="v1.frisket", key="dGhlIHNhbXBsZSBub25jZQ=="
)
STATUS = "HTTP/1.1 101 Switching Protocols"
FIELDS = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Accept": "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
}


def head(fields: dict[str, str] | None = None, *more: str, status: str = STATUS) -> bytes:
    lines = [status, *(f"{name}: {value}" for name, value in (fields or FIELDS).items()), *more]
    return "\r\n".join(lines).encode("latin-1")


def accept(data: bytes, offer: Offer = OFFER) -> str:
    return handshake.accept(offer, handshake.read_answer(data, offer.host))


def test_request_is_these_bytes() -> None:
    assert handshake.request(OFFER) == (
        b"GET / HTTP/1.1\r\n"
        b"Host: 127.0.0.1:4000\r\n"
        b"Upgrade: websocket\r\n"
        b"Connection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        b"Sec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Protocol: v1.frisket\r\n"
        b"Authorization: Bearer s3cret\r\n"
        b"\r\n"
    )


def test_request_offers_nothing_that_was_not_given() -> None:
    lines = handshake.request(Offer("[::1]:9", "/agent", key="AAAA")).split(b"\r\n")
    assert lines[:2] == [b"GET /agent HTTP/1.1", b"Host: [::1]:9"]
    assert not [line for line in lines if line.startswith((b"Auth", b"Sec-WebSocket-P"))]


def test_each_offer_has_a_new_key() -> None:
    assert len({Offer("h").key for _ in range(20)}) == 20


def test_websockets_accepts_the_request() -> None:
    server = ServerProtocol(subprotocols=["v1.frisket"])  # type: ignore[list-item]
    server.receive_data(handshake.request(OFFER))
    (request,) = server.events_received()
    answer = server.accept(request)  # type: ignore[arg-type]
    assert (answer.status_code, server.subprotocol) == (101, "v1.frisket")


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"host": ""}, "host"),
        ({"host": "a b"}, "host"),
        ({"host": "a\r\nX: y"}, "host"),
        ({"path": "agent"}, "path"),
        ({"path": "/a b"}, "path"),
        ({"token": "to\nken"}, "token"),
        ({"token": "tökn"}, "token"),
        ({"subprotocol": "a,b"}, "subprotocol"),
        ({"subprotocol": "a\r\nX: y"}, "subprotocol"),
    ],
)
def test_offer_refuses_what_would_break_a_field(values: dict[str, str], name: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        Offer(**{"host": "h", **values})
    assert caught.value.detail == name


def test_offer_does_not_show_a_token_that_it_refuses() -> None:
    with pytest.raises(InvalidArgument) as caught:
        Offer("h", token="s3cret\n")
    assert "s3cret" not in str(caught.value)


def test_offer_does_not_show_its_token() -> None:
    assert "s3cret" not in repr(OFFER)


@pytest.mark.parametrize(
    ("fields", "subprotocol"),
    [
        ({}, ""),
        ({"Sec-WebSocket-Protocol": "v1.frisket"}, "v1.frisket"),
        ({"Upgrade": "WebSocket"}, ""),
        ({"Connection": "keep-alive, UPGRADE"}, ""),
        ({"Server": "Python/3.11 websockets/17.4", "X-Odd": "caf\xe9 \t"}, ""),
    ],
)
def test_accept_agrees(fields: dict[str, str], subprotocol: str) -> None:
    assert accept(head({**FIELDS, **fields})) == subprotocol


def test_accept_reads_field_names_in_any_case() -> None:
    assert accept(head({name.upper(): value for name, value in FIELDS.items()})) == ""


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (head(status="HTTP/1.0 101 Switching Protocols"), "HTTP/1.0"),
        (head({**FIELDS, "Upgrade": "h2c"}), "Upgrade field"),
        (head({**FIELDS, "Upgrade": "websocket, h2c"}), "Upgrade field"),
        (head(FIELDS, "Upgrade: websocket"), "Upgrade field"),
        (head({**FIELDS, "Connection": "close"}), "Connection field"),
        (head({**FIELDS, "Connection": "Upgraded"}), "Connection field"),
        (head({**FIELDS, "Sec-WebSocket-Accept": "S3pPLMBiTxaQ9kYGzzhZRbK+xOo="}), "Accept"),
        (head(FIELDS, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "Accept"),
        (head({**FIELDS, "Sec-WebSocket-Extensions": "permessage-deflate"}), "extension"),
        (head({**FIELDS, "Sec-WebSocket-Protocol": "v2.frisket"}), "subprotocol"),
        (head({**FIELDS, "Sec-WebSocket-Protocol": "v1.frisket, x"}), "subprotocol"),
        (head({**FIELDS, "Sec-WebSocket-Protocol": ""}), "subprotocol"),
        (
            head(FIELDS, "Sec-WebSocket-Protocol: v1.frisket", "Sec-WebSocket-Protocol: x"),
            "subprotocol",
        ),
        *((head({n: v for n, v in FIELDS.items() if n != name}), name) for name in FIELDS),
    ],
)
def test_accept_refuses(data: bytes, reason: str) -> None:
    with pytest.raises(ConnectionLost, match=reason) as caught:
        accept(data)
    assert caught.value.detail == "handshake"


def test_accept_refuses_a_subprotocol_when_none_was_offered() -> None:
    offer = Offer("h", key=OFFER.key)
    with pytest.raises(ConnectionLost, match="subprotocol"):
        accept(head({**FIELDS, "Sec-WebSocket-Protocol": "v1.frisket"}), offer)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.6",
        b"HTTP/2 101 Switching Protocols",
        b"HTTP/1.1 1010 Switching",
        b"HTTP/1.1 101\x00",
        b"HTTP/1.1 101 Switching\nUpgrade: websocket",
        b"HTTP/1.1 101 S\r\nUpgrade : websocket",
        b"HTTP/1.1 101 S\r\nUpgrade",
        b"HTTP/1.1 101 S\r\n: websocket",
        b"HTTP/1.1 101 S\r\nUpgrade: web\r\n socket",
        b"HTTP/1.1 101 S\r\nUpgrade: web\x00socket",
        b"HTTP/1.1 101 S\r\nUpgrade: web\rsocket",
    ],
)
def test_read_answer_refuses_what_is_not_http(data: bytes) -> None:
    with pytest.raises(ConnectionLost, match=r"127\.0\.0\.1:4000 is not a frisket agent"):
        handshake.read_answer(data, OFFER.host)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, Unauthenticated),
        (403, PermissionDenied),
        (503, Unavailable),
        (500, ConnectionLost),
        (200, FailedPrecondition),
        (301, FailedPrecondition),
        (404, FailedPrecondition),
        (426, FailedPrecondition),
    ],
)
def test_refusal_has_a_class_and_a_sentence(status: int, kind: type[FrisketError]) -> None:
    answer = handshake.Answer(1, status, {})
    refused = handshake.refusal(OFFER, answer, b"Too many connections.\nMore.")
    assert type(refused) is kind
    assert refused.message.endswith(": Too many connections.")


@pytest.mark.parametrize("body", [b"", b"\n\n", b"<!doctype html><p>no", b"\x00\x01"])
def test_refusal_quotes_only_plain_text(body: bytes) -> None:
    refused = handshake.refusal(OFFER, handshake.Answer(1, 403, {}), body)
    assert refused.message == "The agent does not let this program connect."


def test_refusal_never_shows_the_token() -> None:
    refused = handshake.refusal(
        OFFER, handshake.Answer(1, 401, {}), b"you sent Bearer s3cret and s3cret"
    )
    assert "s3cret" not in str(refused)


def test_refusal_quotes_no_more_than_a_line() -> None:
    refused = handshake.refusal(OFFER, handshake.Answer(1, 403, {}), b"x" * handshake.BODY_MAX)
    assert len(refused.message) < 300


@pytest.mark.parametrize(
    ("lengths", "size"),
    [
        ([], 0),
        (["12"], 12),
        (["99999"], handshake.BODY_MAX),
        (["-1"], 0),
        (["12", "12"], 0),
        (["9" * 5000], 0),
        (["²"], 0),
    ],
)
def test_body_size_is_bounded(lengths: list[str], size: int) -> None:
    assert handshake.Answer(1, 403, {"content-length": lengths}).body_size == size
