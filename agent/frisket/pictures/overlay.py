"""A look at a selection that a painter understands: ground dim and gray, objects in full colour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

OUTLINES = (
    (255, 214, 10),
    (80, 200, 255),
    (255, 90, 200),
    (90, 240, 140),
    (255, 140, 50),
    (190, 150, 255),
)
"""RGB of the first object's outline, the second's, …; then from the start. Told apart by most
colour-blind people too, and all light, so that the dark rim shows on each."""

_RIM = (16, 16, 20)
_INSIDE = 128
_SMALL = 160
"""Pixels of a side below which an outline is a single pixel."""
_BAND = 1 << 20
"""Pixels that are worked on at a time."""
_GROUND_LIGHT, _GROUND_FLOOR = 0.34, 28.0
"""How much of its brightness the ground keeps, and what is added, so that black is not lost."""


def overlay(rgb: NDArray[np.uint8], masks: Iterable[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """`rgb` (HxWx3 uint8 sRGB) with what `masks` (HxW uint8, 0 to 255) select standing out; as new.

    The unselected ground is dimmed and loses its colour; each object has an outline of its own
    colour with a dark rim, at the middle of its soft edge; round what is thin or small it runs
    outside, so that this is seen and not buried.
    """
    selected = np.zeros(rgb.shape[:2], np.uint8)
    width = line_width(rgb.shape[1], rgb.shape[0])
    edges = []
    for mask in masks:
        np.maximum(selected, mask, out=selected)
        edges.append(_edge(mask, width))
    picture = _lit(rgb, selected)
    for edge in edges:  # all rims first: a rim must not cut through a neighbour's outline
        cv2.drawContours(picture, edge, -1, _RIM, 2 * width + 1, cv2.LINE_AA)
    for number, edge in enumerate(edges):
        colour = OUTLINES[number % len(OUTLINES)]
        cv2.drawContours(picture, edge, -1, colour, width, cv2.LINE_AA)
    return picture


def _lit(rgb: NDArray[np.uint8], selected: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """`rgb` where `selected` is 255, its dim gray where it is 0, a mixture between."""
    lit = np.empty_like(rgb)
    step = max(1, _BAND // rgb.shape[1])
    for top in range(0, len(rgb), step):
        rows = slice(top, top + step)
        gray = cv2.cvtColor(rgb[rows], cv2.COLOR_RGB2GRAY)
        dim = cv2.convertScaleAbs(gray, alpha=_GROUND_LIGHT, beta=_GROUND_FLOOR)
        ground = cv2.cvtColor(dim, cv2.COLOR_GRAY2RGB)
        share = selected[rows].astype(np.float32) / 255
        lit[rows] = cv2.blendLinear(rgb[rows], ground, share, 1 - share)
    return lit


def line_width(width: int, height: int) -> int:
    """Pixels of an outline on a picture of this size; nothing of a mask is further from one than
    four times as much, unless an outline encloses it."""
    side = max(width, height)
    return max(1 if side < _SMALL else 2, round(side / 480))


def _edge(mask: NDArray[np.uint8], width: int) -> Sequence[NDArray[np.int32]]:
    """The lines to be drawn for what is selected and its holes, each Nx1x2 int32 (x, y)."""
    columns, rows = (np.flatnonzero((mask >= _INSIDE).any(axis=axis)) for axis in (0, 1))
    if not len(rows):
        return []
    # Beyond the picture's border there is nothing, but an outline of what lies along it.
    reach = 6 * width + 4
    top, left = int(rows[0]), int(columns[0])
    part = np.pad(mask[top : int(rows[-1]) + 1, left : int(columns[-1]) + 1], reach)
    body = _body(part, width)
    hairs = _hairs(part, body, width)
    shape = body | _wider(hairs, _disc(3 * width // 2 + 3)) if hairs.any() else body
    lines, _ = cv2.findContours(shape, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    moved = np.array([left - reach, top - reach], np.int32)
    return [np.asarray(line + moved, dtype=np.int32) for line in lines]


def _body(mask: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    """HxW uint8, 1 where `mask` is so wide that an outline leaves most of it to be seen."""
    inside = np.asarray(cv2.GaussianBlur(mask, (0, 0), width / 2) >= _INSIDE, dtype=np.uint8)
    deep = 2 * width + 6  # half of the narrowest disc that its outline leaves a quarter of
    core = cv2.distanceTransform(inside, cv2.DIST_L2, 3) >= deep
    if not core.any():
        return np.zeros_like(inside)
    away = cv2.distanceTransform(np.asarray(~core, np.uint8), cv2.DIST_L2, 3)
    near = inside & (away <= 2 * deep)  # its corners and fringe
    return np.asarray(cv2.morphologyEx(near, cv2.MORPH_OPEN, _disc(width)), dtype=np.uint8)


def _hairs(mask: NDArray[np.uint8], body: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    """HxW uint8, 1 where `mask` is thin, from what is far from its body's outline to that."""
    thin = np.asarray((mask >= _INSIDE) & (body == 0), dtype=np.uint8)
    far = thin & ~_wider(body, _square(3 * width))
    return thin & _wider(far, _square(4 * width))


def _wider(marks: NDArray[np.uint8], brush: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray(cv2.dilate(marks, brush), dtype=np.uint8)


def _disc(radius: int) -> NDArray[np.uint8]:
    size = (2 * radius + 1, 2 * radius + 1)
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, size), dtype=np.uint8)


def _square(radius: int) -> NDArray[np.uint8]:
    return np.ones((2 * radius + 1, 2 * radius + 1), np.uint8)
