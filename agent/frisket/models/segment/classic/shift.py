"""A selection of the right shape in the wrong place, such as one of the frame before.

Its outline slides over the picture to where it lies on the strongest edges (matching an outline,
Barrow, Tenenbaum, Bolles and Wolf 1977; here on the gradient along the outline's normals). Moved
there it is believed if its outline then lies on edges almost as well as an exact cut does: one that
was drawn loosely cannot.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket.models.base import Image

from .regions import Floats, Marks, to_lab

FARTHEST = 0.12
"""How far a selection may be moved, as a share of its size (the root of its area)."""

NEAREST = 0.03
STEPS, CLOSER = 10, 2
BLUR, SMOOTH = 1.5, 2.0
MOST_SAMPLES = 600
GAIN, SHARE = 0.2, 0.6
AT_BOUND = 0.95


@dataclass(frozen=True, eq=False)
class Outline:
    """K pixels (row, column) on the edge of a mask, and their normals, Kx2 (x, y) of length 1."""

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    normals: Floats


def moved_onto_edges(image: Image, given: Marks, cut: Marks) -> Marks | None:
    """`given` (hxw bool), moved as a whole to where it fits, or None where it is not just moved.

    image   hxwx3 uint8 RGB
    cut     hxw bool, what the picture alone makes of the selection
    """
    outline, exact = outline_of(given), outline_of(cut)
    if not (len(outline.rows) and len(exact.rows)):
        return None
    slopes = gradient(image)
    size = float(np.sqrt(np.count_nonzero(given)))
    x, y = _best_place(slopes, outline, FARTHEST * size)
    if not NEAREST < float(np.hypot(x, y)) / size < AT_BOUND * FARTHEST:
        return None
    before, after = (strength(slopes, outline, place) for place in ((0, 0), (x, y)))
    possible = strength(slopes, exact, (0, 0))
    if after - before < GAIN or after - before < SHARE * (possible - before):
        return None
    return translated(given, x, y)


def gradient(image: Image) -> Floats:
    """How CIELAB changes across and down, a pixel, hxwx3x2 float32."""
    lab = to_lab(np.asarray(cv2.GaussianBlur(image, (0, 0), BLUR), np.uint8))
    ways = [cv2.Scharr(lab, cv2.CV_32F, *way, scale=1 / 32) for way in ((1, 0), (0, 1))]
    return np.stack(ways, axis=-1)


def outline_of(mask: Marks) -> Outline:
    """At most a few hundred places along the edge of `mask`; the picture's sides are no edge."""
    soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), SMOOTH)
    edge = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    inner = np.zeros(mask.shape, np.bool_)
    inner[2:-2, 2:-2] = True
    rows, columns = np.nonzero((edge > 0) & inner)
    if len(rows) > MOST_SAMPLES:
        kept = np.linspace(0, len(rows) - 1, MOST_SAMPLES).astype(np.intp)
        rows, columns = rows[kept], columns[kept]
    ways = [cv2.Sobel(soft, cv2.CV_32F, *way)[rows, columns] for way in ((1, 0), (0, 1))]
    slopes = np.stack(ways, axis=-1)
    length = np.linalg.norm(slopes, axis=1, keepdims=True)
    return Outline(rows, columns, np.asarray(slopes / (length + 1e-6), np.float32))


def strength(slopes: Floats, outline: Outline, moved: tuple[int, int]) -> float:
    """How strong the edges are under `outline`, moved by (x, y): mean log of 1 + CIELAB a pixel."""
    height, width = slopes.shape[:2]
    rows = np.clip(outline.rows + moved[1], 0, height - 1)
    columns = np.clip(outline.columns + moved[0], 0, width - 1)
    across = slopes[rows, columns]
    along = across[..., 0] * outline.normals[:, :1] + across[..., 1] * outline.normals[:, 1:]
    return float(np.log1p(np.sqrt((along * along).sum(axis=1))).mean())


def translated(mask: Marks, x: int, y: int) -> Marks:
    """`mask` moved by (x, y) pixels; what comes in from outside is as the side was."""
    move = np.array([[1, 0, x], [0, 1, y]], np.float32)
    size = mask.shape[::-1]
    way, side = cv2.INTER_NEAREST, cv2.BORDER_REPLICATE
    made = cv2.warpAffine(mask.astype(np.uint8), move, size, flags=way, borderMode=side)
    return np.asarray(made > 0, np.bool_)


def _best_place(slopes: Floats, outline: Outline, reach: float) -> tuple[int, int]:
    """Where within `reach` pixels the edges are strongest: on a coarse grid, then nearby."""
    grid = np.unique(np.round(np.linspace(-reach, reach, 2 * STEPS + 1)).astype(int))
    places = [(int(x), int(y)) for x in grid for y in grid if np.hypot(x, y) <= reach + 1]
    best = max(places, key=lambda place: strength(slopes, outline, place))
    near = range(-CLOSER, CLOSER + 1)
    places = [(best[0] + x, best[1] + y) for x in near for y in near]
    return max(places, key=lambda place: strength(slopes, outline, place))
