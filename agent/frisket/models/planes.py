"""What adapters without torch share, as `tensors` has it with torch: pixels in, masks out.

Image and Soft as in `base`.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from .base import Candidate, Image, Soft

Floats = NDArray[np.float32]


def resized(image: Image, height: int, width: int) -> Image:
    """The picture at another size: bilinear, with antialiasing where it shrinks, in whole values.

    As torchvision's `resize` does it with a uint8 tensor, but for single values here and there.
    """
    if image.shape[:2] == (height, width):
        return image
    small = Pillow.fromarray(image).resize((width, height), Pillow.Resampling.BILINEAR)
    return np.asarray(small, np.uint8)


def sampled(image: Image, height: int, width: int) -> Floats:
    """The picture at another size: bilinear, what lies between the samples is left out where it
    shrinks, in broken values of 0 to 255. As torchvision's `resize` without antialiasing."""
    shown = cv2.resize(image.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(shown, np.float32)


def normalised(image: Image | Floats, mean: Sequence[float], deviation: Sequence[float]) -> Floats:
    """A picture HxWx3 as 3xHxW float32; `mean` and `deviation` count in 0 to 1."""
    centre, spread = np.asarray(mean, np.float32), np.asarray(deviation, np.float32)
    shown = (np.asarray(image, np.float32) / 255 - centre) / spread
    return np.ascontiguousarray(shown.transpose(2, 0, 1), np.float32)


def on_square(
    image: Image,
    size: tuple[int, int],
    side: int,
    mean: Sequence[float],
    deviation: Sequence[float],
) -> Floats:
    """A picture in `size` (height, width) at the top left of a 1x3xside×side float32, else 0."""
    shown = normalised(resized(image, *size), mean, deviation)
    square = np.zeros((1, 3, side, side), np.float32)
    square[0, :, : size[0], : size[1]] = shown
    return square


def candidates(
    logits: Floats, scores: Floats, height: int, width: int, most: int
) -> list[Candidate]:
    """Mask logits Mxhxw of one object and how good each is, as candidates: the best `most`."""
    order = np.argsort(-scores, kind="stable")[:most]
    ranked = np.clip(scores[order], 0, 1).tolist()
    masks = (soft(logits[index], height, width) for index in order)
    return [Candidate(mask, score) for mask, score in zip(masks, ranked, strict=True)]


def unpadded(logits: Floats, side: int, size: tuple[int, int]) -> Floats:
    """Mask logits Mxhxw of a square of `side`: of its top left part of `size` (height, width)."""
    return np.stack([enlarged(one, side, side)[: size[0], : size[1]] for one in logits])


def soft(logits: Floats, height: int, width: int) -> Soft:
    """Mask logits hxw, which cover the whole picture, as a Soft mask of height × width.

    The logits are enlarged, not the mask; the edge lies where they are 0, and is one pixel wide,
    because each is divided by how fast they change from one pixel to the next.
    """
    large = enlarged(logits, height, width)
    alpha = np.clip(large / np.maximum(_slope(large), 1e-6) + 0.5, 0, 1)
    return np.rint(alpha * 255).astype(np.uint8)


def enlarged(values: Floats, height: int, width: int) -> Floats:
    """A plane at another size, bilinear, each value in the middle of its cell."""
    large = cv2.resize(
        np.ascontiguousarray(values, np.float32), (width, height), interpolation=cv2.INTER_LINEAR
    )
    return np.asarray(large, np.float32)


def _slope(values: Floats) -> Floats:
    """How much a plane changes from one pixel to the next; 0 where it is a single line."""
    if min(values.shape) < 2:
        return np.zeros_like(values)
    across, down = (
        cv2.Sobel(values, cv2.CV_32F, *axis, ksize=1, scale=0.5, borderType=cv2.BORDER_REPLICATE)
        for axis in ((1, 0), (0, 1))
    )
    # At the border there is one neighbour, half as far away as two are from each other.
    across[:, [0, -1]] *= 2
    down[[0, -1]] *= 2
    return np.asarray(cv2.magnitude(across, down), np.float32)
