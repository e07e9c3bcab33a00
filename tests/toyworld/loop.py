"""What all families share: a seeded loop with a warm rise and a cosine fall, and its curves."""

from __future__ import annotations

import copy
import json
import logging
import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from .world import Drawn

log = logging.getLogger("toyworld")

HELD_OUT = 1_000_000
"""Seeds from here on are never trained on."""
ASPECTS = (1.0, 1.0, 4 / 3, 16 / 9, 3 / 4)
"""Shapes of pictures, width by height, as often as they stand here."""

LossOf: TypeAlias = Callable[[np.random.Generator, float], Tensor]
"""The loss of a fresh batch; the second argument says how far training is, 0 to 1."""
Draw: TypeAlias = Callable[[int, float], Drawn]
"""The scene of a seed, for pictures of that width by height."""


def train(
    model: nn.Module,
    loss_of: LossOf,
    quality: Callable[[], dict[str, float]],
    save: Callable[[nn.Module], object],
    folder: Path,
    steps: int,
    rate: float,
    warm: int = 100,
    checks: int = 8,
    curves: str = "curves.json",
) -> None:
    """Train in place; now and then write into `folder` what there is, and how good it is.

    `save(model)` writes a copy in 16 bits; `curves` holds the loss and the quality.
    """
    folder.mkdir(parents=True, exist_ok=True)
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=1e-4)
    fall = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min(1, (step + 1) / warm) * (0.5 + 0.5 * math.cos(math.pi * step / steps)),
    )
    rng = np.random.default_rng(0)
    losses: list[float] = []
    curve: list[dict[str, float]] = []
    every = max(1, steps // checks)
    start = time.process_time()
    for step in range(1, steps + 1):
        model.train()
        loss = loss_of(rng, step / steps)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        fall.step()
        losses.append(loss.item())
        if step % every == 0 or step == steps:
            model.eval()
            seen = {
                "step": step,
                "minutes": round((time.process_time() - start) / 60, 2),
                "loss": round(float(np.mean(losses[-every:])), 4),
            }
            with torch.inference_mode():
                curve.append(seen | {name: round(value, 4) for name, value in quality().items()})
            log.info("%s", curve[-1])
            save(copy.deepcopy(model).half())
            parameters = sum(one.numel() for one in model.parameters())
            written = {"parameters": parameters, "rate": rate, "steps": steps, "curve": curve}
            (folder / curves).write_text(json.dumps(written, indent=1) + "\n", "utf-8")
    model.eval()


def spread(model: nn.Module) -> None:
    """Begin with weights as large as narrow layers need them.

    Published sizes begin with a deviation of 0.02, right for layers of a thousand: in layers of 64
    that is next to nothing, attention sees no differences, and training stands still for long.
    """
    for part in model.modules():
        if isinstance(part, nn.Linear | nn.Conv2d | nn.ConvTranspose2d) and part.weight.any():
            is_up = isinstance(part, nn.ConvTranspose2d)
            inputs = part.in_channels if is_up else part.weight[0].numel()
            nn.init.normal_(part.weight, std=inputs**-0.5)


def normalised(pictures: list[NDArray[np.uint8]]) -> Tensor:
    """Pictures of one size as Nx3xHxW, with the mean and deviation that ImageNet models expect."""
    stacked = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).float() / 255
    mean = torch.tensor([0.485, 0.456, 0.406])[:, None, None]
    deviation = torch.tensor([0.229, 0.224, 0.225])[:, None, None]
    return (stacked - mean) / deviation


def seeds(rng: np.random.Generator, count: int) -> list[int]:
    """Seeds of scenes to train on."""
    return [int(seed) for seed in rng.integers(0, HELD_OUT, count)]


def scenes(
    rng: np.random.Generator, draw: Draw, count: int, aspects: Sequence[float] = ASPECTS
) -> list[Drawn]:
    """Scenes to train on, in pictures of all `aspects`."""
    return [draw(seed, rng.choice(aspects)) for seed in seeds(rng, count)]


def held_out(draw: Draw, count: int, aspects: Sequence[float] = ASPECTS) -> list[Drawn]:
    """Scenes that are never trained on, the same each time, in pictures of all `aspects`."""
    return [draw(HELD_OUT + index, aspects[index % len(aspects)]) for index in range(count)]
