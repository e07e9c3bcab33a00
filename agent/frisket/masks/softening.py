"""Smoothing and softening the outlines of soft masks, in a time that no radius changes much."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from .parts import BAND_BYTES, Soft, Unwatched, Watch, as_soft, in_turn, near_edges

NARROW = 2
"""From this factor on, a blur is done on a smaller picture."""
COARSEST = 128
"""The largest factor: one row of cells is worked on without a look at the watch."""


def smooth(mask: Soft, radius: float, watch: Watch | None = None) -> Soft:
    """The median over a square: bumps and notches go, straight edges and ramps stay as they are.

    At most `SMOOTH_MAX` pixels: the library counts a square's pixels in 16 bits.
    """
    reach = round(radius)
    return near_edges(
        mask, reach + 1, lambda part: as_soft(cv2.medianBlur(part, 2 * reach + 1)), watch
    )


def feather(mask: Soft, radius: float, watch: Watch | None = None) -> Soft:
    """A Gaussian blur with a standard deviation of `radius` / 2; none at all below 0.2 pixels."""
    if radius < 0.2:
        return mask
    sigma = radius / 2
    height, width = mask.shape
    across, down = factor(sigma, width), factor(sigma, height)
    if max(across, down) < NARROW:
        return near_edges(mask, math.ceil(2 * radius) + 1, lambda part: blurred(part, sigma), watch)
    watch = watch or Unwatched()
    small = reduced(mask, across, down, watch)
    small = blurred_cells(small, sigma / across, sigma / down, watch)
    return enlarged(small, across, down, mask.shape, watch)


def factor(sigma: float, side: int) -> int:
    """How much smaller a side may be for a blur, without anybody's being able to tell."""
    return max(1, min(int(sigma / 4), side // 8, COARSEST))


def blurred(mask: Soft, sigma: float) -> Soft:
    """A Gaussian blur; outside of the picture it goes on as it is at the border."""
    return as_soft(cv2.GaussianBlur(mask, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE))


def blurred_cells(
    cells: NDArray[np.float32], across: float, down: float, watch: Watch
) -> NDArray[np.float32]:
    """A Gaussian blur with these standard deviations, in bands; the border goes on as it is."""
    rows, columns = cells.shape
    reach = math.ceil(4 * down) + 1  # as far as the library's own kernel for single precision
    step = max(reach, BAND_BYTES // (4 * columns))
    made = np.empty_like(cells)

    def do(top: int) -> None:
        first, end = max(0, top - reach), min(rows, top + step)
        band = cells[first : min(rows, end + reach)]
        whole = cv2.GaussianBlur(
            band, (0, 0), across, sigmaY=down, borderType=cv2.BORDER_REPLICATE
        ).reshape(band.shape)
        made[top:end] = whole[top - first : end - first]

    in_turn(do, range(0, rows, step), watch)
    return made


def reduced(mask: Soft, across: int, down: int, watch: Watch) -> NDArray[np.float32]:
    """The means of cells of `across` × `down` pixels, and of one cell more on every side.

    Outside of the mask, pixels are those at its border.
    """
    height, width = mask.shape
    rows, columns = -(-height // down) + 2, -(-width // across) + 2
    small = np.empty((rows, columns), np.float32)
    beside = columns * across - across - width
    step = max(1, BAND_BYTES // (width * down))

    def do(row: int) -> None:
        count = min(step, rows - row)
        top, bottom = (row - 1) * down, (row - 1 + count) * down
        first = min(max(0, top), height - 1)
        part = mask[first : max(first + 1, bottom)]
        above = min(max(0, first - top), bottom - top - len(part))
        below = bottom - top - above - len(part)
        part = as_soft(cv2.copyMakeBorder(part, above, below, across, beside, cv2.BORDER_REPLICATE))
        cells = cv2.resize(part.astype(np.float32), (columns, count), interpolation=cv2.INTER_AREA)
        small[row : row + count] = cells.reshape(count, columns)

    in_turn(do, range(0, rows, step), watch)
    return small


def enlarged(
    small: NDArray[np.float32], across: int, down: int, shape: tuple[int, ...], watch: Watch
) -> Soft:
    """What was `reduced` as pixels again, linear between the cells' centres."""
    height, width = shape[:2]
    large = np.empty((height, width), np.uint8)
    step = max(1, BAND_BYTES // (width * down))

    def do(row: int) -> None:
        # One cell more above and below, without which the seams would show.
        cells = small[row - 1 : row + step + 1]
        size = cells.shape[1] * across, cells.shape[0] * down
        part = cv2.resize(cells, size, interpolation=cv2.INTER_LINEAR).reshape(size[1], size[0])
        top, bottom = (row - 1) * down, min(height, (row - 1 + step) * down)
        inner = part[down : down + bottom - top, across : across + width]
        large[top:bottom] = cv2.convertScaleAbs(inner).reshape(inner.shape)

    in_turn(do, range(1, small.shape[0] - 1, step), watch)
    return large
