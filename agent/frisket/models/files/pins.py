"""Pinning: from a branch that may move to one commit, and the sha256 of every file in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from frisket.models.base import Watch
from frisket_protocol.errors import FailedPrecondition, NotFound
from frisket_protocol.reasons import reason

from . import blobs, hub, weights
from .card_text import pinned
from .cards import ModelCard
from .registry import own_card, shipped
from .weights import BRANCH, OnBytes


def is_pinned(card: ModelCard) -> bool:
    """Whether the card says which commit, and what every file of it must be."""
    return bool(card.revision) and all(card.files.values())


def pin(card: ModelCard, watch: Watch, on_bytes: OnBytes | None = None) -> ModelCard:
    """The card with its commit (the branch's, where it has none), hashes and size from the hub.

    The hub knows the sha256 of large files; the small ones are fetched into the cache to have
    theirs. Raises FrisketError.
    """
    if not card.repository:
        raise FailedPrecondition(
            f"The model {card.name} comes from no repository; there is nothing to pin."
        )
    found = hub.listing(card, card.revision or BRANCH)
    missing = [name for name in card.files if name not in found.files]
    if missing:
        raise NotFound(
            f"{card.repository} has no {', '.join(missing)}.",
            detail="model_files",
            hint="Correct the files of the card.",
        )
    card = replace(card, revision=found.commit)
    digests = {name: found.files[name][1] for name in card.files}
    small = [name for name, digest in digests.items() if not digest]
    place = weights.fetch(card, found.commit, small, watch, on_bytes)
    digests |= {name: blobs.sha256(place / name, lambda _: None) for name in small}
    size = sum(found.files[name][0] for name in card.files)
    return replace(card, files=digests, download_bytes=size)


def write(card: ModelCard) -> Path:
    """Write a pinned card where it belongs; the file.

    In a checkout of frisket that is the file that it comes from; elsewhere, and for a card of the
    user's own, theirs, which then stands for the one that comes with frisket.
    """
    mine = own_card(card.name)
    theirs = shipped() / card.role / mine.name
    source = mine if mine.is_file() else theirs
    target = theirs if source == theirs and _is_checkout(shipped()) else mine
    text = pinned(source.read_text("utf-8"), card)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    except OSError as error:
        raise FailedPrecondition(
            f"The card {target} cannot be written: {reason(error)}.", detail="disk"
        ) from error
    return target


def _is_checkout(cards: Path) -> bool:
    return (cards.parents[2] / "pyproject.toml").is_file()
