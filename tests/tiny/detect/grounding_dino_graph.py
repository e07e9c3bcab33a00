"""The tiny Grounding DINO of transformers' class, exported."""

from __future__ import annotations

from pathlib import Path

from frisket.models.files.cards import ModelCard
from tiny.exports import copied, exported

OF = "grounding-dino-tiny"


def write(folder: Path, card: ModelCard) -> None:
    """As `exporting` writes it, under the name of the card's graph."""
    copied(exported(OF, "detect.grounding_dino", "grounding_dino")[1], folder, card)
