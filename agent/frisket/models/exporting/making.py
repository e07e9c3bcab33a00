"""A model that is here with torch, made anew as ONNX files and compared with itself on the spot."""

from __future__ import annotations

import shutil
import tempfile
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from frisket.models.base import Watch
from frisket.models.files.cards import ModelCard
from frisket_protocol.errors import FailedPrecondition, InvalidArgument


class Family(NamedTuple):
    """Which module of this room writes it; how far the two may differ, and in what."""

    module: str
    most: float
    unit: str


FAMILIES = {
    "frisket.models.segment.sam2:SegmentSam2": Family("sam2", 0.002, "of a mask's pixels"),
    "frisket.models.segment.sam:SegmentSam": Family("sam", 0.002, "of a mask's pixels"),
    "frisket.models.detect.grounding_dino:DetectGroundingDino": Family(
        "grounding_dino", 1.0, "pixels of a side of 1000"
    ),
    "frisket.models.detect.rf_detr:DetectRfDetr": Family("detr", 1.0, "pixels of a side of 1000"),
    "frisket.models.matte.birefnet.adapter:MatteBiRefNet": Family("birefnet", 0.01, "of alpha"),
}
"""By the builder of a card."""


class Exported(NamedTuple):
    """How far the two differ, and in what."""

    difference: float
    unit: str


def family_of(card: ModelCard) -> Family:
    """How a model is written. Raises InvalidArgument for one that has no exporter."""
    family = FAMILIES.get(card.builder)
    if family is None:
        why = "runs without PyTorch already" if not card.has_files or card.is_graph else ""
        raise InvalidArgument(
            f"{card.name} {why or 'cannot be exported'}.",
            detail="checkpoint",
            hint="SAM, SAM 2.1, EdgeTAM, Grounding DINO, RF-DETR, D-FINE and BiRefNet can be "
            "exported.",
        )
    return family


def exported(card: ModelCard, folder: Path, into: Path, watch: Watch) -> Exported:
    """Write the ONNX files of a model into the new folder `into`. `folder` holds its own files.

    Raises InvalidArgument for a model that has no exporter, and FailedPrecondition where the files
    differ from it by more than its family may; then nothing is left.
    """
    family = family_of(card)
    module = import_module(f"{__package__}.{family.module}")
    into.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into.parent, prefix=f".{into.name}.") as beside:
        made = Path(beside) / into.name
        made.mkdir()
        module.export(card, folder, made, watch)
        watch.step("export", 0.7)
        difference = module.compared(card, folder, made)
        if not difference <= family.most:
            raise FailedPrecondition(
                f"The ONNX files of {card.name} differ from it by {difference:.4g} {family.unit}, "
                f"more than {family.most:g}.",
                detail="model_files",
                hint="Please report this, with what doctor prints.",
            )
        shutil.move(made, into)
    return Exported(difference, family.unit)
