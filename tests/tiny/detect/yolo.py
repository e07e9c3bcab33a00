"""YOLO with a network of 180 000 parameters that knows faces, hands and persons."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import nn

from frisket.models.files.cards import ModelCard
from frisket.models.files.yolo import NETWORKS, convert_yolo
from frisket.models.files.yolo_library import DetectionModel

NAMES = ("face", "hand", "person")
SCALES = {"n": [0.25, 0.0625, 256]}


def write(folder: Path, card: ModelCard, names: tuple[str, ...] = NAMES) -> None:
    """A `.pt` file as ultralytics writes it, converted as an import does."""
    source = folder / "tiny.pt"
    save_pt(network("yolo11.yaml", names=names), source)
    for name in card.files:
        convert_yolo(source, folder / name)
    source.unlink()


def network(description: str, task: str = "detect", names: tuple[str, ...] = NAMES) -> Any:
    """The tiny network of one of ultralytics' descriptions; it sees a few things in noise."""
    from ultralytics.nn.tasks import yaml_model_load

    torch.manual_seed(3)
    yaml = {**yaml_model_load(description), "nc": len(names), "scales": SCALES, "scale": "n"}
    made = NETWORKS[task](yaml, verbose=False)
    _spread(made)
    made.names = dict(enumerate(names))
    made.task, made.args = task, {}
    return made.eval()


def save_pt(model: Any, file: Path) -> None:
    """What ultralytics' trainer saves, as far as anybody reads it."""
    torch.save(
        {"model": model, "ema": None, "train_args": {"imgsz": 128, "task": model.task}}, file
    )


def _spread(made: DetectionModel) -> None:
    """Let the answer depend on the picture, and the scores lie on both sides of a threshold."""
    head = made.model[-1]
    for module in made.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = None
    with torch.no_grad():
        made.train()(torch.rand(2, 3, 128, 128))
        for branch in (head.cv3, getattr(head, "one2one_cv3", ())):
            for layers in branch:
                layers[-1].weight.normal_(std=0.2)
                layers[-1].bias.normal_(mean=-1.5)
