"""Which of several masks or boxes show the same thing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from frisket.models.base import Soft
from frisket_protocol.raster import Box

from . import geometry

COMPARED_SIDE = 256
"""Masks are compared at about this size: enough to tell whether two are one."""


def distinct_boxes(boxes: Sequence[Box], limit: float) -> list[int]:
    """Indices of the boxes that overlap no earlier one by an IoU above `limit`; the first wins."""
    kept: list[int] = []
    for index, box in enumerate(boxes):
        if all(box_iou(box, boxes[other]) <= limit for other in kept):
            kept.append(index)
    return kept


def distinct_masks(masks: Sequence[Soft], limit: float) -> list[int]:
    """Indices of the masks (Soft, all of one size) that overlap no earlier one by an IoU above
    `limit`; the first wins."""
    small = [_reduced(mask) for mask in masks]
    boxes = [geometry.bounds(mask) for mask in small]
    kept: list[int] = []
    for index, (mask, box) in enumerate(zip(small, boxes, strict=True)):
        rivals = (other for other in kept if _touch(box, boxes[other]))
        if all(mask_iou(mask, small[other]) <= limit for other in rivals):
            kept.append(index)
    return kept


def box_iou(one: Box, other: Box) -> float:
    """The area that two boxes share, of the area that they cover together."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    shared = max(0.0, width) * max(0.0, height)
    together = one.width * one.height + other.width * other.height - shared
    return shared / together if together > 0 else 0.0


def mask_iou(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """The same for masks of one size, cut at a half."""
    first, second = one >= 128, other >= 128
    together = np.count_nonzero(first | second)
    return np.count_nonzero(first & second) / together if together else 0.0


def _reduced(mask: Soft) -> Soft:
    step = max(1, max(mask.shape) // COMPARED_SIDE)
    return np.ascontiguousarray(mask[::step, ::step])


def _touch(one: Box | None, other: Box | None) -> bool:
    return one is not None and other is not None and box_iou(one, other) > 0
