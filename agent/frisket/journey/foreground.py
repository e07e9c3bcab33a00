"""The object's own colour where its edge is soft, so that a cut-out brings no fringe of the ground.

Blur fusion in two stages (Forte, "Approximate Fast Foreground Colour Estimation", 2021): the mean
colours of object and ground round a pixel, weighted with alpha, then what is missing to compose the
pixel's colour from them; first over a wide neighbourhood, then over a narrow one.
Against PyMatting's multi-level estimate see benchmarks/matting.py.
"""

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Image: TypeAlias = NDArray[np.uint8]
Soft: TypeAlias = NDArray[np.uint8]
Floats: TypeAlias = NDArray[np.float32]

RADII = (90, 6)
"""Of the two stages, in pixels, as in the paper."""
TILE = 1024


def estimate(image: Image, alpha: Soft) -> Image:
    """The foreground of `image` (HxWx3 uint8 RGB) under `alpha` (HxW uint8): HxWx3 uint8 RGB.

    Only pixels with 0 < alpha < 255 differ from `image`. Works tile by tile, each with a margin of
    the wider radius, so that memory stays small and plain areas cost nothing.
    """
    result = image.copy()
    soft = (alpha > 0) & (alpha < 255)
    left, top, width, height = cv2.boundingRect(soft.view(np.uint8))
    margin = sum(RADII)
    for y0 in range(top, top + height, TILE):
        for x0 in range(left, left + width, TILE):
            y1, x1 = min(y0 + TILE, top + height), min(x0 + TILE, left + width)
            here = soft[y0:y1, x0:x1]
            if not here.any():
                continue
            wide_y, wide_x = max(0, y0 - margin), max(0, x0 - margin)
            wide = (slice(wide_y, y1 + margin), slice(wide_x, x1 + margin))
            colour = fused(image[wide], alpha[wide])
            colour = colour[y0 - wide_y : y1 - wide_y, x0 - wide_x : x1 - wide_x]
            result[y0:y1, x0:x1][here] = colour[here]
    return result


def fused(image: Image, alpha: Soft) -> Image:
    """Both stages over a whole tile; the same shapes and ranges as in `estimate`."""
    colours = image.astype(np.float32)
    weight = np.asarray(alpha[..., None] / np.float32(255), np.float32)
    front = back = colours
    for radius in RADII:
        front, back = one_stage(colours, front, back, weight, radius)
    return np.rint(front).astype(np.uint8)


def one_stage(
    colours: Floats, front: Floats, back: Floats, weight: Floats, radius: int
) -> tuple[Floats, Floats]:
    """A better foreground and a smoother ground; HxWx3 float32, 0 to 255 (equations 4 to 7)."""
    share = blurred(weight, radius)[..., None]
    front_mean = blurred(front * weight, radius) / (share + 1e-5)
    back_mean = blurred(back * (1 - weight), radius) / (1 - share + 1e-5)
    missing = colours - weight * front_mean - (1 - weight) * back_mean
    return np.clip(front_mean + weight * missing, 0, 255), back_mean


def blurred(values: Floats, radius: int) -> Floats:
    """The mean over a square of about that radius."""
    side = (radius, radius)
    return np.asarray(cv2.blur(values, side, borderType=cv2.BORDER_REFLECT), np.float32)
