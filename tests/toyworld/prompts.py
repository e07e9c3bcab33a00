"""What SAM and SAM 2.1 are taught with: prompts for one thing of a drawn scene, and the losses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from transformers import Sam2Model, SamModel

from .loop import spread
from .world import Drawn, Scene, scene

KINDS = ("box", "box", "box", "click", "click", "clicks", "both", "rough")
"""What is asked, as often as it stands here. rough: box, clicks and a mask about right."""
EACH = 2
"""Prompts a picture; one where there is a mask, since a batch takes one mask a picture."""

Answer: TypeAlias = Callable[["Batch", bool], tuple[Tensor, Tensor]]
"""A model: mask logits BxPxMxhxw and what it thinks of them BxPxM, for one mask or for three."""


@dataclass(frozen=True, eq=False)
class Batch:
    """Prompts in pixels of the model's square, counted from the middle of the first one, as the
    classes have it: boxes BxPx4, points BxPxNx2, labels BxPxN.

    masks: Bx1xhxw logits; truth: BxPxHxW, 0 to 1.
    """

    pictures: Tensor
    truth: Tensor
    boxes: Tensor | None
    points: Tensor | None
    labels: Tensor | None
    masks: Tensor | None


def begin(model: SamModel | Sam2Model) -> None:
    """Weights to begin with, so that a click attends to what is near it from the first step.

    Left alone a model this small learns to outline everything long before it heeds a prompt.
    """
    spread(model)
    with torch.no_grad():
        # Waves as long as the picture and a quarter of it: near places have like codes.
        model.shared_image_embedding.positional_embedding.normal_(0, 0.4)
        if isinstance(model, Sam2Model):
            places = model.shared_image_embedding.positional_embedding
            model.prompt_encoder.shared_embedding.positional_embedding.copy_(places)
            # SAM's encoder ends in a norm, this one does not: its features would drown the places.
            for part in model.vision_encoder.neck.convs:
                part.weight.mul_(0.3)
            for part in fine_maps(model):
                part.weight.zero_()
        for part in (*model.prompt_encoder.modules(), *model.mask_decoder.modules()):
            if isinstance(part, nn.Embedding):
                # What a point is counts as much as where it is; masks begin different.
                part.weight.normal_(0, 0.5)
        decoder = model.mask_decoder.transformer
        looks = [decoder.final_attn_token_to_image]
        for layer in decoder.layers:
            looks += [layer.cross_attn_token_to_image, layer.cross_attn_image_to_token]
        for look in looks:
            look.k_proj.weight.copy_(look.q_proj.weight)


def fine_maps(model: Sam2Model) -> tuple[nn.Conv2d, nn.Conv2d]:
    """By which the two finer maps of the picture join a mask."""
    return model.mask_decoder.conv_s0, model.mask_decoder.conv_s1


def scene_for(seed: int, aspect: float) -> Scene:
    """Three in ten show one thing from near, as a second look at it does, the others several."""
    if seed % 10 < 3:
        return scene(seed, aspect, things=1, radii=(0.28, 0.45))
    return scene(seed, aspect, things=2 + seed % 3, clear=False)


def batch(
    rng: np.random.Generator, drawn: list[Drawn], pictures: Tensor, kind: str, low: int
) -> Batch:
    """`drawn` lie in the upper left of squares as large as `pictures`; `low` is a mask's side."""
    side = pictures.shape[-1]
    each = 1 if kind == "rough" else EACH
    asked = [(one, int(rng.integers(len(one.things)))) for one in drawn for _ in range(each)]
    truth = torch.zeros(len(asked), side, side)
    for target, (one, index) in zip(truth, asked, strict=True):
        height, width = one.alphas[index].shape
        target[:height, :width] = torch.from_numpy(one.alphas[index])
    boxes = points = labels = masks = None
    if kind in ("box", "both", "rough"):
        boxes = _shaped([_box(rng, *one) for one in asked], each)
    if kind in ("click", "clicks", "both", "rough"):
        single = kind == "click"
        inside = 1 if single else int(rng.integers(1, 4))
        outside = 0 if single else int(rng.integers(0, 3))
        points = _shaped([_clicks(rng, *one, inside, outside) for one in asked], each)
        labels = torch.tensor([1] * inside + [0] * outside).expand(*points.shape[:2], -1)
    if kind == "rough":
        masks = torch.stack([_rough(rng, one, low) for one in truth])
    return Batch(pictures, truth.unflatten(0, (-1, each)), boxes, points, labels, masks)


