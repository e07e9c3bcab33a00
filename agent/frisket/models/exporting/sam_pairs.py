"""What all pairs of the Segment Anything family share when they are exported."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from frisket.models.base import Image, ObjectPrompt, Unwatched
from frisket.models.files.cards import ModelCard
from frisket.models.place import CPU
from frisket.models.segment.sam_graph import SegmentSamGraph
from frisket_protocol.raster import Box, Point

ENCODER = "onnx/vision_encoder.onnx"
DECODER = "onnx/prompt_encoder_mask_decoder.onnx"
SETTINGS = ("config.json", "preprocessor_config.json")
ANSWERS = ("iou_scores", "pred_masks", "single_scores", "single_masks")
FREE = {
    "input_points": {2: "points"},
    "input_labels": {2: "points"},
    "input_boxes": {1: "boxes"},
}
"""A decoder is asked about one object, with any number of points and one box or none."""
PICTURE = (384, 512)
"""Height and width of the picture on which the pair is compared with the original."""


def prompts(mask_side: int) -> dict[str, Tensor]:
    """What a decoder is asked with while it is exported: more than one of all that may be many."""
    return {
        "input_points": torch.full((1, 1, 3, 2), 7.0),
        "input_labels": torch.ones(1, 1, 3, dtype=torch.int64),
        "input_boxes": torch.full((1, 2, 4), 5.0),
        "input_masks": torch.zeros(1, 1, mask_side, mask_side),
        "has_input_masks": torch.ones(1),
    }


def with_corners(points: Tensor, labels: Tensor, boxes: Tensor, pad: bool) -> tuple[Tensor, Tensor]:
    """Points 1x1xPx2 and their labels, and after them the corners of boxes 1xMx4 as labels 2 and 3.

    pad: after the corners of each box comes a point that pads, with the label -1.
    """
    corners = boxes.reshape(1, -1, 2, 2)
    kinds = [2, 3]
    if pad:
        corners = torch.nn.functional.pad(corners, (0, 0, 0, 1))
        kinds = [2, 3, -1]
    called = torch.tensor(kinds).expand(1, corners.shape[1], -1)
    return (
        torch.cat([points, corners.flatten(1, 2)[:, None]], dim=2),
        torch.cat([labels, called.flatten(1, 2)[:, None]], dim=2),
    )


def dense(encoder: Any, masks: Tensor, has_masks: Tensor) -> Tensor:
    """What a prompt encoder makes of a mask prompt 1x1xhxw where there is one."""
    none = encoder.no_mask_embed.weight.reshape(1, -1, 1, 1)
    return torch.where(has_masks.reshape(1, 1, 1, 1) > 0, encoder.mask_embed(masks), none)


def take_settings(folder: Path, into: Path) -> None:
    """Copy what says how pictures are shown to the model."""
    for name in SETTINGS:
        shutil.copyfile(folder / name, into / name)


def compared(card: ModelCard, folder: Path, into: Path) -> tuple[float, float]:
    """Which share of a mask's pixels differs between the model in `folder` and its pair in `into`,
    and how far a score is off.

    The most of a box, a click with its three answers, several clicks and a rough selection, all on
    one drawn picture.
    """
    picture = _picture()
    height, width = PICTURE
    rough = np.zeros(PICTURE, np.uint8)
    rough[height // 4 : height // 2, width // 4 : width // 2] = 255
    centre = Point(width / 2, height / 2)
    asked = [
        ObjectPrompt(box=Box(width * 0.2, height * 0.2, width * 0.8, height * 0.8)),
        ObjectPrompt(points=(centre,)),
        ObjectPrompt(points=(centre, Point(5.0, 5.0, inside=False))),
        ObjectPrompt(rough=rough),
    ]
    graph = SegmentSamGraph.load(replace(card, files={}), into, CPU)
    found = [
        model.segment(model.embed(picture, Unwatched()), asked, Unwatched())
        for model in (card.build(folder, CPU), graph)
    ]
    pairs = [
        pair for ours, theirs in zip(*found, strict=True) for pair in zip(ours, theirs, strict=True)
    ]
    masks = [float(np.mean((one.mask >= 128) != (other.mask >= 128))) for one, other in pairs]
    return max(masks), max(abs(one.score - other.score) for one, other in pairs)


def _picture() -> Image:
    """A bright disc on a ground of slow waves and a little noise."""
    rows, columns = np.mgrid[: PICTURE[0], : PICTURE[1]].astype(np.float32)
    ground = 80 + 40 * np.sin(rows / 37) + 40 * np.cos(columns / 53)
    disc = np.hypot(rows - PICTURE[0] / 2, columns - PICTURE[1] / 2) < PICTURE[0] / 4
    noise = np.random.default_rng(0).integers(0, 8, (*PICTURE, 3))
    plane = np.where(disc, 210, ground)[..., None] * np.array([1.0, 0.9, 0.7])
    return np.asarray(np.clip(plane + noise, 0, 255), np.uint8)
