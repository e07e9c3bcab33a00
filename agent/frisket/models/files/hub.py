"""The conversation with a hub: which commit, which files, and their bytes. Nothing else goes out.

huggingface_hub brings the session (proxies, certificates), the token and the addresses. Its own
download is not used: since version 2 it throws away what came when it is interrupted, and it asks
the hub for more than files. The plain HTTP here can be gone on with, also days later.

HF_ENDPOINT names another hub or a mirror, HF_TOKEN or `hf auth login` say who asks. The library is
imported when there is something to ask, and not before.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from frisket import installation
from frisket_protocol.errors import (
    FailedPrecondition,
    FrisketError,
    NotFound,
    Unavailable,
)
from frisket_protocol.reasons import why

from . import lacking
from .cards import ModelCard

CHUNK = 1 << 20
"""Bytes between two looks at whether anybody still wants them."""
WORTHWHILE = 64 << 10
"""Bytes that a connection must have brought for the next to be tried at once."""
TIMEOUT = 20.0
"""Seconds without an answer, or without a byte."""
REDIRECTS = 5
TRUE = {"1", "ON", "YES", "TRUE"}


@dataclass(frozen=True)
class Remote:
    """A file as the hub announces it. `tag` names its content: a sha256 where it is large."""

    name: str
    url: str
    tag: str
    size: int | None = None


@dataclass(frozen=True)
class Listing:
    """What is in a repository at a commit: bytes and sha256 of each file, "" for small ones."""

    commit: str
    files: dict[str, tuple[int, str]]


def is_offline() -> bool:
    """Whether the environment says that nothing may be fetched."""
    given = os.environ.get("HF_HUB_OFFLINE") or os.environ.get("TRANSFORMERS_OFFLINE") or ""
    return given.upper() in TRUE


def endpoint() -> str:
    """The address of the hub."""
    return (os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")


def page(card: ModelCard) -> str:
    """Where a person reads about the model and its licence."""
    return f"{endpoint()}/{card.repository}"


def listing(card: ModelCard, revision: str = "main") -> Listing:
    """The commit that `revision` stands for, and what it holds. Raises FrisketError."""
    url = f"{endpoint()}/api/models/{card.repository}/revision/{revision}"
    with _asking(card) as session:
        response = session.get(
            url, params={"blobs": "true"}, headers=_headers(url), timeout=TIMEOUT
        )
        _check(card, response, "")
        try:
            answer = response.json()
            files = {
                entry["rfilename"]: (
                    int(entry.get("size") or 0),
                    str((entry.get("lfs") or {}).get("sha256", "")),
                )
                for entry in answer["siblings"]
            }
            return Listing(str(answer["sha"]), files)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise _no_hub() from None


def look(card: ModelCard, revision: str, name: str) -> Remote:
    """What the hub says of one file, without its bytes. Raises FrisketError."""
    with _asking(card) as session:
        from huggingface_hub import hf_hub_url

        url = place = hf_hub_url(card.repository, name, revision=revision, endpoint=endpoint())
        for _ in range(REDIRECTS):
            response = session.head(
                place, headers=_headers(place), timeout=TIMEOUT, follow_redirects=False
            )
            _check(card, response, name)
            fields = response.headers
            # A large file lies elsewhere; what is to be known of it stands in the redirection.
            if "Location" not in fields or "X-Linked-Etag" in fields:
                break
            place = urljoin(place, fields["Location"])
        tag = (fields.get("X-Linked-Etag") or fields.get("ETag") or "").removeprefix("W/")
        tag = tag.strip('"')
        own_size = "" if "Location" in fields else fields.get("Content-Length", "")
        size = fields.get("X-Linked-Size") or own_size
        if not tag.isalnum():
            raise _no_hub()
        return Remote(name, url, tag, int(size) if size.isdigit() else None)


def fetch(card: ModelCard, remote: Remote, partial: Path, received: Callable[[int], None]) -> None:
    """Append to `partial` what it lacks of the file. What came stays, whatever happens.

    `received` is told how long it has become, and may raise to stop. A connection that breaks
    is made anew at once, unless the last one brought next to nothing. Raises FrisketError.
    """
    with _asking(card) as session:
        while True:
            before = _length(partial)
            try:
                _append(session, card, remote, partial, received)
                return
            except _transport_error():
                if _length(partial) - before < WORTHWHILE:
                    raise


def _append(
    session: Any, card: ModelCard, remote: Remote, partial: Path, received: Callable[[int], None]
) -> None:
    start = _length(partial)
    if remote.size is None or start > remote.size:
        # Nothing tells whether this is a part of that file.
        start = 0
    if start and start == remote.size:
        return
    headers = _headers(remote.url)
    if start:
        headers["Range"] = f"bytes={start}-"
    with session.stream("GET", remote.url, headers=headers, timeout=TIMEOUT) as response:
        _check(card, response, remote.name)
        is_rest = start > 0 and response.status_code == 206
        with partial.open("ab" if is_rest else "wb") as file:
            length = start if is_rest else 0
            for chunk in response.iter_bytes(CHUNK):
                file.write(chunk)
                length += len(chunk)
                received(length)
    if length < (remote.size or 0):
        raise _transport_error()(f"{length} of {remote.size} bytes came")


@contextmanager
def _asking(card: ModelCard) -> Iterator[Any]:
    """The session to ask with; whatever goes wrong with it becomes a sentence."""
    if is_offline():
        raise offline(card)
    try:
        from huggingface_hub import get_session
        from huggingface_hub.errors import OfflineModeIsEnabled
    except ImportError:
        raise not_installed(card) from None
    if not urlsplit(endpoint()).netloc:
        raise Unavailable(
            f"HF_ENDPOINT is {endpoint():.60}, which is no address of a hub.",
            detail="hub",
            hint="Unset it, or write it with https:// in front.",
        )
    try:
        yield get_session()
    except OfflineModeIsEnabled:
        raise offline(card) from None
    except _transport_error() as error:
        host = urlsplit(endpoint()).netloc
        raise Unavailable(
            f"{host} does not answer, or stopped in the middle: {why(error)}.",
            detail="hub",
            hint="Check the connection and try again: it goes on where it stopped.",
        ) from error


def not_installed(*cards: ModelCard) -> FailedPrecondition:
    """The refusal to ask the hub for models while the library for that is not here."""
    return FailedPrecondition(
        "The part of frisket that fetches models is not installed.",
        detail="packages",
        hint=lacking.to_install(*cards),
    )


def token_needed() -> str:
    """How whoever has been let in says who they are."""
    made = f"Then make a token at {endpoint()}/settings/tokens."
    return f"{made} {installation.here().to_log_in()}"


def offline(card: ModelCard) -> FailedPrecondition:
    """The refusal to fetch a model while nothing may be fetched."""
    return FailedPrecondition(
        f"The model {card.name} is not on this machine, and frisket is told to stay offline.",
        detail="offline",
        hint="Unset HF_HUB_OFFLINE, or leave --offline off, to fetch it.",
    )


def _transport_error() -> type[Exception]:
    """What the session raises when a connection fails: httpx's or httpx2's HTTPError."""
    from huggingface_hub.errors import HfHubHTTPError

    kind = HfHubHTTPError.__mro__[1]
    assert issubclass(kind, Exception), "the library's error is one of its HTTP client's"
    return kind


def _headers(url: str) -> dict[str, str]:
    """Who asks. The token goes to the hub and to nobody else."""
    from huggingface_hub import get_token

    # The size that is announced must be the one of the file, not of a packed form.
    headers = {"Accept-Encoding": "identity", "User-Agent": "frisket"}
    kept_back = (os.environ.get("HF_HUB_DISABLE_IMPLICIT_TOKEN") or "").upper() in TRUE
    token = None if kept_back else get_token()
    if token and urlsplit(url)[:2] == urlsplit(endpoint())[:2]:
        headers["Authorization"] = f"Bearer {token}"
    return headers


def _check(card: ModelCard, response: Any, name: str) -> None:
    """Raise what a refusal means to the person who asked."""
    status = response.status_code
    if status >= 400:
        raise _refusal(card, status, response.headers.get("X-Error-Code", ""), name)


def _refusal(card: ModelCard, status: int, code: str, name: str) -> FrisketError:
    if status in (401, 403):
        return _gated(card, is_known=status == 403 or code == "GatedRepo")
    if status == 404:
        what = f"{name} of {card.repository}" if name else card.repository
        at = f" at {card.revision[:10]}" if card.revision else ""
        return NotFound(
            f"The hub has no {what}{at}.",
            detail="model_files",
            hint="It may have been moved: update frisket, or correct the card.",
        )
    wait = " It asks to wait a while." if status == 429 else ""
    return Unavailable(
        f"{urlsplit(endpoint()).netloc} answers with the error {status}.{wait}",
        detail="hub",
        hint="Try again later: it goes on where it stopped.",
    )


def _gated(card: ModelCard, is_known: bool) -> FailedPrecondition:
    asked = card.gate or f"Ask for access at {page(card)}."
    return FailedPrecondition(
        f"{card.repository} is for those whom its publisher lets in, and the hub does not know "
        "you as one of them."
        if is_known
        else f"The hub has no {card.repository} for everybody.",
        detail="gated",
        hint=f"{asked.rstrip('.')}. {token_needed()}",
    )


def _no_hub() -> Unavailable:
    return Unavailable(
        f"What answers at {endpoint()} is not a hub of models.",
        detail="hub",
        hint="Check HF_ENDPOINT, and whether a firewall answers in its place.",
    )


def _length(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0
