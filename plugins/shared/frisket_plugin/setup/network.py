"""Addresses opened as the person has set it, and what can go wrong with that, in words."""

from __future__ import annotations

import base64
import contextlib
import http.client
import os
import signal
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from frisket_protocol.errors import FrisketError, Unavailable
from frisket_protocol.reasons import reason
from frisket_protocol.watch import Watch

from ..texts import t
from .sources import Sources, without_password

TIMEOUT = 30.0
"""Seconds in which something has to come."""
PAGE_BYTES = 64 << 20
"""An index's page is not larger."""
BROKEN = (OSError, http.client.HTTPException)
KNOWN_PLACES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/var/lib/ca-certificates/ca-bundle.pem",
    "/opt/homebrew/etc/openssl@3/cert.pem",
)
"""Where systems keep the certificates that they trust, for a Python that was not told."""


class Network:
    """Opens addresses. `trusted` gives the certificates that the editor trusts, as PEM, where the
    system's are not to be found."""

    def __init__(self, sources: Sources, trusted: Callable[[], str] = str) -> None:
        self.sources = sources
        self._trusted = trusted
        self._context: ssl.SSLContext | None = None

    @contextlib.contextmanager
    def opened(
        self, address: str, watch: Watch, method: str = "GET", **headers: str
    ) -> Iterator[Any]:
        """A response to read from, closed at once when nobody wants it any more.

        Raises FrisketError with a sentence about what stands in the way, and OSError or
        HTTPException while reading.
        """
        request = urllib.request.Request(
            address, headers={"User-Agent": "frisket", **headers}, method=method
        )
        self._log_in(request)
        with surviving_cuts():
            try:
                response = self._opener(address).open(request, timeout=TIMEOUT)
            except (*BROKEN, ValueError) as error:
                watch.check()
                raise self.in_words(error, address) from error
            try:
                watch.when_cancelled(lambda: _cut(response))
                yield response
            finally:
                watch.when_cancelled(None)
                response.close()

    def page(self, address: str, accept: str, watch: Watch) -> tuple[bytes, str]:
        """A whole page, and its address after redirections. Raises FrisketError."""
        with self.opened(address, watch, Accept=accept) as response:
            try:
                body: bytes = response.read(PAGE_BYTES)
                return body, response.geturl()
            except BROKEN as error:
                watch.check()
                raise self.in_words(error, address) from error

    def length(self, address: str, watch: Watch) -> int:
        """How many bytes an address would send; 0 where it does not say. Raises FrisketError."""
        with self.opened(address, watch, method="HEAD") as response:
            return int(response.headers.get("Content-Length") or 0)

    def in_words(self, error: Exception, address: str) -> FrisketError:
        """What a person is told."""
        host = urlsplit(address).hostname or without_password(address)
        reason = getattr(error, "reason", None)
        cause = reason if isinstance(reason, Exception) else error
        proxy = self._proxy(address)
        if isinstance(error, urllib.error.HTTPError):
            if error.code == 407:
                return _unavailable("proxy", proxy=_host(proxy), status=error.code)
            return _unavailable("answer", host=host, status=error.code)
        if proxy and ("Tunnel connection failed" in str(cause) or _refused(cause)):
            return _unavailable("proxy", proxy=_host(proxy), status=_status(cause))
        if isinstance(cause, ssl.SSLError):
            return _unavailable("certificate", host=host)
        return _unavailable("network", host=host, why=_why(cause))

    def _opener(self, address: str) -> urllib.request.OpenerDirector:
        proxy = self._proxy(address)
        proxies = {urlsplit(address).scheme: proxy} if proxy else {}
        return urllib.request.build_opener(
            urllib.request.ProxyHandler(proxies),
            urllib.request.HTTPSHandler(context=self._tls()),
        )

    def _proxy(self, address: str) -> str:
        parts = urlsplit(address)
        is_direct = urllib.request.proxy_bypass_environment  # type: ignore[attr-defined]
        given: Mapping[str, str] = {"no": self.sources.direct}
        if not parts.hostname or is_direct(parts.netloc.rpartition("@")[2], given):
            return ""
        return self.sources.proxies.get(parts.scheme, "")

    def _log_in(self, request: urllib.request.Request) -> None:
        """With the name and the password that stand in the index's address, at that host alone."""
        index = urlsplit(self.sources.index)
        asked = urlsplit(request.full_url)
        if index.username and asked.hostname == index.hostname:
            pair = f"{unquote(index.username)}:{unquote(index.password or '')}"
            code = base64.b64encode(pair.encode()).decode()
            request.add_unredirected_header("Authorization", f"Basic {code}")
            request.full_url = without_password(request.full_url)

    def _tls(self) -> ssl.SSLContext:
        if self._context is None:
            self._context = _trusting(self.sources.certificates, self._trusted)
        return self._context


def _trusting(file: str, trusted: Callable[[], str]) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if file:
        context.load_verify_locations(file)
    own = ssl.get_default_verify_paths()
    is_told = bool(own.cafile) or bool(own.capath and any(os.scandir(own.capath)))
    if file or is_told or context.cert_store_stats()["x509_ca"]:
        return context
    for place in KNOWN_PLACES:
        if Path(place).is_file():
            context.load_verify_locations(place)
            return context
    given = trusted()
    if given:
        context.load_verify_locations(cadata=given)
    return context


@contextlib.contextmanager
def surviving_cuts() -> Iterator[None]:
    """Writing to a connection that is cut raises here, and ends nobody.

    Python ignores SIGPIPE; a program that embeds Python, as Krita does, may not. TLS also writes
    when one only reads. The signal comes to the thread that writes, and is taken away again.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows has no such thing
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGPIPE})
    try:
        yield
    finally:
        while signal.SIGPIPE in signal.sigpending():
            signal.sigwait({signal.SIGPIPE})
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _cut(response: Any) -> None:
    """Have whoever reads from it wake up."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        copy = socket.fromfd(response.fileno(), socket.AF_INET, socket.SOCK_STREAM)
        copy.shutdown(socket.SHUT_RDWR)
        copy.close()


def _unavailable(key: str, **values: object) -> Unavailable:
    return Unavailable(t(f"setup.{key}", **values), detail=key, hint=t(f"setup.{key}.hint"))


def _refused(cause: Exception) -> bool:
    return isinstance(cause, (ConnectionError, socket.gaierror, TimeoutError))


def _status(cause: Exception) -> str:
    return str(cause).removeprefix("Tunnel connection failed: ") or type(cause).__name__


def _why(cause: Exception) -> str:
    if isinstance(cause, TimeoutError):
        return t("setup.network.timeout")
    if isinstance(cause, socket.gaierror):
        return t("setup.network.name")
    if isinstance(cause, OSError) and cause.errno and not isinstance(cause, ConnectionResetError):
        return reason(cause)
    return t("setup.cut")


def _host(proxy: str) -> str:
    return urlsplit(proxy).netloc.rpartition("@")[2] or proxy
