"""A file over the network: it goes on where it stopped, and counts only when its hash is right."""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
import urllib.error
from collections.abc import Callable
from pathlib import Path

from frisket_protocol.errors import DataLoss, FrisketError

from ..texts import t
from .network import BROKEN, Network
from .progress import Meter
from .wheels import Offer

PIECE = 1 << 16
TRIES = 5
"""So often in a row a connection may break without a single byte having come."""
WAIT_SECONDS = 0.5


def fetch(
    network: Network,
    offer: Offer,
    folder: Path,
    meter: Meter,
    before: int = 0,
    waits: Callable[[float], object] | None = None,
) -> Path:
    """The file, in `folder`. What of it was there before is kept, and so is what came at a failure.

    before: bytes of other files of the same stage, which are counted with it. waits: how to let
    seconds pass. Raises DataLoss for a wrong hash, Unavailable, Cancelled, and OSError for a disk
    that is full.
    """
    whole, part = folder / offer.name, folder / f"{offer.name}.part"
    if whole.exists() and is_right(whole, offer):
        return whole
    whole.unlink(missing_ok=True)
    wait = waits or threading.Event().wait
    failures = 0
    while not _is_complete(part, offer):
        had = _size(part)
        try:
            _go_on(network, offer, part, meter, before)
            if not offer.size:
                break
        except FrisketError as error:
            if error.code == "cancelled" or _is_final(error):
                raise
            failures = failures + 1 if _size(part) <= had else 0
            if failures >= TRIES:
                raise
            wait(WAIT_SECONDS * 2**failures)
            meter.watch.check()
    if not is_right(part, offer):
        # Going on with it would never make it right.
        part.unlink(missing_ok=True)
        raise DataLoss(t("setup.hash", name=offer.name), detail="hash", hint=t("setup.hash.hint"))
    os.replace(part, whole)
    return whole


def is_right(file: Path, offer: Offer) -> bool:
    """Whether it is what the index announced. Nothing is right whose hash the index did not say."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while piece := stream.read(1 << 20):
            digest.update(piece)
    return bool(offer.sha256) and digest.hexdigest() == offer.sha256


def here(offer: Offer, folder: Path) -> int:
    """Bytes of it that need not be fetched any more."""
    return _size(folder / offer.name) or _size(folder / f"{offer.name}.part")


def _go_on(network: Network, offer: Offer, part: Path, meter: Meter, before: int) -> None:
    """Append what comes, from where it stopped. Raises FrisketError however it breaks."""
    had = _size(part)
    headers = {"Range": f"bytes={had}-"} if had else {}
    with network.opened(offer.address, meter.watch, **headers) as response:
        # A server that knows no ranges sends all of it again.
        is_rest = response.status == 206
        had = had if is_rest else 0
        length = int(response.headers.get("Content-Length") or 0)
        size = offer.size or (had + length if length else 0)
        with part.open("ab" if is_rest else "wb") as stream:
            done = had
            while True:
                try:
                    piece = response.read1(PIECE)
                except BROKEN as error:
                    meter.watch.check()
                    raise network.in_words(error, offer.address) from error
                if not piece:
                    break
                stream.write(piece)
                done += len(piece)
                meter.at(before + done, None if offer.size else before + size)
        if size and done < size:
            meter.watch.check()
            raise network.in_words(ConnectionResetError(t("setup.cut")), offer.address)


def _is_complete(part: Path, offer: Offer) -> bool:
    """All bytes are there, or more of them than there are, which the hash will tell."""
    return bool(offer.size) and _size(part) >= offer.size


def _is_final(error: FrisketError) -> bool:
    """Whether asking again would be answered alike: not found, forbidden, a certificate."""
    cause = error.__cause__
    if isinstance(cause, urllib.error.HTTPError):
        return cause.code < 500 and cause.code != 429
    return error.detail in ("certificate", "proxy")


def _size(file: Path) -> int:
    with contextlib.suppress(OSError):
        return file.stat().st_size
    return 0
