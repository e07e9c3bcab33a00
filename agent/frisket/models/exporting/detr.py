"""RF-DETR and D-FINE in the layout that transformers.js reads.

The graph has the size of picture that preprocessor_config.json names: these networks are trained
for one. It calculates as the authors' code does (`PROJECTOR_EPSILON` in the PyTorch adapter).
"""

from __future__ import annotations

import shutil
from pathlib import Path

import torch

from frisket.models.base import Watch
from frisket.models.detect.published import CONFIG, PREPARATION, Preparation
from frisket.models.detect.rf_detr import network
from frisket.models.files.cards import ModelCard
from frisket.models.place import CPU

from .comparing import boxes_apart
from .tracing import Answer, write

FILE = "onnx/model.onnx"
BUILDER = "frisket.models.detect.detr_graph:DetectDetrGraph"


def export(card: ModelCard, folder: Path, into: Path, watch: Watch) -> None:
    """Write the model whose files lie in `folder` as FILE, and what the adapter reads beside it."""
    watch.step("export")
    model = network(folder, CPU)
    size = Preparation.read(folder).size
    random = torch.Generator().manual_seed(0)
    shown = torch.rand(1, 3, size["height"], size["width"], generator=random)
    given = {"pixel_values": shown}
    write(Answer(model, tuple(given)), given, ("logits", "pred_boxes"), into / FILE)
    for name in (CONFIG, PREPARATION):
        shutil.copyfile(folder / name, into / name)


def compared(card: ModelCard, folder: Path, into: Path) -> float:
    """The furthest that an edge of one of the ten best boxes is off, in pixels of a side of 1000.

    folder: the files that `export` was given. into: what it wrote.
    """
    return boxes_apart(card, folder, BUILDER, into, FILE, ())
