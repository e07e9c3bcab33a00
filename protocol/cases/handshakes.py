"""Raw handshakes, and the HTTP status that the agent answers with.

`{port}` and `{token}` stand for those of the running agent. Where more than one thing is wrong, the
order of the checks decides: Host, Origin, path, token, then WebSocket.
"""

from __future__ import annotations

from collections.abc import Iterator

OPEN, BAD, NO_TOKEN, FORBIDDEN, NOT_FOUND = 101, 400, 401, 403, 404
WRONG_METHOD, NO_UPGRADE, TOO_LARGE, WRONG_HTTP = 405, 426, 431, 505

HOST = "127.0.0.1:{port}"
BEARER = "Authorization: Bearer "


def handshakes() -> Iterator[tuple[str, str, int]]:
    """Name, request, status."""
    yield "the plain one", request(), OPEN
    for name, host, status in _hosts():
        yield f"Host: {name}", request(host=host), status
    yield "Host: missing", request(host=None), FORBIDDEN
    yield "Host: doubled", request(f"Host: {HOST}"), FORBIDDEN
    yield "Host: doubled, the other evil", request("Host: evil.example:{port}"), FORBIDDEN
    for name, origin, status in _origins():
        yield f"Origin: {name}", request(f"Origin: {origin}"), status
    own = f"Origin: ws://{HOST}"
    yield "Origin: doubled", request(own, "Origin: https://evil.example"), FORBIDDEN
    for name, fields, status in _tokens():
        yield f"token: {name}", request(*fields), status
    yield from _requests()


def request(
    *fields: str,
    host: str | None = HOST,
    line: str = "GET / HTTP/1.1",
    connection: str = "Connection: Upgrade",
    version: str = "Sec-WebSocket-Version: 13",
    key: str = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
) -> str:
    """A handshake with `fields` added; an empty part is left out."""
    parts = [line, f"Host: {host}" if host is not None else "", "Upgrade: websocket"]
    parts += [connection, key, version, *fields]
    return "\r\n".join(part for part in parts if part) + "\r\n\r\n"


def _hosts() -> Iterator[tuple[str, str, int]]:
    yield "localhost", "localhost:{port}", OPEN
    yield "IPv6", "[::1]:{port}", OPEN
    yield "upper case", "LOCALHOST:{port}", OPEN
    yield "empty", "", FORBIDDEN
    yield "another name", "evil.example:{port}", FORBIDDEN
    yield "a suffix", "127.0.0.1.evil.com:{port}", FORBIDDEN
    yield "a prefix", "evil.com.127.0.0.1:{port}", FORBIDDEN
    yield "localhost with a suffix", "localhost.evil.com:{port}", FORBIDDEN
    yield "no port", "127.0.0.1", FORBIDDEN
    yield "another port", "127.0.0.1:1", FORBIDDEN
    yield "a longer port", "127.0.0.1:{port}0", FORBIDDEN
    yield "every interface", "0.0.0.0:{port}", FORBIDDEN
    yield "another loopback address", "127.0.0.2:{port}", FORBIDDEN
    yield "the address as a number", "2130706433:{port}", FORBIDDEN
    yield "IPv6 without brackets", "::1:{port}", FORBIDDEN
    yield "a dot at the end", "localhost.:{port}", FORBIDDEN
    yield "userinfo", "evil@127.0.0.1:{port}", FORBIDDEN
    yield "two in one", "127.0.0.1:{port}, evil.example", FORBIDDEN


def _origins() -> Iterator[tuple[str, str, int]]:
    yield "its own address", "ws://127.0.0.1:{port}", OPEN
    yield "its own name", "ws://localhost:{port}", OPEN
    yield "its own IPv6 address", "ws://[::1]:{port}", OPEN
    yield "null", "null", FORBIDDEN
    yield "empty", "", FORBIDDEN
    yield "a page from its own address", "http://127.0.0.1:{port}", FORBIDDEN
    yield "a page from localhost", "http://localhost:{port}", FORBIDDEN
    yield "a page", "http://evil.example", FORBIDDEN
    yield "a secure page", "https://evil.example", FORBIDDEN
    yield "an editor in the browser", "https://www.photopea.com", FORBIDDEN
    yield "a suffix", "ws://127.0.0.1:{port}.evil.com", FORBIDDEN
    yield "a prefix", "https://evil.com/ws://127.0.0.1:{port}", FORBIDDEN
    yield "userinfo", "ws://127.0.0.1:{port}@evil.com", FORBIDDEN
    yield "another port", "ws://127.0.0.1:1", FORBIDDEN
    yield "no port", "ws://127.0.0.1", FORBIDDEN
    yield "a path", "ws://127.0.0.1:{port}/", FORBIDDEN
    yield "wss", "wss://127.0.0.1:{port}", FORBIDDEN
    yield "a browser's extension", "chrome-extension://abcdefghijklmnop", FORBIDDEN


def _tokens() -> Iterator[tuple[str, list[str], int]]:
    right = BEARER + "{token}"
    yield "right", [right], OPEN
    yield "right, and its own origin", [right, f"Origin: ws://{HOST}"], OPEN
    yield "right, from a page", [right, "Origin: https://evil.example"], FORBIDDEN
    yield "wrong", [BEARER + "c29tZSBvdGhlciB0b2tlbg"], NO_TOKEN
    yield "empty", [BEARER], NO_TOKEN
    yield "a field that is empty", ["Authorization:"], NO_TOKEN
    yield "more than it", [right + "A"], NO_TOKEN
    yield "after its beginning", [right + " {token}"], NO_TOKEN
    yield "without the scheme", ["Authorization: {token}"], NO_TOKEN
    yield "the scheme in lower case", ["Authorization: bearer {token}"], NO_TOKEN
    yield "another scheme", ["Authorization: Basic {token}"], NO_TOKEN
    yield "twice", [right, right], NO_TOKEN
    yield "right, then wrong", [right, BEARER + "wrong"], NO_TOKEN
    yield "not ASCII", [BEARER + "grüßgott"], NO_TOKEN
    yield "very long", [BEARER + "A" * 4000], NO_TOKEN


def _requests() -> Iterator[tuple[str, str, int]]:
    yield "another path", request(line="GET /agent HTTP/1.1"), NOT_FOUND
    yield "a token in the address", request(line="GET /?token={token} HTTP/1.1"), NOT_FOUND
    yield "a path that climbs", request(line="GET /../agent.json HTTP/1.1"), NOT_FOUND
    whole = request(line="GET http://127.0.0.1:{port}/ HTTP/1.1")
    yield "an address instead of a path", whole, NOT_FOUND
    yield "POST", request(line="POST / HTTP/1.1"), WRONG_METHOD
    yield "HTTP/1.0", request(line="GET / HTTP/1.0"), WRONG_HTTP
    yield "no upgrade", request(connection="Connection: keep-alive"), NO_UPGRADE
    yield "WebSocket version 8", request(version="Sec-WebSocket-Version: 8"), BAD
    yield "no key", request(key=""), BAD
    yield "a short key", request(key="Sec-WebSocket-Key: AAAA"), BAD
    yield "a subprotocol", request("Sec-WebSocket-Protocol: v1.frisket"), OPEN
    yield "another subprotocol", request("Sec-WebSocket-Protocol: v9.frisket"), OPEN
    compression = "Sec-WebSocket-Extensions: permessage-deflate"
    yield "compression, which is not taken up", request(compression), OPEN
    yield "two hundred fields", request(*["X: y"] * 200), TOO_LARGE
