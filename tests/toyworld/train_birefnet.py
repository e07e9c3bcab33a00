"""BiRefNet on the toy world: the soft shape of everything that is no ground.

Half of the pictures are whole scenes, half are the surroundings of one thing, as a matter shows it.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional

from frisket.models.matte.birefnet.network import BiRefNet, Sizes
from frisket.models.matte.birefnet.swin import SwinSizes

from .loop import HELD_OUT, normalised, seeds, train
from .world import Drawn, scene

SIDE = 96
"""Of the square to which every part of a picture is drawn out."""
SIZES = Sizes(SwinSizes(12, (1, 1, 2, 1), (1, 2, 2, 4), 4, 2.0), inner=8, branch=8, reference=8)
BLURRED = 0.5
BATCH = 6


def write(folder: Path, steps: int) -> None:
    """Train, and write a checkpoint in the layout of ZhengPeng7/BiRefNet."""
    torch.manual_seed(0)
    model = BiRefNet(SIZES)
    for name, part in model.named_modules():
        if name.endswith(("offset_conv", "modulator_conv")):
            # Deformable convolutions begin as plain ones.
            nn.init.zeros_(part.weight)
            nn.init.zeros_(part.bias)
    rng = np.random.default_rng(1)
    held_out = [_shown(rng, _draw(HELD_OUT + index)) for index in range(32)]

    def loss(rng: np.random.Generator, _: float) -> Tensor:
        shown = [_shown(rng, _draw(seed)) for seed in seeds(rng, BATCH)]
        pictures, truth = _tensors(shown)
        logits = model(pictures)
        alpha = logits.sigmoid()
        across = functional.l1_loss(alpha.diff(dim=-1), truth.diff(dim=-1))
        down = functional.l1_loss(alpha.diff(dim=-2), truth.diff(dim=-2))
        entropy = functional.binary_cross_entropy_with_logits(logits, truth)
        return entropy + 3 * functional.l1_loss(alpha, truth) + 3 * (across + down)

    def save(copy: nn.Module) -> None:
        tensors = {name: tensor.contiguous() for name, tensor in copy.state_dict().items()}
        save_file(tensors, folder / "model.safetensors", {"format": "pt"})

    train(model, loss, lambda: quality(model, held_out), save, folder, steps, 2e-3)


def quality(
    model: BiRefNet, shown: list[tuple[NDArray[np.uint8], NDArray[np.float32]]]
) -> dict[str, float]:
    """The mean error of alpha, 0 to 1: over all pixels, and over those that are partly covered."""
    pictures, truth = _tensors(shown)
    wrong = (model(pictures).sigmoid() - truth).abs()
    partly = (truth > 0.02) & (truth < 0.98)
    return {"error": float(wrong.mean()), "edge_error": float(wrong[partly].mean())}


def _draw(seed: int) -> Drawn:
    aspect = (1.0, 1.0, 4 / 3, 16 / 9)[seed % 4]
    height = 160
    return scene(seed, aspect, blurred=BLURRED).draw(round(height * aspect), height)


def _shown(rng: np.random.Generator, drawn: Drawn) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """A picture of SIDE and its alpha: the scene, or one thing of it with some room around."""
    height, width = drawn.picture.shape[:2]
    x0, y0, x1, y1 = 0, 0, width, height
    if rng.uniform() < 0.5:
        box = drawn.boxes[rng.integers(len(drawn.boxes))]
        size = np.tile(box[2:] - box[:2], 2)
        wider = box + rng.uniform(0.12, 0.5, 4) * size * [-1, -1, 1, 1]
        x0, y0, x1, y1 = np.clip(wider, 0, [width, height] * 2).round().astype(int)
    part = np.s_[y0:y1, x0:x1]
    alpha = drawn.alphas.max(0)[part]
    if rng.uniform() < 0.5:
        return _resized(drawn.picture[part][:, ::-1]), _resized(alpha[:, ::-1])
    return _resized(drawn.picture[part]), _resized(alpha)


def _resized(values: NDArray) -> NDArray:
    smaller = values.shape[0] > SIDE and values.shape[1] > SIDE
    kind = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    return cv2.resize(np.ascontiguousarray(values), (SIDE, SIDE), interpolation=kind)


def _tensors(
    shown: list[tuple[NDArray[np.uint8], NDArray[np.float32]]],
) -> tuple[Tensor, Tensor]:
    alphas = np.stack([alpha for _, alpha in shown])
    return normalised([picture for picture, _ in shown]), torch.from_numpy(alphas)[:, None]
