"""The files of models on this machine: in Hugging Face's own cache, so that they are kept once.

    <cache>/models--<owner>--<name>/refs/main              the newest commit that is known
                                    snapshots/<commit>/…   links, by the names that the card gives
                                    blobs/<tag>            the bytes; <tag>.incomplete what came yet

Imported models lie where their card's `path` says. Nothing here opens a connection but `pull` and
`fetch`, which ask `hub`.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from frisket import installation
from frisket_protocol.errors import FailedPrecondition, NotFound, ResourceExhausted
from frisket_protocol.folders import data_folder, expanded, home
from frisket_protocol.reasons import reason
from frisket_protocol.sizes import size

from . import blobs, first_seen, hub, lacking
from .cards import ModelCard
from .registry import own_card

if TYPE_CHECKING:
    # It draws numpy in, and where files lie is asked without it.
    from frisket.models.base import Watch

OnBytes = Callable[[int, int], None]
"""Told how many bytes have come, of how many; also of a file that is only read."""
FREE_LICENCES = frozenset({"Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause"})
"""Licences that ask nothing of whoever uses a model; all others are accepted by name."""
SPARE_BYTES = 256 << 20
"""What a download leaves free on the disk."""
BRANCH = "main"


@dataclass(frozen=True)
class Pulled:
    """Where a model lies now, and by which commit. resolved: the card pinned none."""

    folder: Path
    revision: str = ""
    resolved: bool = False


def cache() -> Path:
    """Hugging Face's cache of repositories: HF_HUB_CACHE, HF_HOME, or its default place."""
    if given := os.environ.get("HF_HUB_CACHE"):
        return expanded(Path(given))
    base = os.environ.get("XDG_CACHE_HOME") or home() / ".cache"
    place = os.environ.get("HF_HOME") or Path(base, "huggingface")
    return expanded(Path(place)) / "hub"


def folder(card: ModelCard) -> Path | None:
    """Where every file of the model lies, or None while one is missing. Opens no connection."""
    place = _place(card)
    if place is None or not os.path.isdir(place):  # a Path would raise where it may not look
        return None
    whole = all(os.path.isfile(place / name) for name in card.files)
    return place if whole and all(folder(other) for other in card.companions) else None


def converted(card: ModelCard, place: Path) -> Path:
    """Where that is kept which is made, once, of the files in `place`, its folder."""
    return data_folder() / "converted" / card.name / place.name


def installed(card: ModelCard) -> bool:
    """Whether the model can be built from what is on this machine."""
    return not card.has_files or folder(card) is not None


def is_usable(card: ModelCard) -> bool:
    """Whether the model can be loaded now: it needs no files or has them, and its packages."""
    return (not card.has_files or installed(card)) and not card.lacks


def needs_acceptance(card: ModelCard) -> bool:
    """Whether its licence has to be accepted by name before it is fetched."""
    return bool(card.gate) or card.licence not in FREE_LICENCES


def pull(
    card: ModelCard, accept_licence: str, watch: Watch, on_bytes: OnBytes | None = None
) -> Pulled:
    """Fetch what is missing of a model, check it, and say where it lies.

    `accept_licence` is the name of the licence that the person agrees to. Says "pull" to `watch`
    between two pieces. What came stays when it is interrupted, and is gone on with the next time.
    Raises FailedPrecondition (offline, licence, gated, packages, model_files), ResourceExhausted
    (disk), NotFound, Unavailable, DataLoss (hash), Cancelled.
    """
    here = folder(card)
    if here is not None or not card.has_files:
        return Pulled(here or Path(), card.revision)
    if not card.repository:
        raise FailedPrecondition(
            f"The files of {card.name} should lie in {card.path}, and they do not.",
            detail="model_files",
            hint=lacking.to_fetch(card),
        )
    if hub.is_offline():
        raise hub.offline(card)
    check_licence(card, accept_licence)
    _make_room(card, card.download_bytes)
    revision = commit(card)
    try:
        place = fetch(card, revision, card.files, watch, on_bytes)
    except NotFound as error:
        if card.revision or not first_seen.commit(card):
            raise
        pin = installation.here().frisket("models", "pin", card.name)
        raise NotFound(
            f"{error} It was first fetched at the commit {revision[:10]}, and that is kept to.",
            detail="model_files",
            hint=f"{pin} takes what the hub has now instead.",
        ) from error
    first_seen.check(card, place)
    for other in card.companions:
        first_seen.check(other, fetch(other, commit(other), other.files, watch, on_bytes))
    return Pulled(place, revision, resolved=not card.revision)


