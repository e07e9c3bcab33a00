"""RF-DETR and D-FINE in the layout that transformers.js reads.

The graph has the size of picture that preprocessor_config.json names: these networks are trained
for one. It calculates as the authors' code does (`PROJECTOR_EPSILON` in the PyTorch adapter).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from frisket.models.base import Watch
from frisket.models.detect.published import CONFIG, PREPARATION, Preparation
from frisket.models.detect.rf_detr import network
from frisket.models.files.cards import ModelCard
from frisket.models.place import CPU

from .comparing import boxes_apart
from .writing import Answer, write

FILE = "onnx/model.onnx"
BUILDER = "frisket.models.detect.detr_graph:DetectDetrGraph"
PLACES = "interpolate_pos_encoding"
"""How transformers calls what fits the places that were learnt to the size of the picture."""


def export(card: ModelCard, folder: Path, into: Path, watch: Watch) -> None:
    """Write the model whose files lie in `folder` as FILE, and what the adapter reads beside it."""
    watch.step("export")
    model = network(folder, CPU)
    size = Preparation.read(folder).size
    random = torch.Generator().manual_seed(0)
    shown = torch.rand(1, 3, size["height"], size["width"], generator=random)
    given = {"pixel_values": shown}
    _keep_places(model, shown)
    write(Answer(model, tuple(given)), given, ("logits", "pred_boxes"), into / FILE)
    for name in (CONFIG, PREPARATION):
        shutil.copyfile(folder / name, into / name)


def _keep_places(model: nn.Module, shown: Tensor) -> None:
    """Let the network's places, enlarged by a filter that ONNX has not, be what they are now."""
    for part in model.modules():
        if hasattr(part, PLACES):
            setattr(part, PLACES, partial(_kept, getattr(part, PLACES), {}))
    with torch.no_grad():
        model.eval()(shown)


def _kept(places: Callable[..., Tensor], known: dict[str, Tensor], *given: Any) -> Tensor:
    """What `places` answered when it was asked first."""
    if not known:
        known[PLACES] = places(*given)
    return known[PLACES]


def compared(card: ModelCard, folder: Path, into: Path) -> tuple[float, float]:
    """The furthest that an edge of one of the ten best boxes is off, in pixels of a side of 1000;
    and the most that the score of one is.

    folder: the files that `export` was given. into: what it wrote.
    """
    return boxes_apart(card, folder, BUILDER, into, FILE, ())
