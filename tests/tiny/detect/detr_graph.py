"""The tiny D-FINE and RF-DETR of transformers' classes, exported."""

from __future__ import annotations

from pathlib import Path

from frisket.models.files.cards import ModelCard
from tiny.exports import copied, exported


def write(folder: Path, card: ModelCard) -> None:
    """Of the family that the card's repository belongs to, under the name of its graph."""
    of = "dfine-nano-coco" if "dfine" in card.repository else "rf-detr-nano"
    copied(exported(of, "detect.rf_detr", "detr")[1], folder, card)