def commit(card: ModelCard) -> str:
    """The commit that the card goes by: its own, or that of the branch, asked for once and kept."""
    revision = _revision(card)
    if not revision:
        revision = hub.listing(card, BRANCH).commit
        first_seen.keep_commit(card, revision)
        file = _repository(card) / "refs" / BRANCH
        with _on_disk(card):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(revision, "utf-8")
    return revision


def fetch(
    card: ModelCard,
    revision: str,
    names: Iterable[str],
    watch: Watch,
    on_bytes: OnBytes | None = None,
) -> Path:
    """Bring files of the card's repository at a commit into the cache; the folder they lie in."""
    place = _repository(card) / "snapshots" / revision
    remotes = []
    for name in names:
        watch.step("pull", 0.0)
        if not (place / name).is_file():
            remotes.append(hub.look(card, revision, name))
    total = sum(remote.size or 0 for remote in remotes)
    _make_room(card, total)
    done = 0
    for remote in remotes:

        def received(length: int, before: int = done) -> None:
            watch.step("pull", min(1.0, (before + length) / max(1, total)))
            if on_bytes is not None:
                on_bytes(before + length, total)

        with _on_disk(card):
            blobs.bring(card, remote, _repository(card), place / remote.name, received)
        done += remote.size or 0
    return place


def remove(card: ModelCard) -> int:
    """Delete the files of a model; the bytes that this freed.

    What other programs keep in the same cache stays: their files, and bytes that a file of theirs
    links to. Files that were imported from a folder of the user's own stay too, without the card.
    """
    place = _place(card)
    with _on_disk(card):
        if card.path:
            first_seen.forget(card)
            freed = _remove_imported(card)
            own_card(card.name).unlink(missing_ok=True)
            return freed
        if place is None:
            return 0
        made = _remove_folder(converted(card, place).parent)
        return made + blobs.remove(_repository(card), place, tuple(card.files))


def _repository(card: ModelCard) -> Path:
    return cache() / f"models--{card.repository.replace('/', '--')}"


def _revision(card: ModelCard) -> str:
    try:
        kept = (_repository(card) / "refs" / BRANCH).read_text("utf-8").strip()
    except OSError:
        kept = ""
    return card.revision or first_seen.commit(card) or kept


def _place(card: ModelCard) -> Path | None:
    """Where the files of the model belong; None while no commit is known."""
    if card.path:
        return Path(card.path)
    revision = _revision(card)
    return _repository(card) / "snapshots" / revision if revision else None


def check_licence(card: ModelCard, named: str) -> None:
    """Raises FailedPrecondition unless the licence is free, or named."""
    if not needs_acceptance(card) or named.strip().casefold() == card.licence.casefold():
        return
    raise FailedPrecondition(
        f"The model {card.name} comes under the licence {card.licence}, which has to be accepted "
        "by its name.",
        detail="licence",
        hint=f"Read it at {hub.page(card)}. "
        + lacking.to_fetch(card, "--accept-licence", card.licence),
    )


def _make_room(card: ModelCard, wanted: int) -> None:
    """Refuse a download that would not fit, less what has come of it before."""
    place = _repository(card)
    with _on_disk(card):
        has_come = sum(part.stat().st_size for part in (place / "blobs").glob("*.incomplete"))
        there = next(part for part in (place, *place.parents) if part.is_dir())
        free = shutil.disk_usage(there).free
    if wanted - has_come + SPARE_BYTES > free:
        raise ResourceExhausted(
            f"{card.name} takes {size(wanted)}, and in {there} only {size(free)} are free.",
            detail="disk",
            hint="Make room, or name a folder on another disk in HF_HUB_CACHE.",
            retry="never",
        )


def lies_elsewhere(card: ModelCard) -> bool:
    """Whether it was imported where it lies, so that its files are the person's own."""
    models = (data_folder() / "models").resolve()
    return bool(card.path) and Path(card.path).resolve().parent != models


def _remove_imported(card: ModelCard) -> int:
    return 0 if lies_elsewhere(card) else _remove_folder(Path(card.path))


def _remove_folder(place: Path) -> int:
    if not place.is_dir():
        return 0
    freed = sum(file.stat().st_size for file in place.rglob("*") if file.is_file())
    shutil.rmtree(place)
    return freed


@contextmanager
def _on_disk(card: ModelCard) -> Iterator[None]:
    """Turn what the file system says into a sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
            raise ResourceExhausted(
                f"The disk was full before {card.name} was there.",
                detail="disk",
                hint=f"Make room in {cache()}, and try again: it goes on where it stopped.",
                retry="never",
            ) from error
        raise FailedPrecondition(
            f"The files of {card.name} cannot be changed: {reason(error)}.",
            detail="disk",
            hint=f"Make {cache()} writable.",
        ) from error