def loss(answer: Answer, batch: Batch, several: bool) -> Tensor:
    """Of the best of the masks: cross entropy and Dice; of all: how well their IoU is known."""
    logits, judged = answer(batch, several)
    # At half the size of the picture, which is finer than the logits of SAM 2.1.
    half = functional.avg_pool2d(batch.truth, 2)
    large = functional.interpolate(
        logits.flatten(0, 1), half.shape[-2:], mode="bilinear", align_corners=False
    ).unflatten(0, logits.shape[:2])
    truth = half[:, :, None].expand_as(large)
    entropy = functional.binary_cross_entropy_with_logits(large, truth, reduction="none")
    # A thing is a small part of a picture: its pixels and those around it count as much as others.
    weight = 1 + 20 * functional.max_pool2d(half, 9, 1, 4)[:, :, None]
    entropy = (entropy * weight).mean((-2, -1))
    shown = large.sigmoid()
    both, sum_ = (shown * truth).sum((-2, -1)), (shown + truth).sum((-2, -1))
    each = entropy + 1 - (2 * both + 1) / (sum_ + 1)
    known = functional.mse_loss(judged, overlap(large.detach() > 0, truth > 0.5))
    return each.min(-1).values.mean() + known


def overlap(mine: Tensor, true: Tensor) -> Tensor:
    """Intersection over union of masks, over the last two axes."""
    both, either = (mine & true).sum((-2, -1)), (mine | true).sum((-2, -1))
    return both / either.clamp(min=1)


def quality(answer: Answer, kinds: dict[str, Batch]) -> dict[str, float]:
    """Median and worst IoU of the mask taken for best: one mask for boxes, of three for clicks."""
    measured = {}
    for kind, asked in kinds.items():
        logits, judged = answer(asked, kind == "click")
        best = judged.argmax(-1)[..., None, None, None].expand(-1, -1, 1, *logits.shape[-2:])
        large = functional.interpolate(
            logits.gather(2, best)[:, :, 0],
            asked.truth.shape[-2:],
            mode="bilinear",
            align_corners=False,
        )
        found = overlap(large > 0, asked.truth > 0.5).flatten()
        measured[kind] = float(found.median())
        measured[f"{kind}_worst"] = float(found.min())
    return measured


def _shaped(prompts: list[NDArray[np.float32]], each: int) -> Tensor:
    """Continuous coordinates to those of the classes."""
    return torch.from_numpy(np.stack(prompts) - 0.5).unflatten(0, (-1, each))


def _box(rng: np.random.Generator, drawn: Drawn, index: int) -> NDArray[np.float32]:
    """The thing's box, each side moved a little."""
    x0, y0, x1, y1 = drawn.boxes[index]
    moved = drawn.boxes[index] + rng.normal(0, 0.04, 4) * np.tile([x1 - x0, y1 - y0], 2)
    return moved.astype(np.float32)


def _clicks(
    rng: np.random.Generator, drawn: Drawn, index: int, inside: int, outside: int
) -> NDArray[np.float32]:
    """Nx2 places: first those in the thing, then those that are not."""
    alpha = drawn.alphas[index]
    there = np.argwhere(alpha > 0.95 * alpha.max())
    away = np.argwhere(alpha < 0.02)
    chosen = [there[rng.integers(len(there), size=inside)]]
    if outside:
        chosen.append(away[rng.integers(len(away), size=outside)])
    return (np.concatenate(chosen)[:, ::-1] + 0.5).astype(np.float32)


def _rough(rng: np.random.Generator, truth: Tensor, low: int) -> Tensor:
    """1xlowxlow logits: the mask grown or shrunk and moved a little, as a person would draw it."""
    mask = (truth.numpy() > 0.5).astype(np.uint8)
    size = int(rng.integers(1, 6))
    brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    mask = cv2.dilate(mask, brush) if rng.uniform() < 0.6 else cv2.erode(mask, brush)
    mask = np.roll(mask, rng.integers(-3, 4, 2), (0, 1))
    small = cv2.resize(mask.astype(np.float32), (low, low), interpolation=cv2.INTER_AREA)
    return torch.from_numpy(small)[None] * 20 - 10
