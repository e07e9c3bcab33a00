"""Whether the files of a model are those that they should be: before loading, and when asked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from frisket_protocol.errors import FailedPrecondition

from . import blobs, first_seen, lacking, weights
from .cards import ModelCard

if TYPE_CHECKING:
    # It draws numpy in, as in `weights`.
    from frisket.models.base import Watch


@dataclass(frozen=True)
class Checked:
    """A file of a model as it is. `expected` is "" where nobody ever said what it should be."""

    name: str
    sha256: str
    expected: str

    @property
    def is_damaged(self) -> bool:
        return bool(self.expected) and self.sha256 != self.expected


def checked(card: ModelCard) -> Path | None:
    """`weights.folder`, after every file in it was found to be the one that it should be.

    Raises DataLoss (hash) when one is not; see `first_seen`.
    """
    place = weights.folder(card)
    if place is None:
        return None
    first_seen.check(card, place)
    for other in card.companions:
        if there := weights.folder(other):
            first_seen.check(other, there)
    return place


def verify(card: ModelCard, watch: Watch, on_bytes: weights.OnBytes | None = None) -> list[Checked]:
    """Read every file of an installed model and say what it is and what it should be.

    Expected is the card's sha256, or what the file was when it was first fetched or used.
    """
    place = weights.folder(card)
    if place is None:
        raise FailedPrecondition(
            f"The model {card.name} is not on this machine.",
            detail="model_files",
            hint=lacking.to_fetch(card),
        )
    total = sum((place / name).stat().st_size for name in card.files)
    answer: list[Checked] = []
    done = 0
    for name, digest in card.files.items():
        file = place / name

        def read(length: int, before: int = done) -> None:
            watch.step("verify", (before + length) / max(1, total))
            if on_bytes is not None:
                on_bytes(before + length, total)

        expected = digest or first_seen.digest(card, place, name) or blobs.announced(file)
        answer.append(Checked(name, blobs.sha256(file, read), expected))
        done += file.stat().st_size
    return answer
