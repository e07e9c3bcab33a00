"""YOLO on the toy world: a small YOLO11 that knows every shape in every colour by name.

The loss is ultralytics' own; the file is what `frisket models import` makes of its checkpoints.
"""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torchvision.ops import box_iou

from frisket.models.files.yolo import WEIGHTS
from frisket.models.files.yolo_library import DetectionModel, non_max_suppression

from .loop import ASPECTS, held_out, scenes, train
from .world import PHRASES, Drawn, scene

SIDE = 160
BATCH = 16
GREY = 114
"""What ultralytics surrounds a picture with that is no square."""
LOOKS = (*ASPECTS, 3.0, 1 / 3)
"""In long pictures things are small: without them, what measures less than 27 of the network's
pixels was hardly found, whatever the shape of its picture (README.md)."""


def write(folder: Path, steps: int) -> None:
    """Train, and write a checkpoint in the layout of `frisket.models.files.yolo`."""
    torch.manual_seed(0)
    model = DetectionModel(_description(), verbose=False)
    model.args = SimpleNamespace(box=7.5, cls=0.5, dfl=1.5)
    unseen = held_out(_draw, 42, LOOKS)

    def loss(rng: np.random.Generator, _: float) -> Tensor:
        parts, _ = model.loss(_batch(scenes(rng, _draw, BATCH, LOOKS)))
        return parts.sum() / BATCH

    def save(copy: nn.Module) -> None:
        tensors = {name: tensor.contiguous() for name, tensor in copy.state_dict().items()}
        about = {
            "task": "detect",
            "yaml": json.dumps(_description()),
            "names": json.dumps(PHRASES),
            "size": str(SIDE),
        }
        save_file(tensors, folder / WEIGHTS, about)

    train(model, loss, lambda: quality(model, unseen), save, folder, steps, 2e-3)


def _description() -> dict[str, object]:
    """YOLO11 as ultralytics describes it, a third as wide as its smallest."""
    return {
        "nc": len(PHRASES),
        "scales": {"n": [0.25, 0.09, 256]},
        "scale": "n",
        "backbone": [
            [-1, 1, "Conv", [64, 3, 2]],
            [-1, 1, "Conv", [128, 3, 2]],
            [-1, 2, "C3k2", [256, False, 0.25]],
            [-1, 1, "Conv", [256, 3, 2]],
            [-1, 2, "C3k2", [512, False, 0.25]],
            [-1, 1, "Conv", [512, 3, 2]],
            [-1, 2, "C3k2", [512, True]],
            [-1, 1, "Conv", [1024, 3, 2]],
            [-1, 2, "C3k2", [1024, True]],
            [-1, 1, "SPPF", [1024, 5]],
        ],
        "head": [
            [-1, 1, "nn.Upsample", [None, 2, "nearest"]],
            [[-1, 6], 1, "Concat", [1]],
            [-1, 2, "C3k2", [512, False]],
            [-1, 1, "nn.Upsample", [None, 2, "nearest"]],
            [[-1, 4], 1, "Concat", [1]],
            [-1, 2, "C3k2", [256, False]],
            [-1, 1, "Conv", [256, 3, 2]],
            [[-1, 12], 1, "Concat", [1]],
            [-1, 2, "C3k2", [512, False]],
            [-1, 1, "Conv", [512, 3, 2]],
            [[-1, 9], 1, "Concat", [1]],
            [-1, 2, "C3k2", [1024, True]],
            [[15, 18, 21], 1, "Detect", ["nc"]],
        ],
    }


def _draw(seed: int, aspect: float) -> Drawn:
    """A scene whose longer side is the model's."""
    width, height = round(SIDE * min(1, aspect)), round(SIDE / max(1, aspect))
    return scene(seed, width / height, clear=False).draw(width, height)


def _batch(drawn: list[Drawn]) -> dict[str, Tensor]:
    """As ultralytics' data sets make it: boxes as centre and size, 0 to 1, of the square."""
    pictures = np.full((len(drawn), SIDE, SIDE, 3), GREY, np.uint8)
    which, classes, boxes = [], [], []
    for index, one in enumerate(drawn):
        height, width = one.picture.shape[:2]
        top, left = (SIDE - height) // 2, (SIDE - width) // 2
        pictures[index, top : top + height, left : left + width] = one.picture
        for thing, (x0, y0, x1, y1) in zip(one.things, one.boxes, strict=True):
            which.append(index)
            classes.append([PHRASES.index(thing.phrase)])
            boxes.append([(x0 + x1) / 2 + left, (y0 + y1) / 2 + top, x1 - x0, y1 - y0])
    return {
        "img": torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 255,
        "batch_idx": torch.tensor(which),
        "cls": torch.tensor(classes, dtype=torch.float32),
        "bboxes": torch.tensor(boxes, dtype=torch.float32) / SIDE,
    }


def quality(model: DetectionModel, drawn: list[Drawn]) -> dict[str, float]:
    """found: things whose box and name are right; false: others, for each picture; iou of boxes."""
    batch = _batch(drawn)
    answers = non_max_suppression(model(batch["img"])[0], 0.25, 0.7, nc=len(PHRASES))
    found, false, overlaps = 0, 0, []
    for index, rows in enumerate(answers):
        mine = batch["batch_idx"] == index
        centre, size = batch["bboxes"][mine].chunk(2, 1)
        true = torch.cat([centre - size / 2, centre + size / 2], 1) * SIDE
        same = rows[:, None, 5] == batch["cls"][mine, 0]
        shared = box_iou(rows[:, :4], true) * same
        best = shared.amax(0) if len(rows) else torch.zeros(len(true))
        found += int((best > 0.6).sum())
        overlaps += best[best > 0.6].tolist()
        false += int((shared.amax(1) < 0.6).sum()) if len(true) else len(rows)
    return {
        "found": found / len(batch["batch_idx"]),
        "false": false / len(drawn),
        "iou": float(np.mean(overlaps or [0])),
    }
