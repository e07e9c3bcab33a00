"""Moving masks, boxes and points between the frames of pictures that show the same layer."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket.models.base import Unwatched, Watch
from frisket_protocol.raster import Box, Frame, Point

Pixels: TypeAlias = NDArray[np.uint8]

BAND_PIXELS = 1 << 22
"""What is sampled between two looks at the watch."""
STEEP = 160
"""Steps of 255 by which a mask changes over three pixels where its edge is hard."""
COARSER = 1.5
"""From this ratio of scales on, pixels are averaged before they are sampled."""


def resample(
    pixels: Pixels,
    source: Frame,
    target: Frame,
    width: int,
    height: int,
    watch: Watch | None = None,
) -> Pixels:
    """`pixels` (HxW or HxWx3 uint8, shown in `source`) as `target` shows them, height × width.

    Bilinear where the target is finer, area means where it is coarser. What lies outside the
    source repeats its border. Raises Cancelled when `watch` says so.
    """
    watch = watch or Unwatched()
    if _is_crop(source, target):
        cut = _cut(pixels, int(target.x - source.x), int(target.y - source.y), width, height)
        if cut is not None:
            return cut
    pixels, source = _coarsened(pixels, source, target.scale)
    ratio = target.scale / source.scale
    # dst centre -> layer -> src centre, in cv2's convention where index i is the centre of pixel i
    shift_x = (target.x - source.x) / source.scale + 0.5 * ratio - 0.5
    shift_y = (target.y - source.y) / source.scale + 0.5 * ratio - 0.5
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    moved = np.empty((height, width, *pixels.shape[2:]), np.uint8)
    step = max(1, BAND_PIXELS // max(1, width))
    for top in range(0, height, step):
        watch.check()
        rows = moved[top : top + step]
        matrix = np.array([[ratio, 0, shift_x], [0, ratio, shift_y + ratio * top]], np.float64)
        rows[:] = cv2.warpAffine(
            pixels, matrix, (width, len(rows)), flags=flags, borderMode=cv2.BORDER_REPLICATE
        ).reshape(rows.shape)
    return moved


def resample_mask(
    mask: Pixels,
    source: Frame,
    target: Frame,
    width: int,
    height: int,
    watch: Watch | None = None,
) -> Pixels:
    """`resample` for masks: outside the source there is nothing."""
    moved = resample(mask, source, target, width, height, watch)
    covered = target.from_layer(source.to_layer(Box(0, 0, mask.shape[1], mask.shape[0])))
    # A half is always rounded up, so that a mask does not depend on where its target begins.
    x0, y0, x1, y1 = (
        math.floor(edge + 0.5) for edge in (covered.x0, covered.y0, covered.x1, covered.y1)
    )
    x0, y0 = max(0, x0), max(0, y0)
    x1, y1 = max(x0, x1), max(y0, y1)
    if x0 == y0 == 0 and x1 >= width and y1 >= height:
        return moved
    kept = np.zeros_like(moved)
    kept[y0:y1, x0:x1] = moved[y0:y1, x0:x1]
    return kept


def crispen(mask: Pixels, scale: float) -> Pixels:
    """Bring an edge that was blurred by enlarging `scale` times back to a pixel's width."""
    if scale <= 1:
        return mask
    ramp = (np.arange(256) - 127.5) * scale + 127.5
    return np.asarray(cv2.LUT(mask, np.clip(np.rint(ramp), 0, 255).astype(np.uint8)), np.uint8)


def hardened(mask: Pixels, scale: float) -> Pixels:
    """A mask whose edges are as wide as the border of a pixel: what fades slower is `crispen`ed.

    What is half selected all over is no edge, and stays so.
    """
    near = np.ones((3, 3), np.uint8)
    change = cv2.subtract(cv2.dilate(mask, near), cv2.erode(mask, near))
    return np.where((change == 0) | (change >= STEEP), mask, crispen(mask, scale))


def bounds(mask: Pixels) -> Box | None:
    """The whole-pixel box of everything above 0, or None when there is nothing."""
    x, y, width, height = cv2.boundingRect(mask)
    return Box(x, y, x + width, y + height) if width else None


def from_outline(solid: NDArray[np.bool_]) -> NDArray[np.float32]:
    """How far each pixel is from the outline of `solid`, on either side of it; in pixels."""
    inside = solid.astype(np.uint8)
    inwards = cv2.distanceTransform(inside, cv2.DIST_L2, 5)
    outwards = cv2.distanceTransform(1 - inside, cv2.DIST_L2, 5)
    return np.asarray(cv2.max(inwards, outwards), np.float32)


def point_from_layer(point: Point, frame: Frame) -> Point:
    """A click in layer pixels as pixels of the picture in `frame`."""
    return Point((point.x - frame.x) / frame.scale, (point.y - frame.y) / frame.scale, point.inside)


def points_from_layer(points: Iterable[Point], frame: Frame) -> list[Point]:
    """Clicks in layer pixels as pixels of the picture in `frame`."""
    return [point_from_layer(point, frame) for point in points]


def _is_crop(source: Frame, target: Frame) -> bool:
    return (
        source.scale == target.scale == 1
        and float(target.x - source.x).is_integer()
        and float(target.y - source.y).is_integer()
    )


def _cut(pixels: Pixels, x: int, y: int, width: int, height: int) -> Pixels | None:
    if x < 0 or y < 0 or y + height > pixels.shape[0] or x + width > pixels.shape[1]:
        return None
    return pixels[y : y + height, x : x + width]


def _coarsened(pixels: Pixels, frame: Frame, scale: float) -> tuple[Pixels, Frame]:
    factor = int(scale / frame.scale + 0.5)
    height, width = pixels.shape[:2]
    if scale / frame.scale < COARSER or min(width, height) < factor:
        return pixels, frame
    # Whole blocks only, so that the new frame is exact; the rest is repeated, then averaged.
    pad_x, pad_y = -width % factor, -height % factor
    padded = cv2.copyMakeBorder(pixels, 0, pad_y, 0, pad_x, cv2.BORDER_REPLICATE)
    size = (padded.shape[1] // factor, padded.shape[0] // factor)
    smaller = cv2.resize(padded, size, interpolation=cv2.INTER_AREA)
    return np.asarray(smaller, np.uint8), Frame(frame.x, frame.y, frame.scale * factor)
