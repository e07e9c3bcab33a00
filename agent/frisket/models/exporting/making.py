"""A model that is here with torch, made anew as ONNX files and compared with itself on the spot."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from frisket.models.base import Watch
from frisket.models.files.cards import ModelCard
from frisket_protocol.errors import FailedPrecondition, InvalidArgument

Precision = Literal["fp32", "fp16", "int8"]
PRECISIONS: tuple[Precision, ...] = get_args(Precision)


class Measure(NamedTuple):
    """What is counted where two models differ, and how far they may in each precision."""

    unit: str
    most: Mapping[Precision, float]


class Family(NamedTuple):
    """Which module of this room writes it; by what it is compared, in the order of its figures."""

    module: str
    measures: tuple[Measure, ...]


SCORES = Measure("of a score", {"fp32": 0.005, "fp16": 0.02, "int8": 0.05})
MASKS = Measure("of a mask's pixels", {"fp32": 0.002, "fp16": 0.005, "int8": 0.02})
BOXES = Measure("pixels of a side of 1000", {"fp32": 1, "fp16": 3, "int8": 10})
ALPHA = Measure(
    "of the pixels by more than 0.05 of alpha", {"fp32": 0.001, "fp16": 0.005, "int8": 0.02}
)
"""The published files in 8 bits are a few thousandths of all masks off, their publishers say."""
FAMILIES = {
    "frisket.models.segment.sam2:SegmentSam2": Family("sam2", (MASKS, SCORES)),
    "frisket.models.segment.sam:SegmentSam": Family("sam", (MASKS, SCORES)),
    "frisket.models.detect.grounding_dino:DetectGroundingDino": Family(
        "grounding_dino", (BOXES, SCORES)
    ),
    "frisket.models.detect.rf_detr:DetectRfDetr": Family("detr", (BOXES, SCORES)),
    "frisket.models.matte.birefnet.adapter:MatteBiRefNet": Family("birefnet", (ALPHA,)),
}
"""By the builder of a card."""


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


def exported(
    card: ModelCard, folder: Path, into: Path, watch: Watch, precision: Precision = "fp32"
) -> str:
    """Write the ONNX files of a model into the new folder `into`. `folder` holds its own files.

    How far the two differ, for a person. Raises InvalidArgument for a model that has no exporter,
    and FailedPrecondition where they differ by more than the family may in that precision; then
    nothing is left.
    """
    family = family_of(card)
    module = import_module(f"{__package__}.{family.module}")
    into.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into.parent, prefix=f".{into.name}.") as beside:
        made = Path(beside) / into.name
        made.mkdir()
        module.export(card, folder, made, watch)
        if precision != "fp32":
            watch.step("export", 0.6)
            import_module(f"{__package__}.reducing").reduce(made, precision)
        watch.step("export", 0.7)
        figures: tuple[float, ...] = module.compared(card, folder, made)
        _check(card.name, family, figures, precision)
        shutil.move(made, into)
    return " and ".join(map(_told, figures, family.measures))


def _check(name: str, family: Family, figures: Sequence[float], precision: Precision) -> None:
    for figure, measure in zip(figures, family.measures, strict=True):
        if not figure <= measure.most[precision]:  # not a number is too much as well
            raise FailedPrecondition(
                f"The ONNX files of {name} in {precision} differ from it by "
                f"{_told(figure, measure)}, more than {measure.most[precision]:g}.",
                detail="model_files",
                hint="Please report this, with what doctor prints."
                if precision == "fp32"
                else "Nothing was written. Leave --precision out to have all of it, in fp32.",
            )


def _told(figure: float, measure: Measure) -> str:
    return f"{figure:.4g} {measure.unit}"
