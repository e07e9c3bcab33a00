"""What is on this machine of the models, as clients are told: what each takes, lacks, shares.

    <data>/used/<card>      empty; its time says when the model last worked

Everything here reads or writes the disk, and opens no connection.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from frisket_protocol.folders import data_folder
from frisket_protocol.parts import ModelInfo
from frisket_protocol.requests import Models

from . import hub, lacking, weights
from .cards import ModelCard

USED_SECONDS = 60.0
"""A model that works again so soon after the last time is not noted anew."""


def infos(
    cards: Iterable[ModelCard],
    loaded: Collection[str],
    usable: Callable[[ModelCard], bool] = weights.is_usable,
) -> tuple[ModelInfo, ...]:
    """The cards as clients see them."""
    every = list(cards)
    there = [card for card in every if card.has_files and weights.installed(card)]
    return tuple(_info(card, card.name in loaded, usable(card), there) for card in every)


def listing(cards: Iterable[ModelCard], loaded: Collection[str], freed: int = 0) -> Models:
    """All of them, with where they go and what is free there."""
    place, free = room()
    return Models(infos(cards, loaded), str(place), free, freed)


def shared_with(card: ModelCard, others: Iterable[ModelCard]) -> tuple[str, ...]:
    """Those of `others`, which are all here, that would lack files without this one's."""
    return tuple(other.name for other in others if _shares(card, other))


def kept_bytes(card: ModelCard) -> int:
    """What the files of a model take on the disk; 0 where it has none, or not all of them."""
    place = weights.folder(card) if card.has_files else None
    if place is None:
        return 0
    with contextlib.suppress(OSError):
        return sum((place / name).stat().st_size for name in card.files)
    return 0


def room() -> tuple[Path, int]:
    """Where models that are fetched go, and the bytes that are free there."""
    place = weights.cache()
    with contextlib.suppress(OSError):
        there = next(part for part in (place, *place.parents) if part.is_dir())
        return place, shutil.disk_usage(there).free
    return place, 0


def note_use(name: str) -> None:
    """The model works now. Where that cannot be written down, nobody needs to know."""
    with contextlib.suppress(OSError):
        if time.time() - last_used(name) > USED_SECONDS:
            file = _used(name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()


def last_used(name: str) -> int:
    """When the model last worked, in seconds since 1970; 0 for never."""
    with contextlib.suppress(OSError):
        return int(os.stat(_used(name)).st_mtime)
    return 0


def _used(name: str) -> Path:
    return data_folder() / "used" / name


def _info(card: ModelCard, loaded: bool, usable: bool, there: list[ModelCard]) -> ModelInfo:
    is_here = card in there
    return ModelInfo(
        card.name,
        card.role,
        card.title,
        card.licence,
        usable,
        loaded,
        card.download_bytes,
        card.about,
        card.gate,
        "" if usable else _missing(card),
        hub.page(card) if card.repository else "",
        weights.needs_acceptance(card) if card.repository else False,
        card.lacks,
        kept_bytes(card) if is_here else 0,
        is_here,
        shared_with(card, there) if is_here else (),
        last_used(card.name) if card.has_files else 0,
    )


def _missing(card: ModelCard) -> str:
    if card.lacks:
        return f"It needs the Python packages {', '.join(card.lacks)}."
    return lacking.to_fetch(card)


def _shares(card: ModelCard, other: ModelCard) -> bool:
    same = (other.repository, other.revision) == (card.repository, card.revision)
    return (
        other.name != card.name
        and bool(card.repository)
        and same
        and bool(card.files.keys() & other.files.keys())
    )
